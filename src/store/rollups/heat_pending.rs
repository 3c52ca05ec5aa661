//! Places of maps that are not in their grids yet. A commit appends a row with all of its places, which costs the same
//! however many maps they are of; grids take them in when there are many ([`heat_grids`](super::heat_grids)). Those of
//! everyone and those of experiments and dimensions gather apart: the latter are in as many grids as a row has values, so
//! they wait for longer, and who asks for a map of everyone does not read them.

use super::delta::RollupDelta;
use super::texts::TextId;
use crate::model::{Found, read_finds, write_finds};
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Kind, name, map, game mode, experiment, variant of what a grid is of.
pub(super) type MapName<'a> = [&'a str; 6];

/// The same, owned.
pub(super) type MapKey = [String; 6];

/// Whose places gather together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Whose {
    Everyones,
    OfSlices,
}

impl Whose {
    /// All of them, as the column `slices` spells them.
    pub(super) const ALL: [Self; 2] = [Self::Everyones, Self::OfSlices];

    /// What a slice of this experiment or dimension gathers with.
    pub(in crate::store) fn of(experiment: &str) -> Self {
        match experiment {
            "" => Self::Everyones,
            _ => Self::OfSlices,
        }
    }

    pub(in crate::store) fn column(self) -> i64 {
        self as i64
    }

    /// Every reader of a map reads all of them that are pending.
    pub(super) fn max_bytes(self) -> i64 {
        match self {
            Self::Everyones => 512 << 10,
            Self::OfSlices => 8 << 20,
        }
    }

    fn max_rows(self) -> i64 {
        match self {
            Self::Everyones => 512,
            Self::OfSlices => 8_192,
        }
    }
}

/// More in one row would be more than one row of a read, too.
const MAX_ROW_BYTES: usize = 64 << 10;
/// Of one map in one row.
const MAX_POINTS: usize = 2_048;

const APPEND: &str = "insert into heat_pending (slices, id, so_far, places)
    select $1, coalesce(max(id), 0) + 1, coalesce(max(so_far), 0) + $2, $3 from heat_pending where slices = $1
    returning id, so_far";

pub(super) const ALL: &str = "select places from heat_pending order by slices, id";

const SOME: &str = "select places from heat_pending where slices = $1 order by id";

const DELETE_SOME: &str = "delete from heat_pending where slices = $1";

pub(super) const DELETE: &str = "delete from heat_pending";

/// Appends the places; says whether so many are pending by now that grids should take them in.
pub(super) async fn append(
    transaction: &mut Transaction<'_>,
    whose: Whose,
    places: Vec<u8>,
) -> Result<bool, StoreError> {
    let bytes = places.len() as i64;
    let values: [Value<'_>; 3] = [whose.column().into(), bytes.into(), places.into()];
    let appended: Vec<(i64, i64)> = transaction.fetch(APPEND, &values).await?;
    let too_many =
        |(id, so_far): &(i64, i64)| *id > whose.max_rows() || *so_far > whose.max_bytes();
    Ok(appended.iter().any(too_many))
}

/// Takes out what is pending.
pub(super) async fn take(
    transaction: &mut Transaction<'_>,
    whose: Whose,
) -> Result<Vec<(Vec<u8>,)>, StoreError> {
    let values = [whose.column().into()];
    let rows = transaction.fetch(SOME, &values).await?;
    transaction.execute(DELETE_SOME, &values).await?;
    Ok(rows)
}

/// Places that have all but their names in common: the map, the game mode and all experiments and dimensions with their
/// values, of which everyone's are `("", "")`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group<'n> {
    pub(super) map: &'n str,
    pub(super) game_mode: &'n str,
    pub(super) arms: Arc<[(&'n str, &'n str)]>,
}

