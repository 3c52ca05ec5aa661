//! The files of an SQLite database are deleted, replaced, or belong to somebody else: nothing is called stored that is not,
//! and the log says what to do.

use crate::harness::database::TestDatabase;
use crate::harness::process::{self, LootServer};
use crate::harness::waiting::until;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const SHEET: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1}}"#;

fn beside(file: &Path, ending: &str) -> PathBuf {
    format!("{}{ending}", file.display()).into()
}

async fn stop(server: LootServer) -> String {
    server.signal("TERM").await;
    server.ended().await.1
}

async fn is_ready(server: &LootServer) -> bool {
    server.get("/health/ready").await.status == 200
}

async fn assert_refuses(server: &LootServer, why: &str) {
    let answer = server.post("/api/submit", SHEET).await;
    answer.expect_error(503);
    // Nobody is asked to try what does not help.
    assert_eq!(answer.header("retry-after"), None, "{why}");
    server.get("/health/ready").await.expect_error(503);
    server.get("/api/health").await.expect_error(503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_moved_away_takes_nothing_until_it_is_back() {
    let database = TestDatabase::sqlite();
    let (file, away) = (database.file(), beside(&database.file(), ".away"));
    let server = LootServer::start(&database.url(), &["-q"]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    assert!(is_ready(&server).await);

    fs::rename(&file, &away).unwrap();
    server.get("/health/ready").await.expect_error(503);
    assert_refuses(&server, "deleted").await;
    assert!(
        server.log().contains("was deleted or replaced"),
        "{}",
        server.log()
    );
    fs::copy(&away, &file).unwrap();
    assert_refuses(&server, "replaced").await;
    fs::rename(&away, &file).unwrap();
    until("it is ready", async || is_ready(&server).await).await;
    server.post("/api/submit", SHEET).await.expect(201);

    let log = beside(&file, "-wal");
    fs::rename(&log, &away).unwrap();
    assert_refuses(&server, "without its log").await;
    fs::rename(&away, &log).unwrap();
    until("it is ready", async || is_ready(&server).await).await;
    server.post("/api/submit", SHEET).await.expect(201);
    stop(server).await;
    assert_eq!(database.number("select count(*) from stat_sheets").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_another_database_is_left_alone_when_it_ends() {
    let database = TestDatabase::sqlite();
    let file = database.file();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    for ending in ["", "-wal", "-shm"] {
        fs::rename(
            beside(&file, ending),
            beside(&file, &format!(".old{ending}")),
        )
        .unwrap();
    }
    let other = LootServer::start(&database.url(), &["-q"]).await;
    other.post("/api/submit", SHEET).await.expect(201);
    assert_refuses(&server, "replaced").await;
    stop(server).await;
    assert!(beside(&file, "-wal").exists());
    other.post("/api/submit", SHEET).await.expect(201);
    other.kill().await;
    assert_eq!(database.number("select count(*) from stat_sheets").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_missing_after_a_kill_is_told_at_the_next_start() {
    const TOLD: &str = "was not closed";
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    assert!(!stop(server).await.contains(TOLD));

    let server = LootServer::start(&database.url(), &[]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    assert!(!server.log().contains(TOLD), "{}", server.log());
    server.kill().await;
    let server = LootServer::start(&database.url(), &[]).await;
    assert!(!server.log().contains(TOLD), "{}", server.log());
    server.post("/api/submit", SHEET).await.expect(201);
    server.kill().await;
    for ending in ["-wal", "-shm"] {
        fs::remove_file(beside(&database.file(), ending)).unwrap();
    }
    let server = LootServer::start(&database.url(), &[]).await;
    assert!(server.log().contains(TOLD), "{}", server.log());
    server.post("/api/submit", SHEET).await.expect(201);
    stop(server).await;
    let server = LootServer::start(&database.url(), &[]).await;
    assert!(!server.log().contains(TOLD), "{}", server.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn tools_that_read_leave_nothing_beside_a_database_at_rest() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    stop(server).await;
    let folder = database.file().parent().unwrap().to_owned();
    let before = fs::metadata(database.file()).unwrap().modified().unwrap();
    let output = folder.join("charts").display().to_string();
    for command in [
        &["stats"][..],
        &["check"],
        &["dead-letters", "list"],
        &["report", "--output", &output],
    ] {
        let url = database.url();
        process::stdout_of(&[command, &["--database", &url]].concat()).await;
        let files = fs::read_dir(&folder).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names.retain(|name| name != "charts");
        assert_eq!(names, ["loot.db"], "{command:?}");
    }
    assert_eq!(
        fs::metadata(database.file()).unwrap().modified().unwrap(),
        before
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_somebody_else_makes_a_server_that_says_it_cannot_store() {
    let database = TestDatabase::sqlite();
    let folder = database.file().parent().unwrap().to_owned();
    let permit =
        |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    permit(&folder, 0o777);
    let server = LootServer::start(&database.url(), &["-q"]).await;
    server.post("/api/submit", SHEET).await.expect(201);
    stop(server).await;
    permit(&database.file(), 0o666);
    for ending in ["-wal", "-shm"] {
        let file = beside(&database.file(), ending);
        fs::write(&file, "").unwrap();
        permit(&file, 0o444);
    }
    let server = LootServer::start_unprivileged(&database.url(), &["-q"]).await;
    server.get("/health/ready").await.expect_error(503);
    server.get("/api/health").await.expect_error(503);
    let first = server.log();
    let first = first.lines().next().unwrap_or_default();
    assert!(
        first.contains("ERROR") && first.contains("-shm") && first.contains("able to write"),
        "{first}"
    );
    let answer = server.post("/api/submit", SHEET).await;
    answer.expect_error(503);
    assert!(answer.header("retry-after").is_some());
}
