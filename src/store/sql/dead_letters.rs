//! Keeps what was refused.

use super::{Connection, ids, rows};
use crate::model::{Faults, RejectReason};
use crate::store::entry::{Entry, json};

/// Inserts a dead letter for each of `refused`.
pub(super) async fn insert(
    connection: &mut Connection,
    entries: &[Entry],
    refused: &[(usize, Faults)],
) -> Result<(), sqlx::Error> {
    if refused.is_empty() {
        return Ok(());
    }
    let first_id = ids::take_dead_letters(connection, refused.len()).await?;
    let numbered: Vec<_> = (first_id..).zip(refused).collect();
    rows::write(
        connection,
        "insert into dead_letters (id, created_at, source, reason, faults, payload)",
        "",
        &numbered,
        |mut values, (id, (entry, faults))| {
            let entry = &entries[*entry];
            values
                .push_bind(*id)
                .push_bind(entry.received_at.0)
                .push_bind(entry.source)
                .push_bind(RejectReason::of(faults).as_str())
                .push_bind(json(faults))
                .push_bind(entry.payload.as_ref());
        },
    )
    .await
}
