//! Nothing vanishes in silence: what is refused is kept as it came.

use crate::harness::app::TestApp;
use loot::server::ServerOptions;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_kept_as_it_came_with_its_faults() {
    let app = TestApp::spawn().await;
    let bad = r#" {"match_id": "m",   "looted_items": {"medkit": "three"}} "#;
    app.post("/api/submit", bad).await.expect_error(400);
    app.post("/api/submit", b"{\"match_id\": \"\xff\"}")
        .await
        .expect_error(400);
    app.post("/api/events", r#"[{"event_type": 7}]"#)
        .await
        .expect_error(400);
    let page = app.get_json("/api/dead-letters").await;
    assert_eq!(
        (&page["success"], &page["count"], &page["next"]),
        (&json!(true), &json!(3), &json!(null))
    );
    let [event, latin, text] = page["data"].as_array().unwrap().as_slice() else {
        panic!("{page}")
    };
    assert_eq!(text["payload"], bad);
    let fields: Vec<_> = text["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| &fault["field"])
        .collect();
    assert_eq!(fields, ["looted_items.medkit", "player_id"]);
    assert_eq!(latin["payload_encoding"], "base64");
    assert_eq!(event["payload"], r#"{"event_type": 7}"#);
    assert!(
        event["source"].as_str().unwrap().contains("events"),
        "{event}"
    );
    assert_eq!(app.stored_sheets().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_item_received_ends_in_exactly_one_of_three() {
    let app = TestApp::spawn().await;
    let good = |key: u32| json!({"match_id": "m", "player_id": "p", "looted_items": {}, "sheet_id": key.to_string()});
    let batch = [
        good(1),
        json!({}),
        good(2),
        good(1),
        json!(null),
        good(3),
        json!([]),
    ];
    let answer = app.submit_batch(&batch).await.expect(207);
    let number = |name: &str| answer[name].as_u64().unwrap();
    assert_eq!(
        (number("accepted"), number("duplicates"), number("rejected")),
        (3, 1, 3)
    );
    let quality = &app.get_json("/api/quality").await["data"];
    assert_eq!(
        (
            &quality["sheets"],
            &quality["duplicates"],
            &quality["rejected"]
        ),
        (&json!(3), &json!(1), &json!(3))
    );
    assert_eq!(app.get_json("/api/dead-letters").await["count"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_come_in_pages() {
    let app = TestApp::spawn().await;
    let batch: Vec<_> = (0..7).map(|k| json!({"number": k})).collect();
    app.submit_batch(&batch).await.expect_error(400);
    let first = app.get_json("/api/dead-letters?limit=5").await;
    let cursor = first["next"].as_str().unwrap();
    let second = app
        .get_json(&format!("/api/dead-letters?limit=5&cursor={cursor}"))
        .await;
    assert_eq!(
        (&first["count"], &second["count"], &second["next"]),
        (&json!(5), &json!(2), &json!(null))
    );
}

const GOOD: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2}}"#;

/// Puts a letter into the list that passes by now, as after a fix; returns its number.
async fn mended(app: &TestApp, bad: &str, good: &str) -> i64 {
    app.post("/api/submit", bad).await.expect_error(400);
    let page = app.get_json("/api/dead-letters?limit=1").await;
    let id = page["data"][0]["id"].as_i64().unwrap();
    let mending =
        format!("update dead_letters set payload = cast('{good}' as blob) where id = {id}");
    assert_eq!(app.database.execute(&mending).await, 1);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_pass_by_now_are_stored_and_leave_the_list() {
    let app = TestApp::spawn().await;
    let first = mended(&app, "{", GOOD).await;
    app.post("/api/submit", "[").await.expect_error(400);
    app.post("/api/submit", r#"{"match_id":"m","looted_items":{}}"#)
        .await
        .expect_error(400);
    let asked = json!({"reason": "body", "all": true}).to_string();
    let answer = app
        .post("/api/dead-letters/replay", &*asked)
        .await
        .expect(200);
    let numbers = ["accepted", "duplicates", "rejected"].map(|name| answer[name].as_u64().unwrap());
    assert_eq!(numbers, [1, 0, 1], "{answer}");
    assert_eq!(answer["results"][0]["id"], first);
    assert_eq!(answer["results"][0]["status"], "accepted");
    assert_eq!(answer["results"][1]["status"], "rejected");
    assert_eq!(answer["results"][1]["faults"][0]["field"], "body");
    assert_eq!(app.stored_sheets().await, 1);
    let left = app.get_json("/api/dead-letters").await;
    assert_eq!(left["count"], 2);
    for (query, count) in [
        ("reason=body", 1),
        ("reason=player_id", 1),
        ("source=/api/submit", 2),
        ("source=/api/events", 0),
        ("until=2020-01-01T00:00:00Z", 0),
        (&format!("id={first}"), 0),
    ] {
        let page = app.get_json(&format!("/api/dead-letters?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    let again = json!({"ids": [first]}).to_string();
    let answer = app
        .post("/api/dead-letters/replay", &*again)
        .await
        .expect(200);
    assert_eq!(answer["results"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_of_everything_goes_on_where_the_last_one_ended() {
    let app = TestApp::spawn().await;
    let bad: Vec<_> = (0..1_500).map(|k| json!({"match_id": k})).collect();
    app.submit_batch(&bad).await.expect(400);
    let mut asked = json!({"all": true});
    let mut seen = Vec::new();
    loop {
        let answer = app
            .post("/api/dead-letters/replay", &*asked.to_string())
            .await
            .expect(200);
        let results = answer["results"].as_array().unwrap();
        assert!(results.len() <= 1_000);
        seen.extend(results.iter().map(|one| one["id"].as_i64().unwrap()));
        match answer["next"].as_i64() {
            Some(next) => asked["after"] = next.into(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 1_500);
    assert!(seen.is_sorted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_says_nothing_changes_nothing_and_dropping_needs_to_be_allowed() {
    let app = TestApp::spawn().await;
    mended(&app, "{", GOOD).await;
    for asked in ["{}", r#"{"alll":true}"#, "[]", r#"{"ids":["1"]}"#] {
        app.post("/api/dead-letters/replay", asked)
            .await
            .expect_error(400);
    }
    app.post("/api/dead-letters/drop", r#"{"all":true}"#)
        .await
        .expect_error(403);
    assert_eq!(app.get_json("/api/dead-letters").await["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_letters_are_gone_where_it_is_allowed() {
    let app = TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await;
    app.post("/api/submit", "{").await.expect_error(400);
    app.post("/api/submit", r#"{"match_id":"m","looted_items":{}}"#)
        .await
        .expect_error(400);
    app.post("/api/dead-letters/drop", "{}")
        .await
        .expect_error(400);
    let answer = app
        .post("/api/dead-letters/drop", r#"{"reason":"body"}"#)
        .await
        .expect(200);
    assert_eq!(answer, json!({"success": true, "dropped": 1}));
    let left = app.get_json("/api/dead-letters").await;
    assert_eq!(left["data"][0]["faults"][0]["field"], "player_id");
    assert_eq!(app.get_json("/api/quality").await["data"]["rejected"], 1);
}
