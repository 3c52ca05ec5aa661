//! Keeps an even sample of each item's places. A commit rewrites one row per item, with the newest points; the
//! others are in chunks that are written once, until the stride doubles.

use super::delta::RollupDelta;
use super::source::Points;
use crate::model::{LocationSample, Position};
use crate::store::connect::statement::{Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use std::collections::{BTreeMap, HashMap};

const CHUNK: usize = 256;
const POINT_BYTES: usize = 16;

/// A row of `location_samples`: item, units, stride, chunks, tail.
pub(in crate::store) type Header = (String, i64, i64, i64, Vec<u8>);

/// A sample that is being added to.
struct Growing<'a> {
    item: &'a str,
    /// Chunks that stay as they are.
    chunks: i64,
    sample: LocationSample,
}

const HEADERS: KeyLookup = KeyLookup {
    table: "location_samples",
    asked: &[("item", Type::Text)],
    select:
        "select s.item, s.units, s.stride, s.chunks, s.tail from asked cross join location_samples s
        where s.item = asked.item",
};

/// Adds the places of each item, in the order of arrival.
pub(super) async fn add(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
) -> Result<(), StoreError> {
    let places = in_key_order(delta);
    let headers: Vec<Header> = transaction
        .find(&HEADERS, &places, |(item, _)| [(*item).into()])
        .await?;
    let mut headers: HashMap<String, Header> = headers
        .into_iter()
        .map(|header| (header.0.clone(), header))
        .collect();
    let mut grown = Vec::with_capacity(places.len());
    for (item, places) in places {
        let mut growing = match headers.remove(item) {
            Some(header) => resume(transaction, item, header, places).await?,
            None => Growing {
                item,
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

/// The places of each item.
fn in_key_order<'d, 'a>(delta: &'d RollupDelta<'a>) -> Vec<(&'a str, &'d Points)> {
    let places = delta.places.iter();
    let mut places: Vec<_> = places
        .map(|(item, points)| (delta.texts.borrowed(*item), points))
        .collect();
    places.sort_unstable_by_key(|(item, _)| *item);
    places
}

/// Adds the places of `delta` to samples in memory, for a recount; rows must come in the order of their ids.
pub(super) fn gather(delta: &RollupDelta<'_>, samples: &mut BTreeMap<String, LocationSample>) {
    gather_some(delta, samples, |_| true);
}

/// As [`gather`], of the items that are `wanted`.
pub(super) fn gather_some(
    delta: &RollupDelta<'_>,
    samples: &mut BTreeMap<String, LocationSample>,
    wanted: impl Fn(&str) -> bool,
) {
    let places = in_key_order(delta).into_iter();
    for (item, places) in places.filter(|(item, _)| wanted(item)) {
        samples.entry(item.to_owned()).or_default().add(places);
    }
}

/// Writes samples of which nothing is stored.
pub(super) async fn put(
    transaction: &mut Transaction<'_>,
    samples: &BTreeMap<String, LocationSample>,
) -> Result<(), StoreError> {
    let grown = samples.iter().map(|(item, sample)| Growing {
        item,
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
) -> Result<BTreeMap<String, LocationSample>, StoreError> {
    let mut chunks: HashMap<String, Vec<(Vec<u8>,)>> = HashMap::new();
    let text = "select item, points from location_chunks order by item, chunk";
    let rows: Vec<(String, Vec<u8>)> = snapshot.fetch(text).await?;
    for (item, points) in rows {
        chunks.entry(item).or_default().push((points,));
    }
    let text = "select item, units, stride, chunks, tail from location_samples";
    let headers: Vec<Header> = snapshot.fetch(text).await?;
    let samples = headers.into_iter().map(|(item, units, stride, _, tail)| {
        let mut points = join(chunks.remove(&item).unwrap_or_default())?;
        points.extend(decode(&tail)?);
        let sample = LocationSample::resume(units as u64, stride as u64, points);
        Ok((item, sample))
    });
    samples.collect()
}

/// The sample with its newest points; with all of them when it will have to be thinned.
async fn resume<'a>(
    transaction: &mut Transaction<'_>,
    item: &'a str,
    (_, units, stride, chunks, tail): Header,
    places: &[(Position, u64)],
) -> Result<Growing<'a>, StoreError> {
    let newest = LocationSample::resume(units as u64, stride as u64, decode(&tail)?);
    if !newest.outgrown_by(places.iter().map(|(_, units)| units).sum()) {
        return Ok(Growing {
            item,
            chunks,
            sample: newest,
        });
    }
    let chunks: Vec<(Vec<u8>,)> = transaction.fetch(CHUNKS, &[item.into()]).await?;
    let mut points = join(chunks)?;
    points.extend_from_slice(newest.points());
    transaction
        .execute(
            "delete from location_chunks where item = $1",
            &[item.into()],
        )
        .await?;
    let sample = LocationSample::resume(units as u64, stride as u64, points);
    Ok(Growing {
        item,
        chunks: 0,
        sample,
    })
}

const WRITE_CHUNKS: Insert<'static> = Insert {
    table: "location_chunks",
    columns: &[
        ("item", Type::Text),
        ("chunk", Type::Bigint),
        ("points", Type::Bytea),
    ],
    // There are none with these numbers, as long as nobody has deleted the rows that count them.
    on_conflict: "on conflict (item, chunk) do update set points = excluded.points",
};

async fn write_chunks(
    transaction: &mut Transaction<'_>,
    grown: &[Growing<'_>],
) -> Result<(), StoreError> {
    let full = grown.iter().flat_map(|growing| {
        let chunks = growing.sample.points().chunks_exact(CHUNK);
        chunks
            .zip(growing.chunks..)
            .map(|(points, chunk)| (growing.item, chunk, points))
    });
    let full: Vec<_> = full.collect();
    transaction
        .write(&WRITE_CHUNKS, &full, |(item, chunk, points)| {
            [(*item).into(), (*chunk).into(), encode(points).into()]
        })
        .await
}

const WRITE_HEADERS: Insert<'static> = Insert {
    table: "location_samples",
    columns: &[
        ("item", Type::Text),
        ("units", Type::Bigint),
        ("stride", Type::Bigint),
        ("chunks", Type::Bigint),
        ("tail", Type::Bytea),
    ],
    on_conflict:
        "on conflict (item) do update set units = excluded.units, stride = excluded.stride,
        chunks = excluded.chunks, tail = excluded.tail",
};

async fn write_headers(
    transaction: &mut Transaction<'_>,
    grown: &[Growing<'_>],
) -> Result<(), StoreError> {
    transaction
        .write(&WRITE_HEADERS, grown, |growing| {
            let full = growing.sample.points().chunks_exact(CHUNK);
            [
                growing.item.into(),
                (growing.sample.units() as i64).into(),
                (growing.sample.stride() as i64).into(),
                (growing.chunks + full.len() as i64).into(),
                encode(full.remainder()).into(),
            ]
        })
        .await
}

pub(super) const DELETE_CHUNKS: &str = "delete from location_chunks";

pub(in crate::store) const CHUNKS: &str =
    "select points from location_chunks where item = $1 order by chunk";

pub(in crate::store) fn join(chunks: Vec<(Vec<u8>,)>) -> Result<Vec<Position>, sqlx::Error> {
    let mut points = Vec::with_capacity(chunks.len() * CHUNK);
    for (chunk,) in chunks {
        points.extend(decode(&chunk)?);
    }
    Ok(points)
}

fn encode(points: &[Position]) -> Vec<u8> {
    points
        .iter()
        .flat_map(|point| [point.x().to_le_bytes(), point.y().to_le_bytes()])
        .flatten()
        .collect()
}

pub(in crate::store) fn decode(bytes: &[u8]) -> Result<Vec<Position>, sqlx::Error> {
    let (points, rest) = bytes.as_chunks::<POINT_BYTES>();
    let point = |bytes: &[u8; POINT_BYTES]| {
        let (coordinates, _) = bytes.as_chunks::<8>();
        Position::new(
            f64::from_le_bytes(coordinates[0]),
            f64::from_le_bytes(coordinates[1]),
        )
    };
    let points = points.iter().map(point).collect::<Option<Vec<_>>>();
    points
        .filter(|_| rest.is_empty())
        .ok_or_else(|| sqlx::Error::Decode("stored places cannot be read".into()))
}
