//! Deletes everything.

use super::ids;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

const TABLES: [&str; 16] = [
    "delete from stat_sheets",
    "delete from events",
    "delete from dead_letters",
    "delete from names",
    "delete from item_totals",
    "delete from activity",
    "delete from arrivals",
    "delete from item_activity",
    "delete from event_totals",
    "delete from event_activity",
    "delete from heat_grids",
    "delete from place_samples",
    "delete from place_chunks",
    "delete from players",
    "delete from matches",
    // Ids go on from where they were: an acknowledged one never means another row.
    "delete from counters where name <> 'last_id'",
];

/// Deletes every row of ours.
pub(in crate::store) async fn clear(home: &mut WriteSide) -> Result<(), StoreError> {
    let mut transaction = home.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    for statement in TABLES {
        transaction.execute(statement, &[]).await?;
    }
    transaction.commit().await
}
