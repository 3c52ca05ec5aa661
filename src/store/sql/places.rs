//! Keeps an even sample of each item's places. A commit rewrites one row per item, with the newest points; the
//! others are in chunks that are written once, until the stride doubles.

use super::{Connection, rows};
use crate::model::{PlaceSample, Position};
use crate::store::rollup::Sorted;
use std::collections::HashMap;

const CHUNK: usize = 256;
const POINT_BYTES: usize = 16;

/// A row of `place_samples`: item, units, stride, chunks, tail.
type Header = (String, i64, i64, i64, Vec<u8>);

/// A sample that is being added to.
struct Growing<'a> {
    item: &'a str,
    /// Chunks that stay as they are.
    chunks: i64,
    sample: PlaceSample,
}

/// Adds the places of each item, in the order of arrival.
pub(super) async fn add(
    connection: &mut Connection,
    places: &Sorted<&str, &[(Position, u64)]>,
) -> Result<(), sqlx::Error> {
    let headers: Vec<Header> = rows::find(
        connection,
        "select item, units, stride, chunks, tail from place_samples where item in (",
        ")",
        places,
        |mut values, (item, _)| {
            values.push_bind(*item);
        },
    )
    .await?;
    let mut headers: HashMap<String, Header> = headers
        .into_iter()
        .map(|header| (header.0.clone(), header))
        .collect();
    let mut grown = Vec::with_capacity(places.len());
    for (item, places) in places {
        let mut growing = match headers.remove(*item) {
            Some(header) => resume(connection, item, header, places).await?,
            None => Growing {
                item,
                chunks: 0,
                sample: PlaceSample::default(),
            },
        };
        growing.sample.add(places);
        grown.push(growing);
    }
    write_chunks(connection, &grown).await?;
    write_headers(connection, &grown).await
}

/// The sample with its newest points; with all of them when it will have to be thinned.
async fn resume<'a>(
    connection: &mut Connection,
    item: &'a str,
    (_, units, stride, chunks, tail): Header,
    places: &[(Position, u64)],
) -> Result<Growing<'a>, sqlx::Error> {
    let newest = PlaceSample::resume(units as u64, stride as u64, decode(&tail)?);
    if !newest.outgrown_by(places.iter().map(|(_, units)| units).sum()) {
        return Ok(Growing {
            item,
            chunks,
            sample: newest,
        });
    }
    let mut points = chunk_points(connection, item).await?;
    points.extend_from_slice(newest.points());
    sqlx::query("delete from place_chunks where item = $1")
        .bind(item)
        .execute(connection)
        .await?;
    let sample = PlaceSample::resume(units as u64, stride as u64, points);
    Ok(Growing {
        item,
        chunks: 0,
        sample,
    })
}

async fn write_chunks(
    connection: &mut Connection,
    grown: &[Growing<'_>],
) -> Result<(), sqlx::Error> {
    let full = grown.iter().flat_map(|growing| {
        let chunks = growing.sample.points().chunks_exact(CHUNK);
        chunks
            .zip(growing.chunks..)
            .map(|(points, chunk)| (growing.item, chunk, encode(points)))
    });
    let full: Vec<_> = full.collect();
    rows::write(
        connection,
        "insert into place_chunks (item, chunk, points)",
        "",
        &full,
        |mut values, (item, chunk, points)| {
            values
                .push_bind(*item)
                .push_bind(*chunk)
                .push_bind(points.as_slice());
        },
    )
    .await
}

async fn write_headers(
    connection: &mut Connection,
    grown: &[Growing<'_>],
) -> Result<(), sqlx::Error> {
    rows::write(
        connection,
        "insert into place_samples (item, units, stride, chunks, tail)",
        " on conflict (item) do update set units = excluded.units, stride = excluded.stride,
            chunks = excluded.chunks, tail = excluded.tail",
        grown,
        |mut values, growing| {
            let full = growing.sample.points().chunks_exact(CHUNK);
            let tail = encode(full.remainder());
            values
                .push_bind(growing.item)
                .push_bind(growing.sample.units() as i64)
                .push_bind(growing.sample.stride() as i64)
                .push_bind(growing.chunks + full.len() as i64)
                .push_bind(tail);
        },
    )
    .await
}

/// The whole sample of an item; empty when it has no places.
pub(super) async fn load(
    connection: &mut Connection,
    item: &str,
) -> Result<PlaceSample, sqlx::Error> {
    let header: Option<Header> = sqlx::query_as(
        "select item, units, stride, chunks, tail from place_samples where item = $1",
    )
    .bind(item)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((_, units, stride, _, tail)) = header else {
        return Ok(PlaceSample::default());
    };
    let mut points = chunk_points(connection, item).await?;
    points.extend(decode(&tail)?);
    Ok(PlaceSample::resume(units as u64, stride as u64, points))
}

async fn chunk_points(
    connection: &mut Connection,
    item: &str,
) -> Result<Vec<Position>, sqlx::Error> {
    let chunks: Vec<Vec<u8>> =
        sqlx::query_scalar("select points from place_chunks where item = $1 order by chunk")
            .bind(item)
            .fetch_all(connection)
            .await?;
    let mut points = Vec::with_capacity(chunks.len() * CHUNK);
    for chunk in chunks {
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

fn decode(bytes: &[u8]) -> Result<Vec<Position>, sqlx::Error> {
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
