//! Maps of items and of types of events, one grid for each slice: read, merged and written. The turn to write is held,
//! so nobody else merges meanwhile.

use super::delta::{Points, RollupDelta};
use crate::model::HeatGrid;
use crate::store::connect::statement::{Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};

/// Kind, name, game mode, experiment, variant.
pub(super) type Key = (String, String, String, String, String);

/// A stored grid: its key, and its cells.
pub(in crate::store) type StoredGrid = (String, String, String, String, String, Vec<u8>);

const STORED: KeyLookup = KeyLookup {
    table: "heat_grids",
    asked: &[
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

const WRITE: Insert<'static> = Insert {
    table: "heat_grids",
    columns: &[
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
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let places = in_key_order(delta);
    let stored: Vec<StoredGrid> = transaction
        .find(&STORED, &places, |(key, _)| key.map(Into::into))
        .await?;
    let mut grids = HashMap::new();
    for stored in stored {
        let (key, grid) = decode(stored)?;
        grids.insert(key, grid);
    }
    let merged: Vec<_> = places
        .iter()
        .map(|(key, points)| {
            let mut grid = grids.remove(&owned(*key)).unwrap_or_default();
            grid.add(points.iter().copied());
            (key, grid.to_bytes())
        })
        .collect();
    transaction
        .write(&WRITE, &merged, |(key, cells)| {
            let [kind, name, game_mode, experiment, variant] = key.map(Into::into);
            [
                kind,
                name,
                game_mode,
                experiment,
                variant,
                cells.as_slice().into(),
            ]
        })
        .await
}

/// The key and the places of each map.
fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<([&'a str; 5], &'d Points)> {
    let text = |id| delta.texts.borrowed(id);
    let maps = delta.maps.iter().map(|((kind, name, slice), points)| {
        let slice = [slice.game_mode, slice.experiment, slice.variant].map(text);
        let [game_mode, experiment, variant] = slice;
        let key = [kind.as_str(), text(*name), game_mode, experiment, variant];
        (key, points)
    });
    let mut maps: Vec<_> = maps.collect();
    maps.sort_unstable_by_key(|(key, _)| *key);
    maps
}

/// Adds the places of `delta` to grids in memory, for a recount.
pub(super) fn gather(delta: &RollupDelta<'_>, grids: &mut BTreeMap<Key, HeatGrid>) {
    for (key, points) in in_key_order(delta) {
        let grid = grids.entry(owned(key)).or_default();
        grid.add(points.iter().copied());
    }
}

/// All grids as they are stored.
pub(super) async fn stored(snapshot: &mut Snapshot) -> Result<BTreeMap<Key, HeatGrid>, StoreError> {
    let text = "select kind, name, game_mode, experiment, variant, cells from heat_grids";
    let rows: Vec<StoredGrid> = snapshot.fetch(text).await?;
    Ok(rows.into_iter().map(decode).collect::<Result<_, _>>()?)
}

fn owned(key: [&str; 5]) -> Key {
    let [kind, name, game_mode, experiment, variant] = key.map(str::to_owned);
    (kind, name, game_mode, experiment, variant)
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
