//! Where items were found and events happened on each map, one grid for each slice. New places are pending first
//! ([`heat_pending`](super::heat_pending)): to read and write a grid, which has thousands of cells, takes longer than all else
//! in a small commit. The turn to write is held, so nobody else merges meanwhile.

use super::delta::RollupDelta;
use super::heat_pending::{self, MapKey, MapName, in_key_order};
use crate::model::{Found, HeatGrid};
use crate::store::connect::statement::{Column, Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};

/// A stored grid: its key, and its cells.
pub(in crate::store) type StoredGrid = (String, String, String, String, String, String, Vec<u8>);

const KEY: &[Column] = &[
    ("kind", Type::Text),
    ("name", Type::Text),
    ("map", Type::Text),
    ("game_mode", Type::Text),
    ("experiment", Type::Text),
    ("variant", Type::Text),
];

const GRIDS: KeyLookup = KeyLookup {
    table: "heat_grids",
    asked: KEY,
    select: "select g.kind, g.name, g.map, g.game_mode, g.experiment, g.variant, g.cells from asked cross join heat_grids g
        where g.kind = asked.kind and g.name = asked.name and g.map = asked.map and g.game_mode = asked.game_mode
            and g.experiment = asked.experiment and g.variant = asked.variant",
};

const WRITE: Insert<'static> = Insert {
    table: "heat_grids",
    columns: &[
        ("kind", Type::Text),
        ("name", Type::Text),
        ("map", Type::Text),
        ("game_mode", Type::Text),
        ("experiment", Type::Text),
        ("variant", Type::Text),
        ("cells", Type::Bytea),
    ],
    on_conflict: "on conflict (kind, name, map, game_mode, experiment, variant) do update set cells = excluded.cells",
};

/// A grid with many players takes half a megabyte unpacked: no more of them at a time than memory is there for.
const GRIDS_AT_ONCE: usize = 64;

/// A grid takes in what is pending when it is that many places, or when it is among the most and too many bytes remain.
const WORTH_A_GRID: usize = 512;
const MAY_REMAIN: usize = heat_pending::MAX_BYTES as usize / 2;

/// Adds the places of each item or type of event on each map in each slice.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    for row in heat_pending::rows(in_key_order(delta).into_iter()) {
        if heat_pending::append(transaction, row).await? {
            take_in(transaction, MAY_REMAIN).await?;
        }
    }
    Ok(())
}

/// Moves all places that are pending into their grids.
pub(super) async fn take_in_all(transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
    take_in(transaction, 0).await
}

/// Moves places that are pending into their grids, of those maps that have most of them.
async fn take_in(transaction: &mut Transaction<'_>, may_remain: usize) -> Result<(), StoreError> {
    let rows: Vec<(Vec<u8>,)> = transaction.fetch(heat_pending::ALL, &[]).await?;
    let pending = heat_pending::by_map(&rows)?;
    drop(rows);
    let mut maps: Vec<(&MapKey, &[Found])> = pending
        .iter()
        .map(|(key, points)| (key, points.as_slice()))
        .collect();
    maps.sort_by_key(|(_, points)| points.len());
    let mut remaining = 0;
    let remain = maps.iter().take_while(|(key, points)| {
        remaining += heat_pending::bytes_of(key, points.len());
        points.len() < WORTH_A_GRID && remaining <= may_remain
    });
    let (remain, full) = maps.split_at(remain.count());
    let mut full = full.to_vec();
    // In the order of the table.
    full.sort_unstable_by_key(|(key, _)| *key);
    for some in full.chunks(GRIDS_AT_ONCE) {
        merge(transaction, some).await?;
    }
    transaction.execute(heat_pending::DELETE, &[]).await?;
    let remain = remain.iter().map(|(key, points)| (borrowed(key), *points));
    for row in heat_pending::rows(remain) {
        heat_pending::append(transaction, row).await?;
    }
    Ok(())
}

