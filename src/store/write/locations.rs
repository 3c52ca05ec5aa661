//! Keeps an even sample of each item's places. A commit rewrites one row per item, with the newest points; the
//! others are in chunks that are written once, until the stride doubles.

use crate::model::{LocationSample, Position};
use crate::store::connect::statement::{Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::rollups::rollup::Sorted;
use std::collections::HashMap;

const CHUNK: usize = 256;
const POINT_BYTES: usize = 16;

/// A row of `place_samples`: item, units, stride, chunks, tail.
pub(in crate::store) type Header = (String, i64, i64, i64, Vec<u8>);

/// A sample that is being added to.
struct Growing<'a> {
    item: &'a str,
    /// Chunks that stay as they are.
    chunks: i64,
    sample: LocationSample,
}

const HEADERS: KeyLookup<1> = KeyLookup {
    table: "place_samples",
    asked: [("item", Type::Text)],
    select:
        "select s.item, s.units, s.stride, s.chunks, s.tail from asked cross join place_samples s
        where s.item = asked.item",
};

/// Adds the places of each item, in the order of arrival.
pub(in crate::store) async fn add(
    transaction: &mut Transaction<'_>,
    places: &Sorted<&str, &[(Position, u64)]>,
) -> Result<(), StoreError> {
    let headers: Vec<Header> = transaction
        .find(&HEADERS, places, |(item, _)| [(*item).into()])
        .await?;
    let mut headers: HashMap<String, Header> = headers
        .into_iter()
        .map(|header| (header.0.clone(), header))
        .collect();
    let mut grown = Vec::with_capacity(places.len());
    for (item, places) in places {
        let mut growing = match headers.remove(*item) {
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
        .execute("delete from place_chunks where item = $1", &[item.into()])
        .await?;
    let sample = LocationSample::resume(units as u64, stride as u64, points);
    Ok(Growing {
        item,
        chunks: 0,
        sample,
    })
}

const WRITE_CHUNKS: Insert<3> = Insert {
    table: "place_chunks",
    columns: [
        ("item", Type::Text),
        ("chunk", Type::Bigint),
        ("points", Type::Bytea),
    ],
    on_conflict: "",
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

const WRITE_HEADERS: Insert<5> = Insert {
    table: "place_samples",
    columns: [
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

pub(in crate::store) const CHUNKS: &str =
    "select points from place_chunks where item = $1 order by chunk";

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
