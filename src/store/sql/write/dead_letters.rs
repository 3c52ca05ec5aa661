//! Keeps what was refused.

use super::{Transaction, ids};
use crate::model::{Faults, RejectReason};
use crate::store::connect::statement::{Insert, Type};
use crate::store::error::StoreError;
use crate::store::write::entry::{Entry, json};
use std::borrow::Cow;

const INSERT: Insert<6> = Insert {
    table: "dead_letters",
    columns: [
        ("id", Type::Bigint),
        ("created_at", Type::Bigint),
        ("source", Type::Text),
        ("reason", Type::Text),
        ("faults", Type::Text),
        ("payload", Type::Bytea),
    ],
    on_conflict: "",
};

/// Inserts a dead letter for each of `refused`.
pub(in crate::store) async fn insert(
    transaction: &mut Transaction<'_>,
    entries: &[Entry],
    refused: &[(usize, Cow<'_, Faults>)],
) -> Result<(), StoreError> {
    if refused.is_empty() {
        return Ok(());
    }
    let first_id = ids::take_dead_letters(transaction, refused.len()).await?;
    let numbered: Vec<_> = (first_id..).zip(refused).collect();
    transaction
        .write(&INSERT, &numbered, |(id, (entry, faults))| {
            let entry = &entries[*entry];
            [
                (*id).into(),
                entry.received_at.0.into(),
                entry.source.into(),
                RejectReason::of(faults).as_str().into(),
                json(faults).into(),
                entry.payload.as_ref().into(),
            ]
        })
        .await
}
