//! Keeps an even sample of each item's places on each map. A commit rewrites one row for each, with the newest points; the
//! others are in chunks that are written once, until the stride doubles.
//!
//! Places of sheets and those of events are in samples of their own: which of both came first is not to be seen in the
//! rows, and a sample that cannot be counted again could be wrong without anybody's notice.

use super::delta::RollupDelta;
use super::source::Points;
use crate::model::{LocationSample, Position};
use crate::store::connect::statement::{Insert, KeyLookup, Type, Value};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};

const CHUNK: usize = 256;
const POINT_BYTES: usize = 24;

/// A map, an item on it, and whether its places are those of events.
pub(super) type SampleKey = (String, String, bool);

/// A row of `location_samples`: map, item, whether of events, units, stride, chunks, tail.
pub(in crate::store) type Header = (String, String, i64, i64, i64, i64, Vec<u8>);

type BorrowedKey<'a> = (&'a str, &'a str, bool);

fn values<'v>((map, item, of_events): BorrowedKey<'v>) -> [Value<'v>; 3] {
    [map.into(), item.into(), i64::from(of_events).into()]
}

fn owned((map, item, of_events): BorrowedKey<'_>) -> SampleKey {
    (map.to_owned(), item.to_owned(), of_events)
}

/// A sample that is being added to.
struct Growing<'a> {
    key: BorrowedKey<'a>,
    /// Chunks that stay as they are.
    chunks: i64,
    sample: LocationSample,
}

const HEADERS: KeyLookup = KeyLookup {
    table: "location_samples",
    asked: &[
        ("map", Type::Text),
        ("item", Type::Text),
        ("of_events", Type::Bigint),
    ],
    select: "select s.map, s.item, s.of_events, s.units, s.stride, s.chunks, s.tail from asked cross join location_samples s
        where s.map = asked.map and s.item = asked.item and s.of_events = asked.of_events",
};

/// Adds the places of each item, in the order of arrival.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let places = in_key_order(delta);
    let headers: Vec<Header> = transaction
        .find(&HEADERS, &places, |(key, _)| values(*key))
        .await?;
    let headers = headers.into_iter().map(|header| {
        let (map, item, of_events, units, stride, chunks, tail) = header;
        ((map, item, of_events == 1), (units, stride, chunks, tail))
    });
    let mut headers: HashMap<SampleKey, _> = headers.collect();
    let mut grown = Vec::with_capacity(places.len());
    for (key, places) in places {
        let mut growing = match headers.remove(&owned(key)) {
            Some(header) => resume(transaction, key, header, places).await?,
            None => Growing {
                key,
                chunks: 0,
                sample: LocationSample::default(),
            },
        };
        growing.sample.add(places);
        grown.push(growing);
    }
    write_chunks(transaction, &grown).await?;
    write_headers(transaction, &grown).await
}

/// The places of each item on each map.
fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<(BorrowedKey<'a>, &'d Points)> {
    let text = |id| delta.texts.borrowed(id);
    let places = delta.places.iter();
    let mut places: Vec<_> = places
        .map(|((map, item, of_events), points)| ((text(*map), text(*item), *of_events), points))
        .collect();
    places.sort_unstable_by_key(|(key, _)| *key);
    places
}

/// Adds the places of `delta` to samples in memory, for a recount; rows must come in the order of their ids.
pub(super) fn gather(delta: &RollupDelta<'_>, samples: &mut BTreeMap<SampleKey, LocationSample>) {
    gather_some(delta, samples, |_, _| true);
}

/// As [`gather`], of the maps and items that are `wanted`.
pub(super) fn gather_some(
    delta: &RollupDelta<'_>,
    samples: &mut BTreeMap<SampleKey, LocationSample>,
    wanted: impl Fn(&str, &str) -> bool,
) {
    let places = in_key_order(delta).into_iter();
    for (key, places) in places.filter(|((map, item, _), _)| wanted(map, item)) {
        samples.entry(owned(key)).or_default().add(places);
    }
}

/// Writes samples of which nothing is stored.
pub(super) async fn put(
    transaction: &mut Transaction<'_>,
    samples: &BTreeMap<SampleKey, LocationSample>,
) -> Result<(), StoreError> {
    let grown = samples
        .iter()
        .map(|((map, item, of_events), sample)| Growing {
            key: (map, item, *of_events),
            chunks: 0,
            sample: sample.clone(),
        });
    let grown: Vec<_> = grown.collect();
    write_chunks(transaction, &grown).await?;
    write_headers(transaction, &grown).await
}

/// All samples as they are stored.
pub(super) async fn stored(
    snapshot: &mut Snapshot,
) -> Result<BTreeMap<SampleKey, LocationSample>, StoreError> {
    let mut chunks: HashMap<SampleKey, Vec<(Vec<u8>,)>> = HashMap::new();
    let text = "select map, item, of_events, points from location_chunks order by map, item, of_events, chunk";
    let rows: Vec<(String, String, i64, Vec<u8>)> = snapshot.fetch(text).await?;
    for (map, item, of_events, points) in rows {
        let key = (map, item, of_events == 1);
        chunks.entry(key).or_default().push((points,));
    }
    let text = "select map, item, of_events, units, stride, chunks, tail from location_samples";
    let headers: Vec<Header> = snapshot.fetch(text).await?;
    let samples = headers.into_iter();
    let samples = samples.map(|(map, item, of_events, units, stride, _, tail)| {
        let key = (map, item, of_events == 1);
        let mut points = join(chunks.remove(&key).unwrap_or_default())?;
        points.extend(decode(&tail)?);
        let sample = LocationSample::resume(units as u64, stride as u64, points);
        Ok((key, sample))
    });
    samples.collect()
}

