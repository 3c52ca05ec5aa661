//! `POST /api/submit/batch`.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

fn sheet(key: u32) -> Value {
    json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 1}, "sheet_id": key.to_string()})
}

#[tokio::test(flavor = "multi_thread")]
async fn all_stored_is_201_and_lists_nothing() {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = (0..500).map(sheet).collect();
    let answer = app.submit_batch(&sheets).await.expect(201);
    let wanted =
        json!({"success": true, "accepted": 500, "duplicates": 0, "rejected": 0, "results": []});
    assert_eq!(answer, wanted);
    assert_eq!(app.stored_sheets().await, 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_are_listed_with_their_first_id_and_the_status_stays_201() {
    let app = TestApp::spawn().await;
    let first = app.submit(&sheet(1)).await.expect(201)["id"].clone();
    let answer = app
        .submit_batch(&[sheet(1), sheet(2), sheet(2)])
        .await
        .expect(201);
    assert_eq!(
        (
            &answer["accepted"],
            &answer["duplicates"],
            &answer["success"]
        ),
        (&json!(1), &json!(2), &json!(true))
    );
    assert_eq!(
        answer["results"][0],
        json!({"index": 0, "status": "duplicate", "id": first})
    );
    assert_eq!(answer["results"][1]["index"], 2);
    let all_known = app.submit_batch(&[sheet(1), sheet(2)]).await.expect(201);
    assert_eq!(all_known["duplicates"], 2);
    assert_eq!(app.stored_sheets().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_sheet_among_500_is_207_and_harms_no_other() {
    let app = TestApp::spawn().await;
    let mut sheets: Vec<_> = (0..500).map(sheet).collect();
    sheets[321] = json!({"match_id": "", "player_id": "p", "looted_items": {"medkit": -1}});
    let answer = app.submit_batch(&sheets).await.expect(207);
    assert_eq!(
        (&answer["accepted"], &answer["rejected"], &answer["success"]),
        (&json!(499), &json!(1), &json!(false))
    );
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(
        (&results[0]["index"], &results[0]["status"]),
        (&json!(321), &json!("rejected"))
    );
    let fields: Vec<_> = results[0]["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| &fault["field"])
        .collect();
    assert_eq!(fields, ["looted_items.medkit", "match_id"]);
    assert_eq!(app.stored_sheets().await, 499);
    assert_eq!(app.get_json("/api/dead-letters").await["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_stored_is_400_with_the_fields_of_both_shapes() {
    let app = TestApp::spawn().await;
    let answer = app
        .submit_batch(&[json!({}), json!(7)])
        .await
        .expect_error(400);
    assert_eq!(
        (&answer["success"], &answer["accepted"], &answer["rejected"]),
        (&json!(false), &json!(0), &json!(2))
    );
    assert_eq!(answer["results"].as_array().unwrap().len(), 2);
    assert!(!answer["faults"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_batch_is_400_and_says_what_one_is() {
    let app = TestApp::spawn().await;
    for (body, word) in [
        ("", "body"),
        ("[]", "at least one"),
        ("{}", "array"),
        ("null", "array"),
        ("\"[]\"", "array"),
        ("[{}", "JSON"),
        ("[{}] []", "JSON"),
        ("[{},]", "JSON"),
        ("nonsense", "JSON"),
    ] {
        let error = app.post("/api/submit/batch", body).await.expect_error(400);
        assert!(
            error["error"].as_str().unwrap().contains(word),
            "{body:?}: {error}"
        );
    }
    let error = app
        .post_lines("/api/submit/batch", "\n\n")
        .await
        .expect_error(400);
    assert!(
        error["error"].as_str().unwrap().contains("at least one"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_sheets_and_a_torn_last_one_is_refused_alone() {
    let app = TestApp::spawn().await;
    let lines = format!(
        "{}\r\n\n{}\n{}\n{{\"match_id\": \"m\", \"play",
        sheet(1),
        sheet(2),
        sheet(1)
    );
    let answer = app.post_lines("/api/submit/batch", lines).await.expect(207);
    assert_eq!(
        (
            &answer["accepted"],
            &answer["duplicates"],
            &answer["rejected"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    let torn = answer["results"].as_array().unwrap().last().unwrap();
    assert_eq!(torn["index"], 3);
    assert!(
        torn["faults"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("EOF"),
        "{torn}"
    );
    // Whole, but without a line end.
    app.post_lines("/api/submit/batch", sheet(3).to_string())
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_sheets_are_taken_and_one_more_is_not() {
    let app = TestApp::spawn().await;
    let mut sheets: Vec<_> = (0..10_000).map(sheet).collect();
    let answer = app.submit_batch(&sheets).await.expect(201);
    assert_eq!(answer["accepted"], 10_000);
    sheets.push(sheet(10_000));
    let error = app.submit_batch(&sheets).await.expect_error(400);
    assert!(
        error["error"].as_str().unwrap().contains("10000"),
        "names no limit: {error}"
    );
    assert_eq!(app.stored_sheets().await, 10_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_mebibytes_are_taken_and_one_byte_more_is_413() {
    let app = TestApp::spawn().await;
    let body = |bytes: usize| {
        let large = format!(
            r#"{{"match_id":"m","player_id":"p","looted_items":{{}},"pad":"{}"}}"#,
            "x".repeat(900_000)
        );
        let mut body = format!("[{}", vec![large; 18].join(","));
        body.push_str(&" ".repeat(bytes - body.len() - 1));
        body + "]"
    };
    app.post("/api/submit/batch", body(16 << 20))
        .await
        .expect(201);
    let error = app
        .post("/api/submit/batch", body((16 << 20) + 1))
        .await
        .expect_error(413);
    assert!(
        error["error"].as_str().unwrap().contains("16777216"),
        "names no limit: {error}"
    );
    assert_eq!(app.stored_sheets().await, 18);
}
