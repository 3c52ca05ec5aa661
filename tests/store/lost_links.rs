//! The way to PostgreSQL is lost while the database goes on: nobody waits without end, and no answer claims what is not
//! known.

use crate::fixtures::sheets::{accepted, sheet, sheet_entry};
use crate::harness::database::TestDatabase;
use loot::store::{self, Outcome, StoreError};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// What a link does with what it is given.
#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
enum Link {
    PassesOn,
    /// Takes everything and says nothing.
    Silent,
    /// Passes a commit on, and breaks before its answer.
    BreaksAtCommit,
}

/// A socket in between, of which `url` names the folder.
struct Between {
    folder: TempDir,
    link: Arc<AtomicU8>,
}

impl Between {
    fn start(database: &TestDatabase) -> (Self, String) {
        let url = database.url();
        let (before, dir) = url.split_once("host=").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let link = Arc::new(AtomicU8::new(Link::PassesOn as u8));
        let (server, state) = (format!("{dir}/{SOCKET}"), Arc::clone(&link));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.unwrap();
                tokio::spawn(pass_on(client, server, Arc::clone(&state)));
            }
        });
        let url = format!("{before}host={}", folder.path().display());
        (Self { folder, link }, url)
    }

    fn set(&self, link: Link) {
        assert!(self.folder.path().exists());
        self.link.store(link as u8, Ordering::SeqCst);
    }
}

const SOCKET: &str = ".s.PGSQL.5432";

async fn pass_on(mut client: UnixStream, mut server: UnixStream, link: Arc<AtomicU8>) {
    let is = |wanted: Link| link.load(Ordering::SeqCst) == wanted as u8;
    let (mut asked, mut told) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let (to, bytes) = tokio::select! {
            n = client.read(&mut asked) => (&mut server, &asked[..n.unwrap_or(0)]),
            n = server.read(&mut told) => (&mut client, &told[..n.unwrap_or(0)]),
        };
        if bytes.is_empty() {
            return;
        }
        let is_commit = bytes.windows(6).any(|part| part == b"commit");
        if is(Link::Silent) {
            continue;
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
        if is_commit && is(Link::BreaksAtCommit) {
            // The server has it, and ends it before it sees that nobody listens.
            let _ = server.read(&mut told).await;
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_says_nothing_any_more_is_given_up() {
    let database = TestDatabase::postgres().await;
    let (between, url) = Between::start(&database);
    let (_reader, mut writer) = store::open(&url).await.unwrap();
    let entry = |key: &str| [sheet_entry(&sheet("m", "p", json!({"sheet_id": key})))];
    accepted(&writer.commit(&entry("before")).await.unwrap()[0]);

    between.set(Link::Silent);
    let meanwhile = entry("meanwhile");
    let waited = tokio::time::timeout(Duration::from_secs(60), writer.commit(&meanwhile));
    let error = waited.await.expect("an end").unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");

    between.set(Link::PassesOn);
    accepted(&writer.commit(&meanwhile).await.unwrap()[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_not_called_unstored() {
    let database = TestDatabase::postgres().await;
    let (between, url) = Between::start(&database);
    let (reader, mut writer) = store::open(&url).await.unwrap();
    between.set(Link::BreaksAtCommit);
    let entry = [sheet_entry(&sheet("m", "p", json!({"sheet_id": "k"})))];
    let error = writer.commit(&entry).await.unwrap_err();
    assert!(matches!(error, StoreError::Unknown(_)), "{error:?}");

    between.set(Link::PassesOn);
    // It was stored, so it is a repeat now.
    let again = writer.commit(&entry).await.unwrap();
    assert!(matches!(again[0], Outcome::Duplicate { .. }), "{again:?}");
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.total_stat_sheets, 1);
}
