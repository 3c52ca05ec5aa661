//! The table of names. Of a name that has or had a place of its own `slot` is its place in the order in which these came;
//! else it is -1. `counted_as` is the name it was merged into, or [`OTHER`] when it was hidden; null when nobody has
//! decided anything.

use super::generations::{self, Generation};
use super::names::{Names, Place, arm, of_arm};
use super::newcomers::{GroupKey, Newcomer};
use crate::model::NameKind;
use crate::store::connect::statement::{Insert, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;

const LOAD: &str = "select kind, name, slot, counted_as from names";

/// A row of [`LOAD`].
type NameRow = (String, String, i64, Option<String>);

/// How often there was a name of a kind that is in no list; of dimensions the label says which, too.
pub(in crate::store) const UNLISTED_NAMES: &str = "unlisted_names";
const UNLISTED: &str = "select label, n from counters where name = 'unlisted_names'";
const COUNT_UNLISTED: &str = "
    insert into counters (name, label, n) values ($1, $2, $3)
    on conflict (name, label) do update set n = counters.n + excluded.n";

const INSERT: Insert<'static> = Insert {
    table: "names",
    columns: &[
        ("kind", Type::Text),
        ("name", Type::Text),
        ("slot", Type::Bigint),
        ("first_seen_ms", Type::Bigint),
        ("source", Type::Text),
        ("player_id", Type::Text),
    ],
    on_conflict: "on conflict (kind, name) do nothing",
};

/// Counts names that are in no list.
pub(in crate::store) async fn count_unlisted(
    transaction: &mut Transaction<'_>,
    unlisted: &[(GroupKey, u64)],
) -> Result<(), StoreError> {
    for ((kind, group), times) in unlisted {
        let times = i64::try_from(*times).unwrap_or(i64::MAX);
        let label = match group.is_empty() {
            true => kind.as_str().to_owned(),
            false => of_arm(kind.as_str(), group),
        };
        let values = [UNLISTED_NAMES.into(), label.into(), times.into()];
        transaction.execute(COUNT_UNLISTED, &values).await?;
    }
    Ok(())
}

/// Adds new names to those that are `known`; returns the new generation of the table.
pub(in crate::store) async fn register(
    transaction: &mut Transaction<'_>,
    known: &mut Names,
    new: Vec<Newcomer<'_>>,
    unlisted: &[(GroupKey, u64)],
) -> Result<i64, StoreError> {
    let slotted: Vec<_> = new
        .into_iter()
        .map(|new| {
            let of_kind = known.of_mut(new.kind);
            let place = match new.has_place {
                true => Place::Own,
                false => Place::None,
            };
            let slot = of_kind.put(&new.name, place);
            (new, slot)
        })
        .collect();
    for ((kind, group), _) in unlisted {
        known.of_mut(*kind).note_unlisted(group);
    }
    transaction
        .write(&INSERT, &slotted, |(new, slot)| {
            [
                new.kind.as_str().into(),
                new.name.as_str().into(),
                (*slot).into(),
                new.origin.received_at.0.into(),
                new.origin.source.into(),
                new.origin.player_id.into(),
            ]
        })
        .await?;
    generations::renew(transaction, Generation::Names).await
}

const DECIDE: Insert<'static> = Insert {
    table: "names",
    columns: &[
        ("kind", Type::Text),
        ("name", Type::Text),
        ("slot", Type::Bigint),
        ("counted_as", Type::Text),
    ],
    on_conflict: "on conflict (kind, name) do update set slot = excluded.slot, counted_as = excluded.counted_as",
};

/// Notes what some names are counted as: name, slot, and the name it is counted as when not by itself.
pub(in crate::store) async fn decide(
    transaction: &mut Transaction<'_>,
    kind: NameKind,
    changed: &[(String, i64, Option<String>)],
) -> Result<(), StoreError> {
    transaction
        .write(&DECIDE, changed, |(name, slot, counted_as)| {
            let counted_as = counted_as.as_deref();
            [
                kind.as_str().into(),
                name.as_str().into(),
                (*slot).into(),
                counted_as.into(),
            ]
        })
        .await
}

/// All names of the database.
pub(in crate::store) async fn load(transaction: &mut Transaction<'_>) -> Result<Names, StoreError> {
    let rows: Vec<NameRow> = transaction.fetch(LOAD, &[]).await?;
    let unlisted: Vec<(String, i64)> = transaction.fetch(UNLISTED, &[]).await?;
    Ok(read(rows, &unlisted))
}

/// All names of one moment of the database.
pub(in crate::store) async fn load_from(snapshot: &mut Snapshot) -> Result<Names, StoreError> {
    let rows: Vec<NameRow> = snapshot.fetch(LOAD).await?;
    let unlisted: Vec<(String, i64)> = snapshot.fetch(UNLISTED).await?;
    Ok(read(rows, &unlisted))
}

/// The names of some rows.
fn read(mut rows: Vec<NameRow>, unlisted: &[(String, i64)]) -> Names {
    let mut names = Names::default();
    // By its values with a place a dimension is known.
    rows.sort_by_key(|(_, _, slot, _)| *slot < 0);
    for (kind, name, slot, counted_as) in rows {
        let Ok(kind) = NameKind::parse(&kind) else {
            continue;
        };
        let place = match counted_as {
            Some(counted_as) => Place::As(counted_as.into()),
            None if slot < 0 => Place::None,
            None => Place::Own,
        };
        names.of_mut(kind).put_with_slot(&name, place, slot);
    }
    for (label, times) in unlisted {
        let (kind, group) = arm(label).unwrap_or((label, ""));
        if let (Ok(kind), true) = (NameKind::parse(kind), *times > 0) {
            names.of_mut(kind).note_unlisted(group);
        }
    }
    names
}
