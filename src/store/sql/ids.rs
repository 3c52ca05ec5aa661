//! Gives out ids, and with them the turn to write.

use super::Connection;

/// The first of the ids that were taken.
pub(super) struct FirstIds {
    pub(super) sheet: i64,
    pub(super) event: i64,
}

const TAKE: &str = "
    update counters set n = n + case label when 'sheet' then $1 else $2 end
    where name = 'last_id' and label in ('sheet', 'event')
    returning label, n";

const TAKE_DEAD_LETTERS: &str = "
    update counters set n = n + $1 where name = 'last_id' and label = 'dead_letter' returning n";

/// Takes that many ids of each kind. It must be a transaction's first statement: from here to the commit, every
/// other writer of the database waits, so what is read in between stays true. Ids become visible in order.
pub(super) async fn take(
    connection: &mut Connection,
    sheets: usize,
    events: usize,
) -> Result<FirstIds, sqlx::Error> {
    let rows: Vec<(String, i64)> = sqlx::query_as(TAKE)
        .bind(sheets as i64)
        .bind(events as i64)
        .fetch_all(connection)
        .await?;
    let first = |wanted, taken: usize| {
        let row = rows.iter().find(|(label, _)| label == wanted);
        row.map(|(_, last)| last + 1 - taken as i64)
            .ok_or(sqlx::Error::RowNotFound)
    };
    Ok(FirstIds {
        sheet: first("sheet", sheets)?,
        event: first("event", events)?,
    })
}

/// Takes that many ids of dead letters and returns the first.
pub(super) async fn take_dead_letters(
    connection: &mut Connection,
    dead_letters: usize,
) -> Result<i64, sqlx::Error> {
    let taken = dead_letters as i64;
    let last: i64 = sqlx::query_scalar(TAKE_DEAD_LETTERS)
        .bind(taken)
        .fetch_one(connection)
        .await?;
    Ok(last + 1 - taken)
}
