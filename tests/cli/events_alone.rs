//! `loot report` and `loot stats` of a game that sends events and no sheets.

use crate::fixtures::events_alone::game;
use crate::fixtures::sheets::{event_entry, game_event};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process;
use serde_json::Value;

on_both_databases! {
    a_game_of_events_alone_is_drawn_and_told_at_a_glance,
}

async fn a_game_of_events_alone_is_drawn_and_told_at_a_glance(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let game = game();
    let entries: Vec<_> = game
        .iter()
        .map(|event| event_entry(&game_event(event)))
        .collect();
    writer.commit(&entries).await.unwrap();
    writer.close().await;
    let url = database.url();
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().to_str().unwrap();
    let args = [
        "report",
        "--json",
        "--dpi",
        "48",
        "--output",
        output,
        "--database",
        &url,
    ];
    let pictures: Value = serde_json::from_str(&process::stdout_of(&args).await).unwrap();
    let said: Vec<_> = pictures
        .as_array()
        .unwrap()
        .iter()
        .map(|picture| picture["said"].as_str().unwrap())
        .collect();
    let glance = "330 events by 4 players in 30 matches; the data is ";
    assert!(
        said.iter().any(|said| said.starts_with(glance)),
        "{said:#?}"
    );
    for file in ["item_distribution.png", "loot_totals.png", "report.html"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
    let screen = process::stdout_of(&["stats", "--database", &url]).await;
    assert!(screen.contains("events per hour, UTC"), "{screen}");
    assert!(screen.contains("at most 11 per hour"), "{screen}");
    assert!(!screen.contains("Latest"), "{screen}");
}
