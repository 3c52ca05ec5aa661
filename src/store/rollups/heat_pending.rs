//! Places of maps that are not in their grids yet. A commit appends a row with all of its places, which costs the same
//! however many maps they are of; grids take them in when there are many ([`heat_grids`](super::heat_grids)).

use super::delta::RollupDelta;
use crate::model::{Found, read_finds, write_finds};
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use std::collections::BTreeMap;

/// Kind, name, map, game mode, experiment, variant of what a grid is of.
pub(super) type MapName<'a> = [&'a str; 6];

/// The same, owned.
pub(super) type MapKey = [String; 6];

/// More in one row would be more than one row of a read, too.
const MAX_ROW_BYTES: usize = 64 << 10;
/// Of one map in one row.
const MAX_POINTS: usize = 2_048;

/// Every reader of a map reads all that is pending.
pub(super) const MAX_BYTES: i64 = 128 << 10;
const MAX_ROWS: i64 = 128;

const APPEND: &str = "insert into heat_pending (id, so_far, places)
    select coalesce(max(id), 0) + 1, coalesce(max(so_far), 0) + $1, $2 from heat_pending
    returning id, so_far";

pub(super) const ALL: &str = "select places from heat_pending order by id";

pub(super) const DELETE: &str = "delete from heat_pending";

/// Appends the places; says whether so many are pending by now that grids should take them in.
pub(super) async fn append(
    transaction: &mut Transaction<'_>,
    places: Vec<u8>,
) -> Result<bool, StoreError> {
    let bytes = places.len() as i64;
    let values: [Value<'_>; 2] = [bytes.into(), places.into()];
    let appended: Vec<(i64, i64)> = transaction.fetch(APPEND, &values).await?;
    let too_many = |(id, so_far): &(i64, i64)| *id > MAX_ROWS || *so_far > MAX_BYTES;
    Ok(appended.iter().any(too_many))
}

/// The places of maps as they are stored, in rows of bounded length.
pub(super) fn rows<'n, 'p>(
    maps: impl Iterator<Item = (MapName<'n>, &'p [Found])>,
) -> impl Iterator<Item = Vec<u8>> {
    let mut maps =
        maps.flat_map(|(name, points)| points.chunks(MAX_POINTS).map(move |some| (name, some)));
    std::iter::from_fn(move || {
        let mut row = Vec::new();
        while row.len() < MAX_ROW_BYTES
            && let Some((name, points)) = maps.next()
        {
            write_map(&mut row, name, points);
        }
        (!row.is_empty()).then_some(row)
    })
}

/// What a map takes, more or less: its points have few units.
pub(super) fn bytes_of(name: &MapKey, points: usize) -> usize {
    const LENGTHS: usize = 7 * 4;
    const POINT: usize = 18;
    LENGTHS + name.iter().map(String::len).sum::<usize>() + points * POINT
}

/// Six lengths and texts, the length of the points, and the points.
fn write_map(row: &mut Vec<u8>, name: MapName<'_>, points: &[Found]) {
    for text in name {
        write_sized(row, |row| row.extend_from_slice(text.as_bytes()));
    }
    write_sized(row, |row| write_finds(row, points));
}

/// What is written with its length before it, in four bytes, the lowest first.
fn write_sized(row: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = row.len();
    row.extend_from_slice(&[0; 4]);
    write(row);
    let length = (row.len() - at - 4) as u32;
    row[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

fn read_sized<'r>(row: &mut &'r [u8]) -> Option<&'r [u8]> {
    let (length, rest) = row.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *row = rest;
    Some(text)
}

/// Calls `visit` with each map of a row that is `wanted`, and its places.
pub(in crate::store) fn each(
    row: &[u8],
    mut wanted: impl FnMut(&MapName<'_>) -> bool,
    mut visit: impl FnMut(MapName<'_>, Vec<Found>),
) -> Result<(), sqlx::Error> {
    let mut rest = row;
    let mut next = || {
        let mut name = [""; 6];
        for text in &mut name {
            *text = std::str::from_utf8(read_sized(&mut rest)?).ok()?;
        }
        let points = read_sized(&mut rest)?;
        if wanted(&name) {
            visit(name, read_finds(points)?);
        }
        Some(rest.is_empty())
    };
    loop {
        match next() {
            Some(false) => {}
            Some(true) => return Ok(()),
            None => return Err(sqlx::Error::Decode("pending places cannot be read".into())),
        }
    }
}

/// All that is pending, by map.
pub(super) fn by_map(rows: &[(Vec<u8>,)]) -> Result<BTreeMap<MapKey, Vec<Found>>, sqlx::Error> {
    let mut maps = BTreeMap::<MapKey, Vec<Found>>::new();
    for (row,) in rows {
        each(
            row,
            |_| true,
            |name, points| {
                maps.entry(name.map(str::to_owned))
                    .or_default()
                    .extend(points);
            },
        )?;
    }
    Ok(maps)
}

/// The key and the places of each map.
pub(super) fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<(MapName<'a>, &'d [Found])> {
    let text = |id| delta.texts.borrowed(id);
    let maps = delta.maps.iter().map(|((kind, name, map, slice), points)| {
        let slice = [
            *name,
            *map,
            slice.game_mode,
            slice.experiment,
            slice.variant,
        ]
        .map(text);
        let [name, map, game_mode, experiment, variant] = slice;
        let key = [kind.as_str(), name, map, game_mode, experiment, variant];
        (key, points.as_slice())
    });
    let mut maps: Vec<_> = maps.collect();
    maps.sort_unstable_by_key(|(key, _)| *key);
    maps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    #[test]
    fn rows_hold_all_maps_and_are_bounded() {
        let points: Vec<Found> = (0..50_000)
            .map(|k| (Position::new(f64::from(k), 0.5).unwrap(), 1, 3))
            .collect();
        let names = ["ab", "黄", ""].map(|name| ["item", name, "", "solo", "", ""]);
        let maps = names
            .iter()
            .zip([&points[..], &points[..1], &points[..300]]);
        let rows: Vec<(Vec<u8>,)> = rows(maps.map(|(name, points)| (*name, points)))
            .map(|row| (row,))
            .collect();
        assert!(rows.len() > 2);
        assert!(rows.iter().all(|(row,)| row.len() < 2 * MAX_ROW_BYTES));
        let read = by_map(&rows).unwrap();
        let counts: Vec<_> = read
            .iter()
            .map(|(key, points)| (key[1].as_str(), points.len()))
            .collect();
        assert_eq!(counts, [("", 300), ("ab", 50_000), ("黄", 1)]);
        assert_eq!(read[&names[0].map(str::to_owned)], points);
    }

    #[test]
    fn damage_is_an_error() {
        let mut row = Vec::new();
        let at = Position::new(1.0, 2.0).unwrap();
        write_map(&mut row, ["item", "duck", "", "", "", ""], &[(at, 1, 0)]);
        for cut in 1..row.len() {
            assert!(each(&row[..cut], |_| true, |_, _| ()).is_err(), "{cut}");
        }
        assert!(each(&row, |_| true, |_, _| ()).is_ok());
    }
}
