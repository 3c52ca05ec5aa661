//! Keeps what was refused.

use super::ids;
use crate::model::{Faults, RejectReason};
use crate::store::connect::statement::{Insert, Type, Value};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::row_hash::with_hash;
use crate::store::write::entry::{Entry, json};
use std::borrow::Cow;

pub(in crate::store) const INSERT: Insert<'static> = Insert {
    table: "dead_letters",
    columns: &[
        ("id", Type::Bigint),
        ("created_at", Type::Bigint),
        ("source", Type::Text),
        ("reason", Type::Text),
        ("faults", Type::Text),
        ("payload", Type::Bytea),
        ("row_hash", Type::Bigint),
    ],
    on_conflict: "",
};

/// Inserts a dead letter for each of `refused`; one that was a dead letter before keeps its id. Without a `reason` it is
/// that of its faults.
pub(in crate::store) async fn insert(
    transaction: &mut Transaction<'_>,
    entries: &[Entry],
    refused: &[(usize, Cow<'_, Faults>)],
    reason: Option<RejectReason>,
) -> Result<(), StoreError> {
    if refused.is_empty() {
        return Ok(());
    }
    let letter = |(entry, _): &(usize, _)| entries[*entry].letter();
    let new = refused.iter().filter(|one| letter(one).is_none()).count();
    let mut next_id = match new {
        0 => 0,
        new => ids::take_dead_letters(transaction, new).await?,
    };
    let numbered: Vec<_> = refused
        .iter()
        .map(|one| {
            let id = letter(one).unwrap_or_else(|| {
                next_id += 1;
                next_id - 1
            });
            (id, one)
        })
        .collect();
    transaction
        .write(&INSERT, &numbered, |(id, (entry, faults))| {
            let entry = &entries[*entry];
            let reason = reason.unwrap_or_else(|| RejectReason::of(faults));
            let values = [
                (*id).into(),
                entry.received_at.0.into(),
                entry.source.as_ref().into(),
                reason.as_str().into(),
                json(faults).into(),
                entry.payload.as_ref().into(),
                Value::Null,
            ];
            with_hash(INSERT.columns, values)
        })
        .await
}
