//! Maps and their pictures.

use super::Pool;
use crate::store::ask::maps::MapRow;

const ALL: &str = "
    select name, y_down, placement, floors, regions, updated_ms, media_type, width, height, size_bytes from maps";

/// All of them, without their pictures.
pub(in crate::store) async fn all(pool: &Pool) -> Result<Vec<MapRow>, sqlx::Error> {
    sqlx::query_as(ALL).fetch_all(pool).await
}

/// The type and the file of one's picture.
pub(in crate::store) async fn picture(
    pool: &Pool,
    name: &str,
) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("select media_type, picture from maps where name = $1 and picture is not null")
        .bind(name)
        .fetch_optional(pool)
        .await
}
