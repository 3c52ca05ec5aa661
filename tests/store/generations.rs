//! What a server remembers of the database is forgotten when another one clears it, or when it is restored under it.

use crate::fixtures::sheets::{accepted, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::postgres::tool;
use loot::model::{LiveFilter, Seen};
use loot::store::{Entry, Reader};
use serde_json::{Value, json};
use std::process::Command;

on_both_databases! {
    names_are_learned_again_after_a_clear_through_another_server,
    names_that_another_server_added_are_counted,
    what_was_deleted_is_seen_by_nobody,
}

fn with(items: Value) -> [Entry; 1] {
    [sheet_entry(&sheet(
        "m",
        "p",
        json!({"looted_items": items}),
    ))]
}

async fn named(reader: &Reader) -> Vec<String> {
    let slots = reader.item_slots().await.unwrap();
    slots.keys().map(|item| item.to_string()).collect()
}

async fn names_are_learned_again_after_a_clear_through_another_server(database: TestDatabase) {
    let (_, mut one) = database.open().await;
    let (reader, mut other) = database.open().await;
    accepted(&other.commit(&with(json!({"duck": 1}))).await.unwrap()[0]);
    one.clear().await.unwrap();
    accepted(&other.commit(&with(json!({"duck": 1}))).await.unwrap()[0]);
    assert_eq!(named(&reader).await, ["duck"]);
    one.clear().await.unwrap();
    let both = with(json!({"duck": 1, "goose": 1}));
    accepted(&other.commit(&both).await.unwrap()[0]);
    assert_eq!(named(&reader).await, ["duck", "goose"]);
    accepted(&one.commit(&both).await.unwrap()[0]);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn names_that_another_server_added_are_counted(database: TestDatabase) {
    let (_, mut one) = database.open().await;
    let (reader, mut other) = database.open().await;
    for name in ["a", "b", "c", "d"] {
        let items = json!({name: 1, "medkit": 1});
        accepted(&one.commit(&with(items.clone())).await.unwrap()[0]);
        accepted(&other.commit(&with(items)).await.unwrap()[0]);
    }
    let slots = reader.item_slots().await.unwrap();
    let mut slots: Vec<_> = slots.values().copied().collect();
    slots.sort_unstable();
    assert_eq!(slots, [0, 1, 2, 3, 4]);
}

async fn what_was_deleted_is_seen_by_nobody(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let all = LiveFilter::default();
    writer.commit(&with(json!({"duck": 1}))).await.unwrap();
    let first = reader.look(&all, Seen::default()).await.unwrap();
    assert_eq!(first.sheets.len(), 1);
    assert_eq!(reader.generation().await.unwrap(), first.seen.generation);
    let second = reader.look(&all, first.seen).await.unwrap();
    assert_eq!((second.sheets.len(), second.seen), (0, first.seen));

    writer.clear().await.unwrap();
    let third = reader.look(&all, first.seen).await.unwrap();
    assert_ne!(third.seen.generation, first.seen.generation);
    assert_eq!(third.sheets.len(), 0);
    writer.commit(&with(json!({"duck": 1}))).await.unwrap();
    let fourth = reader.look(&all, third.seen).await.unwrap();
    assert_eq!(fourth.seen.generation, third.seen.generation);
    assert_eq!(fourth.sheets.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_restored_under_a_running_server_is_taken_as_it_is() {
    let database = TestDatabase::postgres().await;
    let (reader, mut writer) = database.open().await;
    let all = LiveFilter::default();
    writer.commit(&with(json!({"duck": 1}))).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump").display().to_string();
    let url = database.url();
    run("pg_dump", &["--format=custom", "--file", &dump, &url]);
    writer.commit(&with(json!({"goose": 1}))).await.unwrap();
    let before = reader.look(&all, Seen::default()).await.unwrap();

    run("pg_restore", &["--clean", "--dbname", &url, &dump]);
    assert_eq!(named(&reader).await, ["duck"]);
    let after = reader.look(&all, before.seen).await.unwrap();
    assert_ne!(after.seen.generation, before.seen.generation);
    assert_eq!(after.sheets.len(), 1, "the one of before the dump");
    let three = with(json!({"duck": 1, "goose": 1, "swan": 1}));
    accepted(&writer.commit(&three).await.unwrap()[0]);
    assert_eq!(named(&reader).await, ["duck", "goose", "swan"]);
    accepted(&writer.commit(&with(json!({"goose": 1}))).await.unwrap()[0]);
    assert!(reader.integrity().await.unwrap().is_sound());
}

fn run(program: &str, args: &[&str]) {
    let output = Command::new(tool(program)).args(args).output();
    let output = output.unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {complaint}");
}