/// A kind, a name, and where it was.
pub(super) type Named<'n, 'p> = (&'n str, &'n str, &'p [Found]);

/// The places of groups as they are stored, in rows of bounded length.
pub(super) fn rows<'n, 'p>(
    groups: impl IntoIterator<Item = (Group<'n>, Vec<Named<'n, 'p>>)>,
) -> Vec<Vec<u8>> {
    let mut rows = vec![Vec::new()];
    for (group, maps) in groups {
        let mut maps = maps.iter().flat_map(|(kind, name, points)| {
            points
                .chunks(MAX_POINTS)
                .map(move |some| (*kind, *name, some))
        });
        let mut next = maps.next();
        while next.is_some() {
            if rows.last().is_none_or(|row| row.len() >= MAX_ROW_BYTES) {
                rows.push(Vec::new());
            }
            let Some(row) = rows.last_mut() else { break };
            write_text(row, group.map);
            write_text(row, group.game_mode);
            write_number(row, group.arms.len());
            for (experiment, variant) in &*group.arms {
                write_text(row, experiment);
                write_text(row, variant);
            }
            write_sized(row, |row| {
                while let Some((kind, name, points)) = next
                    && row.len() < MAX_ROW_BYTES
                {
                    write_text(row, kind);
                    write_text(row, name);
                    write_sized(row, |row| write_finds(row, points));
                    next = maps.next();
                }
            });
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// What a map of everyone takes, more or less: its points have few units.
pub(super) fn bytes_of(name: &MapName<'_>, points: usize) -> usize {
    const LENGTHS: usize = 8 * 4;
    const POINT: usize = 18;
    LENGTHS + name.iter().map(|text| text.len()).sum::<usize>() + points * POINT
}

fn write_text(row: &mut Vec<u8>, text: &str) {
    write_number(row, text.len());
    row.extend_from_slice(text.as_bytes());
}

/// In four bytes, the lowest first.
fn write_number(row: &mut Vec<u8>, n: usize) {
    row.extend_from_slice(&(n as u32).to_le_bytes());
}

/// What is written with its length before it.
fn write_sized(row: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = row.len();
    row.extend_from_slice(&[0; 4]);
    write(row);
    let length = (row.len() - at - 4) as u32;
    row[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

fn read_number(row: &mut &[u8]) -> Option<usize> {
    let (number, rest) = row.split_first_chunk::<4>()?;
    *row = rest;
    Some(u32::from_le_bytes(*number) as usize)
}

fn read_sized<'r>(row: &mut &'r [u8]) -> Option<&'r [u8]> {
    let length = read_number(row)?;
    let (bytes, rest) = row.split_at_checked(length)?;
    *row = rest;
    Some(bytes)
}

fn read_text<'r>(row: &mut &'r [u8]) -> Option<&'r str> {
    std::str::from_utf8(read_sized(row)?).ok()
}

/// Calls `visit` with each map of a row that is `wanted`, and its places.
pub(in crate::store) fn each<'r>(
    row: &'r [u8],
    mut wanted: impl FnMut(&MapName<'r>) -> bool,
    mut visit: impl FnMut(MapName<'r>, &Arc<[Found]>),
) -> Result<(), sqlx::Error> {
    let mut rest = row;
    let mut arms = Vec::new();
    let mut next_group = || {
        let (map, game_mode) = (read_text(&mut rest)?, read_text(&mut rest)?);
        arms.clear();
        for _ in 0..read_number(&mut rest)? {
            arms.push((read_text(&mut rest)?, read_text(&mut rest)?));
        }
        let mut maps = read_sized(&mut rest)?;
        while !maps.is_empty() {
            let (kind, name) = (read_text(&mut maps)?, read_text(&mut maps)?);
            let bytes = read_sized(&mut maps)?;
            let mut points = None;
            for (experiment, variant) in &arms {
                let key = [kind, name, map, game_mode, experiment, variant];
                if wanted(&key) {
                    let points = match &mut points {
                        Some(points) => points,
                        none => none.insert(read_finds(bytes)?.into()),
                    };
                    visit(key, points);
                }
            }
        }
        Some(rest.is_empty())
    };
    loop {
        match next_group() {
            Some(false) => {}
            Some(true) => return Ok(()),
            None => return Err(sqlx::Error::Decode("pending places cannot be read".into())),
        }
    }
}

/// All that is pending, by map. The same places are of several maps.
pub(super) type ByMap<'r> = FxHashMap<MapName<'r>, Vec<Arc<[Found]>>>;

pub(super) fn by_map(rows: &[(Vec<u8>,)]) -> Result<ByMap<'_>, sqlx::Error> {
    let mut maps = ByMap::default();
    for (row,) in rows {
        each(
            row,
            |_| true,
            |name, points| maps.entry(name).or_default().push(Arc::clone(points)),
        )?;
    }
    Ok(maps)
}

/// The places of a commit, by what they have in common.
pub(super) fn groups<'d, 'a>(
    delta: &'d RollupDelta<'a>,
    whose: Whose,
) -> BTreeMap<Group<'a>, Vec<Named<'a, 'd>>> {
    let text = |id| delta.texts.borrowed(id);
    let mut of_slice = FxHashMap::<_, Vec<_>>::default();
    for ((kind, name, map, slice), points) in &delta.maps {
        if (slice.experiment == TextId::EMPTY) == (whose == Whose::Everyones) {
            let maps = of_slice.entry((*map, *slice)).or_default();
            maps.push((kind.as_str(), text(*name), points.as_slice()));
        }
    }
    let groups = of_slice.into_iter().map(|((map, slice), mut maps)| {
        maps.sort_unstable_by_key(|(kind, name, _)| (*kind, *name));
        let slices = delta.combinations.slices(&slice).iter();
        let arms = slices.map(|slice| (text(slice.experiment), text(slice.variant)));
        let group = Group {
            map: text(map),
            game_mode: text(slice.game_mode),
            arms: arms.collect(),
        };
        (group, maps)
    });
    groups.collect()
}

/// The key of each map with its places, which may be in several parts that follow each other.
pub(super) fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<(MapName<'a>, &'d [Found])> {
    let maps = delta.maps.iter().flat_map(|(id, points)| {
        let (kind, name, map, slice) = id;
        let slices = delta.combinations.slices(slice).iter();
        slices.map(move |slice| {
            let texts = [
                *name,
                *map,
                slice.game_mode,
                slice.experiment,
                slice.variant,
            ];
            let [name, map, game_mode, experiment, variant] =
                texts.map(|id| delta.texts.borrowed(id));
            let key = [kind.as_str(), name, map, game_mode, experiment, variant];
            (key, points.as_slice())
        })
    });
    let mut maps: Vec<_> = maps.collect();
    maps.sort_unstable_by_key(|(key, _)| *key);
    maps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    fn group<'n>(arms: &[(&'n str, &'n str)]) -> Group<'n> {
        Group {
            map: "dust",
            game_mode: "solo",
            arms: arms.into(),
        }
    }

    #[test]
    fn rows_hold_all_maps_and_are_bounded() {
        let points: Vec<Found> = (0..50_000)
            .map(|k| (Position::new(f64::from(k), 0.5).unwrap(), 1, 3))
            .collect();
        let maps = ["ab", "黄", ""]
            .into_iter()
            .zip([&points[..], &points[..1], &points[..300]])
            .map(|(name, points)| ("item", name, points));
        let arms = [("build", "1.2"), ("platform", "pc")];
        let few = vec![("item", "ab", &points[..2])];
        let rows: Vec<(Vec<u8>,)> = rows([
            (group(&arms), maps.collect()),
            (group(&arms[1..]), few),
            (group(&arms[1..]), vec![]),
        ])
        .into_iter()
        .map(|row| (row,))
        .collect();
        assert!(rows.len() > 2);
        assert!(rows.iter().all(|(row,)| row.len() < 2 * MAX_ROW_BYTES));
        let mut read: Vec<_> = by_map(&rows).unwrap().into_iter().collect();
        read.sort_unstable_by_key(|(key, _)| *key);
        let counts: Vec<_> = read
            .iter()
            .map(|(key, parts)| {
                let points: usize = parts.iter().map(|points| points.len()).sum();
                (key[1], key[4], points)
            })
            .collect();
        let expected = [
            ("", "build", 300),
            ("", "platform", 300),
            ("ab", "build", 50_000),
            ("ab", "platform", 50_002),
            ("黄", "build", 1),
            ("黄", "platform", 1),
        ];
        assert_eq!(counts, expected);
        let of_ab = &read[2];
        assert_eq!(of_ab.0, ["item", "ab", "dust", "solo", "build", "1.2"]);
        assert_eq!(of_ab.1.concat(), points);
    }

    #[test]
    fn damage_is_an_error() {
        let point = [(Position::new(1.0, 2.0).unwrap(), 1, 0)];
        let maps = vec![("item", "duck", &point[..])];
        let row = rows([(group(&[("", "")]), maps)]).remove(0);
        for cut in 1..row.len() {
            assert!(each(&row[..cut], |_| true, |_, _| ()).is_err(), "{cut}");
        }
        assert!(each(&row, |_| true, |_, _| ()).is_ok());
    }
}
