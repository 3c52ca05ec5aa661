//! The sample of an item's places.

use super::Connection;
use crate::model::LocationSample;
use crate::store::rollups::location_samples::{CHUNKS, Header, decode, join};

/// The whole sample of an item on a map, of sheets and events together; empty when it has no places.
pub(in crate::store) async fn load(
    connection: &mut Connection,
    map: &str,
    item: &str,
) -> Result<LocationSample, sqlx::Error> {
    let headers: Vec<Header> = sqlx::query_as(
        "select map, item, of_events, units, stride, chunks, tail from location_samples
        where map = $1 and item = $2 order by of_events",
    )
    .bind(map)
    .bind(item)
    .fetch_all(&mut *connection)
    .await?;
    let mut whole = LocationSample::default();
    for (_, _, of_events, units, stride, _, tail) in headers {
        let chunks: Vec<(Vec<u8>,)> = sqlx::query_as(CHUNKS)
            .bind(map)
            .bind(item)
            .bind(of_events)
            .fetch_all(&mut *connection)
            .await?;
        let mut points = join(chunks)?;
        points.extend(decode(&tail)?);
        let sample = LocationSample::resume(units as u64, stride as u64, points);
        whole = whole.beside(sample);
    }
    Ok(whole)
}
