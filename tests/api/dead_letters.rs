//! Nothing vanishes in silence: what is refused is kept as it came.

use crate::harness::app::TestApp;
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
