//! Writes what a commit adds to the totals.

use super::changes::{Before, Known};
use super::delta::RollupDelta;
use super::rollup::{Part, Rollup, Upsert};
use super::sums::{Key, MAX_KEY, MAX_MEASURES, Measures, Sums};
use super::texts::{Texts, rank};
use super::{ALL, heat_grids, location_samples};
use crate::store::connect::statement::{Type, Value};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use std::sync::LazyLock;

/// The statements, put together once.
static UPSERTS: LazyLock<Vec<Upsert>> = LazyLock::new(|| ALL.iter().map(Rollup::upsert).collect());

/// How rows are written of players and matches of whom nothing was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum NewOwners {
    /// Inserted. To look for a row first makes PostgreSQL take twice as long.
    HaveNoRows,
    /// As all others.
    MayHaveRows,
}

/// Adds all of `delta`, and what follows from it for players and matches. Sheets of this transaction have ids from
/// `first_sheet` on.
pub(in crate::store) async fn add(
    transaction: &mut Transaction<'_>,
    delta: RollupDelta<'_>,
    first_sheet: i64,
    new_owners: NewOwners,
) -> Result<(), StoreError> {
    let before = Before::read(transaction, &delta, first_sheet).await?;
    // As long as what was there before, whose names it takes in.
    let mut delta = delta;
    delta.spread();
    let known = before.derive(&mut delta);
    let known = (new_owners == NewOwners::HaveNoRows).then_some(&known);
    add_sums(transaction, &delta, known, |_| true).await?;
    heat_grids::add(transaction, &delta).await?;
    location_samples::add(transaction, &delta).await
}

/// Adds the sums of the totals that are `wanted`. Who is not `known` has no rows yet.
pub(super) async fn add_sums(
    transaction: &mut Transaction<'_>,
    delta: &RollupDelta<'_>,
    known: Option<&Known>,
    wanted: impl Fn(&Rollup) -> bool,
) -> Result<(), StoreError> {
    let ranks = delta.texts.ranks();
    let all = ALL.iter().zip(&*UPSERTS).zip(&delta.sums);
    for ((rollup, upsert), sums) in all {
        if !wanted(rollup) {
            continue;
        }
        let rows = in_key_order(rollup, sums, &ranks).into_iter();
        let (new, old): (Vec<_>, Vec<_>) =
            rows.partition(|(key, _)| known.is_some_and(|known| known.has_no_rows(rollup, key)));
        let texts = &delta.texts;
        let values = |(key, measures): &(&Key, &Measures)| Row::new(upsert, texts, key, measures);
        transaction.write(&upsert.insert(), &old, values).await?;
        let insert = upsert.insert_new();
        transaction.write(&insert, &new, values).await?;
    }
    Ok(())
}

/// What is not counted stays. Ids go on from where they were: an acknowledged one never means another row.
const ALL_COUNTERS: &str = "delete from counters where name not in ('last_id', 'version', 'in_use', 'unlisted_names', 'sessions')";

/// Empties all totals.
pub(in crate::store) async fn clear(transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
    let sums = ALL.iter().map(|rollup| rollup.table);
    for table in sums.chain(MORE_THAN_SUMS) {
        transaction.execute(&delete(table), &[]).await?;
    }
    Ok(())
}

/// What empties a table of totals.
pub(super) fn delete(table: &str) -> String {
    match table {
        "counters" => ALL_COUNTERS.to_owned(),
        _ => format!("delete from {table}"),
    }
}

/// The tables of what is more than sums.
const MORE_THAN_SUMS: [&str; 4] = [
    "heat_grids",
    "heat_pending",
    "location_samples",
    "location_chunks",
];

/// The values of one row: its key and its measures.
struct Row<'v> {
    values: [Value<'v>; MAX_KEY + MAX_MEASURES],
    len: usize,
}

impl<'v> Row<'v> {
    fn new(upsert: &Upsert, texts: &Texts<'v>, key: &Key, measures: &Measures) -> Self {
        let parts = key.parts().iter().zip(upsert.columns());
        let key = parts.map(|(part, (_, kind))| match kind {
            Type::Text => Value::Text(texts.get(*part)),
            _ => Value::Bigint(*part as i64),
        });
        let mut all = key.chain(measures.iter().map(|n| Value::Bigint(*n)));
        Self {
            values: std::array::from_fn(|_| all.next().unwrap_or(Value::Null)),
            len: upsert.columns().len(),
        }
    }
}

impl<'v> AsRef<[Value<'v>]> for Row<'v> {
    fn as_ref(&self) -> &[Value<'v>] {
        &self.values[..self.len]
    }
}

/// The rows that have something, in the order of their primary key: two servers that write the same rows in the same
/// order cannot wait for each other in a circle.
fn in_key_order<'s>(
    rollup: &Rollup,
    sums: &'s Sums,
    ranks: &[u64],
) -> Vec<(&'s Key, &'s Measures)> {
    let is_text = is_text(rollup);
    let mut rows: Vec<_> = sums.0.iter().collect();
    rows.retain(|(_, measures)| rollup.is_something(measures));
    rows.sort_by_cached_key(|(key, _)| {
        let mut order = [0; MAX_KEY];
        for (index, part) in key.parts().iter().enumerate() {
            order[index] = match is_text[index] {
                true => rank(*part, ranks),
                // Negative numbers before others.
                false => *part ^ (1 << 63),
            };
        }
        order
    });
    rows
}

fn is_text(rollup: &Rollup) -> [bool; MAX_KEY] {
    let mut is_text = [false; MAX_KEY];
    let mut index = 0;
    for part in rollup.key {
        let columns = if *part == Part::Slice { 3 } else { 1 };
        is_text[index..index + columns].fill(!matches!(part, Part::Number(_)));
        index += columns;
    }
    is_text
}
