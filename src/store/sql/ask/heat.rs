//! Where an item was found or an event happened: grids, and of items the places themselves.

use super::Pool;
use super::locations;
use crate::model::NameKind;
use crate::model::{HeatGrid, LocationSample, Slice};
use crate::store::rollups::heat_grids::{StoredGrid, decode};

const GRIDS: &str = "
    select kind, name, game_mode, experiment, variant, cells from (
        select kind, name, game_mode, experiment, variant, cells from heat_grids
        union all
        select kind, name, game_mode, experiment, variant, cells from heat_tails
    ) as grids
    where kind = $1 and name = $2 and ($3 = '' or game_mode = $3) and experiment = $4 and variant = $5";

/// The grid of an item or a type of event in one slice.
pub(in crate::store) async fn grid(
    pool: &Pool,
    kind: NameKind,
    name: &str,
    slice: Slice<'_>,
) -> Result<HeatGrid, sqlx::Error> {
    let stored: Vec<StoredGrid> = sqlx::query_as(GRIDS)
        .bind(kind.as_str())
        .bind(name)
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
pub(in crate::store) async fn places(
    pool: &Pool,
    item: &str,
) -> Result<LocationSample, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    locations::load(&mut connection, item).await
}
