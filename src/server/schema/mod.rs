//! What goes over the wire, for the API's description. These types document and are never made: requests are parsed by
//! `model`, which tells all faults at once, and rows are printed by it.

#![allow(dead_code, reason = "read by utoipa's derive, not by us")]

mod parts;
mod rows;

pub(super) use rows::{Activity, DeadLetter, Heat, Quality, SheetRow};

use parts::*;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::{IntoResponses, ToSchema};

/// What one player did and found in one match. Fields that are not listed here are kept and given back.
#[derive(ToSchema)]
pub(super) struct StatSheet {
    /// Names the match.
    #[schema(schema_with = text_128)]
    match_id: String,
    /// Names the player.
    #[schema(schema_with = text_128)]
    player_id: String,
    /// Item → how many of it were looted.
    #[schema(schema_with = counts)]
    looted_items: BTreeMap<String, u64>,
    /// ISO 8601; without an offset it is UTC; the time of receipt when absent.
    #[schema(schema_with = time)]
    timestamp: Option<String>,
    /// Item → one point `[x, y]` for the whole count, or `[[x, y], …]` for one unit each.
    #[schema(schema_with = places)]
    locations: Option<BTreeMap<String, Vec<f64>>>,
    /// The idempotency key, unique per player: the same sheet sent again counts once.
    #[schema(schema_with = optional_text_128)]
    sheet_id: Option<String>,
    /// Seconds.
    #[schema(schema_with = duration)]
    match_duration: Option<f64>,
    /// The player's level.
    #[schema(schema_with = level)]
    player_level: Option<u64>,
    /// Such as `solo`.
    #[schema(schema_with = optional_text_64)]
    game_mode: Option<String>,
    /// Experiment → variant.
    #[schema(schema_with = experiments)]
    experiments: Option<BTreeMap<String, String>>,
    /// Name → number, string or boolean.
    #[schema(schema_with = stats)]
    custom_stats: Option<BTreeMap<String, Value>>,
    /// What happened in the match; match, player and time are the sheet's where an event does not say them.
    #[schema(schema_with = sheet_events)]
    events: Option<Vec<Value>>,
}

/// One thing that happened to one player at one moment. Fields that are not listed here are kept.
#[derive(ToSchema)]
pub(super) struct Event {
    /// What happened, such as `boss_defeat`.
    #[schema(schema_with = text_64)]
    event_type: String,
    /// In which match.
    #[schema(schema_with = text_128)]
    match_id: String,
    /// To whom.
    #[schema(schema_with = text_128)]
    player_id: String,
    /// ISO 8601; without an offset it is UTC; the time of receipt when absent.
    #[schema(schema_with = time)]
    timestamp: Option<String>,
    /// The idempotency key, unique per player.
    #[schema(schema_with = optional_text_128)]
    event_id: Option<String>,
    /// Where: `[x, y]`.
    #[schema(schema_with = optional_point)]
    position: Option<Vec<f64>>,
    /// Whatever else the game says of it.
    details: Option<Map<String, Value>>,
}

/// One thing that is wrong with one field.
#[derive(ToSchema)]
pub(super) struct Fault {
    /// Where: a path such as `looted_items.medkit`, a parameter, a header, or `body`.
    field: String,
    /// What is wrong, and what would be right.
    reason: String,
}

/// The one shape of errors.
#[derive(ToSchema)]
pub(super) struct Error {
    /// A sentence a person can act on.
    error: String,
    /// Everything that is wrong with the request.
    faults: Vec<Fault>,
    /// The request's id, as in the header `x-request-id` and in the server's log.
    request_id: String,
}

/// What may go wrong with any question.
#[derive(IntoResponses)]
pub(super) enum ReadErrors {
    /// A parameter is unknown or wrong
    #[response(status = 400)]
    Invalid(Error),
    /// The database does not answer, or not in time; try again after `Retry-After`
    #[response(status = 503)]
    Unavailable(Error),
}

/// What may go wrong with any submission.
#[derive(IntoResponses)]
pub(super) enum WriteErrors {
    /// Nothing was stored; refused items are kept as dead letters
    #[response(status = 400)]
    Invalid(Error),
    /// The body did not arrive in time
    #[response(status = 408)]
    TooSlow(Error),
    /// The body is larger than the limit
    #[response(status = 413)]
    TooLarge(Error),
    /// The body is of another type or encoding
    #[response(status = 415)]
    Unsupported(Error),
    /// Too much to do, or the database does not answer: nothing was stored; try again after `Retry-After`
    #[response(status = 503)]
    Unavailable(Error),
}
