//! Background jobs.

use super::Pool;
use super::pages::{self, Ordered};
use crate::model::PageRequest;
use crate::store::ask::jobs::JobRow;
use crate::store::ask::page::PageRows;

const ROWS: Ordered = Ordered {
    table: "jobs",
    columns: "id, kind, parameters, state, done, total, created_at, updated_at, as_of, result, error",
    large: &["parameters", "result", "error"],
    by: "id",
    descending: true,
};

/// Newest first.
pub(in crate::store) async fn page(
    pool: &Pool,
    page: PageRequest,
) -> Result<PageRows<JobRow>, sqlx::Error> {
    pages::page(pool, ROWS, page.limit, |query| {
        query.push(" and id < ");
        query.push_bind(page.before.map_or(i64::MAX, |before| before.0));
    })
    .await
}
