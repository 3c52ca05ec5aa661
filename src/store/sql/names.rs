//! The table of names.

use super::Connection;
use super::rows;
use crate::store::names::{NameKind, Names};
use std::collections::BTreeSet;

const LOAD: &str = "select kind, name from names";

/// All names of the database.
pub(in crate::store) async fn load(connection: &mut Connection) -> Result<Names, sqlx::Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(LOAD).fetch_all(connection).await?;
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

/// Adds as many of `wanted` as the limits allow and returns what there is then. The names are read afresh, because
/// another server may have added some.
pub(super) async fn register(
    connection: &mut Connection,
    wanted: BTreeSet<(NameKind, String)>,
) -> Result<Names, sqlx::Error> {
    let mut names = load(connection).await?;
    let mut new = Vec::new();
    for (kind, name) in wanted {
        if !names.of(kind).contains(&name) && names.add(kind, name.clone()) {
            let slot = names.of(kind).len() as i64 - 1;
            new.push((kind, name, slot));
        }
    }
    rows::write(
        connection,
        "insert into names (kind, name, slot)",
        " on conflict (kind, name) do nothing",
        &new,
        |mut values, (kind, name, slot)| {
            values
                .push_bind(kind.as_str())
                .push_bind(name.as_str())
                .push_bind(*slot);
        },
    )
    .await?;
    Ok(names)
}
