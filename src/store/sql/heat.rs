//! Adds places to the heat grids: read, merge, write. The turn to write is held, so nobody else merges meanwhile.

use super::Transaction;
use crate::model::{HeatGrid, Position, Slice};
use crate::store::error::StoreError;
use crate::store::rollup::Sorted;
use crate::store::statement::{Insert, Question, Type};
use std::collections::HashMap;

type Key = (String, String, String, String);

/// A stored grid: item, game mode, experiment, variant, cells.
pub(super) type StoredGrid = (String, String, String, String, Vec<u8>);

const STORED: Question<4> = Question {
    table: "heat_grids",
    asked: [
        ("item", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
    ],
    select: "select g.item, g.game_mode, g.experiment, g.variant, g.cells from asked cross join heat_grids g
        where g.item = asked.item and g.game_mode = asked.game_mode
            and g.experiment = asked.experiment and g.variant = asked.variant",
};

const WRITE: Insert<5> = Insert {
    table: "heat_grids",
    columns: [
        ("item", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("cells", Type::Bytea),
    ],
    on_conflict: "on conflict (item, game_mode, experiment, variant) do update set cells = excluded.cells",
};

/// Adds the places of each item and slice.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    heat: &Sorted<(&str, Slice<'_>), &[(Position, u64)]>,
) -> Result<(), StoreError> {
    let stored: Vec<StoredGrid> = transaction
        .find(&STORED, heat, |((item, slice), _)| {
            [
                (*item).into(),
                slice.game_mode.into(),
                slice.experiment.into(),
                slice.variant.into(),
            ]
        })
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
    transaction
        .write(&WRITE, &merged, |(key, cells)| {
            [
                key.0.as_str().into(),
                key.1.as_str().into(),
                key.2.as_str().into(),
                key.3.as_str().into(),
                cells.as_slice().into(),
            ]
        })
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
