//! Background jobs.

use super::Pool;
use crate::model::PageRequest;
use crate::store::ask::jobs::JobRow;

const COLUMNS: &str =
    "id, kind, parameters, state, done, total, created_at, updated_at, as_of, result, error";

/// At most `page.limit + 1` jobs, newest first.
pub(in crate::store) async fn page(
    pool: &Pool,
    page: PageRequest,
) -> Result<Vec<JobRow>, sqlx::Error> {
    let text = format!("select {COLUMNS} from jobs where id < $1 order by id desc limit $2");
    sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(page.before.map_or(i64::MAX, |before| before.0))
        .bind(i64::from(page.limit) + 1)
        .fetch_all(pool)
        .await
}
