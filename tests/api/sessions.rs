//! Sessions over HTTP: what was acknowledged is in them, by days of a zone, and wrong questions are told.

use crate::harness::app::TestApp;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_in_sessions() {
    let app = TestApp::spawn().await;
    for (player, minute, session) in [
        ("ada", "10:20", json!(null)),
        ("ada", "10:45", json!(null)),
        ("ada", "23:30", json!("night")),
        ("bob", "10:00", json!(null)),
    ] {
        let mut sheet = json!({
            "match_id": minute, "player_id": player, "looted_items": {}, "match_duration": 600,
            "timestamp": format!("2026-01-31T{minute}:00Z"), "dimensions": {"platform": player},
        });
        if !session.is_null() {
            sheet["session_id"] = session;
        }
        app.post("/api/submit", sheet.to_string()).await.expect(201);
        let listed = app.get_json("/api/sessions?limit=1").await;
        assert_eq!(listed["behind"], 0);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app
            .get_json(&format!("/api/sessions?limit=2{cursor}"))
            .await;
        seen.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    let told: Vec<_> = seen
        .iter()
        .map(|one| {
            json!([
                one["player_id"],
                one["session_id"],
                one["first"],
                one["seconds"],
                one["sheets"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["ada", "night", "2026-01-31T23:20:00.000Z", 600.0, 1]),
            json!(["ada", null, "2026-01-31T10:10:00.000Z", 2_100.0, 2]),
            json!(["bob", null, "2026-01-31T09:50:00.000Z", 600.0, 1]),
        ]
    );
    let of_bob = app.get_json("/api/sessions?dim.platform=bob").await;
    assert_eq!(of_bob["count"], 1);
    assert_eq!(of_bob["data"][0]["dimensions"], json!({"platform": "bob"}));

    let summary = app.get_json("/api/sessions/summary?tz=Europe/Berlin").await;
    let data = &summary;
    assert_eq!(
        (&data["sessions"], &data["mean_seconds"]),
        (&json!(3), &json!(1_100.0))
    );
    // Past midnight there.
    assert_eq!(
        data["data"],
        json!([
            {"start": "2026-01-30T23:00:00.000Z", "sessions": 2, "mean_seconds": 1_350.0},
            {"start": "2026-01-31T23:00:00.000Z", "sessions": 1, "mean_seconds": 600.0},
        ])
    );
    let none = app.get_json("/api/sessions/summary?player_id=nobody").await;
    assert_eq!(none["quantiles"], json!(null));
    assert_eq!(none["mean_seconds"], json!(null));
    let both = app.get("/api/sessions?dim.platform=bob&map=dust").await;
    assert_eq!(both.expect_error(400)["faults"][0]["field"], "map");
    let minutes = app.get("/api/sessions/summary?bucket=minute").await;
    assert_eq!(minutes.expect_error(400)["faults"][0]["field"], "bucket");
}
