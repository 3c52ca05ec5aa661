//! `GET /api/stats-fields` and what is asked of one field; events by what their details say.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

/// Six shots, from 12:00 on every ten minutes, in two modes; one of them inside a sheet with stats.
async fn with_shots() -> TestApp {
    let app = TestApp::spawn().await;
    for n in 0..5 {
        let weapon = if n % 2 == 0 { "rifle" } else { "bow" };
        let shot = json!({
            "event_type": "shot", "player_id": "ann", "timestamp": format!("2026-01-31T12:{}0:00Z", n),
            "game_mode": if n < 3 { "solo" } else { "duo" }, "position": [n, 2 * n], "dimensions": {"platform": "pc"},
            "details": {"weapon": {"name": weapon}, "damage": 10 * n, "hit": n != 1, "marks": [1, 2]},
        });
        app.post("/api/events", shot.to_string()).await.expect(201);
    }
    let sheet = json!({
        "match_id": "m1", "player_id": "bob", "looted_items": {}, "timestamp": "2026-01-31T13:00:00Z", "game_mode": "solo",
        "custom_stats": {"gold": 2.5, "class": "mage", "won": true},
        "events": [{"event_type": "shot", "timestamp": "2026-01-31T12:50:00Z", "details": {"damage": "none"}}],
    });
    app.submit(&sheet).await.expect(201);
    app
}

