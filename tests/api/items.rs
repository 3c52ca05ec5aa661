//! `GET /api/items/outcome` and `/api/items/by-level`: what goes together with finding an item.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

/// Three sheets each of forty players. Who has the rifle wins two times of three, others one of three; the duck is in all; the
/// crown is found by one player.
async fn played() -> TestApp {
    let app = TestApp::spawn().await;
    let mut sheets = Vec::new();
    for player in 0..40 {
        for n in 0..3 {
            let has_rifle = player % 2 == 0;
            let won = has_rifle != (n == player / 2 % 3);
            let mut items = json!({"duck": 1, "nothing": 0});
            if has_rifle {
                items["rifle"] = json!(n + 1);
            }
            if player == 0 {
                items["crown"] = json!(1);
            }
            sheets.push(json!({
                "match_id": format!("m{player}-{n}"), "player_id": format!("p{player}"), "looted_items": items,
                "timestamp": format!("2026-01-31T{:02}:00:00Z", 6 + n), "game_mode": if n < 2 { "solo" } else { "duo" },
                "player_level": if player == 39 { Value::Null } else { json!(1 + 10 * n) },
                "custom_stats": {"won": won, "score": if won { 10.5 } else { 0.5 }, "end": if won { "victory" } else { "defeat" }},
            }));
        }
    }
    app.submit_batch(&sheets).await.expect(201);
    app
}

fn item<'a>(data: &'a Value, name: &str) -> &'a Value {
    let items = data["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["item"] == name);
    found.unwrap_or_else(|| panic!("{data} has no {name}"))
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_with_an_item_are_set_beside_those_without() {
    let app = played().await;
    let path = "/api/items/outcome?field=won";
    let data = app.get_json(path).await["data"].clone();
    assert_eq!(
        (&data["complete"], &data["looked_at"]),
        (&json!(true), &json!(120))
    );
    near(&data["all"]["mean"], 0.5);
    assert_eq!(
        (&data["all"]["sheets"], &data["all"]["players"]),
        (&json!(120), &json!(40))
    );
    // None of it is none found.
    assert_eq!(data["item_count"], 3);
    let rifle = item(&data, "rifle");
    near(&rifle["with"]["mean"], 2.0 / 3.0);
    near(&rifle["without"]["mean"], 1.0 / 3.0);
    near(&rifle["difference"]["value"], 1.0 / 3.0);
    // Every player wins as often as others with the same item, so players do not differ.
    assert_eq!(rifle["is_significant"], true);
    // What all have, and what one has, says nothing.
    for (name, sheets) in [("duck", 120), ("crown", 3)] {
        let told = item(&data, name);
        assert_eq!(told["with"]["sheets"], sheets);
        assert_eq!(
            (&told["difference"], &told["p_value"]),
            (&Value::Null, &Value::Null),
            "{name}"
        );
    }
    assert_eq!(item(&data, "duck")["without"]["mean"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_a_yes_a_number_or_a_text() {
    let app = played().await;
    let of = async |path: &str| {
        let data = app.get_json(&format!("/api/items/outcome{path}")).await;
        data["data"].clone()
    };
    let score = of("?field=score").await;
    near(&item(&score, "rifle")["difference"]["value"], 10.0 / 3.0);
    let end = of("?field=end&value=defeat").await;
    near(&item(&end, "rifle")["difference"]["value"], -1.0 / 3.0);
    // A text that is not looked for is no outcome, nor is a field that nobody sends.
    for path in ["?field=end", "?field=none", "?field=won&value=yes"] {
        let none = of(path).await;
        assert_eq!(
            none["all"],
            json!({"sheets": 0, "players": 0, "mean": null}),
            "{path}"
        );
        assert_eq!(
            (&none["items"], &none["rows_in_slice"]),
            (&json!([]), &json!(120))
        );
    }
    let of_mode = of("?field=won&game_mode=duo&most=1").await;
    assert_eq!(
        (&of_mode["rows_in_slice"], &of_mode["all"]["sheets"]),
        (&json!(40), &json!(40))
    );
    assert_eq!(of_mode["items"].as_array().unwrap().len(), 1);
    app.get("/api/items/outcome").await.expect_error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_told_by_level() {
    let app = played().await;
    let data = app.get_json("/api/items/by-level?item=rifle").await["data"].clone();
    assert_eq!(
        (&data["without_level"], &data["rows_in_slice"]),
        (&json!(3), &json!(120))
    );
    let levels = data["levels"].as_array().unwrap();
    let told: Vec<_> = levels
        .iter()
        .map(|level| {
            (
                level["from"].as_i64().unwrap(),
                level["units"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [(1, 20), (11, 40), (21, 60)]);
    let highest = &levels[2];
    assert_eq!(
        (&highest["sheets"], &highest["sheets_with_item"]),
        (&json!(39), &json!(20))
    );
    near(&highest["units_per_sheet"], 60.0 / 39.0);
    let (low, high) = (&highest["estimate"]["low"], &highest["estimate"]["high"]);
    assert!(
        low.as_f64().unwrap() < 60.0 / 39.0 && high.as_f64().unwrap() > 60.0 / 39.0,
        "{highest}"
    );
    let none = app.get_json("/api/items/by-level?item=unheard").await["data"].clone();
    assert_eq!(none["levels"][0]["units"], 0);
    app.get("/api/items/by-level?item=%20(other)")
        .await
        .expect_error(400);
}
