//! Where an item was found or an event happened: grids, and of items the places themselves.

use super::Pool;
use super::locations;
use crate::model::NameKind;
use crate::model::{HeatGrid, LocationSample, Slice};
use crate::store::rollups::heat_grids::{StoredGrid, decode};
use crate::store::rollups::heat_pending::{self, Whose};

/// In one statement, because places that are pending may move into their grid at any time.
const GRIDS: &str = "
    select kind, name, map, game_mode, experiment, variant, cells from heat_grids
    where kind = $1 and name = $2 and map = $3 and ($4 = '' or game_mode = $4) and experiment = $5 and variant = $6
    union all
    select '', '', '', '', '', '', places from heat_pending where slices = $7";

/// The grid of an item or a type of event on a map in one slice.
pub(in crate::store) async fn grid(
    pool: &Pool,
    kind: NameKind,
    name: &str,
    map: &str,
    slice: Slice<'_>,
) -> Result<HeatGrid, sqlx::Error> {
    let stored: Vec<StoredGrid> = sqlx::query_as(GRIDS)
        .bind(kind.as_str())
        .bind(name)
        .bind(map)
        .bind(slice.game_mode)
        .bind(slice.experiment)
        .bind(slice.variant)
        .bind(Whose::of(slice.experiment).column())
        .fetch_all(pool)
        .await?;
    let is_asked = |[of, known, on, game_mode, experiment, variant]: &[&str; 6]| {
        (*of, *known, *on) == (kind.as_str(), name, map)
            && (slice.game_mode.is_empty() || slice.game_mode == *game_mode)
            && (slice.experiment, slice.variant) == (*experiment, *variant)
    };
    let mut whole = HeatGrid::default();
    let mut pending = Vec::new();
    for row in stored {
        match row {
            (of, .., places) if of.is_empty() => {
                heat_pending::each(&places, is_asked, |_, points| {
                    pending.extend_from_slice(points)
                })?;
            }
            grid => whole.merge(decode(grid)?.1),
        }
    }
    whole.add(pending);
    Ok(whole)
}

/// An even sample of the item's places on a map.
pub(in crate::store) async fn places(
    pool: &Pool,
    map: &str,
    item: &str,
) -> Result<LocationSample, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    locations::load(&mut connection, map, item).await
}
