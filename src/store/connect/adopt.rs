//! Takes over a file of the Python predecessor's: good rows move in, the others become dead letters, and the
//! file itself stays beside as a backup, untouched.
//!
//! The new database is built in a file of its own and renamed over the old one at the end, so that an
//! interruption at any moment leaves the old one, to be started on again.

use crate::model::{DeadLetter, Millis, StatSheet};
use crate::store::connect::address::Address;
use crate::store::connect::beside::beside;
use crate::store::error::StoreError;
use crate::store::write::entry::{Entry, Outcome};
use crate::store::write::writer::Writer;
use bytes::Bytes;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, FromRow, SqliteConnection};
use std::fs;
use std::path::{Path, PathBuf};

const SOURCE: &str = "predecessor's database";
const PAGE: i64 = 1_000;

/// Whether `address` is a file that the predecessor made: its table is there, and none of ours. Only reads.
pub(in crate::store) async fn is_predecessors(address: &Address) -> Result<bool, StoreError> {
    let options = match address {
        Address::Sqlite(path) if path.exists() => to(path).read_only(true),
        Address::Resting(path) if path.exists() => to(path).read_only(true).immutable(true),
        _ => return Ok(false),
    };
    has_only_old_tables(&options).await
}

async fn has_only_old_tables(options: &SqliteConnectOptions) -> Result<bool, StoreError> {
    let mut old = SqliteConnection::connect_with(options).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name in ('stat_sheets', '_sqlx_migrations')",
    )
    .fetch_all(&mut old)
    .await?;
    old.close().await?;
    Ok(tables == ["stat_sheets"])
}

/// Takes the file over if it is the predecessor's, and says what was done.
pub(in crate::store) async fn if_predecessors(path: &Path) -> Result<Vec<String>, StoreError> {
    if !path.exists() || !has_only_old_tables(&to(path)).await? {
        return Ok(Vec::new());
    }
    let building = beside(path, ".adopting");
    remove_database(&building)?;
    let mut old = connect(path).await?;
    require_columns(&mut old).await?;
    // A journal beside the old file would be taken for the new one's, and what is written to the old one while
    // it moves would be lost. Needs the file for itself, so it fails while the predecessor still runs in WAL mode.
    old.execute("pragma journal_mode = delete").await?;
    let (good, bad) = move_rows(&mut old, &building).await?;
    old.close().await?;
    let backup = free_name(path);
    // The backup is a second name for the old file until the new one takes its first.
    fs::hard_link(path, &backup)
        .or_else(|_| fs::copy(path, &backup).map(drop))
        .and_then(|()| fs::rename(&building, path))
        .map_err(|error| io_error(path, &error))?;
    let mut notes = vec![format!(
        "took over {good} stat sheets of the predecessor's database {}; it is kept as {}",
        path.display(),
        backup.display()
    )];
    if bad > 0 {
        notes.push(format!(
            "{bad} of its rows could not be read as stat sheets; they are kept in dead_letters, with what is wrong with each"
        ));
    }
    Ok(notes)
}

async fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(SqliteConnection::connect_with(&to(path)).await?)
}

fn to(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path)
}

async fn require_columns(old: &mut SqliteConnection) -> Result<(), StoreError> {
    let columns: Vec<String> =
        sqlx::query_scalar("select name from pragma_table_info('stat_sheets') order by cid")
            .fetch_all(old)
            .await?;
    let needed = [
        "id",
        "match_id",
        "player_id",
        "timestamp",
        "looted_items",
        "locations",
        "created_at",
    ];
    let missing: Vec<_> = needed
        .into_iter()
        .filter(|name| !columns.iter().any(|column| column == name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(StoreError::Unsuitable(format!(
        "the database has a table stat_sheets that is neither ours nor the predecessor's (it lacks {}); give another file with --database",
        missing.join(", ")
    )))
}

#[derive(FromRow)]
struct OldRow {
    id: i64,
    match_id: String,
    player_id: String,
    timestamp: String,
    looted_items: String,
    locations: String,
    created_at: String,
}

/// Columns may hold anything: the predecessor checked nothing, and SQLite keeps what it is given.
const OLD_ROWS: &str = "
    select id, cast(match_id as text) as match_id, cast(player_id as text) as player_id,
        cast(timestamp as text) as timestamp, cast(looted_items as text) as looted_items,
        coalesce(cast(locations as text), '{}') as locations, coalesce(cast(created_at as text), '') as created_at
    from stat_sheets where id > $1 order by id limit $2";

/// Returns the numbers of good and of bad rows.
async fn move_rows(old: &mut SqliteConnection, building: &Path) -> Result<(u64, u64), StoreError> {
    let address = Address::Sqlite(building.to_owned());
    let mut writer = Writer::open(&address, Vec::new(), false).await?;
    let (mut good, mut bad) = (0, 0);
    let mut after = i64::MIN;
    loop {
        let rows: Vec<OldRow> = sqlx::query_as(OLD_ROWS)
            .bind(after)
            .bind(PAGE)
            .fetch_all(&mut *old)
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let entries: Vec<_> = rows.iter().map(entry).collect();
        for outcome in writer.commit(&entries).await? {
            match outcome {
                Outcome::Accepted { .. } | Outcome::Duplicate { .. } => good += 1,
                Outcome::Rejected(_) | Outcome::Differs { .. } => bad += 1,
            }
        }
    }
    writer.close().await;
    Ok((good, bad))
}

fn entry(row: &OldRow) -> Entry {
    // Created by SQLite's clock, in UTC.
    let received_at = Millis::parse(&row.created_at).unwrap_or(Millis::FIRST_BUCKET);
    let text = |text: &str| crate::store::write::entry::json(&text);
    // The two JSON columns go in as they are; the predecessor wrote NaN and Infinity, which end as dead letters.
    let payload = Bytes::from(format!(
        r#"{{"match_id":{},"player_id":{},"timestamp":{},"looted_items":{},"locations":{}}}"#,
        text(&row.match_id),
        text(&row.player_id),
        text(&row.timestamp),
        row.looted_items,
        row.locations
    ));
    match StatSheet::parse(&payload, received_at) {
        Ok(sheet) => Entry::sheet(sheet, received_at, payload, SOURCE),
        Err(faults) => Entry::rejected(DeadLetter {
            payload,
            faults,
            received_at,
            source: SOURCE,
        }),
    }
}

/// `file.predecessor`, or with a number when there is one already.
fn free_name(path: &Path) -> PathBuf {
    let numbered = (2..).map(|n| beside(path, &format!(".predecessor-{n}")));
    std::iter::once(beside(path, ".predecessor"))
        .chain(numbered)
        .find(|name| !name.exists())
        .unwrap_or_else(|| beside(path, ".predecessor"))
}

fn remove_database(path: &Path) -> Result<(), StoreError> {
    for file in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io_error(&file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn io_error(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}
