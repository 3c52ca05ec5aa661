//! Pages of dead letters.

use super::Pool;
use crate::model::PageRequest;
use crate::store::ask::row::DeadLetterRow;

const PAGE: &str = "
    select id, created_at, source, faults, payload from dead_letters where id < $1 order by id desc limit $2";

/// At most `page.limit + 1` rows, newest first.
pub(in crate::store) async fn page(
    pool: &Pool,
    page: PageRequest,
) -> Result<Vec<DeadLetterRow>, sqlx::Error> {
    sqlx::query_as(PAGE)
        .bind(page.before.map_or(i64::MAX, |before| before.0))
        .bind(i64::from(page.limit) + 1)
        .fetch_all(pool)
        .await
}
