//! `loot economy`, of a database and of a server alike.

use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use serde_json::{Value, json};

on_both_databases! {
    a_currency_of_a_database_is_set_listed_and_removed,
}

async fn use_them_all(place: [&str; 2]) {
    let text = async |args: &[&str]| {
        let mut all = vec!["economy"];
        all.extend(args);
        all.extend(place);
        process::stdout_of(&all).await
    };
    let none = text(&["list"]).await;
    assert!(none.starts_with("No currency was set"), "{none}");
    let set = text(&[
        "set",
        "--source",
        "gold_earned",
        "--sink",
        "gold_spent",
        "--sink",
        "event:shop#price",
    ])
    .await;
    assert!(
        set.contains("stat:gold_earned") && set.contains("event:shop#price"),
        "{set}"
    );
    text(&["set", "--currency", "gems", "--source", "item:gem"]).await;
    let list: Value = serde_json::from_str(&text(&["list", "--json"]).await).unwrap();
    let gems = json!({"currency": "gems", "sources": ["item:gem"], "sinks": []});
    assert_eq!(list[1], gems);
    assert_eq!(
        list[0]["sinks"],
        json!(["stat:gold_spent", "event:shop#price"])
    );
    let removed = text(&["remove", "--currency", "gems"]).await;
    assert!(removed.contains("gems is removed"), "{removed}");
    let list = text(&["list"]).await;
    assert!(
        !list.contains("gems") && list.contains("stat:gold_spent"),
        "{list}"
    );
}

async fn a_currency_of_a_database_is_set_listed_and_removed(database: TestDatabase) {
    let (_, writer) = database.open().await;
    writer.close().await;
    use_them_all(["--database", &database.url()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_may_be_asked_instead_of_the_database() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    use_them_all(["--server", &format!("http://{}", server.address)]).await;
}
