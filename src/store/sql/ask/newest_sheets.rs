//! The newest sheets of a selection: first which they are, then some of them at a time.

use super::pages::weight;
use super::sheets::{place as in_order, push_filter};
use super::{Db, Pool, lookup};
use crate::model::NewestSheets;
use crate::store::ask::newest_sheets::{SheetParts, SheetSize};
use crate::store::ask::row::{LARGE_SHEET_COLUMNS, SheetRow};
use sqlx::query_builder::QueryBuilder;

/// At most `limit` sheets behind that with a place and a number, in the order of `sheets::page`, and one more where there is
/// one.
pub(in crate::store) async fn sizes(
    pool: &Pool,
    asked: &NewestSheets,
    parts: SheetParts,
    behind: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<SheetSize>, sqlx::Error> {
    let filter = &asked.filter;
    let large = LARGE_SHEET_COLUMNS.into_iter();
    let bytes = weight(large.filter(|column| parts.reads(column)));
    let by_time = filter.range.is_limited();
    let place = if by_time { "timestamp_ms" } else { "id" };
    let mut query = QueryBuilder::<Db>::new(format!(
        "select id, {place} as place, cast({bytes} as bigint) as bytes from stat_sheets where true"
    ));
    push_filter(&mut query, filter);
    if let Some((place, id)) = behind {
        if by_time {
            query.push(" and (timestamp_ms, id) < (");
            query.push_bind(place).push(", ").push_bind(id).push(")");
        } else {
            query.push(" and id < ").push_bind(id);
        }
    }
    let by = in_order(filter);
    // The limit is part of the text, because PostgreSQL plans for a tenth of the table where it does not know it.
    let limit = u64::from(limit) + 1;
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
