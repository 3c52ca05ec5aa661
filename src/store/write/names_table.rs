//! The table of names.

use crate::store::connect::statement::{Insert, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::write::names::{NameKind, Names};

const LOAD: &str = "select kind, name from names";

const INSERT: Insert<'static> = Insert {
    table: "names",
    columns: &[
        ("kind", Type::Text),
        ("name", Type::Text),
        ("slot", Type::Bigint),
    ],
    on_conflict: "on conflict (kind, name) do nothing",
};

/// Adds `new` names to those that are `known`.
pub(in crate::store) async fn register(
    transaction: &mut Transaction<'_>,
    known: &mut Names,
    new: Vec<(NameKind, String)>,
) -> Result<(), StoreError> {
    let slotted: Vec<_> = new
        .into_iter()
        .map(|(kind, name)| {
            known.add(kind, name.clone());
            let slot = known.of(kind).len() as i64 - 1;
            (kind, name, slot)
        })
        .collect();
    let values = |(kind, name, slot): &(NameKind, String, i64)| {
        [kind.as_str().into(), name.clone().into(), (*slot).into()]
    };
    transaction.write(&INSERT, &slotted, values).await
}

/// All names of the database.
pub(in crate::store) async fn load(transaction: &mut Transaction<'_>) -> Result<Names, StoreError> {
    let rows: Vec<(String, String)> = transaction.fetch(LOAD, &[]).await?;
    let mut names = Names::default();
    for (kind, name) in rows {
        if let Some(kind) = NameKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
        {
            names.add(kind, name);
        }
    }
    Ok(names)
}
