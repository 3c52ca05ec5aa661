//! Dead letters: pages of them, and the numbers of those that are wanted.

use super::pages::{self, Ordered};
use super::range::push_range;
use super::{Db, Pool};
use crate::model::{DeadLetterFilter, PageRequest};
use crate::store::ask::page::PageRows;
use crate::store::ask::row::DeadLetterRow;
use sqlx::query_builder::QueryBuilder;

const ROWS: Ordered = Ordered {
    table: "dead_letters",
    columns: "id, created_at, source, faults, payload",
    large: &["faults", "payload"],
    by: "id",
    descending: true,
};

/// Newest first.
pub(in crate::store) async fn page(
    pool: &Pool,
    filter: &DeadLetterFilter,
    page: PageRequest,
) -> Result<PageRows<DeadLetterRow>, sqlx::Error> {
    pages::page(pool, ROWS, page.limit, |query| {
        query.push(" and id < ");
        query.push_bind(page.before.map_or(i64::MAX, |before| before.0));
        push_filter(query, filter);
    })
    .await
}

/// Number, time, door, reason and the beginning of the faults of the newest `limit`.
pub(in crate::store) async fn refusals(
    pool: &Pool,
    filter: &DeadLetterFilter,
    limit: i64,
) -> Result<Vec<(i64, i64, String, String, String)>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(format!(
        "select id, created_at, source, reason, substr(faults, 1, {FIRST_FAULT}) from dead_letters where id < ",
    ));
    query.push_bind(i64::MAX);
    push_filter(&mut query, filter);
    query.push(" order by id desc limit ").push_bind(limit);
    query.build_query_as().fetch_all(pool).await
}

/// Characters that the first of a list of faults has at most; there may be a thousand.
const FIRST_FAULT: u32 = 4_096;

/// Numbers and bytes of payload of at most `most` letters after `after`, oldest first.
pub(in crate::store) async fn sizes(
    pool: &Pool,
    filter: &DeadLetterFilter,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new(
        "select id, cast(length(payload) as bigint) from dead_letters where id > ",
    );
    query.push_bind(after);
    push_filter(&mut query, filter);
    query.push(" order by id limit ").push_bind(most);
    query.build_query_as().fetch_all(pool).await
}

fn push_filter(query: &mut QueryBuilder<Db>, filter: &DeadLetterFilter) {
    if let Some(id) = filter.id {
        query.push(" and id = ").push_bind(id);
    }
    if let Some(reason) = &filter.reason {
        query.push(" and reason = ").push_bind(reason.clone());
    }
    if let Some(source) = &filter.source {
        query.push(" and source = ").push_bind(source.clone());
    }
    push_range(query, "created_at", filter.range);
}
