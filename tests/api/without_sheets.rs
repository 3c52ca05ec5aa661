//! A game that sends events and no sheets: players in matches stand for sheets.

use crate::fixtures::events_alone::game;
use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    matches_have_the_players_whom_events_name,
    who_played_how_long_is_known_from_sessions,
    how_often_an_event_happens_is_told_by_the_level_that_events_say,
}

async fn app(database: TestDatabase, events: Vec<Value>) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    app
}

fn sheet() -> Value {
    json!({"match_id": "s", "player_id": "ann", "looted_items": {}, "timestamp": "2026-01-01T00:00:00Z", "match_duration": 100})
}

async fn matches_have_the_players_whom_events_name(database: TestDatabase) {
    let mut events = game();
    // Somebody is missing in one match more.
    let mut alone = events[0].clone();
    alone["match_id"] = "m99".into();
    events.push(alone);
    let app = app(database, events).await;
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(
        (
            &quality["matches"],
            &quality["expected_players_per_match"],
            &quality["incomplete_matches"],
        ),
        (&json!(31), &json!(2), &json!(1))
    );
    assert!((quality["coverage"].as_f64().unwrap() - 61.0 / 62.0).abs() < 1e-12);
    assert_eq!(quality["by_mode"][0]["game_mode"], "solo");
    let skew = quality["clock_skew"].as_object().unwrap().values();
    assert_eq!(skew.map(|n| n.as_u64().unwrap()).sum::<u64>(), 331);
    let delays = quality["delays"].as_array().unwrap().iter();
    assert_eq!(
        delays.map(|one| one["rows"].as_u64().unwrap()).sum::<u64>(),
        331
    );
    let of_match = app.get_json("/api/matches/m0").await["data"].take();
    assert_eq!(of_match["expected_players"], 2);
    // A match with a sheet is one of them.
    app.submit(&sheet()).await.expect(201);
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(
        (&quality["matches"], &quality["sheets"]),
        (&json!(32), &json!(1))
    );
}

async fn who_played_how_long_is_known_from_sessions(database: TestDatabase) {
    let app = app(database, game()).await;
    let sessions = app.get_json("/api/sessions/summary").await;
    assert_eq!(sessions["sessions"], 60);
    let day = "since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z";
    // Each of three matches: a winner of 100 seconds and a loser of 55.
    for zone in ["UTC", "Europe/London"] {
        let days = app
            .get_json(&format!("/api/players/daily?{day}&tz={zone}"))
            .await;
        assert_eq!(days["data"][0]["seconds_played"], 465.0, "{zone}");
    }
    let months = app.get_json("/api/players/monthly").await;
    assert_eq!(months["data"][0]["seconds_played"], 4_650.0);
    app.submit(&sheet()).await.expect(201);
    let days = app.get_json(&format!("/api/players/daily?{day}")).await;
    assert_eq!(days["data"][0]["seconds_played"], 565.0);
}

async fn how_often_an_event_happens_is_told_by_the_level_that_events_say(database: TestDatabase) {
    let mut events = game();
    for (k, event) in events.iter_mut().enumerate() {
        // The winner's level is told once, the loser's never.
        if event["event_type"] == "kill:rifle" {
            event["player"] = json!({"level": if k < 110 { 3 } else { 12 }});
        }
    }
    let app = app(database, events).await;
    let rates = async |query: &str| {
        app.get_json(&format!("/api/events/rate-by-level?{query}"))
            .await["data"]
            .take()
    };
    let all = rates("event_type=win").await;
    assert_eq!(
        (
            &all["sheets"],
            &all["sheets_without_level"],
            &all["complete"]
        ),
        (&json!(60), &json!(30), &json!(true))
    );
    let levels = all["levels"].as_array().unwrap().iter();
    let levels: Vec<_> = levels
        .map(|level| (&level["from"], &level["sheets"], &level["with_event"]))
        .collect();
    assert_eq!(
        levels,
        [
            (&json!(0), &json!(10), &json!(10)),
            (&json!(10), &json!(20), &json!(20))
        ]
    );
    let deaths = rates("event_type=death").await;
    assert_eq!(deaths["levels"][0]["with_event"], 0);
    let some = rates("event_type=win&limit=7").await;
    assert_eq!(
        (&some["sheets"], &some["complete"]),
        (&json!(7), &json!(false))
    );
    let day = "event_type=win&since=2026-01-02T00:00:00Z&until=2026-01-03T00:00:00Z";
    assert_eq!(rates(day).await["sheets"], 6);
    assert_eq!(rates("event_type=win&game_mode=duo").await["sheets"], 0);
}
