//! Writes next to nothing: the first time to see whether anything can be written, and to note that the database is in use,
//! later to see whether it can be again.

use super::ids;
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

/// A row of `counters` that is 1 while a server uses the database.
const IN_USE: &str = "select n from counters where name = 'in_use'";
const NOTE: &str = "
    insert into counters (name, label, n) values ('in_use', '', $1)
    on conflict (name, label) do update set n = excluded.n";

/// Notes whether the database is in use, and returns what was noted before. Of a file it is noted in the file itself, so
/// that it is there when the log is not.
pub(in crate::store) async fn note_use(
    side: &mut WriteSide,
    in_use: bool,
) -> Result<bool, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let noted: Vec<(i64,)> = transaction.fetch(IN_USE, &[]).await?;
    let noted = noted.first().is_some_and(|(n,)| *n == 1);
    let now = Value::from(i64::from(in_use));
    transaction.execute(NOTE, &[now]).await?;
    transaction.commit().await?;
    if !noted {
        side.settle()?;
    }
    Ok(noted)
}
