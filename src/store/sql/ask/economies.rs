//! What of a game's data is money.

use super::Pool;
use crate::store::ask::economies::EconomyRow;

const ALL: &str = "select currency, sources, sinks from economies";

/// All of them.
pub(in crate::store) async fn all(pool: &Pool) -> Result<Vec<EconomyRow>, sqlx::Error> {
    sqlx::query_as(ALL).fetch_all(pool).await
}
