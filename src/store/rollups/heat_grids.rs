//! Where items were found and events happened on each map, one grid for each slice. New places are pending first
//! ([`heat_pending`](super::heat_pending)): to read and write a grid, which has thousands of cells, takes longer than all else
//! in a small commit. The turn to write is held, so nobody else merges meanwhile.

use super::delta::RollupDelta;
use super::heat_pending::{self, Group, MapKey, MapName, Whose, in_key_order};
use crate::model::{Found, HeatGrid};
use crate::store::connect::statement::{Column, Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

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
const MAY_REMAIN: usize = 128 << 10;

/// Adds the places of each item or type of event on each map in each slice.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    for whose in Whose::ALL {
        for row in heat_pending::rows(heat_pending::groups(delta, whose)) {
            if heat_pending::append(transaction, whose, row).await? {
                take_in(transaction, whose, MAY_REMAIN).await?;
            }
        }
    }
    Ok(())
}

/// Moves all places that are pending into their grids.
pub(super) async fn take_in_all(transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
    for whose in Whose::ALL {
        take_in(transaction, whose, 0).await?;
    }
    Ok(())
}

/// Moves places that are pending into their grids; of those of everyone the ones of maps that have most of them.
async fn take_in(
    transaction: &mut Transaction<'_>,
    whose: Whose,
    may_remain: usize,
) -> Result<(), StoreError> {
    let rows = heat_pending::take(transaction, whose).await?;
    let mut maps: Vec<_> = heat_pending::by_map(&rows)?.into_iter().collect();
    maps.sort_by_key(|(_, parts)| len(parts));
    let mut remaining = 0;
    let remain = maps.iter().take_while(|(key, parts)| {
        remaining += heat_pending::bytes_of(key, len(parts));
        // The places of a combination are of several maps, so none of them can remain alone.
        whose == Whose::Everyones && len(parts) < WORTH_A_GRID && remaining <= may_remain
    });
    let full = maps.split_off(remain.count());
    merge_all(transaction, full).await?;
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for ([kind, name, map, game_mode, experiment, variant], parts) in &maps {
        let group = Group {
            map,
            game_mode,
            arms: [(*experiment, *variant)].into(),
        };
        let named = parts.iter().map(|points| (*kind, *name, &**points));
        groups.entry(group).or_default().extend(named);
    }
    for row in heat_pending::rows(groups) {
        heat_pending::append(transaction, whose, row).await?;
    }
    Ok(())
}

fn len(parts: &[Arc<[Found]>]) -> usize {
    parts.iter().map(|points| points.len()).sum()
}

/// A grid, and what it takes in.
type Grown<'p> = (MapName<'p>, Vec<Arc<[Found]>>);

async fn merge_all(
    transaction: &mut Transaction<'_>,
    mut maps: Vec<Grown<'_>>,
) -> Result<(), StoreError> {
    // In the order of the table.
    maps.sort_unstable_by_key(|(key, _)| *key);
    for some in maps.chunks(GRIDS_AT_ONCE) {
        merge(transaction, some).await?;
    }
    Ok(())
}

async fn merge(transaction: &mut Transaction<'_>, maps: &[Grown<'_>]) -> Result<(), StoreError> {
    let stored: Vec<StoredGrid> = transaction
        .find(&GRIDS, maps, |(key, _)| key.map(Into::into))
        .await?;
    let stored = stored.into_iter();
    let mut stored: HashMap<MapKey, Vec<u8>> = stored
        .map(|(kind, name, map, mode, experiment, variant, cells)| {
            ([kind, name, map, mode, experiment, variant], cells)
        })
        .collect();
    let growing = maps.iter().map(|(key, parts)| Growing {
        key: *key,
        cells: stored.remove(&key.map(str::to_owned)),
        parts,
    });
    write(transaction, &grow_all(growing.collect())?).await
}

/// A grid as it is stored, unless there is none, and what it takes in.
struct Growing<'p> {
    key: MapName<'p>,
    cells: Option<Vec<u8>>,
    parts: &'p [Arc<[Found]>],
}

