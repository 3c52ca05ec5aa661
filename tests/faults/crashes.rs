//! `kill -9` at any moment loses nothing that was acknowledged, and nothing counts twice.

use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::load::Load;
use crate::harness::process::{self, LootServer};
use loot::store;
use std::time::Duration;

on_both_databases! {
    twenty_kills_under_load_lose_nothing_that_was_acknowledged,
}

async fn twenty_kills_under_load_lose_nothing_that_was_acknowledged(database: TestDatabase) {
    let url = database.url();
    let (load, clients) = Load::start(900, 6);
    for kill in 0..20 {
        let server = LootServer::start(&url, &["-q"]).await;
        load.send_to(&[server.address]);
        // Some way on, and then at any moment of a commit.
        load.reaches(load.acknowledged().len() + 5 + kill * 3).await;
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..8_000))).await;
        server.kill().await;
        load.send_to(&[]);

        let reader = store::open_read_only(&url).await.unwrap();
        load.assert_acknowledged_is_stored(&reader).await;
        reader.close().await;
    }
    let server = LootServer::start(&url, &["-q"]).await;
    load.send_to(&[server.address]);
    clients.join_all().await;
    let reader = store::open_read_only(&url).await.unwrap();
    load.assert_all_is_stored_once(&reader).await;

    let report = process::stdout_of(&["check", "--json", "--database", &url]).await;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["sound"], true, "{report}");
}
