//! `POST /api/submit`.

use crate::harness::app::TestApp;
use loot::model::Millis;
use serde_json::json;

fn sheet() -> serde_json::Value {
    json!({
        "match_id": "match_001", "player_id": "player_1_1", "timestamp": "2026-01-31T12:00:00",
        "looted_items": {"rubber_duck": 2, "medkit": 1}, "locations": {"rubber_duck": [[1.5, 2.5], [3, 4]]},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_answered_as_the_predecessor_did_and_read_back_as_sent() {
    let app = TestApp::spawn().await;
    let answer = app.submit(&sheet()).await.expect(201);
    assert_eq!(answer["success"], true);
    assert_eq!(answer["message"], "Stat sheet received successfully");
    assert!(answer.get("duplicate").is_none(), "{answer}");
    let received = Millis::parse(answer["timestamp"].as_str().unwrap()).unwrap();
    let age_ms = loot::runtime::clock::now_ms() - received.0;
    assert!((0..60_000).contains(&age_ms), "received {age_ms} ms ago");

    let page = app.get_json("/api/stats").await;
    assert_eq!(
        (&page["success"], &page["count"], &page["next"]),
        (&json!(true), &json!(1), &json!(null))
    );
    let row = &page["data"][0];
    assert_eq!(row["id"], answer["id"]);
    assert!(Millis::parse(row["created_at"].as_str().unwrap()).is_ok());
    for (field, value) in sheet().as_object().unwrap() {
        // 3 may come back as 3.0: the same number.
        if field != "locations" {
            assert_eq!(&row[field], value, "{field}");
        }
    }
    assert_eq!(
        row["locations"],
        json!({"rubber_duck": [[1.5, 2.5], [3.0, 4.0]]})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn both_prefixes_are_the_same_door() {
    let app = TestApp::spawn().await;
    let mut keyed = sheet();
    keyed["sheet_id"] = "k".into();
    let first = app
        .post("/api/v1/submit", keyed.to_string())
        .await
        .expect(201);
    let again = app.post("/api/submit", keyed.to_string()).await.expect(200);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(
        app.get_json("/api/v1/stats").await,
        app.get_json("/api/stats").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_told_the_first_id_and_counts_once() {
    let app = TestApp::spawn().await;
    let mut keyed = sheet();
    keyed["sheet_id"] = "k".into();
    let first = app.submit(&keyed).await.expect(201);
    for _ in 0..3 {
        let again = app.submit(&keyed).await.expect(200);
        assert_eq!(
            (&again["id"], &again["duplicate"], &again["success"]),
            (&first["id"], &json!(true), &json!(true))
        );
    }
    assert_eq!(app.stored_sheets().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_is_a_key_as_good_as_the_field() {
    let app = TestApp::spawn().await;
    let with_key = async |key: &str, sheet: &serde_json::Value| {
        app.request(
            "POST",
            "/api/submit",
            &[("Idempotency-Key", key)],
            sheet.to_string(),
        )
        .await
    };
    let first = with_key("k1", &sheet()).await.expect(201);
    assert_eq!(
        with_key("k1", &sheet()).await.expect(200)["id"],
        first["id"]
    );
    let mut keyed = sheet();
    keyed["sheet_id"] = "k1".into();
    assert_eq!(app.submit(&keyed).await.expect(200)["id"], first["id"]);
    assert_eq!(with_key("k1", &keyed).await.expect(200)["id"], first["id"]);
    assert_eq!(
        app.get_json("/api/stats").await["data"][0]["sheet_id"],
        "k1"
    );

    let differs = with_key("k2", &keyed).await.expect_error(400);
    assert_eq!(differs["faults"].as_array().unwrap().len(), 1);
    let too_long = with_key(&"k".repeat(257), &sheet()).await.expect_error(400);
    assert!(
        too_long["error"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("idempotency-key"),
        "{too_long}"
    );
    assert_eq!(app.stored_sheets().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_are_kept_and_our_own_columns_stay_ours() {
    let app = TestApp::spawn().await;
    let mut extended = sheet();
    extended["mood"] = json!({"deep": [1, null, "ü\u{0}"]});
    extended["id"] = json!("mine");
    app.submit(&extended).await.expect(201);
    let row = &app.get_json("/api/stats").await["data"][0];
    assert_eq!(row["mood"], extended["mood"]);
    assert!(row["id"].is_i64(), "{row}");
    assert_eq!(row["extra"]["id"], "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_may_be_called_by_its_usual_names_and_nothing_else_is_taken() {
    let app = TestApp::spawn().await;
    let named = async |content_type: &str| {
        app.request(
            "POST",
            "/api/submit",
            &[("content-type", content_type)],
            sheet().to_string(),
        )
        .await
    };
    for good in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/x+json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
    ] {
        named(good).await.expect(201);
    }
    app.request("POST", "/api/submit", &[], sheet().to_string())
        .await
        .expect(201);
    for bad in [
        "text/html",
        "application/x-ndjson",
        "json",
        "multipart/form-data; boundary=x",
    ] {
        let error = named(bad).await.expect_error(415);
        assert!(
            error["error"]
                .as_str()
                .unwrap()
                .contains("application/json"),
            "{error}"
        );
    }
    assert_eq!(app.stored_sheets().await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_may_have_a_mebibyte_and_no_more() {
    let app = TestApp::spawn().await;
    let sheet = |bytes: usize| {
        let start = r#"{"match_id":"m","player_id":"p","looted_items":{},"pad":""#;
        format!("{start}{}\"}}", "x".repeat(bytes - start.len() - 2))
    };
    app.post("/api/submit", sheet(1 << 20)).await.expect(201);
    let error = app
        .post("/api/submit", sheet((1 << 20) + 1))
        .await
        .expect_error(413);
    assert!(
        error["error"].as_str().unwrap().contains("1048576"),
        "names no limit: {error}"
    );
    assert_eq!(app.stored_sheets().await, 1);
    // Its twin in a batch is refused alone.
    let batch = format!("[{},{}]", sheet(1 << 20), sheet((1 << 20) + 1));
    let answer = app.post("/api/submit/batch", batch).await.expect(207);
    assert_eq!(
        (&answer["accepted"], &answer["rejected"]),
        (&json!(1), &json!(1))
    );
    // And both can be read again.
    let first = app.get_json("/api/stats").await;
    let path = format!("/api/stats?cursor={}", first["next"].as_str().unwrap());
    let second = app.get_json(&path).await;
    assert_eq!((&first["count"], &second["count"]), (&json!(1), &json!(1)));
}