impl<'p> Growing<'p> {
    fn grow(self) -> Result<(MapName<'p>, Vec<u8>), sqlx::Error> {
        let mut grid = match self.cells {
            Some(cells) => read(self.key, &cells)?,
            None => HeatGrid::default(),
        };
        let points = self.parts.iter().flat_map(|points| points.iter().copied());
        grid.add(points);
        Ok((self.key, grid.to_bytes()))
    }
}

/// On all cores: the commit waits for it.
fn grow_all(mut growing: Vec<Growing<'_>>) -> Result<Vec<(MapName<'_>, Vec<u8>)>, sqlx::Error> {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = growing.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        while !growing.is_empty() {
            let some = growing.split_off(growing.len().saturating_sub(share));
            let grow = || some.into_iter().map(Growing::grow).collect::<Vec<_>>();
            threads.push(scope.spawn(grow));
        }
        let grown = threads.into_iter().rev().flat_map(|thread| {
            let grown = thread.join();
            grown.unwrap_or_else(|panic| resume_unwind(panic))
        });
        grown.collect()
    })
}

async fn write(
    transaction: &mut Transaction<'_>,
    grids: &[(MapName<'_>, Vec<u8>)],
) -> Result<(), StoreError> {
    transaction
        .write(&WRITE, grids, |(key, cells)| {
            let [kind, name, map, game_mode, experiment, variant] = key.map(Into::into);
            let cells = cells.clone().into();
            [kind, name, map, game_mode, experiment, variant, cells]
        })
        .await
}

/// Adds the places of `delta` to grids in memory, for a recount.
pub(super) fn gather(delta: &RollupDelta<'_>, grids: &mut BTreeMap<MapKey, HeatGrid>) {
    for parts in in_key_order(delta).chunk_by(|(one, _), (other, _)| one == other) {
        let grid = grids.entry(parts[0].0.map(str::to_owned)).or_default();
        grid.add(parts.iter().flat_map(|(_, points)| points.iter().copied()));
    }
}

/// Adds the places of maps that are `wanted` to grids as they are stored: a mode has as many as there are items, and they
/// are held in the server's memory.
pub(super) fn gather_packed(
    delta: &RollupDelta<'_>,
    grids: &mut BTreeMap<MapKey, Vec<u8>>,
    wanted: impl Fn(MapName<'_>) -> bool,
) {
    let maps = in_key_order(delta);
    let maps = maps.chunk_by(|(one, _), (other, _)| one == other);
    for parts in maps.filter(|parts| wanted(parts[0].0)) {
        let packed = grids.entry(parts[0].0.map(str::to_owned)).or_default();
        let mut grid = HeatGrid::from_bytes(packed).unwrap_or_default();
        grid.add(parts.iter().flat_map(|(_, points)| points.iter().copied()));
        *packed = grid.to_bytes();
    }
}

/// Writes grids of which nothing is stored.
pub(super) async fn put(
    transaction: &mut Transaction<'_>,
    grids: &BTreeMap<MapKey, Vec<u8>>,
) -> Result<(), StoreError> {
    let grids = grids.iter();
    let grids = grids.map(|(key, cells)| (key.each_ref().map(String::as_str), cells.clone()));
    write(transaction, &grids.collect::<Vec<_>>()).await
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
    for (key, parts) in heat_pending::by_map(&rows)? {
        let grid = grids.entry(key.map(str::to_owned)).or_default();
        grid.add(parts.iter().flat_map(|points| points.iter().copied()));
    }
    Ok(grids)
}

/// The grid of a row, or an error that names the row.
pub(in crate::store) fn decode(
    (kind, name, map, game_mode, experiment, variant, cells): StoredGrid,
) -> Result<(MapKey, HeatGrid), sqlx::Error> {
    let key = [kind, name, map, game_mode, experiment, variant];
    let grid = read(key.each_ref().map(String::as_str), &cells)?;
    Ok((key, grid))
}

fn read(
    [kind, name, map, game_mode, ..]: MapName<'_>,
    cells: &[u8],
) -> Result<HeatGrid, sqlx::Error> {
    HeatGrid::from_bytes(cells).ok_or_else(|| {
        sqlx::Error::Decode(
            format!("the heat grid of {kind} {name:?} on map {map:?} in mode {game_mode:?} cannot be read").into(),
        )
    })
}
