//! `GET /api/flows` and `GET /api/funnel`: what players do, in order.

use crate::harness::app::TestApp;
use crate::harness::http::Answer;
use crate::harness::waiting;
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::time::Duration;

async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    let sheet = |k: u32, item: &str, events: &[&str]| {
        let at = |second: usize| format!("2026-01-31T1{k}:00:{second:02}Z");
        let events = events.iter().enumerate();
        let events: Vec<_> = events
            .map(|(n, kind)| json!({"event_type": kind, "timestamp": at(10 * n)}))
            .collect();
        json!({
            "match_id": format!("m{k}"), "player_id": "ann", "timestamp": at(59), "looted_items": {item: 3, "z": 1},
            "game_mode": if k < 2 { "solo" } else { "duo" }, "events": events,
        })
    };
    let sheets = [
        sheet(0, "duck", &["land", "fight", "fight", "won"]),
        sheet(1, "duck", &["land", "lost"]),
        sheet(2, "medkit", &["fight", "land", "fight"]),
        sheet(3, "medkit", &[]),
    ];
    app.submit_batch(&sheets).await.expect(201);
    app
}

fn told(flow: &Value) -> Vec<String> {
    let links = flow["data"]["links"].as_array().unwrap().iter();
    let text = |link: &Value| {
        format!(
            "{}: {} > {}: {}",
            link["column"], link["from"], link["to"], link["stories"]
        )
    };
    links.map(|link| text(link).replace('"', "")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_lead_from_loot_to_the_end() {
    let app = app().await;
    let flow = app.get_json("/api/flows?depth=1").await;
    assert_eq!(
        told(&flow),
        [
            "0: duck > land: 2",
            "0: medkit > fight: 1",
            "0: medkit > no event: 1",
            "1: fight > fight: 1",
            "1: land > lost: 1",
            "1: land > won: 1",
        ]
    );
    let data = &flow["data"];
    assert_eq!(
        (&data["stories"], &data["columns"], &data["complete"]),
        (&json!(4), &json!(3), &json!(true))
    );
    assert_eq!(
        data["links"][0]["examples"][0],
        json!({"match_id": "m1", "player_id": "ann"})
    );
    let without = app
        .get_json("/api/flows?depth=1&leave_out=%5B%22fight%22,%22won%22%5D")
        .await;
    assert_eq!(
        told(&without),
        [
            // One goes on from there, and one ends there.
            "0: duck > land: 1",
            "0: duck > land: 1",
            "0: medkit > land: 1",
            "0: medkit > no event: 1",
            "1: land > lost: 1",
        ]
    );
    for wrong in ["fight", "%5B1%5D", "%7B%7D", "%5B%22%22%5D"] {
        let refused = app.get(&format!("/api/flows?leave_out={wrong}")).await;
        let refused = refused.expect_error(400);
        assert_eq!(refused["faults"][0]["field"], "leave_out", "{wrong}");
    }
    let duo = app.get_json("/api/flows?game_mode=duo&limit=1").await;
    assert_eq!(told(&duo), ["0: medkit > no event: 1"]);
    assert_eq!(duo["data"]["covered_since"], "2026-01-31T13:00:59.000Z");
    for query in ["depth=0", "top=31", "limit=20001", "item=x"] {
        app.get(&format!("/api/flows?{query}"))
            .await
            .expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_begins_and_ends_where_it_is_told_to() {
    let app = app().await;
    let from = app.get_json("/api/flows?depth=1&from=land").await;
    assert_eq!(
        told(&from),
        [
            // One goes on from there, and one ends there.
            "0: land > fight: 1",
            "0: land > fight: 1",
            "0: land > lost: 1",
            "1: fight > won: 1"
        ]
    );
    assert_eq!(
        (&from["data"]["stories"], &from["data"]["looked_at"]),
        (&json!(3), &json!(4))
    );
    let to = app.get_json("/api/flows?depth=1&to=won").await;
    assert_eq!(told(&to), ["0: duck > fight: 1", "1: fight > won: 1"]);
    let item = app
        .get_json("/api/flows?depth=1&from_item=medkit&to=fight")
        .await;
    assert_eq!(told(&item), ["0: medkit > fight: 1"]);
    assert_eq!(item["data"]["links"][0]["from_kind"], "item");
    let both = app
        .get("/api/flows?from=land&from_item=duck")
        .await
        .expect_error(400);
    assert_eq!(both["faults"][0]["field"], "from_item");
    let both = app
        .get("/api/funnel?step1=land&step2=won&item2=duck")
        .await
        .expect_error(400);
    assert_eq!(both["faults"][0]["field"], "item2");
    let long = app
        .get("/api/flows?separator=123456789")
        .await
        .expect_error(400);
    assert_eq!(long["faults"][0]["field"], "separator");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_again_gets_an_answer_that_takes_long() {
    let app = TestApp::spawn_with(ServerOptions {
        read_patience: Duration::ZERO,
        ..ServerOptions::default()
    })
    .await;
    let sheet = json!({
        "match_id": "m", "player_id": "ann", "looted_items": {"duck": 1}, "events": [{"event_type": "land"}],
    });
    app.submit(&sheet).await.expect(201);
    for question in ["/api/flows", "/api/v1/funnel?step1=land"] {
        let first = app.get(question).await;
        assert_eq!(first.header("retry-after"), Some("1"));
        let first = first.expect(202);
        let done = first["progress"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&done), "{done}");
        let mut answer = Answer::hung_up();
        waiting::until(question, async || {
            answer = app.get(question).await;
            answer.status == 200
        })
        .await;
        assert_eq!(answer.expect(200)["data"]["stories"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_funnel_counts_steps_in_order_with_the_time_between() {
    let app = app().await;
    let funnel = app
        .get_json("/api/funnel?step1=land&step2=fight&step3=won")
        .await;
    let steps = funnel["data"]["steps"].as_array().unwrap();
    let counted: Vec<_> = steps
        .iter()
        .map(|step| step["stories"].as_u64().unwrap())
        .collect();
    assert_eq!(
        (counted, &funnel["data"]["stories"]),
        (vec![3, 2, 1], &json!(4))
    );
    assert_eq!(
        (&steps[0]["of_previous"], &steps[0]["median_seconds"]),
        (&json!(0.75), &Value::Null)
    );
    assert_eq!(
        (&steps[1]["median_seconds"], &steps[2]["median_seconds"]),
        (&json!(10.0), &json!(20.0))
    );
    let quick = app
        .get_json("/api/funnel?step1=land&step2=fight&step3=won&within=15")
        .await;
    let steps = quick["data"]["steps"].as_array().unwrap().iter();
    let counted: Vec<_> = steps.map(|step| step["stories"].clone()).collect();
    // The first fight is soon enough, and the end is not; the second fight is too late.
    assert_eq!(counted, [3, 2, 0]);
    let hasty = app
        .get_json("/api/funnel?step1=land&step2=fight&within=9")
        .await;
    assert_eq!(hasty["data"]["steps"][1]["stories"], 0);
    let missing = app.get("/api/funnel?step2=fight").await.expect_error(400);
    assert_eq!(missing["faults"][0]["field"], "step1");
}
