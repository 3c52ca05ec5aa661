//! `loot demo`.

use crate::harness::database::TestDatabase;
use crate::harness::process;
use loot::store;
use std::net::TcpListener;

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
    process::stdout_of(&args).await;
    assert_eq!(totals(&database).await, first);
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
    process::stdout_of(&other).await;
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
