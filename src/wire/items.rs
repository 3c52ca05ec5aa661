//! What is sent: a stat sheet, and an event, alone or inside a sheet. Described by hand, because `model` parses them by
//! hand, to tell all faults at once.

use super::parts::*;
use crate::model::{Event, StatSheet};
use std::borrow::Cow;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

impl ToSchema for StatSheet {
    fn name() -> Cow<'static, str> {
        "StatSheet".into()
    }
}

impl PartialSchema for StatSheet {
    fn schema() -> RefOr<Schema> {
        let sheet = ObjectBuilder::new()
            .description(Some("What one player did and found in one match. Fields that are not listed here are kept and given back."))
            .required("match_id")
            .required("player_id")
            .required("looted_items")
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .property("match_id", said(text_128(), "Names the match."))
            .property("player_id", said(text_128(), "Names the player."))
            .property("looted_items", said(counts(), "Item → how many of it were looted."))
            .property("timestamp", said(time(), TIME))
            .property("locations", said(places(), "Item → one point `[x, y]` for the whole count, or `[[x, y], …]` for one unit each."))
            .property("sheet_id", said(optional_text_128(), "The idempotency key, unique per player: the same sheet sent again counts once."))
            .property("match_duration", said(duration(), "Seconds."))
            .property("player_level", said(level(), "The player's level."))
            .property("game_mode", said(optional_text_64(), "Such as `solo`."))
            .property("experiments", said(experiments(), "Experiment → variant."))
            .property("custom_stats", said(stats(), "Name → number, string or boolean."))
            .property(
                "events",
                ArrayBuilder::new()
                    .schema_type(nullable(Type::Array))
                    .items(event())
                    .max_items(Some(10_000))
                    .description(Some("What happened in the match; match, player and time are the sheet's where an event does not say them.")),
            );
        sheet.into()
    }
}

impl ToSchema for Event {
    fn name() -> Cow<'static, str> {
        "Event".into()
    }
}

impl PartialSchema for Event {
    fn schema() -> RefOr<Schema> {
        let event = event()
            .description(Some("One thing that happened to one player at one moment. Fields that are not listed here are kept."))
            .required("match_id")
            .required("player_id");
        event.into()
    }
}

const TIME: &str = "ISO 8601; without an offset it is UTC; the time of receipt when absent.";

fn event() -> ObjectBuilder {
    ObjectBuilder::new()
        .required("event_type")
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .property(
            "event_type",
            said(text_64(), "What happened, such as `boss_defeat`."),
        )
        .property("match_id", said(text_128(), "In which match."))
        .property("player_id", said(text_128(), "To whom."))
        .property("timestamp", said(time(), TIME))
        .property(
            "event_id",
            said(
                optional_text_128(),
                "The idempotency key, unique per player.",
            ),
        )
        .property(
            "position",
            optional_point().description(Some("Where: `[x, y]`.")),
        )
        .property(
            "details",
            said(free_object(), "Whatever else the game says of it."),
        )
}

fn said(mut schema: Object, description: &str) -> Object {
    schema.description = Some(description.to_owned());
    schema
}
