//! Whether totals still have to be made from rows that are there.

use super::Pool;
use crate::store::write::backfill::UNCOUNTED;

/// Whether the backfill has something to do.
pub(in crate::store) async fn events_are_uncounted(pool: &Pool) -> Result<bool, sqlx::Error> {
    let row: Option<i64> = sqlx::query_scalar(UNCOUNTED).fetch_optional(pool).await?;
    Ok(row.is_some())
}
