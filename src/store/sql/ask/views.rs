//! Views that people saved.

use super::Pool;
use crate::store::ask::views::ViewRow;

const ALL: &str = "select name, address, pinned, saved_at from saved_views";

/// All of them.
pub(in crate::store) async fn all(pool: &Pool) -> Result<Vec<ViewRow>, sqlx::Error> {
    sqlx::query_as(ALL).fetch_all(pool).await
}
