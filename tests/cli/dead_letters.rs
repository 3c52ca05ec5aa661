//! `loot dead-letters`, of a database and of a server alike.

use crate::fixtures::sheets::{rejected_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use serde_json::{Value, json};

on_both_databases! {
    letters_of_a_database_are_listed_shown_replayed_and_dropped,
}

/// Passes by now: what was wrong with it is not any more.
const GOOD: &[u8] = br#"{"match_id": "m", "player_id": "late", "looted_items": {"medkit": 2}}"#;

async fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&process::stdout_of(args).await).unwrap()
}

/// One letter that passes by now, and two that do not.
async fn three_letters(database: &TestDatabase) {
    let (_, mut writer) = database.open().await;
    let entries = [
        sheet_entry(&sheet("m", "p", json!({}))),
        rejected_entry("match_duration", GOOD),
        rejected_entry("body", b"{"),
        rejected_entry("body", b"\x1b[2J\xff"),
    ];
    writer.commit(&entries).await.unwrap();
    writer.close().await;
}

async fn use_them_all(place: [&str; 2]) {
    let run = |args: &[&str]| {
        let mut all = vec!["dead-letters"];
        all.extend(args);
        all.extend(place);
        all.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let json = async |args: &[&str]| {
        let args = run(args);
        json_of(&args.iter().map(String::as_str).collect::<Vec<_>>()).await
    };
    let text = async |args: &[&str]| {
        let args = run(args);
        process::stdout_of(&args.iter().map(String::as_str).collect::<Vec<_>>()).await
    };
    let ids = async |args: &[&str]| -> Vec<i64> {
        let answer = json(args).await;
        let letters = answer["data"].as_array().unwrap().clone();
        letters
            .iter()
            .map(|letter| letter["id"].as_i64().unwrap())
            .collect()
    };

    let all = ids(&["list", "--json"]).await;
    assert_eq!(all.len(), 3);
    assert_eq!(ids(&["list", "--json", "--reason", "body"]).await, all[..2]);
    assert_eq!(ids(&["list", "--json", "--limit", "1"]).await, all[..1]);
    let list = text(&["list"]).await;
    assert!(
        list.contains("match_duration") && list.lines().all(|line| line.chars().count() <= 80),
        "{list}"
    );

    let newest = all[0].to_string();
    let shown = text(&["show", &newest]).await;
    assert!(shown.contains("body") && !shown.contains('\x1b'), "{shown}");
    let shown = json(&["show", "--json", &newest]).await;
    assert_eq!(shown["payload_encoding"], "base64");

    let refusal = process::run(&["dead-letters", "replay", place[0], place[1]]).await;
    assert!(!refusal.status.success());
    assert!(String::from_utf8_lossy(&refusal.stderr).contains("--all"));

    let replayed = json(&["replay", "--all", "--json"]).await;
    assert_eq!(
        (
            &replayed["accepted"],
            &replayed["duplicates"],
            &replayed["rejected"]
        ),
        (&json!(1), &json!(0), &json!(2))
    );
    assert_eq!(replayed["still_refused"].as_array().unwrap().len(), 2);
    assert_eq!(ids(&["list", "--json"]).await, all[..2]);
    let again = text(&["replay", &newest]).await;
    assert!(again.contains("1 still refused"), "{again}");

    let unasked = process::run(&["dead-letters", "drop", "--all", place[0], place[1]]).await;
    assert!(!unasked.status.success());
    assert!(String::from_utf8_lossy(&unasked.stderr).contains("--yes"));
    assert_eq!(
        json(&["drop", "--yes", "--json", &newest]).await["dropped"],
        1
    );
    assert_eq!(
        text(&["drop", "--yes", "--all"]).await,
        "Deleted 1 dead letter.\n"
    );
    assert_eq!(text(&["list"]).await, "Nothing was refused.\n");
}

async fn letters_of_a_database_are_listed_shown_replayed_and_dropped(database: TestDatabase) {
    three_letters(&database).await;
    use_them_all(["--database", &database.url()]).await;
    let check = json_of(&["check", "--json", "--database", &database.url()]).await;
    assert_eq!(check["sound"], true);
    assert_eq!(check["quality"]["sheets"], 2);
    assert_eq!(check["quality"]["rejected"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_a_server_are_listed_shown_replayed_and_dropped() {
    let database = TestDatabase::sqlite();
    three_letters(&database).await;
    let server = LootServer::start(&database.url(), &["-q", "--allow-clear"]).await;
    use_them_all(["--server", &format!("http://{}", server.address)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_database_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("none.db").display());
    let outcome = process::run(&["dead-letters", "replay", "--all", "--database", &url]).await;
    assert!(!outcome.status.success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
