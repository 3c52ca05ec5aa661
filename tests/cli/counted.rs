//! What `loot stats` and `loot report` tell of money and of fields that a game makes up, from a database and from a server.

use crate::fixtures::sheets::{event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use loot::model::{Economy, Label, MoneyFlow};
use serde_json::{Value, json};
use std::path::Path;

on_both_databases! {
    money_and_fields_have_sections_from_a_database_and_from_a_server,
    a_time_of_events_without_loot_is_drawn,
}

/// Four players who earn ten each and spend three at a shop, on one of two days.
async fn played(database: &TestDatabase) {
    let (_, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for k in 0..4 {
        let player = format!("p{k}");
        let stats = json!({"gold_earned": 10, "weapon": if k < 3 { "bow" } else { "axe" }});
        let more = json!({"custom_stats": stats, "timestamp": "2026-01-30T10:00:00Z", "game_mode": "solo"});
        entries.push(sheet_entry(&sheet("m", &player, more)));
        let more = json!({"event_type": "shop", "details": {"price": 3}, "timestamp": "2026-01-31T10:00:00Z"});
        entries.push(event_entry(&event(&player, more)));
    }
    writer.commit(&entries).await.unwrap();
    let economy = Economy {
        currency: Label::parse("gold").unwrap(),
        sources: vec![MoneyFlow::parse("gold_earned").unwrap()],
        sinks: vec![MoneyFlow::parse("event:shop#price").unwrap()],
    };
    writer.save_economy(&economy).await.unwrap();
    writer.close().await;
}

/// Title and saying of each picture, by file name.
async fn drawn(from: &[&str], folder: &Path, more: &[&str]) -> Vec<(String, String)> {
    let output = folder.to_str().unwrap();
    let mut args = vec!["report", "--json", "--dpi", "48", "--output", output];
    args.extend(from);
    args.extend(more);
    let pictures: Value = serde_json::from_str(&process::stdout_of(&args).await).unwrap();
    let pictures = pictures.as_array().unwrap().iter();
    let told = pictures.map(|picture| {
        let path = Path::new(picture["path"].as_str().unwrap());
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let [title, said] = ["title", "said"].map(|field| picture[field].as_str().unwrap());
        (stem, format!("{title}. {said}"))
    });
    told.collect()
}

fn of<'t>(told: &'t [(String, String)], stem: &str) -> Option<&'t str> {
    let found = told.iter().find(|(own, _)| own == stem);
    found.map(|(_, said)| said.as_str())
}

async fn money_and_fields_have_sections_from_a_database_and_from_a_server(database: TestDatabase) {
    played(&database).await;
    let url = database.url();
    let server = LootServer::start(&url, &["-q"]).await;
    let address = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    for from in [["--database", &url], ["--server", &address]] {
        let screen = process::stdout_of(&["stats", from[0], from[1]]).await;
        for line in [
            "Money gold",
            "40 in, 12 out, 28 left to 4 players, Gini 0.00",
            "weapon",
            "text, 2 distinct",
            "shop#price",
            "3 to 3, mean 3",
        ] {
            assert!(screen.contains(line), "{line} is not in:\n{screen}");
        }
        let stats = process::stdout_of(&["stats", "--json", from[0], from[1]]).await;
        let mut stats: Value = serde_json::from_str(&stats).unwrap();
        stats["source"].take();
        assert_eq!(stats["economy"][0]["total"]["net"], 28.0);
        assert_eq!(stats["fields"][1]["event_type"], "shop");
        let pictures = drawn(&from, &folder.path().join(from[0]), &[]).await;
        let page = folder.path().join(from[0]).join("report.html");
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.contains("balance so far") && page.contains("shop#price"));
        told.push((stats, pictures));
    }
    assert_eq!(told[0].0, told[1].0);
    let pictures = &told[0].1;
    assert_eq!(
        of(pictures, "economy_gold"),
        Some(
            "More gold came in than went out. 40 in from 1 source, 12 out through 1 sink; 4 players, of whom the richest hundredth has 25.0%"
        )
    );
    assert_eq!(
        of(pictures, "fields"),
        Some(
            "3 fields that the game made up. 2 of 3 with numbers, in custom stats of sheets and in details of 1 type of event"
        )
    );
    let until = [
        "--until",
        "2026-01-31T00:00:00Z",
        "--charts",
        "economy,fields",
    ];
    let then = drawn(&["--database", &url], folder.path(), &until).await;
    assert!(
        of(&then, "economy_gold").unwrap().contains("0 out"),
        "{then:?}"
    );
    assert!(
        of(&then, "fields").unwrap().starts_with("2 fields"),
        "{then:?}"
    );
}

async fn a_time_of_events_without_loot_is_drawn(database: TestDatabase) {
    played(&database).await;
    let url = database.url();
    let server = LootServer::start(&url, &["-q"]).await;
    let address = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    for from in [["--database", &url], ["--server", &address]] {
        let since = ["--since", "2026-01-31T00:00:00Z"];
        let pictures = drawn(&from, folder.path(), &since).await;
        assert!(of(&pictures, "economy_gold").unwrap().contains("12 out"));
        assert!(of(&pictures, "performance_dashboard").is_some());
        let args = [
            "report",
            from[0],
            from[1],
            "--since",
            "2026-02-01T00:00:00Z",
        ];
        let failed = process::run(&args).await;
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert!(said.contains("nothing of what is stored is"), "{said}");
    }
}
