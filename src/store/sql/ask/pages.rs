//! Pages of rows that may be large.

use super::{Db, lookup};
use crate::store::ask::page::{MOST_PAGE_BYTES, PageRows, Weighed};
use sqlx::query_builder::QueryBuilder;
use sqlx::{Executor, FromRow};

/// What a row weighs beside its texts: ids, times and numbers.
const ROW_BYTES: u32 = 256;

/// Rows of a table in the order of a column, and of the id where that is the same.
#[derive(Clone, Copy)]
pub(super) struct Ordered {
    pub(super) table: &'static str,
    pub(super) columns: &'static str,
    /// Those whose texts may be large.
    pub(super) large: &'static [&'static str],
    pub(super) by: &'static str,
    /// Largest first.
    pub(super) descending: bool,
}

/// The first rows of those that the filter leaves, at most `limit`. Which of them fit is known before any is read whole.
pub(super) async fn page<'c, R>(
    executor: impl Executor<'c, Database = Db>,
    rows: Ordered,
    limit: u32,
    push_filter: impl FnOnce(&mut QueryBuilder<Db>),
) -> Result<PageRows<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let Ordered { table, by, .. } = rows;
    let bytes = weight(rows.large.iter().copied());
    let order = if rows.descending { "desc" } else { "asc" };
    let mut query = QueryBuilder::<Db>::new(format!(
        "with asked as (select id as row_id, {by} as place, {bytes} as bytes from {table} where true"
    ));
    push_filter(&mut query);
    // The limit is part of the text, because PostgreSQL plans for a tenth of the table where it does not know it.
    query.push(format!(
        " order by {by} {order}, id {order} limit {}), weighed as (
            select row_id, place, cast(bytes as bigint) as page_bytes,
                count(*) over () as page_found,
                row_number() over (order by place {order}, row_id {order}) as n,
                sum(bytes) over (order by place {order}, row_id {order} rows unbounded preceding) as bytes_so_far
            from asked)
        select {}, page_bytes, page_found from weighed {}
        where n <= {limit} and (n = 1 or bytes_so_far <= {MOST_PAGE_BYTES}) order by n",
        u64::from(limit) + 1,
        rows.columns,
        lookup(table, "t.id = row_id"),
    ));
    let found: Vec<Weighed<R>> = query.build_query_as().fetch_all(executor).await?;
    Ok(PageRows::new(found))
}

/// The bytes of a row with these texts.
pub(super) fn weight(texts: impl Iterator<Item = &'static str>) -> String {
    let texts = texts.map(|column| format!(" + coalesce(octet_length({column}), 0)"));
    format!("{ROW_BYTES}{}", texts.collect::<String>())
}
