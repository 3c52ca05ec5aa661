//! The sample of an item's places.

use super::Connection;
use crate::model::LocationSample;
use crate::store::rollups::location_samples::{CHUNKS, Header, decode, join};

/// The whole sample of an item on a map; empty when it has no places.
pub(in crate::store) async fn load(
    connection: &mut Connection,
    map: &str,
    item: &str,
) -> Result<LocationSample, sqlx::Error> {
    let header: Option<Header> = sqlx::query_as(
        "select map, item, units, stride, chunks, tail from location_samples where map = $1 and item = $2",
    )
    .bind(map)
    .bind(item)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((_, _, units, stride, _, tail)) = header else {
        return Ok(LocationSample::default());
    };
    let chunks: Vec<(Vec<u8>,)> = sqlx::query_as(CHUNKS)
        .bind(map)
        .bind(item)
        .fetch_all(connection)
        .await?;
    let mut points = join(chunks)?;
    points.extend(decode(&tail)?);
    Ok(LocationSample::resume(units as u64, stride as u64, points))
}
