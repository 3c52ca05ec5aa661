//! Which totals still have to be counted.

use super::Pool;
use crate::store::rollups::backfill;

/// The tables that do not count everything yet.
pub(in crate::store) async fn uncounted(pool: &Pool) -> Result<Vec<&'static str>, sqlx::Error> {
    let counted: Vec<String> = sqlx::query_scalar(backfill::COUNTED)
        .fetch_all(pool)
        .await?;
    Ok(backfill::uncounted(&counted.into_iter().collect()))
}
