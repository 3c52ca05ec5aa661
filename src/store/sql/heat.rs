//! Adds places to the heat grids: read, merge, write. The turn to write is held, so nobody else merges meanwhile.

use super::{Connection, rows};
use crate::model::{HeatGrid, Position, Slice};
use crate::store::rollup::Sorted;
use std::collections::HashMap;

type Key = (String, String, String, String);

/// A stored grid: item, game mode, experiment, variant, cells.
pub(super) type StoredGrid = (String, String, String, String, Vec<u8>);

/// Adds the places of each item and slice.
pub(super) async fn add(
    connection: &mut Connection,
    heat: &Sorted<(&str, Slice<'_>), &[(Position, u64)]>,
) -> Result<(), sqlx::Error> {
    let keys: Vec<_> = heat.iter().map(|(key, _)| *key).collect();
    let stored: Vec<StoredGrid> = rows::find(
        connection,
        "with asked (item, game_mode, experiment, variant) as (",
        ") select g.item, g.game_mode, g.experiment, g.variant, g.cells from asked cross join heat_grids g
         where g.item = asked.item and g.game_mode = asked.game_mode
            and g.experiment = asked.experiment and g.variant = asked.variant",
        &keys,
        |mut values, (item, slice)| {
            values
                .push_bind(*item)
                .push_bind(slice.game_mode)
                .push_bind(slice.experiment)
                .push_bind(slice.variant);
        },
    )
    .await?;
    let mut grids = HashMap::new();
    for stored in stored {
        let (key, grid) = decode(stored)?;
        grids.insert(key, grid);
    }
    let merged: Vec<_> = heat
        .iter()
        .map(|((item, slice), points)| {
            let key = [item, slice.game_mode, slice.experiment, slice.variant];
            let [item, game_mode, experiment, variant] = key.map(str::to_owned);
            let key = (item, game_mode, experiment, variant);
            let mut grid = grids.remove(&key).unwrap_or_default();
            grid.add(points.iter().copied());
            (key, grid.to_bytes())
        })
        .collect();
    rows::write(
        connection,
        "insert into heat_grids (item, game_mode, experiment, variant, cells)",
        " on conflict (item, game_mode, experiment, variant) do update set cells = excluded.cells",
        &merged,
        |mut values, (key, cells)| {
            values
                .push_bind(key.0.as_str())
                .push_bind(key.1.as_str())
                .push_bind(key.2.as_str())
                .push_bind(key.3.as_str())
                .push_bind(cells.as_slice());
        },
    )
    .await
}

/// The grid of a row, or an error that names the row.
pub(super) fn decode(
    (item, game_mode, experiment, variant, cells): StoredGrid,
) -> Result<(Key, HeatGrid), sqlx::Error> {
    match HeatGrid::from_bytes(&cells) {
        Some(grid) => Ok(((item, game_mode, experiment, variant), grid)),
        None => Err(sqlx::Error::Decode(
            format!("the heat grid of {item:?} in mode {game_mode:?} cannot be read").into(),
        )),
    }
}
