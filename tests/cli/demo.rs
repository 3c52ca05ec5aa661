//! `loot demo`.

use crate::harness::database::TestDatabase;
use crate::harness::{http, process};
use loot::store;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};

/// What takes longer on two busy cores hangs.
const DEADLINE: Duration = Duration::from_secs(120);

async fn totals(database: &TestDatabase) -> (u64, u64) {
    let reader = store::open_read_only(&database.url()).await.unwrap();
    assert!(reader.integrity().await.unwrap().is_sound());
    let totals = reader.totals(None).await.unwrap();
    (totals.total_stat_sheets, totals.units())
}

#[tokio::test(flavor = "multi_thread")]
async fn run_twice_it_neither_fails_nor_counts_the_same_seed_twice() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    let args = [
        "demo",
        "--once",
        "--seed",
        "7",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &url,
    ];
    let shown = process::stdout_of(&args).await;
    for word in ["400", "medkit", "rubber_duck"] {
        assert!(shown.contains(word), "{word} is not in:\n{shown}");
    }
    let first = totals(&database).await;
    assert_eq!(first.0, 400);
    let maps = "select count(*) from maps where picture is not null";
    assert_eq!(database.number(maps).await, 2);
    let reader = store::open_read_only(&url).await.unwrap();
    let names = reader.names().await.unwrap();
    assert_eq!(names.maps, ["harbour", "quarry"]);
    assert_eq!(names.dimensions["build"], ["1.2", "1.3"]);
    reader.close().await;
    let again = process::run(&args).await;
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("400 were there already"), "{said}");
    assert_eq!(totals(&database).await, first);
    // The same to the last byte: else they would be kept as other sheets with known keys.
    let letters = "select count(*) from dead_letters";
    assert_eq!(database.number(letters).await, 0);
    let other = [
        "demo",
        "--once",
        "--seed",
        "8",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &url,
    ];
    let another = process::run(&other).await;
    let said = String::from_utf8_lossy(&another.stderr).into_owned();
    assert!(said.contains("of another run"), "{said}");
    assert_eq!(totals(&database).await.0, 800);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_said_and_another_one_picked() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let database = TestDatabase::postgres().await;
    let args = [
        "demo",
        "--once",
        "--matches",
        "3",
        "--listen",
        &address,
        "--database",
        &database.url(),
    ];
    let output = process::run(&args).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains(&address) && said.contains("taken"), "{said}");
    assert_eq!(totals(&database).await.0, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_it_names_is_there_until_it_is_stopped() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    let args = [
        "demo",
        "--matches",
        "3",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &url,
    ];
    let mut command = process::loot(&args);
    let mut demo = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let mut pages = Vec::new();
    tokio::time::timeout(DEADLINE, async {
        while let Some(line) = lines.next_line().await.unwrap() {
            let line = line.trim();
            if line.starts_with("http://") {
                pages.extend(line.split_whitespace().next().map(str::to_owned));
            }
            if line == "Ctrl-C stops." {
                break;
            }
        }
    })
    .await
    .expect("demo does not get there");
    assert_eq!(pages.len(), 3, "{pages:?}");
    assert!(pages[0].ends_with("/dashboard"), "{pages:?}");
    for page in &pages {
        let (address, path) = page["http://".len()..].split_once('/').unwrap();
        let request = http::request("GET", &format!("/{path}"), &[], b"");
        let answer = http::exchange(address.parse().unwrap(), &request).await;
        assert_eq!(answer.expect("an answer").status, 200, "{page}");
    }
    let id = demo.id().unwrap().to_string();
    let sent = tokio::process::Command::new("kill")
        .args(["-s", "INT", &id])
        .status();
    assert!(sent.await.unwrap().success());
    let status = tokio::time::timeout(DEADLINE, demo.wait()).await;
    assert!(status.expect("demo does not end").unwrap().success());
}
