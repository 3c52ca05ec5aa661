//! `kill -9` at any moment loses nothing that was acknowledged, and nothing counts twice.

use crate::fixtures::sheets::{sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::http;
use crate::harness::load::Load;
use crate::harness::process::{self, LootServer};
use crate::harness::waiting::until;
use bytes::Bytes;
use loot::model::{DeadLetter, DeadLetterFilter, Faults, GameMode, Millis};
use loot::store::{self, Entry, Reader};
use serde_json::json;
use std::time::Duration;

on_both_databases! {
    twenty_kills_under_load_lose_nothing_that_was_acknowledged,
    kills_during_a_replay_neither_lose_nor_double_a_letter,
    kills_while_names_are_changed_leave_all_of_the_change_or_nothing,
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

async fn kills_during_a_replay_neither_lose_nor_double_a_letter(database: TestDatabase) {
    const LETTERS: usize = 4_000;
    let url = database.url();
    let (reader, mut writer) = database.open().await;
    // Without keys, so that nothing but the transaction keeps them from being stored twice.
    let letter = |k: usize| {
        let payload =
            format!(r#"{{"match_id":"m{k}","player_id":"p","looted_items":{{"medkit":1}}}}"#);
        Entry::rejected(DeadLetter {
            payload: Bytes::from(payload),
            faults: Faults::one("looted_items", "was too many"),
            received_at: Millis(1_769_860_800_000 + k as i64),
            source: "/api/submit",
        })
    };
    let letters: Vec<_> = (0..LETTERS).map(letter).collect();
    writer.commit(&letters).await.unwrap();
    writer.close().await;
    let mut stored = Vec::new();
    for kill in 0..8 {
        let server = LootServer::start(&url, &["-q"]).await;
        let asked = http::request(
            "POST",
            "/api/dead-letters/replay",
            &[("content-type", "application/json")],
            br#"{"all":true}"#,
        );
        let address = server.address;
        let asking = tokio::spawn(async move { http::exchange(address, &asked).await });
        // During the first transaction, or once one more is through; then at any moment.
        let before = stored.last().copied().unwrap_or(0);
        if kill % 2 == 1 {
            until("the replay comes further", async || {
                let sheets = sheets(&reader).await;
                sheets > before || sheets == LETTERS
            })
            .await;
        }
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..20_000))).await;
        server.kill().await;
        let _ = asking.await;
        let sheets = sheets(&reader).await;
        let page = DeadLetterFilter::default();
        let (left, _) = reader
            .dead_letter_ids(&page, i64::MIN, LETTERS as u32, u64::MAX)
            .await
            .unwrap();
        assert_eq!(sheets + left.len(), LETTERS);
        stored.push(sheets);
    }
    assert!(stored.last() > Some(&0), "no replay came far: {stored:?}");
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn sheets(reader: &Reader) -> usize {
    reader.totals(None).await.unwrap().total_stat_sheets as usize
}

async fn kills_while_names_are_changed_leave_all_of_the_change_or_nothing(database: TestDatabase) {
    const SHEETS: usize = 3_000;
    let url = database.url();
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<_> = (0..SHEETS)
        .map(|k| {
            let mode = ["solo", "Solo"][k % 2];
            let (game, player) = (format!("m{}", k % 100), format!("p{}", k % 300));
            sheet_entry(&sheet(&game, &player, json!({"game_mode": mode})))
        })
        .collect();
    writer.commit(&sheets).await.unwrap();
    writer.close().await;
    let solo = GameMode::parse("solo").unwrap();
    let mut came_through = Vec::new();
    for kill in 0..8_u64 {
        let server = LootServer::start(&url, &["-q"]).await;
        let (path, body) = match kill % 2 {
            0 => (
                "/api/names/merge",
                r#"{"kind":"game_mode","names":["Solo"],"into":"solo"}"#,
            ),
            _ => (
                "/api/names/track",
                r#"{"kind":"game_mode","names":["Solo"]}"#,
            ),
        };
        let begun = server.post(path, body).await;
        assert_eq!(begun.status, 202, "{}", begun.text());
        tokio::time::sleep(Duration::from_millis(kill * 25)).await;
        server.kill().await;
        let integrity = reader.integrity().await.unwrap();
        assert!(integrity.is_sound(), "kill {kill}: {integrity:#?}");
        let sheets = reader.totals(Some(&solo)).await.unwrap().total_stat_sheets;
        assert!(
            [SHEETS as u64 / 2, SHEETS as u64].contains(&sheets),
            "{sheets}"
        );
        let wanted = [SHEETS as u64, SHEETS as u64 / 2][kill as usize % 2];
        came_through.push(sheets == wanted);
    }
    // Some kills came before the change and some after it, or they told nothing.
    assert!(came_through.contains(&true), "{came_through:?}");
}
