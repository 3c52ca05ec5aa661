//! `loot stats`.

use crate::fixtures::sheets::{RECEIVED, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use serde_json::{Value, json};

on_both_databases! {
    the_numbers_are_those_of_the_database,
    the_latest_are_those_that_were_received_last,
}

/// The sheet that was played last came first.
async fn the_latest_are_those_that_were_received_last(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    for (player, at) in [
        ("late", "2026-05-05T05:05:05Z"),
        ("early", "2026-01-01T01:01:01Z"),
    ] {
        let entry = sheet_entry(&sheet("m", player, json!({"timestamp": at})));
        writer.commit(&[entry]).await.unwrap();
    }
    writer.close().await;
    let screen = process::stdout_of(&["stats", "--database", &database.url()]).await;
    let latest = screen
        .split("Latest by when they were received")
        .nth(1)
        .unwrap();
    let received = &RECEIVED.to_string()[..16].replace('T', " ");
    let told: Vec<_> = latest
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .collect();
    assert!(
        told[0].contains("early") && told[1].contains("late"),
        "{screen}"
    );
    assert!(told.iter().all(|line| line.ends_with(received)), "{screen}");
}

async fn the_numbers_are_those_of_the_database(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let entries: Vec<_> = (0..10)
        .map(|k| {
            sheet_entry(&sheet(
                &format!("m{}", k % 2),
                &format!("p{}", k % 5),
                json!({"looted_items": {"medkit": 3, "gold": 1}}),
            ))
        })
        .collect();
    writer.commit(&entries).await.unwrap();
    writer.close().await;
    let url = database.url();
    let stats: Value =
        serde_json::from_str(&process::stdout_of(&["stats", "--json", "--database", &url]).await)
            .unwrap();
    assert_eq!(stats["total_items"], json!({"medkit": 30, "gold": 10}));
    assert_eq!(
        (
            &stats["total_matches"],
            &stats["total_players"],
            &stats["total_stat_sheets"]
        ),
        (&json!(2), &json!(5), &json!(10))
    );
    assert_eq!(stats["averages"]["items_per_player"], 8.0);
    assert_eq!(stats["latest"].as_array().unwrap().len(), 3);
    let screen = process::stdout_of(&["stats", "--database", &url]).await;
    for word in ["medkit", "75", "gold", "25", "10"] {
        assert!(screen.contains(word), "{word} is not in:\n{screen}");
    }
    assert!(
        screen.lines().count() <= 40,
        "more than a screen:\n{screen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_numbers_too_and_a_server_tells_the_same() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let from = async |flag: &str, place: &str| {
        process::stdout_of(&["stats", flag, place]).await;
        let stats = process::stdout_of(&["stats", "--json", flag, place]).await;
        let mut stats: Value = serde_json::from_str(&stats).unwrap();
        stats["source"].take();
        stats
    };
    let url = format!("http://{}", server.address);
    let empty = from("--server", &url).await;
    assert_eq!(empty["total_stat_sheets"], 0);
    assert_eq!(empty, from("--database", &database.url()).await);
    let body = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2},"game_mode":"solo"}"#;
    server.post("/api/submit", body).await.expect(201);
    assert_eq!(
        from("--server", &url).await,
        from("--database", &database.url()).await
    );
}
