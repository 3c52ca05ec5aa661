//! What items were refused for: those with the same fault together.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    refused_items_are_grouped_by_field_and_reason,
}

fn sheet(counts: Value) -> Value {
    json!({"match_id": "m", "player_id": "p", "looted_items": counts})
}

async fn refused_items_are_grouped_by_field_and_reason(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let batch = [
        sheet(json!({"medkit": "three"})),
        sheet(json!({"medkit": -1})),
        json!({"match_id": "m", "looted_items": {}}),
        // Of many faults the first one tells, however long the list is.
        sheet(json!({"medkit": true, "x": "x".repeat(6_000), "y": []})),
    ];
    app.submit_batch(&batch).await.expect_error(400);
    app.post("/api/events", r#"{"event_type": 7}"#)
        .await
        .expect_error(400);
    let answer = app.get_json("/api/dead-letters/groups").await["data"].take();
    assert_eq!(
        (&answer["looked_at"], &answer["complete"]),
        (&json!(5), &json!(true))
    );
    let groups = answer["groups"].as_array().unwrap();
    let told = |group: &Value| (group["field"].clone(), group["items"].clone());
    assert_eq!(
        told(&groups[0]),
        (json!("looted_items.medkit"), json!(3)),
        "{answer}"
    );
    let [first, reason] = ["first", "reason"].map(|name| groups[0][name].as_str().unwrap());
    assert!(
        reason.starts_with("must be a whole number") && !reason.contains("got"),
        "{reason}"
    );
    assert!(first <= groups[0]["last"].as_str().unwrap());
    assert_eq!(groups[0]["sources"], json!(["/api/submit/batch"]));
    let example = &groups[0]["example"];
    assert!(
        example["reason"].as_str().unwrap().ends_with("got true"),
        "{example}"
    );
    let letter = app
        .get_json(&format!("/api/dead-letters?id={}", example["id"]))
        .await;
    assert_eq!(letter["count"], 1);

    for (query, groups, looked_at) in [
        ("reason=player_id", 1, 1),
        ("source=/api/events", 1, 1),
        ("until=2020-01-01T00:00:00Z", 0, 0),
        ("limit=1", 1, 1),
    ] {
        let path = format!("/api/dead-letters/groups?{query}");
        let data = &app.get_json(&path).await["data"];
        assert_eq!(
            data["groups"].as_array().unwrap().len(),
            groups,
            "{query}: {data}"
        );
        assert_eq!(data["looked_at"], looked_at, "{query}");
        assert_eq!(data["complete"], query != "limit=1", "{query}");
    }
}
