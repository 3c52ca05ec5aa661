//! Names: where each is counted, and what an operator decides of them.

use crate::harness::app::TestApp;
use crate::harness::waiting::until;
use serde_json::{Value, json};

/// Asks for a change, and waits for its job.
pub(super) async fn changed(app: &TestApp, verb: &str, asked: Value) -> Value {
    let path = format!("/api/names/{verb}");
    let begun = app.post(&path, asked.to_string()).await.expect(202);
    let path = format!("/api/jobs/{}", begun["job"]);
    let is_open = |job: &Value| ["waiting", "running"].contains(&job["state"].as_str().unwrap());
    until("the job ends", async || {
        !is_open(&app.get_json(&path).await["data"])
    })
    .await;
    app.get_json(&path).await["data"].take()
}

async fn item(app: &TestApp, match_id: &str, items: Value) {
    let sheet = json!({"match_id": match_id, "player_id": "ann", "looted_items": items});
    app.submit(&sheet).await.expect(201);
}

async fn totals(app: &TestApp) -> Value {
    app.get_json("/api/aggregate").await["data"]["total_items"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn spellings_are_merged_noise_is_hidden_and_both_are_undone() {
    let app = TestApp::spawn().await;
    item(
        &app,
        "m1",
        json!({"Medkit": 2, "medkit": 3, "noise_1": 5, "noise_2": 7}),
    )
    .await;
    let merge = json!({"kind": "item", "names": ["Medkit"], "into": "medkit"});
    let job = changed(&app, "merge", merge.clone()).await;
    assert_eq!(job["kind"], "change_names");
    assert_eq!(
        job["result"],
        json!({"changed": 1, "recounted_rows": 1}),
        "{job}"
    );
    let hide = json!({"kind": "item", "prefix": "noise_"});
    changed(&app, "hide", hide).await;
    item(&app, "m2", json!({"Medkit": 1, "noise_1": 1})).await;
    assert_eq!(totals(&app).await, json!({"medkit": 6, " (other)": 13}));
    // Others are asked for by their name; rows are found by their own.
    let heat = app.get("/api/heatmap?item=%20(other)").await;
    heat.expect(200);
    let refused = app.get("/api/stats?game_mode=%20(other)").await;
    let refused = refused.expect_error(400);
    assert_eq!(refused["faults"][0]["field"], "game_mode");

    let list = app.get_json("/api/names/list?kind=item").await;
    let states = list["data"].as_array().unwrap().iter();
    let states: Vec<_> = states
        .map(|line| {
            json!([
                line["name"],
                line["state"],
                line["counted_as"],
                line["count"]
            ])
        })
        .collect();
    assert_eq!(
        json!(states),
        json!([
            ["Medkit", "merged", "medkit", null],
            ["medkit", "tracked", null, 6],
            ["noise_1", "hidden", null, null],
            ["noise_2", "hidden", null, null],
        ])
    );
    let line = &list["data"][0];
    assert_eq!(
        (&line["source"], &line["player_id"]),
        (&json!("/api/submit"), &json!("ann"))
    );
    assert!(line["first_seen"].is_string());
    assert_eq!(list["kinds"][0]["hidden"], 2);
    assert_eq!(list["kinds"][0]["other"], 13);
    let page = app
        .get_json("/api/names/list?kind=item&state=hidden&limit=1")
        .await;
    assert_eq!(
        (&page["count"], &page["data"][0]["name"]),
        (&json!(1), &json!("noise_1"))
    );
    let next = format!(
        "/api/names/list?kind=item&state=hidden&limit=1&cursor={}",
        page["next"].as_str().unwrap()
    );
    let page = app.get_json(&next).await;
    assert_eq!(
        (&page["next"], &page["data"][0]["name"]),
        (&Value::Null, &json!("noise_2"))
    );

    changed(
        &app,
        "track",
        json!({"kind": "item", "names": ["Medkit", "noise_1", "noise_2"]}),
    )
    .await;
    assert_eq!(
        totals(&app).await,
        json!({"Medkit": 3, "medkit": 3, "noise_1": 6, "noise_2": 7})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_change_is_told_at_once() {
    let app = TestApp::spawn().await;
    item(&app, "m1", json!({"medkit": 3})).await;
    for (verb, asked, field) in [
        (
            "merge",
            json!({"kind": "item", "names": ["Medkit"]}),
            "into",
        ),
        (
            "merge",
            json!({"kind": "item", "names": ["Medkit"], "into": "nothing"}),
            "into",
        ),
        (
            "hide",
            json!({"kind": "item", "names": ["medkit"], "into": "medkit"}),
            "into",
        ),
        (
            "hide",
            json!({"kind": "item", "names": ["a\nb", ""]}),
            "names[0]",
        ),
        // Ours, which would be read as the data's "(other)" without its space.
        (
            "hide",
            json!({"kind": "item", "names": [" (other)"]}),
            "names[0]",
        ),
        ("hide", json!({"kind": "item"}), "names"),
        ("hide", json!({"kind": "things", "names": ["a"]}), "body"),
        (
            "track",
            json!({"kind": "variant", "names": ["a"]}),
            "experiment",
        ),
    ] {
        let answer = app
            .post(&format!("/api/names/{verb}"), asked.to_string())
            .await;
        let error = answer.expect(400);
        assert_eq!(error["faults"][0]["field"], field, "{asked}: {error}");
    }
    assert_eq!(app.get_json("/api/jobs").await["count"], 0);
    assert_eq!(totals(&app).await, json!({"medkit": 3}));
}

#[tokio::test(flavor = "multi_thread")]
async fn quality_tells_who_opened_names_past_the_limit() {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = (0..103)
        .map(|k| json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {}, "game_mode": format!("g{k:03}")}))
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let quality = app.get_json("/api/quality").await;
    let modes = &quality["data"]["names"][1];
    assert_eq!(modes["kind"], "game_mode");
    assert_eq!(
        (&modes["tracked"], &modes["no_place"], &modes["other"]),
        (&json!(100), &json!(3), &json!(3))
    );
    let list = app.get_json("/api/names/list?state=no_place").await;
    assert_eq!(list["data"][2]["player_id"], "p102");
    assert_eq!(list["data"][2]["source"], "/api/submit/batch");
    // A type of event that never came is a 404, one past the limit is not.
    app.get("/api/events/jump/places").await.expect_error(404);
    let events: Vec<_> = (0..1_001)
        .map(|k| json!({"match_id": "m", "player_id": "p", "event_type": format!("t{k:04}")}))
        .collect();
    app.post("/api/events", json!(events).to_string())
        .await
        .expect(201);
    app.get("/api/events/t1000/places").await.expect(200);
}
