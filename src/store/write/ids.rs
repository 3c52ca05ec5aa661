//! Gives out ids, and with them the turn to write.

use crate::store::connect::statement::Value;
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::write::generations::Generation;

/// The first of the ids that were taken.
pub(in crate::store) struct FirstIds {
    pub(in crate::store) sheet: i64,
    pub(in crate::store) event: i64,
    /// The generation of the names, once somebody has given it one.
    pub(in crate::store) names: Option<i64>,
    /// Of all sheets, as they were a commit or two ago.
    pub(in crate::store) units: i64,
}

/// The generation is updated, to what it is, because only a row that is locked is sure to be the newest. Its row comes
/// last in the order of the key, in which PostgreSQL locks them: who has the first has the turn, and nobody waits in a circle.
const TAKE: &str = "
    update counters set n = n + case label when 'sheet' then $1 when 'event' then $2 else 0 end
    where name in ('last_id', 'version') and label in ('sheet', 'event', 'names')
    returning label, n, coalesce((
        select cast(sum(units) as bigint) from activity
        where width_ms = 0 and start_ms = 0 and experiment = '' and variant = ''
    ), 0)";

const TAKE_DEAD_LETTERS: &str = "
    update counters set n = n + $1 where name = 'last_id' and label = 'dead_letter' returning n";

/// Takes that many ids of each kind. It must be a transaction's first statement: from here to the commit, every
/// other writer of the database waits, so what is read in between stays true. Ids become visible in order.
pub(in crate::store) async fn take(
    transaction: &mut Transaction<'_>,
    sheets: usize,
    events: usize,
) -> Result<FirstIds, StoreError> {
    let taken = [sheets, events].map(|n| Value::from(n as i64));
    let rows: Vec<(String, i64, i64)> = transaction.fetch(TAKE, &taken).await?;
    let first = |wanted, taken: usize| {
        let row = rows.iter().find(|(label, ..)| label == wanted);
        row.map(|(_, last, _)| last + 1 - taken as i64)
            .ok_or_else(|| missing(wanted))
    };
    Ok(FirstIds {
        sheet: first("sheet", sheets)?,
        event: first("event", events)?,
        names: rows
            .iter()
            .find(|(label, ..)| label == Generation::Names.label())
            .map(|(_, generation, _)| *generation),
        units: rows.first().map_or(0, |(.., units)| *units),
    })
}

/// Takes that many ids of dead letters and returns the first.
pub(in crate::store) async fn take_dead_letters(
    transaction: &mut Transaction<'_>,
    dead_letters: usize,
) -> Result<i64, StoreError> {
    let taken = dead_letters as i64;
    let rows: Vec<(i64,)> = transaction
        .fetch(TAKE_DEAD_LETTERS, &[taken.into()])
        .await?;
    let (last,) = rows.first().ok_or_else(|| missing("dead_letter"))?;
    Ok(last + 1 - taken)
}

fn missing(label: &str) -> StoreError {
    StoreError::Damaged(format!("counters row last_id, {label}: is missing"))
}
