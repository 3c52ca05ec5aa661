//! Files that are not what they should be: a clear error, exit code 1, and the file as it was.

use crate::fixtures::predecessor;
use crate::harness::database::TestDatabase;
use crate::harness::process::{self, LootServer};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

async fn refused(args: &[&str], words: &[&str]) {
    let output = process::run(args).await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {complaint}");
    for word in words {
        assert!(
            complaint.contains(word),
            "{args:?} does not say {word:?}: {complaint}"
        );
    }
    assert!(!complaint.contains("panicked"), "{complaint}");
    assert!(
        output.stdout.is_empty(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_refused_by_every_command() {
    let database = TestDatabase::sqlite();
    let diary = "no database, but somebody's diary. ".repeat(200);
    fs::write(database.file(), &diary).unwrap();
    for command in [
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["check"],
        vec!["stats"],
    ] {
        let url = database.url();
        refused(
            &[command, vec!["--database", &url]].concat(),
            &["is not a database of SQLite's"],
        )
        .await;
        assert_eq!(fs::read_to_string(database.file()).unwrap(), diary);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cut_in_half_is_never_called_sound() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let sheets: Vec<_> = (0..2_000)
        .map(|k| serde_json::json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {"medkit": k}}))
        .collect();
    server
        .post(
            "/api/submit/batch",
            serde_json::Value::from(sheets).to_string(),
        )
        .await
        .expect(201);
    server.signal("TERM").await;
    server.ended().await;
    // What is still in the journal would mend the cut.
    database.execute("pragma wal_checkpoint(truncate)").await;
    let bytes = fs::read(database.file()).unwrap();
    fs::write(database.file(), &bytes[..bytes.len() / 2]).unwrap();
    let output = process::run(&["check", "--database", &database.url()]).await;
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        complaint.contains("damaged") || complaint.contains("malformed"),
        "{complaint}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_found_while_it_runs_is_an_error_and_unready() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let pad = "x".repeat(200_000);
    for k in 0..20 {
        let sheet = serde_json::json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {}, "pad": pad});
        server
            .post("/api/submit", sheet.to_string())
            .await
            .expect(201);
    }
    server.signal("TERM").await;
    server.ended().await;
    let mut bytes = fs::read(database.file()).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    fs::write(database.file(), &bytes).unwrap();

    let server = LootServer::start(&database.url(), &["-q"]).await;
    let answer = server.get("/api/stats?limit=1000").await;
    answer.expect_error(503);
    assert_eq!(answer.header("retry-after"), None);
    server.get("/health/ready").await.expect_error(503);
    let log = server.log();
    let first = log.lines().next().unwrap_or_default();
    assert!(
        first.contains("ERROR") && first.contains("put back a backup"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_database_is_made_by_serve_alone() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    for command in ["check", "stats"] {
        refused(
            &[command, "--database", &url],
            &["no database", "loot serve"],
        )
        .await;
        assert!(!database.file().exists());
    }
    let nowhere = format!(
        "{}/missing/loot.db",
        database.file().parent().unwrap().display()
    );
    refused(
        &["serve", "--listen", "127.0.0.1:0", "--database", &nowhere],
        &["missing/loot.db"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_predecessors_file_is_taken_over_by_serve_which_says_so() {
    let database = TestDatabase::sqlite();
    predecessor::make(&database.file()).await;
    refused(
        &["check", "--database", &database.url()],
        &["predecessor", "loot serve"],
    )
    .await;
    let server = LootServer::start(&database.url(), &[]).await;
    let totals = server.get("/api/aggregate").await.expect(200);
    assert_eq!(totals["data"]["total_stat_sheets"], predecessor::GOOD.len());
    assert!(server.log().contains("took over"), "{}", server.log());
    let letters = server.get("/api/dead-letters?limit=100").await.expect(200);
    assert_eq!(letters["count"], predecessor::BAD.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_not_there_is_said_to_be_so_without_the_password() {
    let url = "postgres://ann:hunter2@127.0.0.1:1/loot";
    for command in ["serve", "check", "stats"] {
        let mut args = vec![command, "--database", url];
        if command == "serve" {
            args.extend(["--wait-for-database", "0s", "--listen", "127.0.0.1:0"]);
        }
        let output = process::run(&args).await;
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{complaint}");
        assert!(complaint.contains("not available"), "{complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_file_can_be_read_and_is_503_for_writers_until_a_start_that_may_write() {
    let database = TestDatabase::sqlite();
    let folder = database.file().parent().unwrap().to_owned();
    let sheet = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1}}"#;
    let server = LootServer::start(&database.url(), &["-q"]).await;
    server.post("/api/submit", sheet).await.expect(201);
    server.signal("TERM").await;
    server.ended().await;

    let permit =
        |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    permit(&folder, 0o777);
    permit(&database.file(), 0o444);
    let server = LootServer::start_unprivileged(&database.url(), &["-q"]).await;
    let answer = server.post("/api/submit", sheet).await;
    answer.expect_error(503);
    assert!(answer.header("retry-after").is_some());
    server.get("/health/ready").await.expect_error(503);
    let stored = async || {
        server.get("/api/aggregate").await.expect(200)["data"]["total_stat_sheets"].clone()
    };
    assert_eq!(stored().await, 1);
    assert!(server.log().contains("readonly"), "{}", server.log());

    // SQLite has given the journal the permissions of the file.
    for file in fs::read_dir(&folder).unwrap() {
        permit(&file.unwrap().path(), 0o666);
    }
    // A process keeps SQLite's shared memory as it first opened it, so this one has to start anew.
    server.signal("TERM").await;
    server.ended().await;
    let server = LootServer::start_unprivileged(&database.url(), &["-q"]).await;
    server.post("/api/submit", sheet).await.expect(201);
    let stored = server.get("/api/aggregate").await.expect(200);
    assert_eq!(stored["data"]["total_stat_sheets"], 2);
}
