//! Adds places to the heat grids: read, merge, write. The turn to write is held, so nobody else merges meanwhile.

use crate::model::{HeatGrid, Position};
use crate::store::connect::statement::{Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::rollups::rollup::{HeatKey, Sorted};
use std::collections::HashMap;

/// Kind, name, game mode, experiment, variant.
type Key = (String, String, String, String, String);

/// A stored grid: its key, and its cells.
pub(in crate::store) type StoredGrid = (String, String, String, String, String, Vec<u8>);

const STORED: KeyLookup<5> = KeyLookup {
    table: "heat_grids",
    asked: [
        ("kind", Type::Text),
        ("name", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
    ],
    select: "select g.kind, g.name, g.game_mode, g.experiment, g.variant, g.cells from asked cross join heat_grids g
        where g.kind = asked.kind and g.name = asked.name and g.game_mode = asked.game_mode
            and g.experiment = asked.experiment and g.variant = asked.variant",
};

const WRITE: Insert<6> = Insert {
    table: "heat_grids",
    columns: [
        ("kind", Type::Text),
        ("name", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("cells", Type::Bytea),
    ],
    on_conflict: "on conflict (kind, name, game_mode, experiment, variant) do update set cells = excluded.cells",
};

/// Adds the places of each item or type of event in each slice.
pub(in crate::store) async fn add(
    transaction: &mut Transaction<'_>,
    heat: &Sorted<HeatKey<'_>, &[(Position, u64)]>,
) -> Result<(), StoreError> {
    let stored: Vec<StoredGrid> = transaction
        .find(&STORED, heat, |((kind, name, slice), _)| {
            [
                kind.as_str().into(),
                (*name).into(),
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
        .map(|(key, points)| {
            let key = owned(*key);
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
                key.4.as_str().into(),
                cells.as_slice().into(),
            ]
        })
        .await
}

fn owned((kind, name, slice): HeatKey<'_>) -> Key {
    let texts = [name, slice.game_mode, slice.experiment, slice.variant];
    let [name, game_mode, experiment, variant] = texts.map(str::to_owned);
    (
        kind.as_str().to_owned(),
        name,
        game_mode,
        experiment,
        variant,
    )
}

/// The grid of a row, or an error that names the row.
pub(in crate::store) fn decode(
    (kind, name, game_mode, experiment, variant, cells): StoredGrid,
) -> Result<(Key, HeatGrid), sqlx::Error> {
    match HeatGrid::from_bytes(&cells) {
        Some(grid) => Ok(((kind, name, game_mode, experiment, variant), grid)),
        None => Err(sqlx::Error::Decode(
            format!("the heat grid of {kind} {name:?} in mode {game_mode:?} cannot be read").into(),
        )),
    }
}
