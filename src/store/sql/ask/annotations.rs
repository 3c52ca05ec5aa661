//! What people wrote beside the numbers.

use super::Pool;
use crate::store::ask::annotations::AnnotationRow;

const ALL: &str = "
    select id, key, timestamp_ms, until_ms, text, link, created_at from annotations order by timestamp_ms, id";

/// All of them, the earliest first.
pub(in crate::store) async fn all(pool: &Pool) -> Result<Vec<AnnotationRow>, sqlx::Error> {
    sqlx::query_as(ALL).fetch_all(pool).await
}
