//! Maps of items and of types of events, one grid for each slice, and a tail of its newest places: read, merged and
//! written. The turn to write is held, so nobody else merges meanwhile.

use super::delta::RollupDelta;
use crate::model::{Found, HeatGrid};
use crate::store::connect::statement::{Column, Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};

/// Kind, name, game mode, experiment, variant.
pub(super) type Key = (String, String, String, String, String);

/// A stored grid: its key, and its cells.
pub(in crate::store) type StoredGrid = (String, String, String, String, String, Vec<u8>);

/// A tail with more cells goes into its grid. A grid has thousands, and to read and write them takes longer than all else
/// in a small commit.
const MAX_TAIL_CELLS: usize = 512;

const ASKED: &[Column] = &[
    ("kind", Type::Text),
    ("name", Type::Text),
    ("game_mode", Type::Text),
    ("experiment", Type::Text),
    ("variant", Type::Text),
];

/// `$table` has grids, or their tails.
macro_rules! stored_in {
    ($table:literal) => {
        KeyLookup {
            table: $table,
            asked: ASKED,
            select: concat!(
                "select g.kind, g.name, g.game_mode, g.experiment, g.variant, g.cells from asked cross join ",
                $table,
                " g
        where g.kind = asked.kind and g.name = asked.name and g.game_mode = asked.game_mode
            and g.experiment = asked.experiment and g.variant = asked.variant"
            ),
        }
    };
}

const GRIDS: KeyLookup = stored_in!("heat_grids");
const TAILS: KeyLookup = stored_in!("heat_tails");

const fn write_into(table: &'static str) -> Insert<'static> {
    Insert {
        table,
        columns: &[
            ("kind", Type::Text),
            ("name", Type::Text),
            ("game_mode", Type::Text),
            ("experiment", Type::Text),
            ("variant", Type::Text),
            ("cells", Type::Bytea),
        ],
        on_conflict: "on conflict (kind, name, game_mode, experiment, variant) do update set cells = excluded.cells",
    }
}

pub(super) const DELETE_TAILS: &str = "delete from heat_tails";

/// The key of a map, as texts.
type MapName<'a> = [&'a str; 5];

/// A grid with many players takes half a megabyte unpacked: no more of them at a time than memory is there for.
const GRIDS_AT_ONCE: usize = 64;

/// Adds the places of each item or type of event in each slice.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let places = in_key_order(delta);
    for places in places.chunks(GRIDS_AT_ONCE) {
        add_some(transaction, places).await?;
    }
    Ok(())
}

async fn add_some(
    transaction: &mut Transaction<'_>,
    places: &[(MapName<'_>, &[Found])],
) -> Result<(), StoreError> {
    let keys: Vec<MapName<'_>> = places.iter().map(|(key, _)| *key).collect();
    let mut tails = read(transaction, &TAILS, &keys).await?;
    let mut grown: Vec<(MapName<'_>, HeatGrid)> = Vec::with_capacity(places.len());
    for (key, points) in places {
        let mut tail = tails.remove(&owned(*key)).unwrap_or_default();
        tail.add(points.iter().copied());
        grown.push((*key, tail));
    }
    let too_long = |tail: &HeatGrid| tail.len() > MAX_TAIL_CELLS;
    let full = grown.iter().filter(|(_, tail)| too_long(tail));
    let full: Vec<MapName<'_>> = full.map(|(key, _)| *key).collect();
    let mut grids = read(transaction, &GRIDS, &full).await?;
    let mut merged = Vec::with_capacity(full.len());
    for (key, tail) in grown.iter_mut().filter(|(_, tail)| too_long(tail)) {
        let mut grid = grids.remove(&owned(*key)).unwrap_or_default();
        grid.merge(std::mem::take(tail));
        *tail = grid.emptied();
        merged.push((*key, grid));
    }
    write(transaction, "heat_grids", &merged).await?;
    write(transaction, "heat_tails", &grown).await
}

async fn read(
    transaction: &mut Transaction<'_>,
    lookup: &KeyLookup,
    keys: &[MapName<'_>],
) -> Result<HashMap<Key, HeatGrid>, StoreError> {
    let stored: Vec<StoredGrid> = transaction
        .find(lookup, keys, |key| key.map(Into::into))
        .await?;
    Ok(stored.into_iter().map(decode).collect::<Result<_, _>>()?)
}

async fn write(
    transaction: &mut Transaction<'_>,
    table: &'static str,
    grids: &[(MapName<'_>, HeatGrid)],
) -> Result<(), StoreError> {
    let insert = write_into(table);
    transaction
        .write(&insert, grids, |(key, grid)| {
            let [kind, name, game_mode, experiment, variant] = key.map(Into::into);
            let cells = grid.to_bytes().into();
            [kind, name, game_mode, experiment, variant, cells]
        })
        .await
}

/// The key and the places of each map.
fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<([&'a str; 5], &'d [Found])> {
    let text = |id| delta.texts.borrowed(id);
    let maps = delta.maps.iter().map(|((kind, name, slice), points)| {
        let slice = [slice.game_mode, slice.experiment, slice.variant].map(text);
        let [game_mode, experiment, variant] = slice;
        let key = [kind.as_str(), text(*name), game_mode, experiment, variant];
        (key, points.as_slice())
    });
    let mut maps: Vec<_> = maps.collect();
    maps.sort_unstable_by_key(|(key, _)| *key);
    maps
}

/// Adds the places of `delta` to grids in memory, for a recount.
pub(super) fn gather(delta: &RollupDelta<'_>, grids: &mut BTreeMap<Key, HeatGrid>) {
    gather_some(delta, grids, |_| true);
}

/// As [`gather`], of the maps that are `wanted`.
pub(super) fn gather_some(
    delta: &RollupDelta<'_>,
    grids: &mut BTreeMap<Key, HeatGrid>,
    wanted: impl Fn([&str; 5]) -> bool,
) {
    let maps = in_key_order(delta).into_iter();
    for (key, points) in maps.filter(|(key, _)| wanted(*key)) {
        let grid = grids.entry(owned(key)).or_default();
        grid.add(points.iter().copied());
    }
}

/// Writes grids of which nothing is stored.
pub(super) async fn put(
    transaction: &mut Transaction<'_>,
    grids: &BTreeMap<Key, HeatGrid>,
) -> Result<(), StoreError> {
    let grids: Vec<_> = grids.iter().collect();
    let insert = write_into("heat_grids");
    for grids in grids.chunks(GRIDS_AT_ONCE) {
        transaction
            .write(&insert, grids, |(key, grid)| {
                let (kind, name, game_mode, experiment, variant) = key;
                let key = [kind, name, game_mode, experiment, variant];
                let [kind, name, game_mode, experiment, variant] =
                    key.map(|text| text.as_str().into());
                let cells = grid.to_bytes().into();
                [kind, name, game_mode, experiment, variant, cells]
            })
            .await?;
    }
    Ok(())
}

/// All grids as they are stored.
pub(super) async fn stored(snapshot: &mut Snapshot) -> Result<BTreeMap<Key, HeatGrid>, StoreError> {
    let text = "select kind, name, game_mode, experiment, variant, cells from heat_grids
        union all select kind, name, game_mode, experiment, variant, cells from heat_tails";
    let rows: Vec<StoredGrid> = snapshot.fetch(text).await?;
    let mut grids = BTreeMap::<Key, HeatGrid>::new();
    for (key, grid) in rows
        .into_iter()
        .map(decode)
        .collect::<Result<Vec<_>, _>>()?
    {
        grids.entry(key).or_default().merge(grid);
    }
    Ok(grids)
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
