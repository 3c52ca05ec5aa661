//! Conditions on time.

use super::Db;
use crate::model::TimeRange;
use sqlx::query_builder::QueryBuilder;

/// ` and …` for each end of the range.
pub(super) fn push_range(query: &mut QueryBuilder<Db>, column: &str, range: TimeRange) {
    if let Some(since) = range.since {
        query.push(format!(" and {column} >= ")).push_bind(since.0);
    }
    if let Some(until) = range.until {
        query.push(format!(" and {column} < ")).push_bind(until.0);
    }
}
