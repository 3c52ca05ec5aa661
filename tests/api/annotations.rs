//! Annotations: from a build server, once however often they are sent, and of a time range.

use crate::harness::app::TestApp;
use serde_json::json;

const ROUTE: &str = "/api/annotations";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_enough_as_curl_sends_it() {
    let app = TestApp::spawn().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = r#"{"text":"release 1.3"}"#;
    let stored = app.request("POST", ROUTE, &form, body).await.expect(201);
    let data = &stored["data"];
    assert_eq!(data["text"], "release 1.3");
    assert_eq!(data["timestamp"], data["created_at"]);
    assert_eq!(
        (&data["until"], &data["link"]),
        (&json!(null), &json!(null))
    );
    assert!(stored.get("duplicate").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_be_sent_again() {
    let app = TestApp::spawn().await;
    let note = json!({"text": "release 1.3", "timestamp": "2026-01-31T15:00:00+01:00", "annotation_id": "r13"});
    let first = app.post(ROUTE, note.to_string()).await.expect(201);
    assert_eq!(first["data"]["timestamp"], "2026-01-31T14:00:00.000Z");
    let again = app.post(ROUTE, note.to_string()).await.expect(200);
    assert_eq!(again["data"], first["data"]);
    assert_eq!(again["duplicate"], true);
    assert!(again.get("differs").is_none());
    let key = [
        ("Idempotency-Key", "r13"),
        ("content-type", "application/json"),
    ];
    let by_header = app.request("POST", ROUTE, &key, r#"{"text": "another"}"#);
    let by_header = by_header.await.expect(200);
    assert_eq!(by_header["data"], first["data"]);
    assert_eq!(by_header["differs"], true);
    let other = json!({"text": "x", "annotation_id": "r14"}).to_string();
    let refused = app
        .request("POST", ROUTE, &key, other)
        .await
        .expect_error(400);
    assert_eq!(refused["faults"][0]["field"], "Idempotency-Key");
    assert_eq!(app.get_json(ROUTE).await["data"], json!([first["data"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn those_of_a_range_are_read_and_one_is_deleted() {
    let app = TestApp::spawn().await;
    for (text, from, until) in [
        ("event week", "2026-01-26", json!("2026-02-01")),
        ("release", "2026-01-31T14:00:00Z", json!(null)),
    ] {
        let note = json!({"text": text, "timestamp": from, "until": until});
        app.post(ROUTE, note.to_string()).await.expect(201);
    }
    let texts = async |query: &str| {
        let answer = app.get_json(&format!("{ROUTE}{query}")).await;
        let rows = answer["data"].as_array().unwrap().iter();
        rows.map(|row| row["text"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts("").await, ["event week", "release"]);
    assert_eq!(texts("?until=2026-01-31").await, ["event week"]);
    assert_eq!(texts("?since=2026-02-02").await, [""; 0]);
    let id = app.get_json(ROUTE).await["data"][0]["id"].take();
    let path = format!("{ROUTE}/{id}");
    app.request("DELETE", &path, &[], "").await.expect(200);
    app.request("DELETE", &path, &[], "")
        .await
        .expect_error(404);
    app.request("DELETE", "/api/annotations/x", &[], "")
        .await
        .expect_error(400);
    assert_eq!(texts("").await, ["release"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_faults_are_told() {
    let app = TestApp::spawn().await;
    let wrong = json!({
        "text": "x".repeat(201), "timestamp": "yesterday", "until": "2026", "link": "javascript:alert(1)", "annotation_id": "",
    });
    let refused = app.post(ROUTE, wrong.to_string()).await.expect_error(400);
    let faults = refused["faults"].as_array().unwrap().iter();
    let told: Vec<_> = faults
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        ["text", "timestamp", "until", "link", "annotation_id"]
    );
}
