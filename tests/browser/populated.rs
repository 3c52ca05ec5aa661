//! A server with a little of everything: two modes, an experiment, events with places, a player missing, refusals, a repeat.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

/// Everything happens on this day.
pub(super) const DAY: &str = "2026-01-31";
const MATCHES: u64 = 24;

/// The name of a player that would be markup, were it not text.
pub(super) const NASTY: &str = "<b onclick=alert(1)>&amp;\"eve\"</b>";

pub(super) async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..MATCHES * 4 - 1).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    app.submit(&sheets[0]).await.expect(200);
    let money = json!({"sources": ["gold"], "sinks": ["event:jump#height", "item:medkit"]});
    app.request("PUT", "/api/economy?currency=gold", &[], money.to_string())
        .await
        .expect(200);
    for bad in [
        r#"{"match_id": "m"#,
        r#"{"match_id": "m", "player_id": "p", "looted_items": {"medkit": -1, "a": "b"}}"#,
    ] {
        app.post("/api/submit", bad).await.expect_error(400);
    }
    app
}

pub(super) fn sheet(k: u64) -> Value {
    let (a_match, seat) = (k / 4, k % 4);
    let player = if seat == 3 {
        NASTY.to_owned()
    } else {
        format!("p{seat}")
    };
    let hour = 6 + a_match / 2;
    let at = format!("{DAY}T{hour:02}:{:02}:00Z", (a_match % 2) * 30 + seat);
    let ducks: Vec<_> = (0..2 + seat)
        .map(|n| json!([100 * seat + 10 * n + a_match, 200 + 7 * a_match]))
        .collect();
    json!({
        "match_id": format!("match {a_match}"), "player_id": player, "sheet_id": format!("s{k}"), "timestamp": at,
        "game_mode": if a_match.is_multiple_of(3) { "solo" } else { "squads" }, "player_level": seat + 1,
        "looted_items": {"rubber_duck": 2 + seat, "medkit": a_match % 3, "golden <key>": u64::from(k.is_multiple_of(9))},
        "locations": {"rubber_duck": ducks}, "custom_stats": {"gold": 1.5 * (k % 20) as f64, "class": if seat < 2 { "mage" } else { "thief" }, "won": seat == 0}, "experiments": {"chests": if seat < 2 { "control" } else { "richer" }},
        "events": [
            {"event_type": "jump", "timestamp": at, "position": [50 * seat, 10 * a_match], "details": {"height": (k * 7) % 13, "ground": if k.is_multiple_of(3) { "grass" } else { "rock" }}},
            {"event_type": if seat == 0 { "victory" } else { "death" }, "timestamp": at, "details": {"cause": {"weapon": if seat == 1 { "axe" } else { "bow" }}}},
        ],
    })
}
