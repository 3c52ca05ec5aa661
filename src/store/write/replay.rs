//! Takes dead letters away, to be stored as what they are by now or for good, with what was counted of them.

use super::commit::{Written, differs_from, write};
use super::ids;
use super::reparse::{self, Step};
use crate::model::{Faults, Listing, Millis, RejectReason, StoredDeadLetter};
use crate::store::connect::statement::{KeyLookup, Type};
use crate::store::connect::transaction::{Transaction, WriteSide};
use crate::store::error::StoreError;
use crate::store::rollups::apply;
use crate::store::rollups::apply::NewOwners;
use crate::store::rollups::counter::Counter;
use crate::store::rollups::delta::RollupDelta;
use crate::store::write::entry::{Entry, Outcome};
use crate::store::write::memory::Memory;
use std::collections::BTreeSet;

/// Letters and bytes of one transaction; the letter that goes beyond the bytes is still in it.
const MOST_LETTERS: usize = 500;
const MOST_BYTES: i64 = 1 << 20;

const SIZES: KeyLookup = KeyLookup {
    table: "dead_letters",
    asked: &[("id", Type::Bigint)],
    select: "select d.id, d.created_at, d.reason, cast(length(d.payload) + octet_length(d.faults) as bigint)
        from asked cross join dead_letters d where d.id = asked.id",
};

const LETTERS: KeyLookup = KeyLookup {
    table: "dead_letters",
    asked: &[("id", Type::Bigint)],
    select: "select d.id, d.created_at, d.source, d.faults, d.payload
        from asked cross join dead_letters d where d.id = asked.id",
};

/// A row of [`LETTERS`].
type LetterRow = (i64, i64, String, String, Vec<u8>);

const DELETE: &str = "delete from dead_letters where id = $1";

/// What is left of a reason's last letter of a minute or an hour.
const DELETE_NOTHING: &str = "
    delete from receipts where width_ms = $1 and start_ms >= $2 and start_ms < $3 and counter = 'rejected' and n = 0";

/// Parses letters again and stores what they hold, under the time they were received. What still fails stays, under its
/// id, with its new faults.
pub(in crate::store) async fn replay(
    home: &mut WriteSide,
    letters: &[i64],
    memory: &mut Memory,
) -> Result<Step, StoreError> {
    let mut transaction = home.begin().await?;
    let (seen, taken) = take(&mut transaction, letters).await?;
    let rows: Vec<LetterRow> = transaction
        .find(&LETTERS, &taken, |id| [(*id).into()])
        .await?;
    let hours: BTreeSet<i64> = rows.iter().map(|row| hour(row.1)).collect();
    let mut listing = Listing::default();
    let entries = rows
        .into_iter()
        .map(|row| Ok(reparse::entry(letter(row)?, &mut listing)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete(&mut transaction, &taken).await?;
    let Written { outcomes, names } =
        write(&mut transaction, &entries, memory, NewOwners::MayHaveRows).await?;
    sweep(&mut transaction, &hours).await?;
    transaction.commit().await?;
    memory.learn(names);
    let ids = entries.iter().filter_map(Entry::letter);
    let outcomes = outcomes.into_iter().map(|outcome| match outcome {
        // It stays a letter.
        Outcome::Differs { id } => Outcome::Rejected(differs_from(id)),
        other => other,
    });
    Ok(Step {
        seen,
        outcomes: ids.zip(outcomes).collect(),
    })
}

/// Deletes letters; returns how many of `letters` were looked at and how many of those were there.
pub(in crate::store) async fn discard(
    home: &mut WriteSide,
    letters: &[i64],
) -> Result<(usize, u64), StoreError> {
    let mut transaction = home.begin().await?;
    let (seen, taken) = take(&mut transaction, letters).await?;
    let rows: Vec<(i64, i64, String, i64)> = transaction
        .find(&SIZES, &taken, |id| [(*id).into()])
        .await?;
    let hours = rows.iter().map(|row| hour(row.1)).collect();
    delete(&mut transaction, &taken).await?;
    sweep(&mut transaction, &hours).await?;
    transaction.commit().await?;
    Ok((seen, taken.len() as u64))
}

/// Which letters are there, of as many as one transaction takes, no longer counted as refused.
async fn take(
    transaction: &mut Transaction<'_>,
    letters: &[i64],
) -> Result<(usize, Vec<i64>), StoreError> {
    ids::take(transaction, 0, 0).await?;
    let letters = &letters[..letters.len().min(MOST_LETTERS)];
    let mut rows: Vec<(i64, i64, String, i64)> = transaction
        .find(&SIZES, letters, |id| [(*id).into()])
        .await?;
    rows.sort_unstable_by_key(|(id, ..)| *id);
    rows.dedup_by_key(|(id, ..)| *id);
    let mut bytes = 0;
    let fits = rows.iter().take_while(|(.., size)| {
        let fits = bytes < MOST_BYTES;
        bytes += size;
        fits
    });
    let fitting = fits.count();
    let mut seen = letters.len();
    if let Some((first_left, ..)) = rows.get(fitting) {
        // Letters are asked for in order of their ids.
        seen = letters.iter().take_while(|id| *id < first_left).count();
    }
    rows.truncate(fitting);
    let mut delta = RollupDelta::default();
    for (_, created_at, reason, _) in &rows {
        let reason = RejectReason::named(reason).as_str();
        delta.receive_times(Counter::Rejected, reason, Millis(*created_at), -1);
    }
    apply::add(transaction, delta, 0, NewOwners::MayHaveRows).await?;
    Ok((seen, rows.into_iter().map(|(id, ..)| id).collect()))
}

async fn delete(transaction: &mut Transaction<'_>, letters: &[i64]) -> Result<(), StoreError> {
    for id in letters {
        transaction.execute(DELETE, &[(*id).into()]).await?;
    }
    Ok(())
}

async fn sweep(transaction: &mut Transaction<'_>, hours: &BTreeSet<i64>) -> Result<(), StoreError> {
    for hour in hours {
        for width in [Millis::MINUTE, Millis::HOUR] {
            let range = [width, *hour, hour + Millis::HOUR].map(Into::into);
            transaction.execute(DELETE_NOTHING, &range).await?;
        }
    }
    Ok(())
}

fn hour(created_at: i64) -> i64 {
    Millis(created_at).bucket(Millis::HOUR).0
}

fn letter(row: LetterRow) -> Result<StoredDeadLetter, StoreError> {
    let (id, created_at, source, faults, payload) = row;
    let faults: Faults = serde_json::from_str(&faults)
        .map_err(|error| StoreError::bad_row("dead_letters", id, error))?;
    Ok(StoredDeadLetter {
        id,
        created_at: Millis(created_at),
        source,
        faults,
        payload,
    })
}
