//! Statements over many rows. Rows go in runs of a few fixed lengths, so that any number of them needs few texts,
//! each of which the connection prepares once, and few journeys to the database and back.

use super::{Connection, Db};
use sqlx::FromRow;
use sqlx::query_builder::{QueryBuilder, Separated};
use std::collections::HashSet;

/// One row's values on their way into a statement.
pub(super) type Values<'a> = Separated<'a, Db, &'static str>;

/// Any number of rows up to 256 is one to four of these.
const RUN_LENGTHS: [usize; 17] = [
    256, 192, 128, 96, 64, 48, 32, 24, 16, 8, 7, 6, 5, 4, 3, 2, 1,
];

/// Runs `head values (…), (…) tail`.
pub(super) async fn write<T>(
    connection: &mut Connection,
    head: &'static str,
    tail: &'static str,
    rows: &[T],
    bind: impl Fn(Values<'_>, &T),
) -> Result<(), sqlx::Error> {
    run_all(connection, head, tail, rows, bind).await.map(drop)
}

/// Inserts rows with ids of ours that rise by one, and returns the ids of those that were inserted; `tail` says what
/// to do nothing about. `new_ids` finds the rows whose ids are within a range.
///
/// `returning id` would say the same, but costs a switch between threads for each row; mostly all rows are new, and
/// then their number says everything.
pub(super) async fn insert_new<T>(
    connection: &mut Connection,
    [head, tail, new_ids]: [&'static str; 3],
    rows: &[T],
    id: impl Fn(&T) -> i64,
    bind: impl Fn(Values<'_>, &T),
) -> Result<HashSet<i64>, sqlx::Error> {
    let inserted = run_all(connection, head, tail, rows, bind).await?;
    let mut ids = HashSet::with_capacity(rows.len());
    for (run, inserted) in runs(rows).zip(inserted) {
        if inserted == run.len() as u64 {
            ids.extend(run.iter().map(&id));
        } else if let (Some(first), Some(last)) = (run.first(), run.last()) {
            let found: Vec<i64> = sqlx::query_scalar(new_ids)
                .bind(id(first))
                .bind(id(last))
                .fetch_all(&mut *connection)
                .await?;
            ids.extend(found);
        }
    }
    Ok(ids)
}

/// Runs the statement for each run of rows and returns how many rows each affected. While the database works on
/// one run, the next one's statement is put together.
async fn run_all<T>(
    connection: &mut Connection,
    head: &'static str,
    tail: &'static str,
    rows: &[T],
    bind: impl Fn(Values<'_>, &T),
) -> Result<Vec<u64>, sqlx::Error> {
    let mut statements = runs(rows).map(|run| statement(head, tail, run, &bind));
    let mut affected = Vec::new();
    let mut next = statements.next();
    while let Some(mut current) = next {
        let (done, following) = tokio::join!(
            biased;
            current.build().execute(&mut *connection),
            async { statements.next() }
        );
        affected.push(done?.rows_affected());
        next = following;
    }
    Ok(affected)
}

/// Runs `head values (…), (…) tail` as a question; a row may be found more than once. Keys of several columns are asked for
/// as `with asked (…) as (values …) … cross join`: SQLite scans the table for `(a, b) in (values …)`.
pub(super) async fn find<T, R>(
    connection: &mut Connection,
    head: &'static str,
    tail: &'static str,
    keys: &[T],
    bind: impl Fn(Values<'_>, &T),
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let finish = |statement: &mut QueryBuilder<Db>| {
        statement.push(tail);
    };
    find_until(connection, head, keys, bind, finish).await
}

/// As [`find`], with an end that binds values of its own.
pub(super) async fn find_until<T, R>(
    connection: &mut Connection,
    head: &'static str,
    keys: &[T],
    bind: impl Fn(Values<'_>, &T),
    finish: impl Fn(&mut QueryBuilder<Db>),
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, <Db as sqlx::Database>::Row> + Send + Unpin,
{
    let mut found = Vec::new();
    for some in keys.chunks(RUN_LENGTHS[0]) {
        // Asking for a key again does no harm, so a question takes one statement of the next length.
        let length = RUN_LENGTHS
            .iter()
            .rev()
            .find(|length| **length >= some.len());
        let again = length.map_or(0, |length| length - some.len());
        let padded: Vec<&T> = some
            .iter()
            .chain(some.last().into_iter().cycle().take(again))
            .collect();
        let mut statement = statement(head, "", &padded, &|values: Values<'_>, key: &&T| {
            bind(values, key)
        });
        finish(&mut statement);
        found.extend(
            statement
                .build_query_as()
                .fetch_all(&mut *connection)
                .await?,
        );
    }
    Ok(found)
}

fn statement<T>(
    head: &'static str,
    tail: &'static str,
    rows: &[T],
    bind: &impl Fn(Values<'_>, &T),
) -> QueryBuilder<Db> {
    let mut statement = QueryBuilder::new(head);
    statement.push(" ");
    statement.push_values(rows, bind);
    statement.push(tail);
    statement
}

fn runs<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let fitting = RUN_LENGTHS
            .into_iter()
            .find(|length| *length <= rows.len())?;
        let (run, rest) = rows.split_at(fitting);
        rows = rest;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_runs_cover_everything() {
        let rows: Vec<_> = (0..700).collect();
        let lengths: Vec<_> = runs(&rows).map(<[i32]>::len).collect();
        assert_eq!(lengths, [256, 256, 128, 48, 8, 4]);
        for n in 0..=256 {
            let rows = vec![(); n];
            assert!(runs(&rows).count() <= 4, "{n}");
            assert_eq!(runs(&rows).flatten().count(), n);
        }
    }
}
