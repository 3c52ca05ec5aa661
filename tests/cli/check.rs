//! `loot check`.

use crate::fixtures::sheets::{RECEIVED, rejected_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use loot::model::Millis;
use serde_json::{Value, json};

on_both_databases! {
    sound_data_is_0_and_tampered_data_1_naming_the_difference,
    what_is_asked_for_is_shown,
    a_players_journey_is_told_for_people_and_for_programs,
    as_much_as_was_asked_for_is_shown_however_many_pages_it_fills,
}

async fn some_sheets(database: &TestDatabase) {
    let (_, mut writer) = database.open().await;
    let entries: Vec<_> = (0..20)
        .map(|k| {
            sheet_entry(&sheet(
                &format!("match_{}", k % 4),
                &format!("player_{k}"),
                json!({"looted_items": {"medkit": k}}),
            ))
        })
        .chain([rejected_entry("match_id", b"{}")])
        .collect();
    writer.commit(&entries).await.unwrap();
    writer.close().await;
}

async fn sound_data_is_0_and_tampered_data_1_naming_the_difference(database: TestDatabase) {
    some_sheets(&database).await;
    let url = database.url();
    let text = process::stdout_of(&["check", "--database", &url]).await;
    for word in ["stat_sheets", "20", "medkit", "190", "match_id"] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    let report: Value =
        serde_json::from_str(&process::stdout_of(&["check", "--json", "--database", &url]).await)
            .unwrap();
    assert_eq!(report["sound"], true);
    assert_eq!(report["quality"]["rejected"], 1);

    database
        .execute("update item_totals set units = units + 5")
        .await;
    for format in [vec![], vec!["--json"]] {
        let output =
            process::run(&[&["check", "--database", &url], format.as_slice()].concat()).await;
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.contains("item_totals") && said.contains("195") && said.contains("190"),
            "{said}"
        );
    }
}

async fn what_is_asked_for_is_shown(database: TestDatabase) {
    some_sheets(&database).await;
    let sheets = async |more: &[&str]| {
        let url = database.url();
        let report =
            process::stdout_of(&[&["check", "--json", "--database", &url], more].concat()).await;
        let report: Value = serde_json::from_str(&report).unwrap();
        let sheets = report["contents"]["sheets"].as_array().unwrap().clone();
        sheets
            .iter()
            .map(|sheet| sheet["player_id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sheets(&[]).await.len(), 5);
    assert_eq!(sheets(&["--limit", "2"]).await, ["player_19", "player_18"]);
    assert_eq!(
        sheets(&["--match", "match_3", "--limit", "3"]).await,
        ["player_19", "player_15", "player_11"]
    );
    assert_eq!(sheets(&["--player", "player_7"]).await, ["player_7"]);
    assert!(sheets(&["--match", "unheard of"]).await.is_empty());
}

async fn as_much_as_was_asked_for_is_shown_however_many_pages_it_fills(database: TestDatabase) {
    let note = "n".repeat(900_000);
    let (_, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for minute in 0..5 {
        let timestamp = Millis(RECEIVED.0 + minute * Millis::MINUTE).to_string();
        let more = json!({"timestamp": timestamp, "note": note});
        entries.push(sheet_entry(&sheet("m", "ann", more)));
        entries.push(rejected_entry("body", vec![b'{'; note.len()].leak()));
    }
    writer.commit(&entries).await.unwrap();
    writer.close().await;
    let url = database.url();
    let server = LootServer::start(&url, &["-q"]).await;
    let from_server = format!("http://{}", server.address);
    for source in [["--database", &url], ["--server", &from_server]] {
        for (limit, shown) in [("4", 4), ("9", 5)] {
            let check = ["check", "--json", "--player", "ann", "--limit", limit];
            let text = process::stdout_of(&[&check[..], &source].concat()).await;
            let report: Value = serde_json::from_str(&text).unwrap();
            let journey = &report["journey"];
            assert_eq!(
                report["contents"]["sheets"].as_array().unwrap().len(),
                shown
            );
            assert_eq!(journey["data"].as_array().unwrap().len(), shown);
            assert_eq!(journey["sessions"].as_array().unwrap().len(), 1);
            assert_eq!(journey["next"].is_null(), shown == 5);
            let list = ["dead-letters", "list", "--json", "--limit", limit];
            let text = process::stdout_of(&[&list[..], &source].concat()).await;
            let letters: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(letters["data"].as_array().unwrap().len(), shown);
            assert_eq!(letters["more"], shown == 4);
        }
    }
}

async fn a_players_journey_is_told_for_people_and_for_programs(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let boss = json!({"event_type": "boss_defeat", "details": {"boss": "a very large dragon"}});
    let sheet_at = |k: i64| {
        let time = loot::model::Millis(RECEIVED.0 + k * 20 * loot::model::Millis::MINUTE);
        let more =
            json!({"timestamp": time.to_string(), "events": [boss], "looted_items": {"medkit": k}});
        sheet_entry(&sheet(&format!("match_{k}"), "ann", more))
    };
    let entries: Vec<_> = [0, 1, 5, 6].into_iter().map(sheet_at).collect();
    writer.commit(&entries).await.unwrap();
    let url = database.url();
    let text = process::stdout_of(&["check", "--player", "ann", "--database", &url]).await;
    let journey = text.split("Journey of ann").nth(1).unwrap();
    for told in [
        "4 sheets, 12 items, 4 events in 2 sessions",
        "boss_defeat 4",
        "for 20 min: 2 sheets",
        "and more",
    ] {
        assert!(journey.contains(told), "{told} is not in:\n{text}");
    }
    // Of everything else nothing is told.
    for other in ["Tables", "Totals", "Data quality", "Integrity"] {
        assert!(!text.contains(other), "{text}");
    }
    let unknown = process::stdout_of(&["check", "--player", "bob", "--database", &url]).await;
    assert!(unknown.contains("no player of this id"), "{unknown}");

    let json = ["check", "--json", "--limit", "3", "--player"];
    let report = async |of: &[&str]| -> Value {
        let report = process::stdout_of(&[json.as_slice(), of].concat()).await;
        serde_json::from_str(&report).unwrap()
    };
    let from_database = report(&["ann", "--database", &url]).await;
    assert_eq!(from_database["journey"]["count"], 3);
    for of_all in ["/quality", "/integrity", "/sound", "/contents/totals"] {
        assert_eq!(
            from_database.pointer(of_all),
            Some(&Value::Null),
            "{of_all}"
        );
    }
    assert_eq!(
        report(&["bob", "--database", &url]).await.get("journey"),
        Some(&Value::Null)
    );
    let server = LootServer::start(&url, &["-q"]).await;
    let server = format!("http://{}", server.address);
    let from_server = report(&["ann", "--server", &server]).await;
    assert_eq!(from_server["journey"], from_database["journey"]);
    assert_eq!(
        report(&["bob", "--server", &server]).await.get("journey"),
        Some(&Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_may_be_asked_instead_of_the_database() {
    let database = TestDatabase::sqlite();
    some_sheets(&database).await;
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let url = format!("http://{}", server.address);
    let from_server: Value =
        serde_json::from_str(&process::stdout_of(&["check", "--json", "--server", &url]).await)
            .unwrap();
    let from_database: Value = serde_json::from_str(
        &process::stdout_of(&["check", "--json", "--database", &database.url()]).await,
    )
    .unwrap();
    assert_eq!(from_server["quality"], from_database["quality"]);
    assert_eq!(
        from_server["contents"]["sheets"],
        from_database["contents"]["sheets"]
    );
    // The recount needs the database.
    assert_eq!(from_server["sound"], Value::Null);
}