fn field<'a>(source: &'a Value, name: &str) -> &'a Value {
    let fields = source["fields"].as_array().unwrap();
    let found = fields.iter().find(|field| field["name"] == name);
    found.unwrap_or_else(|| panic!("{source} has no {name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_listed_whatever_they_are_called() {
    let app = with_shots().await;
    let answer = app.get_json("/api/stats-fields").await;
    let [sheets, shots] = answer["data"]["sources"].as_array().unwrap().as_slice() else {
        panic!("{answer}")
    };
    assert_eq!(sheets["event_type"], Value::Null);
    assert_eq!(
        (&sheets["complete"], &sheets["looked_at"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(field(sheets, "class")["kind"], "text");
    assert_eq!(field(sheets, "won")["kind"], "boolean");
    assert_eq!(shots["event_type"], "shot");
    let damage = field(shots, "damage");
    let expected = json!({
        "name": "damage", "kind": "number", "rows": 6, "min": 0.0, "mean": 20.0, "max": 40.0, "distinct": 6,
        "more_distinct": false,
    });
    assert_eq!(damage, &expected);
    assert_eq!(field(shots, "weapon.name")["distinct"], 2);
    assert_eq!(shots["fields"].as_array().unwrap().len(), 3);
    // Of one type, and of the newest rows.
    let newest = app
        .get_json("/api/stats-fields?type=shot&limit=2&game_mode=duo")
        .await;
    let source = &newest["data"]["sources"][0];
    assert_eq!(field(source, "damage")["rows"], 1);
    assert_eq!(
        (&source["looked_at"], &source["rows_in_slice"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(source["covered_since"], "2026-01-31T12:40:00.000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_told_with_their_distribution_by_group_and_over_time() {
    let app = with_shots().await;
    let path = "/api/stats-fields/values?type=shot&field=damage&by=game_mode&bucket=hour";
    let data = app.get_json(path).await["data"].clone();
    assert_eq!(
        (&data["kind"], &data["rows"]),
        (&json!("number"), &json!(6))
    );
    assert_eq!(data["of_other_kinds"], 1);
    assert_eq!(data["numbers"]["p50"], 20.0);
    assert_eq!(
        data["histogram"]["bins"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bin| bin["rows"].as_u64().unwrap())
            .sum::<u64>(),
        5
    );
    assert_eq!(data["groups"][0]["name"], "solo");
    assert_eq!(data["groups"][0]["numbers"]["mean"], 10.0);
    let point = json!({
        "start": "2026-01-31T12:00:00.000Z", "rows": 5, "mean": 20.0, "values": [], "other": 0,
        "groups": [{"rows": 3, "mean": 10.0}, {"rows": 2, "mean": 35.0}],
    });
    assert_eq!(data["points"], json!([point]));
    assert_eq!(data["complete"], true);
    let by_platform = format!("{path}&dim.platform=pc").replace("by=game_mode", "by=dim.platform");
    let data = app.get_json(&by_platform).await["data"].clone();
    assert_eq!(
        (&data["rows"], &data["rows_in_slice"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(data["groups"][0]["name"], "pc");
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_and_booleans_are_counted_by_value() {
    let app = with_shots().await;
    let texts = app
        .get_json("/api/stats-fields/values?type=shot&field=weapon.name")
        .await;
    let values = json!([
        {"value": "rifle", "rows": 3, "groups": []},
        {"value": "bow", "rows": 2, "groups": []},
    ]);
    assert_eq!(texts["data"]["values"], values);
    assert_eq!(texts["data"]["rows_in_slice"], 6);
    let hits = app
        .get_json("/api/stats-fields/values?type=shot&field=hit")
        .await;
    assert_eq!(
        hits["data"]["values"][0],
        json!({"value": "true", "rows": 4, "groups": []})
    );
    let class = app
        .get_json("/api/stats-fields/values?field=class&by=game_mode")
        .await;
    assert_eq!(
        class["data"]["values"][0],
        json!({"value": "mage", "rows": 1, "groups": [1]})
    );
    let nothing = app.get_json("/api/stats-fields/values?field=unheard").await;
    assert_eq!(
        (&nothing["data"]["kind"], &nothing["data"]["rows"]),
        (&Value::Null, &json!(0))
    );
    app.get("/api/stats-fields/values?field=x&type=unheard")
        .await
        .expect(404);
    for query in [
        "",
        "field=x&by=who",
        "field=x&details.y=1",
        "field=x&bucket=week",
    ] {
        let path = format!("/api/stats-fields/values?{query}");
        app.get(&path).await.expect_error(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_narrowed_by_what_a_detail_says() {
    let app = with_shots().await;
    for (detail, expected) in [
        ("details.weapon.name=rifle", 3),
        ("details.weapon.name=sword", 0),
        ("details.damage=%3E%3D20", 3),
        ("details.damage=%3C20", 2),
        ("details.damage=none", 1),
        ("details.hit=false&game_mode=solo", 1),
        ("details.hit=true&since=2026-01-31T12:20:00Z", 3),
    ] {
        let counts = app
            .get_json(&format!("/api/events?type=shot&bucket=hour&{detail}"))
            .await;
        assert_eq!(counts["data"]["total_events"], expected, "{detail}");
        assert_eq!(counts["data"]["complete"], true, "{detail}");
        let points = counts["data"]["points"].as_array().unwrap();
        let sum: u64 = points
            .iter()
            .map(|point| point["events"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, expected, "{detail}");
        let listed = app
            .get_json(&format!("/api/events/newest?type=shot&{detail}"))
            .await;
        assert_eq!(
            listed["data"]["events"].as_array().unwrap().len() as u64,
            expected,
            "{detail}"
        );
        let rows = app
            .get_json(&format!(
                "/api/stats-fields/values?type=shot&field=damage&{detail}"
            ))
            .await;
        assert_eq!(rows["data"]["rows_in_slice"], expected, "{detail}");
    }
    let places = app
        .get_json("/api/events/places?event_type=shot&details.weapon.name=rifle")
        .await;
    assert_eq!(
        (&places["data"]["events"], &places["data"]["count"]),
        (&json!(3), &json!(3))
    );
    let newest = app.get_json("/api/events/newest?type=shot&limit=2").await;
    let events = newest["data"]["events"].as_array().unwrap();
    let times: Vec<_> = events.iter().map(|event| &event["timestamp_utc"]).collect();
    assert_eq!(
        times,
        ["2026-01-31T12:50:00.000Z", "2026-01-31T12:40:00.000Z"]
    );
    assert_eq!(events[1]["details"]["weapon"]["name"], "rifle");
    for (query, field) in [
        ("details.a=1", "details.NAME"),
        ("type=shot&details.=1", "details.NAME"),
        ("type=shot&details.a=", "details.NAME"),
        ("type=shot&details.a=%3Ex", "details.NAME"),
        ("type=shot&details.a=1&details.b=2", "details.b"),
        ("type=%20(other)&details.a=1", "event_type"),
    ] {
        let fault = app
            .get(&format!("/api/events?{query}"))
            .await
            .expect_error(400);
        assert_eq!(fault["faults"][0]["field"], field, "{query}: {fault}");
    }
}
