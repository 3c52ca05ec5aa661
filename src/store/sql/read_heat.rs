//! Where an item was found: its grids, and the places themselves.

use super::heat::{StoredGrid, decode};
use super::{Pool, places};
use crate::model::{HeatGrid, PlaceSample, Slice};

const GRIDS: &str = "
    select item, game_mode, experiment, variant, cells from heat_grids
    where item = $1 and ($2 = '' or game_mode = $2) and experiment = $3 and variant = $4";

/// The item's grid in one slice.
pub(in crate::store) async fn grid(
    pool: &Pool,
    item: &str,
    slice: Slice<'_>,
) -> Result<HeatGrid, sqlx::Error> {
    let stored: Vec<StoredGrid> = sqlx::query_as(GRIDS)
        .bind(item)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .fetch_all(pool)
        .await?;
    let mut whole = HeatGrid::default();
    for row in stored {
        whole.merge(decode(row)?.1);
    }
    Ok(whole)
}

/// An even sample of the item's places.
pub(in crate::store) async fn places(pool: &Pool, item: &str) -> Result<PlaceSample, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    places::load(&mut connection, item).await
}