/// The sample with its newest points; with all of them when it will have to be thinned.
async fn resume<'a>(
    transaction: &mut Transaction<'_>,
    key: BorrowedKey<'a>,
    (units, stride, chunks, tail): (i64, i64, i64, Vec<u8>),
    places: &[(Position, u64)],
) -> Result<Growing<'a>, StoreError> {
    let newest = LocationSample::resume(units as u64, stride as u64, decode(&tail)?);
    if !newest.outgrown_by(places.iter().map(|(_, units)| units).sum()) {
        return Ok(Growing {
            key,
            chunks,
            sample: newest,
        });
    }
    let chunks: Vec<(Vec<u8>,)> = transaction.fetch(CHUNKS, &values(key)).await?;
    let mut points = join(chunks)?;
    points.extend_from_slice(newest.points());
    transaction
        .execute(
            "delete from location_chunks where map = $1 and item = $2 and of_events = $3",
            &values(key),
        )
        .await?;
    let sample = LocationSample::resume(units as u64, stride as u64, points);
    Ok(Growing {
        key,
        chunks: 0,
        sample,
    })
}

const WRITE_CHUNKS: Insert<'static> = Insert {
    table: "location_chunks",
    columns: &[
        ("map", Type::Text),
        ("item", Type::Text),
        ("of_events", Type::Bigint),
        ("chunk", Type::Bigint),
        ("points", Type::Bytea),
    ],
    // There are none with these numbers, as long as nobody has deleted the rows that count them.
    on_conflict: "on conflict (map, item, of_events, chunk) do update set points = excluded.points",
};

async fn write_chunks(
    transaction: &mut Transaction<'_>,
    grown: &[Growing<'_>],
) -> Result<(), StoreError> {
    let full = grown.iter().flat_map(|growing| {
        let chunks = growing.sample.points().chunks_exact(CHUNK);
        let numbered = chunks.zip(growing.chunks..);
        numbered.map(move |(points, chunk)| (growing, chunk, points))
    });
    let full: Vec<_> = full.collect();
    transaction
        .write(&WRITE_CHUNKS, &full, |(growing, chunk, points)| {
            let [map, item, of_events] = values(growing.key);
            [map, item, of_events, (*chunk).into(), encode(points).into()]
        })
        .await
}

const WRITE_HEADERS: Insert<'static> = Insert {
    table: "location_samples",
    columns: &[
        ("map", Type::Text),
        ("item", Type::Text),
        ("of_events", Type::Bigint),
        ("units", Type::Bigint),
        ("stride", Type::Bigint),
        ("chunks", Type::Bigint),
        ("tail", Type::Bytea),
    ],
    on_conflict:
        "on conflict (map, item, of_events) do update set units = excluded.units, stride = excluded.stride,
        chunks = excluded.chunks, tail = excluded.tail",
};

async fn write_headers(
    transaction: &mut Transaction<'_>,
    grown: &[Growing<'_>],
) -> Result<(), StoreError> {
    transaction
        .write(&WRITE_HEADERS, grown, |growing| {
            let full = growing.sample.points().chunks_exact(CHUNK);
            let [map, item, of_events] = values(growing.key);
            [
                map,
                item,
                of_events,
                (growing.sample.units() as i64).into(),
                (growing.sample.stride() as i64).into(),
                (growing.chunks + full.len() as i64).into(),
                encode(full.remainder()).into(),
            ]
        })
        .await
}

pub(super) const DELETE_CHUNKS: &str = "delete from location_chunks";

pub(in crate::store) const CHUNKS: &str = "select points from location_chunks where map = $1 and item = $2 and of_events = $3 order by chunk";

pub(in crate::store) fn join(chunks: Vec<(Vec<u8>,)>) -> Result<Vec<Position>, sqlx::Error> {
    let mut points = Vec::with_capacity(chunks.len() * CHUNK);
    for (chunk,) in chunks {
        points.extend(decode(&chunk)?);
    }
    Ok(points)
}

/// Three coordinates each; the third is not a number where none was given.
fn encode(points: &[Position]) -> Vec<u8> {
    let coordinates = |point: &Position| [point.x(), point.y(), point.z().unwrap_or(f64::NAN)];
    let points = points.iter().flat_map(coordinates);
    points.flat_map(f64::to_le_bytes).collect()
}

pub(in crate::store) fn decode(bytes: &[u8]) -> Result<Vec<Position>, sqlx::Error> {
    let (points, rest) = bytes.as_chunks::<POINT_BYTES>();
    let point = |bytes: &[u8; POINT_BYTES]| {
        let (coordinates, _) = bytes.as_chunks::<8>();
        let [x, y, z] = [0, 1, 2].map(|index| f64::from_le_bytes(coordinates[index]));
        Position::of(x, y, (!z.is_nan()).then_some(z))
    };
    let points = points.iter().map(point).collect::<Option<Vec<_>>>();
    points
        .filter(|_| rest.is_empty())
        .ok_or_else(|| sqlx::Error::Decode("stored places cannot be read".into()))
}
