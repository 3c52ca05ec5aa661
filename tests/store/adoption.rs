//! A file of the predecessor's is taken over: every good row counted, every bad one kept, the file itself beside.

use crate::fixtures::predecessor::{self, BAD, GOOD};
use crate::fixtures::sheets::{accepted, sheet, sheet_entry};
use crate::harness::database::TestDatabase;
use loot::model::{DeadLetterFilter, PageRequest, SheetFilter};
use loot::store::{self, StoreError};
use serde_json::json;
use sqlx::{ConnectOptions, Connection, Executor};
use std::collections::BTreeMap;
use std::fs;

const ALL: PageRequest = PageRequest {
    limit: 1_000,
    before: None,
};

async fn with_predecessors_file() -> TestDatabase {
    let database = TestDatabase::sqlite();
    predecessor::make(&database.file()).await;
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rows_are_counted_and_bad_ones_kept_with_what_is_wrong() {
    let database = with_predecessors_file().await;
    let (reader, writer) = database.open().await;
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.total_stat_sheets, GOOD.len() as u64);
    let items = json!({"rubber_duck": 2, "medkit": 10, "gold_coin": 3, "лут": 1});
    assert_eq!(json!(totals.total_items), items);
    assert_eq!((totals.total_matches, totals.total_players), (3, 3));
    assert_eq!(totals.located_items["medkit"], 10);

    let mut fields: BTreeMap<String, usize> = BTreeMap::new();
    for letter in reader
        .dead_letters(&DeadLetterFilter::default(), ALL)
        .await
        .unwrap()
        .rows
    {
        *fields
            .entry(letter.faults.first().field.clone())
            .or_default() += 1;
    }
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for (_, field) in BAD {
        *wanted.entry(field.to_owned()).or_default() += 1;
    }
    assert_eq!(fields, wanted);
    let notes = writer.notes().join("\n");
    for word in [
        &GOOD.len().to_string(),
        &BAD.len().to_string(),
        "predecessor",
        "dead_letters",
    ] {
        assert!(notes.contains(word), "{notes:?} does not say {word:?}");
    }
    assert!(reader.integrity().await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_keep_their_order_their_text_and_their_time_of_receipt() {
    let database = with_predecessors_file().await;
    let (reader, _writer) = database.open().await;
    let mut rows = reader
        .sheets(&SheetFilter::default(), ALL)
        .await
        .unwrap()
        .rows;
    rows.reverse();
    for (stored, (match_id, player_id, timestamp, ..)) in rows.iter().zip(GOOD) {
        assert_eq!(stored.sheet.match_id.as_str(), match_id);
        assert_eq!(stored.sheet.player_id.as_str(), player_id);
        assert_eq!(stored.sheet.timestamp.as_str(), timestamp);
        let age_ms = loot::runtime::clock::now_ms() - stored.created_at.0;
        assert!((0..120_000).contains(&age_ms), "received {age_ms} ms ago");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_file_stays_beside_untouched_and_adoption_happens_once() {
    let database = with_predecessors_file().await;
    let before = fs::read(database.file()).unwrap();
    let (_, mut writer) = database.open().await;
    accepted(
        &writer
            .commit(&[sheet_entry(&sheet("m", "p", json!({})))])
            .await
            .unwrap()[0],
    );
    writer.close().await;
    let backup = database.file().with_file_name("loot.db.predecessor");
    assert_eq!(fs::read(&backup).unwrap(), before);

    let (reader, writer) = database.open().await;
    assert!(writer.notes().is_empty(), "{:?}", writer.notes());
    assert_eq!(
        reader.totals(None).await.unwrap().total_stat_sheets,
        GOOD.len() as u64 + 1
    );
    assert_eq!(fs::read(&backup).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adoption_that_was_interrupted_starts_anew() {
    let database = with_predecessors_file().await;
    // What an interrupted one leaves: a half-built file, and here not even a database.
    fs::write(database.file().with_file_name("loot.db.adopting"), "half").unwrap();
    fs::write(
        database.file().with_file_name("loot.db.predecessor"),
        "of an earlier one",
    )
    .unwrap();
    let (reader, _writer) = database.open().await;
    assert_eq!(
        reader.totals(None).await.unwrap().total_stat_sheets,
        GOOD.len() as u64
    );
    let kept = fs::read_to_string(database.file().with_file_name("loot.db.predecessor")).unwrap();
    assert_eq!(kept, "of an earlier one", "another backup was overwritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_alone_adopts_nothing_and_says_who_does() {
    let database = with_predecessors_file().await;
    let before = fs::read(database.file()).unwrap();
    let error = store::open_read_only(&database.url()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
    assert!(error.to_string().contains("loot serve"), "{error}");
    assert_eq!(fs::read(database.file()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_use_is_refused_and_what_is_in_its_journal_is_not_lost() {
    let database = with_predecessors_file().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database.file());
    let mut old = options.connect().await.unwrap();
    old.execute("pragma journal_mode = wal").await.unwrap();
    let late = "insert into stat_sheets (match_id, player_id, timestamp, looted_items)
        values ('m', 'late', '2025-05-01', '{}')";
    old.execute(late).await.unwrap();
    let error = store::open(&database.url()).await.err().unwrap();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");

    // A crash leaves the journal behind.
    let journal = database.file().with_file_name("loot.db-wal");
    let (file_then, journal_then) = (
        fs::read(database.file()).unwrap(),
        fs::read(&journal).unwrap(),
    );
    old.close().await.unwrap();
    fs::write(database.file(), file_then).unwrap();
    fs::write(&journal, journal_then).unwrap();
    let (reader, _writer) = database.open().await;
    assert_eq!(
        reader.totals(None).await.unwrap().total_stat_sheets,
        GOOD.len() as u64 + 1
    );
    assert!(reader.integrity().await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_that_name_of_somebody_elses_is_refused_and_left_alone() {
    let database = TestDatabase::sqlite();
    database
        .execute("create table stat_sheets (id integer primary key, other text)")
        .await;
    let before = fs::read(database.file()).unwrap();
    let error = store::open(&database.url()).await.err().unwrap();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
    assert!(error.to_string().contains("match_id"), "{error}");
    assert_eq!(fs::read(database.file()).unwrap(), before);
}
