//! `/api/economy`: what is money, and what became of it.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

const GOLD: &str = "/api/economy?currency=gold";

async fn put(app: &TestApp, path: &str, body: Value) -> crate::harness::http::Answer {
    app.request("PUT", path, &[], body.to_string()).await
}

/// Nine days of a game in which more is earned than spent.
async fn played() -> TestApp {
    let app = TestApp::spawn().await;
    for n in 1..10 {
        let at = format!("2026-01-0{n}T12:00:00Z");
        let sheet = json!({
            "match_id": format!("m{n}"), "player_id": "ann", "player_level": n, "timestamp": at, "game_mode": "solo",
            "looted_items": {"coin": 2}, "custom_stats": {"gold_earned": 10, "gold_spent": 4, "name": "x"},
            "events": [{"event_type": "quest", "details": {"reward": {"gold": 5}}}],
        });
        app.submit(&sheet).await.expect(201);
        let shop = json!({"event_type": "shop", "player_id": "bob", "timestamp": at, "player": {"level": 30}, "details": {"price": 3.5}});
        app.post("/api/events", shop.to_string()).await.expect(201);
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_told_over_time_by_level_and_by_player() {
    let app = played().await;
    app.get(GOLD).await.expect(404);
    let kept = json!({"sources": ["gold_earned", "event:quest#reward.gold", "item:coin"], "sinks": ["stat:gold_spent", "event:shop#price"]});
    let set = put(&app, GOLD, kept).await;
    set.expect(200);
    assert_eq!(set.json()["data"]["sources"][0], "stat:gold_earned");
    let data = app.get_json(&format!("{GOLD}&bucket=day")).await["data"].clone();
    let amounts = |flows: &Value| -> Vec<(f64, u64)> {
        let flows = flows.as_array().unwrap().iter();
        flows
            .map(|of| (of["amount"].as_f64().unwrap(), of["rows"].as_u64().unwrap()))
            .collect()
    };
    assert_eq!(amounts(&data["sources"]), [(90.0, 9), (45.0, 9), (18.0, 9)]);
    assert_eq!(amounts(&data["sinks"]), [(36.0, 9), (31.5, 9)]);
    assert_eq!(
        data["total"],
        json!({"sources": 153.0, "sinks": 67.5, "net": 85.5})
    );
    let points = data["points"].as_array().unwrap();
    assert_eq!((points.len(), &points[8]["balance"]), (9, &json!(85.5)));
    assert_eq!(points[0]["net"], 9.5);
    assert_eq!(
        (&data["complete"], &data["looked_at"]),
        (&json!(true), &json!(27))
    );
    // Ann has levels 1 to 9, bob is at 30.
    let levels = data["levels"].as_array().unwrap();
    let sum = |key: &str| {
        levels
            .iter()
            .map(|band| band[key].as_f64().unwrap())
            .sum::<f64>()
    };
    assert_eq!((sum("sources"), sum("sinks")), (153.0, 67.5));
    assert_eq!(levels.last().unwrap()["from"], 30);
    let wealth = &data["wealth"];
    assert_eq!(
        (&wealth["players"], &wealth["richest"][0]["player_id"]),
        (&json!(2), &json!("ann"))
    );
    assert_eq!(
        (&wealth["gini"], &wealth["top_percent_share"]),
        (&json!(0.5), &json!(1.0))
    );
    assert_eq!(data["inflation"]["warning"], true);
    assert_eq!(data["inflation"]["days"], 9);
    // A range and a slice narrow all of it.
    let some =
        format!("{GOLD}&game_mode=solo&since=2026-01-03T00:00:00Z&until=2026-01-05T00:00:00Z");
    let some = app.get_json(&some).await["data"].clone();
    assert_eq!(
        some["total"],
        json!({"sources": 34.0, "sinks": 8.0, "net": 26.0})
    );
    assert_eq!(some["inflation"]["warning"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn currencies_are_listed_replaced_and_removed() {
    let app = TestApp::spawn().await;
    app.get("/api/economy").await.expect(404);
    put(&app, "/api/economy", json!({"sources": ["a", "a"]}))
        .await
        .expect(200);
    put(&app, "/api/economy", json!({"sinks": ["event:shop"]}))
        .await
        .expect(200);
    let all = app.get_json("/api/economy/currencies").await;
    assert_eq!(
        all["data"],
        json!([{"currency": "currency", "sources": [], "sinks": ["event:shop"]}])
    );
    let empty = app.get_json("/api/economy").await;
    assert_eq!(empty["data"]["wealth"]["gini"], Value::Null);
    let told = put(
        &app,
        GOLD,
        json!({"sources": ["item:", "a"], "sinks": ["stat:"]}),
    )
    .await;
    let told = told.expect_error(400);
    let fields: Vec<_> = told["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| &fault["field"])
        .collect();
    assert_eq!(fields, ["sources[0]", "sinks[0]"]);
    for bad in [
        json!({}),
        json!({"sources": ["a"], "sinks": ["stat:a"]}),
        json!({"sources": vec!["a"; 51]}),
        json!({"sources": "a"}),
    ] {
        put(&app, GOLD, bad).await.expect_error(400);
    }
    app.request("DELETE", "/api/economy", &[], "")
        .await
        .expect(200);
    app.request("DELETE", "/api/economy", &[], "")
        .await
        .expect(404);
}
