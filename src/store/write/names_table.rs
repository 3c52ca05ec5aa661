//! The table of names.

use crate::store::connect::statement::{Insert, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::write::names::{NameKind, Names};
use std::collections::BTreeSet;

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

/// Adds as many of `wanted` as the limits allow and returns what there is then. The names are read afresh, because
/// another server may have added some.
pub(in crate::store) async fn register(
    transaction: &mut Transaction<'_>,
    wanted: BTreeSet<(NameKind, String)>,
) -> Result<Names, StoreError> {
    let mut names = load(transaction).await?;
    let mut new = Vec::new();
    for (kind, name) in wanted {
        if !names.of(kind).contains(&name) && names.add(kind, name.clone()) {
            let slot = names.of(kind).len() as i64 - 1;
            new.push((kind, name, slot));
        }
    }
    let values = |(kind, name, slot): &(NameKind, String, i64)| {
        [kind.as_str().into(), name.clone().into(), (*slot).into()]
    };
    transaction.write(&INSERT, &new, values).await?;
    Ok(names)
}

/// All names of the database.
async fn load(transaction: &mut Transaction<'_>) -> Result<Names, StoreError> {
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
