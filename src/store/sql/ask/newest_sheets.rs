//! The newest sheets of a selection: first which they are, then some of them at a time.

use super::pages::weight;
use super::sheets::{is_of_one, push_filter};
use super::{Db, Pool, lookup};
use crate::model::NewestSheets;
use crate::store::ask::newest_sheets::SheetParts;
use crate::store::ask::row::{LARGE_SHEET_COLUMNS, SheetRow};
use sqlx::query_builder::QueryBuilder;

/// The number of each sheet and the bytes of what is read of it, in the order of `sheets::page`, and of one more where
/// there is one.
pub(in crate::store) async fn sizes(
    pool: &Pool,
    asked: &NewestSheets,
    parts: SheetParts,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let filter = &asked.filter;
    let large = LARGE_SHEET_COLUMNS.into_iter();
    let bytes = weight(large.filter(|column| parts.reads(column)));
    let mut query = QueryBuilder::<Db>::new(format!(
        "select id, cast({bytes} as bigint) from stat_sheets where true"
    ));
    push_filter(&mut query, filter);
    let by = if filter.range.is_limited() {
        "timestamp_ms"
    } else if is_of_one(filter) {
        // Those of one are sorted. PostgreSQL would go through everybody's, which are in order, and those may be old.
        "id + 0"
    } else {
        "id"
    };
    // The limit is part of the text, because PostgreSQL plans for a tenth of the table where it does not know it.
    let limit = u64::from(asked.limit) + 1;
    query.push(format!(" order by {by} desc, id desc limit {limit}"));
    query.build_query_as().fetch_all(pool).await
}

/// The sheets with these numbers that are still there, in any order.
pub(in crate::store) async fn rows(
    pool: &Pool,
    ids: &[i64],
    parts: SheetParts,
) -> Result<Vec<SheetRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("with asked (row_id) as (");
    query.push_values(ids, |mut values, id| {
        values.push_bind(*id);
    });
    query.push(format!(
        ") select {} from asked {}",
        parts.columns(),
        lookup("stat_sheets", "t.id = row_id"),
    ));
    // Their number varies, so the text would hardly be of use again.
    let statement = query.build_query_as().persistent(false);
    statement.fetch_all(pool).await
}
