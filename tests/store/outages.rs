//! The database goes away, or never was there: the error says which, nothing is half-written, and what comes back
//! is used again.

use crate::fixtures::sheets::{accepted, sheet, sheet_entry};
use crate::harness::database::TestDatabase;
use crate::harness::postgres::OwnServer;
use crate::harness::waiting::until;
use loot::model::{PageRequest, SheetFilter};
use loot::store::{self, StoreError};
use serde_json::json;
use std::io::{Read, Write};

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_was_stopped_is_used_again_when_it_is_back() {
    let server = OwnServer::start();
    let (reader, mut writer) = store::open(&server.url()).await.unwrap();
    let entry = |key: &str| sheet_entry(&sheet("m", "p", json!({"sheet_id": key})));
    accepted(&writer.commit(&[entry("before")]).await.unwrap()[0]);

    server.stop();
    let error = writer.commit(&[entry("meanwhile")]).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    let error = reader.totals(None).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");

    server.start_again();
    until("the store reads again", async || {
        reader.info().await.is_ok()
    })
    .await;
    for key in ["before", "meanwhile", "after"] {
        writer.commit(&[entry(key)]).await.unwrap();
    }
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 3);
    assert!(reader.integrity().await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sqlite_file_locked_by_another_is_unavailable_until_it_is_let_go() {
    let database = TestDatabase::sqlite();
    let (reader, mut writer) = database.open().await;
    let other = database.hold_the_write_lock().await;
    let entry = sheet_entry(&sheet("m", "p", json!({"sheet_id": "k"})));
    let error = writer
        .commit(std::slice::from_ref(&entry))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 0);

    other.let_go().await;
    accepted(&writer.commit(&[entry]).await.unwrap()[0]);
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_is_called_so_and_left_as_it_was() {
    let database = TestDatabase::sqlite();
    let text = "no database, but somebody's diary. ".repeat(500);
    std::fs::write(database.file(), &text).unwrap();
    for error in [
        store::open(&database.url()).await.err(),
        store::open_read_only(&database.url()).await.err(),
    ] {
        assert!(
            matches!(error, Some(StoreError::Unsuitable(_))),
            "{error:?}"
        );
    }
    assert_eq!(std::fs::read_to_string(database.file()).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_overwritten_while_it_runs_is_an_error_and_never_an_empty_answer() {
    let database = TestDatabase::sqlite();
    let (reader, mut writer) = database.open().await;
    for k in 0..200 {
        let more = json!({"pad": "x".repeat(2_000), "sheet_id": k.to_string()});
        writer
            .commit(&[sheet_entry(&sheet("m", "p", more))])
            .await
            .unwrap();
    }
    reader.close().await;
    writer.close().await;
    let mut bytes = std::fs::read(database.file()).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    std::fs::write(database.file(), &bytes).unwrap();

    let reader = store::open_read_only(&database.url()).await.unwrap();
    let all = PageRequest {
        limit: 10_000,
        before: None,
    };
    let error = reader
        .sheets(&SheetFilter::default(), all)
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    match reader.integrity().await {
        Ok(integrity) => assert!(!integrity.is_sound()),
        Err(StoreError::Damaged(_) | StoreError::BadRow(_)) => {}
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_reached_is_unavailable_and_says_no_password() {
    let nowhere = TestDatabase::sqlite().file().display().to_string();
    for url in [
        format!("sqlite://{nowhere}/missing/loot.db"),
        "postgres://ann:secret@127.0.0.1:1/loot".to_owned(),
    ] {
        let error = store::open(&url).await.err().unwrap();
        assert!(
            matches!(error, StoreError::Unavailable(_)),
            "{url}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_the_database_is_unsuitable_not_silent() {
    let database = TestDatabase::postgres().await;
    let url = database.url().replace('?', "_missing?");
    let error = store::open(&url).await.err().unwrap();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
    assert!(error.to_string().contains("does not exist"), "{error}");
}

/// Answers each connection with `answers`, one after each message.
fn stranger(answers: &'static [&'static [u8]]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        // As many as any test makes.
        for stream in listener.incoming().take(4) {
            let mut stream = stream.unwrap();
            for answer in answers {
                let _ = stream.read(&mut [0; 1_024]);
                let _ = stream.write_all(answer);
            }
        }
    });
    format!("postgres://ann:secret@{address}/loot")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_announces_two_gibibytes_before_anybody_has_logged_in_is_no_postgres() {
    const ANSWERS: [&[&[u8]]; 3] = [
        &[b"N", b"R\x7f\xff\xff\xff\0\0\0\0"],
        &[b"R\x7f\xff\xff\xff\0\0\0\0"],
        &[b"HTTP/1.1 400 Bad Request\r\n\r\n"],
    ];
    for answers in ANSWERS {
        for error in [
            store::open(&stranger(answers)).await.err(),
            store::open_read_only(&stranger(answers)).await.err(),
        ] {
            let error = error.unwrap();
            assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
            assert!(error.to_string().contains("is no PostgreSQL"), "{error}");
            assert!(!error.to_string().contains("secret"));
        }
    }
}

async fn refused_for(url: &str, words: &str) {
    let error = store::open(url).await.err().unwrap();
    assert!(matches!(error, StoreError::Unsuitable(_)), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_cannot_hold_our_data_is_refused_with_the_reason() {
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let database = TestDatabase::postgres_in(encoding).await;
        refused_for(&database.url(), encoding).await;
    }
    let database = TestDatabase::postgres().await;
    database
        .execute(
            "do $$ begin execute format(
                'alter database %I set default_transaction_read_only = on', current_database()
            ); end $$",
        )
        .await;
    refused_for(&database.url(), "default_transaction_read_only").await;

    let server = OwnServer::start();
    let (reader, writer) = store::open(&server.url()).await.unwrap();
    reader.close().await;
    writer.close().await;
    server.stop();
    server.start_as_replica();
    refused_for(&server.url(), "read-only replica").await;
    // It can be read.
    let reader = store::open_read_only(&server.url()).await.unwrap();
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 0);
}
