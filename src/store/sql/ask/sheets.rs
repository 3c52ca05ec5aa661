//! Pages of stat sheets.

use super::pages::{self, Ordered};
use super::range::push_range;
use super::{Db, Pool};
use crate::model::{PageRequest, SheetFilter};
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
    let by_time = filter.range.is_limited();
    let rows = Ordered {
        table: "stat_sheets",
        columns: SHEET_COLUMNS,
        large: &LARGE_SHEET_COLUMNS,
        by: if by_time { "timestamp_ms" } else { "id" },
        descending: true,
    };
    pages::page(pool, rows, page.limit, |query| {
        push_filter(query, filter);
        push_cursor(query, page, by_time);
    })
    .await
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
