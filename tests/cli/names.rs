//! `loot names`, of a database and of a server alike.

use crate::fixtures::sheets::{sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use serde_json::{Value, json};

on_both_databases! {
    names_of_a_database_are_listed_merged_hidden_and_tracked,
}

async fn some(database: &TestDatabase) {
    let (_, mut writer) = database.open().await;
    let items = json!({"looted_items": {"medkit": 1, "Medkit": 2, "noise_1": 4, "noise_2": 8}});
    writer
        .commit(&[sheet_entry(&sheet("m", "p", items))])
        .await
        .unwrap();
    writer.close().await;
}

async fn use_them_all(place: [&str; 2]) {
    let text = async |args: &[&str]| {
        let mut all = vec!["names"];
        all.extend(args);
        all.extend(place);
        process::stdout_of(&all).await
    };
    let counted = async || -> Value {
        let list: Value = serde_json::from_str(&text(&["list", "item", "--json"]).await).unwrap();
        let lines = list["data"].as_array().unwrap().iter();
        json!(
            lines
                .map(|line| json!([line["name"], line["count"]]))
                .collect::<Vec<_>>()
        )
    };
    let merged = text(&["merge", "item", "Medkit", "medkit"]).await;
    assert_eq!(
        merged,
        "1 name is counted as medkit now; 1 row was counted again.\n"
    );
    let hidden = text(&["hide", "item", "--prefix", "noise_"]).await;
    assert!(
        hidden.starts_with("2 names are counted as (other) now"),
        "{hidden}"
    );
    assert_eq!(
        counted().await,
        json!([
            ["Medkit", null],
            ["medkit", 3],
            ["noise_1", null],
            ["noise_2", null]
        ])
    );
    let list = text(&["list"]).await;
    for words in [
        "as medkit",
        "as (other), hidden",
        "1 of 5,000 places, 1 merged, 2 hidden",
    ] {
        assert!(list.contains(words), "{list}");
    }
    assert!(
        list.lines().all(|line| line.chars().count() <= 80),
        "{list}"
    );
    text(&["track", "item", "Medkit", "noise_1", "noise_2"]).await;
    assert_eq!(
        counted().await,
        json!([["Medkit", 2], ["medkit", 1], ["noise_1", 4], ["noise_2", 8]])
    );
    let refused = process::run(&["names", "merge", "item", "a", "b", place[0], place[1]]).await;
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("b is no item that is counted by itself"),
        "{said}"
    );
}

async fn names_of_a_database_are_listed_merged_hidden_and_tracked(database: TestDatabase) {
    some(&database).await;
    use_them_all(["--database", &database.url()]).await;
    let check = process::stdout_of(&["check", "--json", "--database", &database.url()]).await;
    let check: Value = serde_json::from_str(&check).unwrap();
    assert_eq!(check["sound"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_a_server_are_listed_merged_hidden_and_tracked() {
    let database = TestDatabase::sqlite();
    some(&database).await;
    let server = LootServer::start(&database.url(), &["-q"]).await;
    use_them_all(["--server", &format!("http://{}", server.address)]).await;
}
