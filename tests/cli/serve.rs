//! `loot serve`, as far as it is no HTTP.

use crate::harness::database::TestDatabase;
use crate::harness::process::{self, LootServer};

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_1_and_says_what_to_do() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let other = TestDatabase::sqlite();
    let address = server.address.to_string();
    let output = process::run(&["serve", "--listen", &address, "--database", &other.url()]).await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        complaint.contains(&address) && complaint.contains("--listen"),
        "{complaint}"
    );
    assert!(!other.file().exists(), "a database was made for nothing");
}

#[tokio::test]
async fn an_address_that_is_none_says_what_one_is() {
    for address in ["nonsense", "127.0.0.1", "127.0.0.1:99999"] {
        let output =
            process::run(&["serve", "--listen", address, "--database", "/nowhere/a.db"]).await;
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{complaint}");
        assert!(complaint.contains("127.0.0.1:5000"), "{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_on_this_machine_alone_and_logs_requests_without_bodies() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["--log-format", "json"]).await;
    assert!(server.address.ip().is_loopback());
    let sheet = r#"{"match_id":"m","player_id":"p","looted_items":{"very_secret_item":1}}"#;
    let id = server
        .post("/api/submit", sheet)
        .await
        .header("x-request-id")
        .unwrap()
        .to_owned();
    server.get("/api/stats?match_id=very_secret_match").await;
    server.signal("TERM").await;
    let (_, log) = server.ended().await;
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(!lines.is_empty());
    let with_id = lines.iter().find(|line| line.to_string().contains(&id));
    let with_id = with_id
        .unwrap_or_else(|| panic!("no line has the id {id}:\n{log}"))
        .to_string();
    assert!(
        with_id.contains("/api/submit") && with_id.contains("201"),
        "{with_id}"
    );
    assert!(!log.contains("very_secret_item"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_logged() {
    let database = TestDatabase::postgres().await;
    let url = database.url().replace("loot@", "loot:hunter2@");
    let server = LootServer::start(&url, &["-vv"]).await;
    server.get("/api/health").await.expect(200);
    assert!(!server.log().contains("hunter2"), "{}", server.log());
    assert!(!server.get("/api/health").await.text().contains("hunter2"));
}
