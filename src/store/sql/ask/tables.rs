//! How many rows each table holds.

use super::Pool;

const TABLES: [(&str, &str); 3] = [
    ("stat_sheets", "select count(*) from stat_sheets"),
    ("events", "select count(*) from events"),
    ("dead_letters", "select count(*) from dead_letters"),
];

/// Each table with its number of rows. This counts, so it takes longer the more there are.
pub(in crate::store) async fn table_counts(
    pool: &Pool,
) -> Result<Vec<(&'static str, i64)>, sqlx::Error> {
    let mut counts = Vec::new();
    for (table, statement) in TABLES {
        counts.push((table, sqlx::query_scalar(statement).fetch_one(pool).await?));
    }
    Ok(counts)
}
