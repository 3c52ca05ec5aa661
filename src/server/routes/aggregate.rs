//! `GET /api/aggregate`: the totals.

use crate::model::{Colour, GameMode, ItemKind, Totals};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The totals.
#[derive(Serialize, ToSchema)]
struct AggregateAnswer {
    /// Always true.
    success: bool,
    /// The totals of everything, or of one game mode.
    #[schema(inline)]
    data: AggregateData,
}

#[derive(Serialize, ToSchema)]
struct AggregateData {
    /// Units looted, by item.
    #[schema(example = json!({"rubber_duck": 1042, "medkit": 987}))]
    total_items: BTreeMap<String, u64>,
    /// Distinct matches.
    total_matches: u64,
    /// Distinct players.
    total_players: u64,
    /// Stored sheets.
    total_stat_sheets: u64,
    /// Stored events.
    total_events: u64,
    /// Units that came with a place, by item.
    located_items: BTreeMap<String, u64>,
    /// The colour of each item in every picture and on every page; it stays with the item.
    #[schema(value_type = BTreeMap<String, String>, example = json!({"rubber_duck": "#1f77b4"}))]
    item_colours: BTreeMap<String, Colour>,
}

/// Read the totals
///
/// Kept by the writer's transaction, so it costs the same at a thousand sheets and at a hundred million.
#[utoipa::path(
    tag = "Read",
    params(("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")),
    responses((status = 200, description = "The totals", body = AggregateAnswer), schema::ReadErrors)
)]
#[get("/aggregate")]
pub(super) async fn aggregate(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::read(request.query_string(), &["game_mode"]);
    let game_mode = query.optional("game_mode", GameMode::parse);
    let game_mode = query.finish(game_mode)?;
    let totals = state.reader.totals(game_mode.as_ref()).await?;
    let slots = state.reader.item_slots().await?;
    Ok(HttpResponse::Ok().json(AggregateAnswer {
        success: true,
        data: AggregateData::new(totals, slots),
    }))
}

impl AggregateData {
    fn new(totals: Totals, slots: BTreeMap<ItemKind, u32>) -> Self {
        let colours = slots
            .into_iter()
            .filter(|(item, _)| totals.total_items.contains_key(item))
            .map(|(item, slot)| (item.into(), Colour::of_slot(slot)));
        Self {
            item_colours: colours.collect(),
            total_items: by_name(totals.total_items),
            total_matches: totals.total_matches,
            total_players: totals.total_players,
            total_stat_sheets: totals.total_stat_sheets,
            total_events: totals.total_events,
            located_items: by_name(totals.located_items),
        }
    }
}

fn by_name(items: BTreeMap<ItemKind, u64>) -> BTreeMap<String, u64> {
    items
        .into_iter()
        .map(|(item, units)| (item.into(), units))
        .collect()
}
