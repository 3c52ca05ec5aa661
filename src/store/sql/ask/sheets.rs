//! Pages of stat sheets.

use super::pages::{self, Ordered};
use super::range::push_range;
use super::{Db, Pool, arms, pairs_of};
use crate::model::{Arm, ItemKind, PageRequest, SheetFilter};
use crate::store::ask::page::PageRows;
use crate::store::ask::row::{LARGE_SHEET_COLUMNS, SHEET_COLUMNS, SheetRow};
use sqlx::query_builder::QueryBuilder;

/// Newest first by arrival; with a time range, by the sheet's own time, so that the index on it serves both
/// the range and the order. The cursor is a row's id in both cases.
pub(in crate::store) async fn page(
    pool: &Pool,
    filter: &SheetFilter,
    page: PageRequest,
) -> Result<PageRows<SheetRow>, sqlx::Error> {
    pages::page(pool, ordered(filter), page.limit, |query| {
        push_filter(query, filter);
        push_cursor(query, page, filter.range.is_limited());
    })
    .await
}

fn ordered(filter: &SheetFilter) -> Ordered {
    Ordered {
        table: "stat_sheets",
        columns: SHEET_COLUMNS,
        large: &LARGE_SHEET_COLUMNS,
        by: match filter.range.is_limited() {
            true => "timestamp_ms",
            false => "id",
        },
        descending: true,
    }
}

/// The numbers of the sheets of a page, however large these are.
pub(in crate::store) async fn ids(
    pool: &Pool,
    filter: &SheetFilter,
    page: PageRequest,
) -> Result<Vec<i64>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("select id from stat_sheets where true");
    push_filter(&mut query, filter);
    push_cursor(&mut query, page, filter.range.is_limited());
    query.push(format!(
        " order by {} desc, id desc limit {}",
        place(filter),
        page.limit
    ));
    query.build_query_scalar().fetch_all(pool).await
}

/// By what sheets are put in order before some are taken, the newest first.
pub(super) fn place(filter: &SheetFilter) -> &'static str {
    match filter.range.is_limited() {
        true => "timestamp_ms",
        // Those of one are sorted. PostgreSQL would go through everybody's, which are in order, and those may be old.
        false if is_of_one(filter) => "id + 0",
        false => "id",
    }
}

/// Those of a few sheets that count in `arm` and have some of `item`.
pub(in crate::store) async fn fitting(
    pool: &Pool,
    ids: &[i64],
    arm: Option<&Arm>,
    item: Option<&ItemKind>,
) -> Result<Vec<i64>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("select s.id from stat_sheets s where true");
    push_ids(&mut query, "s.id", ids);
    if let Some(arm) = arm {
        arms::push_sheets_of(&mut query, arm);
    }
    if let Some(item) = item {
        let items = pairs_of("s.looted_items");
        query.push(format!(" and exists (select 1 from {items} where j.key = "));
        query.push_bind(item.as_str().to_owned());
        query.push(" and cast(j.value as bigint) > 0)");
    }
    // Their number varies, so the text would hardly be of use again.
    let statement = query.build_query_scalar().persistent(false);
    statement.fetch_all(pool).await
}

/// The sheets with these numbers, in the order of a page.
pub(in crate::store) async fn of_ids(
    pool: &Pool,
    filter: &SheetFilter,
    ids: &[i64],
) -> Result<PageRows<SheetRow>, sqlx::Error> {
    let push = |query: &mut QueryBuilder<Db>| push_ids(query, "id", ids);
    pages::page(pool, ordered(filter), ids.len() as u32, push).await
}

fn push_ids(query: &mut QueryBuilder<Db>, column: &str, ids: &[i64]) {
    query.push(format!(" and {column} in ("));
    let mut values = query.separated(", ");
    for id in ids {
        values.push_bind(*id);
    }
    query.push(")");
}

/// ` and …` for a match and a player.
pub(super) fn push_of_whom(query: &mut QueryBuilder<Db>, filter: &SheetFilter) {
    if let Some(match_id) = &filter.match_id {
        query.push(" and match_id = ").push_bind(match_id.as_str());
    }
    if let Some(player_id) = &filter.player_id {
        query
            .push(" and player_id = ")
            .push_bind(player_id.as_str());
    }
}

/// ` and …` for each part of the filter.
pub(super) fn push_filter(query: &mut QueryBuilder<Db>, filter: &SheetFilter) {
    push_of_whom(query, filter);
    if let Some(game_mode) = &filter.game_mode {
        if is_of_one(filter) {
            // SQLite would go through the whole mode; the sheets of a match or a player are few.
            query.push(" and game_mode || '' = ");
            query.push_bind(game_mode.as_str());
        } else {
            // The second half lets the planner see that the partial index applies.
            query
                .push(" and game_mode = ")
                .push_bind(game_mode.as_str());
            query.push(" and game_mode <> ''");
        }
    }
    push_range(query, "timestamp_ms", filter.range);
}

fn push_cursor(query: &mut QueryBuilder<Db>, page: PageRequest, by_time: bool) {
    match (page.before, by_time) {
        (Some(before), true) => {
            query.push(
                " and (timestamp_ms, id) < (select timestamp_ms, id from stat_sheets where id = ",
            );
            query.push_bind(before.0).push(")");
        }
        (Some(before), false) => {
            query.push(" and id < ").push_bind(before.0);
        }
        (None, _) => {}
    }
}

/// Whether only the sheets of one match or one player are wanted.
pub(super) fn is_of_one(filter: &SheetFilter) -> bool {
    filter.match_id.is_some() || filter.player_id.is_some()
}

/// The sheet with the smallest id.
pub(in crate::store) async fn first(pool: &Pool) -> Result<Option<SheetRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Db>::new("select ");
    query
        .push(SHEET_COLUMNS)
        .push(" from stat_sheets order by id limit 1");
    query.build_query_as().fetch_optional(pool).await
}
