//! The sample of an item's places.

use super::Connection;
use crate::model::LocationSample;
use crate::store::rollups::location_samples::{CHUNKS, Header, decode, join};

/// The whole sample of an item; empty when it has no places.
pub(in crate::store) async fn load(
    connection: &mut Connection,
    item: &str,
) -> Result<LocationSample, sqlx::Error> {
    let header: Option<Header> = sqlx::query_as(
        "select item, units, stride, chunks, tail from location_samples where item = $1",
    )
    .bind(item)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((_, units, stride, _, tail)) = header else {
        return Ok(LocationSample::default());
    };
    let chunks: Vec<(Vec<u8>,)> = sqlx::query_as(CHUNKS)
        .bind(item)
        .fetch_all(connection)
        .await?;
    let mut points = join(chunks)?;
    points.extend(decode(&tail)?);
    Ok(LocationSample::resume(units as u64, stride as u64, points))
}
