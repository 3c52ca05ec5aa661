//! Rows of one variant of an experiment, or of one value of a dimension.

use super::{Db, pairs_of};
use crate::model::{Arm, MAP};
use sqlx::query_builder::QueryBuilder;

/// Narrows a query to sheets `s` that count in `arm`.
pub(super) fn push_sheets_of(query: &mut QueryBuilder<Db>, arm: &Arm) {
    query.push(" and ");
    push_is_sheet_of(query, arm);
}

/// That a sheet `s` counts in `arm`.
pub(super) fn push_is_sheet_of(query: &mut QueryBuilder<Db>, arm: &Arm) {
    query.push("(");
    push_has(query, "s.experiments", arm);
    query.push(" or ");
    push_has(query, "s.dimensions", arm);
    push_or_on_map(query, "s.map", arm);
    query.push(")");
}

/// Narrows a query to events `e` that count in `arm`: those inside a sheet have its experiments, and its dimensions where they have
/// none of their own.
pub(super) fn push_events_of(query: &mut QueryBuilder<Db>, arm: &Arm) {
    query.push(" and ");
    push_is_event_of(query, "e", arm);
}

/// That an event of `table` counts in `arm`.
pub(super) fn push_is_event_of(query: &mut QueryBuilder<Db>, table: &str, arm: &Arm) {
    query.push("(");
    push_has(query, &format!("{table}.dimensions"), arm);
    push_or_on_map(query, &format!("{table}.map"), arm);
    query.push(format!(
        " or exists (select 1 from stat_sheets s where s.id = {table}.stat_sheet_id and ("
    ));
    push_has(query, "s.experiments", arm);
    query.push(format!(" or ({table}.dimensions is null and "));
    push_has(query, "s.dimensions", arm);
    query.push("))))");
}

fn push_has(query: &mut QueryBuilder<Db>, column: &str, arm: &Arm) {
    query.push(format!(
        "exists (select 1 from {} where j.key = ",
        pairs_of(column)
    ));
    query.push_bind(arm.experiment.as_str().to_owned());
    query.push(" and j.value = ");
    query.push_bind(arm.variant.as_str().to_owned()).push(")");
}

fn push_or_on_map(query: &mut QueryBuilder<Db>, column: &str, arm: &Arm) {
    if arm.experiment.as_str() == MAP {
        query.push(format!(" or {column} = "));
        query.push_bind(arm.variant.as_str().to_owned());
    }
}
