//! Where an item was found: its grids, and the places themselves.

use super::heat::{StoredGrid, decode};
use super::{Pool, rows};
use crate::model::HeatGrid;
use crate::store::row::PlacesRow;

const GRIDS: &str = "
    select item, game_mode, experiment, variant, cells from heat_grids where item = $1 and experiment = ''";

const FIRST_PLACES: &str =
    "select units, places from item_places where item = $1 order by stat_sheet_id";

/// The item's grid over all game modes.
pub(in crate::store) async fn grid(pool: &Pool, item: &str) -> Result<HeatGrid, sqlx::Error> {
    let stored: Vec<StoredGrid> = sqlx::query_as(GRIDS).bind(item).fetch_all(pool).await?;
    let mut whole = HeatGrid::default();
    for row in stored {
        whole.merge(decode(row)?.1);
    }
    Ok(whole)
}

/// The places that were kept apart for the item.
pub(in crate::store) async fn first_places(
    pool: &Pool,
    item: &str,
) -> Result<Vec<PlacesRow>, sqlx::Error> {
    sqlx::query_as(FIRST_PLACES)
        .bind(item)
        .fetch_all(pool)
        .await
}

/// `looted_items` and `locations` of the sheets with these ids, as far as there are such.
pub(in crate::store) async fn sheets_at(
    pool: &Pool,
    ids: &[i64],
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let head = "select looted_items, locations from stat_sheets where id in (";
    rows::find(&mut connection, head, ")", ids, |mut values, id| {
        values.push_bind(*id);
    })
    .await
}