async fn merge(
    transaction: &mut Transaction<'_>,
    maps: &[(&MapKey, &[Found])],
) -> Result<(), StoreError> {
    let stored: Vec<StoredGrid> = transaction
        .find(&GRIDS, maps, |(key, _)| borrowed(key).map(Into::into))
        .await?;
    let mut grids: HashMap<MapKey, HeatGrid> =
        stored.into_iter().map(decode).collect::<Result<_, _>>()?;
    let mut grown = Vec::with_capacity(maps.len());
    for (key, points) in maps {
        let mut grid = grids.remove(*key).unwrap_or_default();
        grid.add(points.iter().copied());
        grown.push((*key, grid.to_bytes()));
    }
    let grown: Vec<_> = grown.iter().map(|(key, cells)| (*key, cells)).collect();
    write(transaction, &grown).await
}

async fn write(
    transaction: &mut Transaction<'_>,
    grids: &[(&MapKey, &Vec<u8>)],
) -> Result<(), StoreError> {
    transaction
        .write(&WRITE, grids, |(key, cells)| {
            let [kind, name, map, game_mode, experiment, variant] = borrowed(key).map(Into::into);
            let cells = (*cells).clone().into();
            [kind, name, map, game_mode, experiment, variant, cells]
        })
        .await
}

fn borrowed(key: &MapKey) -> MapName<'_> {
    key.each_ref().map(String::as_str)
}

/// Adds the places of `delta` to grids in memory, for a recount.
pub(super) fn gather(delta: &RollupDelta<'_>, grids: &mut BTreeMap<MapKey, HeatGrid>) {
    for (key, points) in in_key_order(delta) {
        let grid = grids.entry(key.map(str::to_owned)).or_default();
        grid.add(points.iter().copied());
    }
}

/// Adds the places of maps that are `wanted` to grids as they are stored: a mode has as many as there are items, and they
/// are held in the server's memory.
pub(super) fn gather_packed(
    delta: &RollupDelta<'_>,
    grids: &mut BTreeMap<MapKey, Vec<u8>>,
    wanted: impl Fn(MapName<'_>) -> bool,
) {
    let maps = in_key_order(delta).into_iter();
    for (key, points) in maps.filter(|(key, _)| wanted(*key)) {
        let packed = grids.entry(key.map(str::to_owned)).or_default();
        let mut grid = HeatGrid::from_bytes(packed).unwrap_or_default();
        grid.add(points.iter().copied());
        *packed = grid.to_bytes();
    }
}

/// Writes grids of which nothing is stored.
pub(super) async fn put(
    transaction: &mut Transaction<'_>,
    grids: &BTreeMap<MapKey, Vec<u8>>,
) -> Result<(), StoreError> {
    let grids: Vec<_> = grids.iter().collect();
    write(transaction, &grids).await
}

/// All grids as they are stored, with what is pending.
pub(super) async fn stored(
    snapshot: &mut Snapshot,
) -> Result<BTreeMap<MapKey, HeatGrid>, StoreError> {
    let text = "select kind, name, map, game_mode, experiment, variant, cells from heat_grids";
    let rows: Vec<StoredGrid> = snapshot.fetch(text).await?;
    let mut grids: BTreeMap<MapKey, HeatGrid> =
        rows.into_iter().map(decode).collect::<Result<_, _>>()?;
    let rows: Vec<(Vec<u8>,)> = snapshot.fetch(heat_pending::ALL).await?;
    for (key, points) in heat_pending::by_map(&rows)? {
        grids.entry(key).or_default().add(points);
    }
    Ok(grids)
}

/// The grid of a row, or an error that names the row.
pub(in crate::store) fn decode(
    (kind, name, map, game_mode, experiment, variant, cells): StoredGrid,
) -> Result<(MapKey, HeatGrid), sqlx::Error> {
    match HeatGrid::from_bytes(&cells) {
        Some(grid) => Ok(([kind, name, map, game_mode, experiment, variant], grid)),
        None => Err(sqlx::Error::Decode(
            format!("the heat grid of {kind} {name:?} on map {map:?} in mode {game_mode:?} cannot be read").into(),
        )),
    }
}
