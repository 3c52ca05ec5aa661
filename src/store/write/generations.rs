//! Numbers that stand for what is in the database, so that what is remembered of it elsewhere is known to be old. They are
//! random: a database that was restored and went on from there never has a number that stood for something else.

use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;

/// What a number stands for: the labels of `version` in the table `counters`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Generation {
    /// All rows. Changes when rows are deleted.
    Data,
    /// The table of names. Changes with each of its rows.
    Names,
    /// What names that were there before are counted as.
    Decisions,
}

impl Generation {
    pub(in crate::store) fn label(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Names => "names",
            Self::Decisions => "decisions",
        }
    }
}

/// A `loot` of before deletes these rows when it clears, so that they may be missing.
const RENEW: &str = "
    insert into counters (name, label, n) values ('version', $1, $2)
    on conflict (name, label) do update set n = excluded.n";

/// Gives it a new number, and returns it.
pub(in crate::store) async fn renew(
    transaction: &mut Transaction<'_>,
    generation: Generation,
) -> Result<i64, StoreError> {
    // Positive, as all counters are.
    let new = i64::from(rand::random::<u32>()) << 31 | i64::from(rand::random::<u32>() >> 1);
    let values = [generation.label().into(), new.into()];
    transaction.execute(RENEW, &values).await?;
    Ok(new)
}
