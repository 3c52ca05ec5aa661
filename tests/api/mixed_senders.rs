//! A game of which some players send sheets and others only events: each player in each match counts once.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    a_match_has_those_who_send_sheets_and_those_who_never_do,
    a_match_of_which_nobody_sends_a_sheet_lacks_none,
    time_played_is_that_of_sheets_and_of_sessions_without,
    levels_are_those_of_sheets_and_of_events_without,
    a_game_whose_players_send_sheets_is_told_by_them,
}

const MATCHES: usize = 10;

fn at(k: usize, second: usize) -> String {
    format!("2026-01-02T{:02}:00:{second:02}Z", 1 + k)
}

/// Of each match two players with a sheet and an event, and two with events alone.
fn game() -> (Vec<Value>, Vec<Value>) {
    let (mut sheets, mut events) = (Vec::new(), Vec::new());
    for k in 0..MATCHES {
        for player in ["console_1", "console_2"] {
            sheets.push(json!({
                "match_id": format!("m{k}"), "player_id": player, "looted_items": {}, "game_mode": "duo", "timestamp": at(k, 50),
                "match_duration": 30, "player_level": 7, "events": [{"event_type": "win"}],
            }));
        }
        for player in ["pc_1", "pc_2"] {
            for (event_type, second) in [("land", 0), ("death", 40)] {
                events.push(json!({
                    "match_id": format!("m{k}"), "player_id": player, "event_type": event_type, "timestamp": at(k, second),
                    "player": {"level": 3},
                }));
            }
        }
    }
    (sheets, events)
}

async fn app(database: TestDatabase, (sheets, events): (Vec<Value>, Vec<Value>)) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    app.submit_batch(&sheets).await.expect(201);
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    app
}

async fn a_match_has_those_who_send_sheets_and_those_who_never_do(database: TestDatabase) {
    let (mut sheets, mut events) = game();
    // A sheet is lost, but not what happened alone; and of another match all events of one player.
    sheets.remove(0);
    let lost = json!({"match_id": "m0", "player_id": "console_1", "event_type": "land", "timestamp": at(0, 1)});
    events.push(lost);
    events.retain(|event| event["match_id"] != "m5" || event["player_id"] != "pc_2");
    let app = app(database, (sheets, events)).await;
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(
        (
            &quality["matches"],
            &quality["expected_players_per_match"],
            &quality["incomplete_matches"],
        ),
        (&json!(10), &json!(4), &json!(2)),
        "{quality}"
    );
    assert!((quality["coverage"].as_f64().unwrap() - 38.0 / 40.0).abs() < 1e-12);
    // Events said no mode, but each match is of one.
    let modes = quality["by_mode"].as_array().unwrap();
    assert_eq!((modes.len(), &modes[0]["game_mode"]), (1, &json!("duo")));
    // Two more sheets, and events of those who send none.
    let skew = quality["clock_skew"].as_object().unwrap().values();
    assert_eq!(skew.map(|n| n.as_u64().unwrap()).sum::<u64>(), 19 + 39);
    let few = app
        .get_json("/api/matches?fewer_players_than=4&order=asc")
        .await;
    let few = few["data"].as_array().unwrap().iter();
    let few: Vec<_> = few
        .map(|line| {
            let number = |field: &str| line[field].as_u64().unwrap();
            (
                line["match_id"].as_str().unwrap(),
                number("players"),
                number("sheets_missing"),
            )
        })
        .collect();
    assert_eq!(few, [("m0", 4, 1), ("m5", 3, 0)]);
    assert_eq!(app.get_json("/api/matches/m1").await["data"]["players"], 4);
}

/// Where nobody sent a sheet of a match, none of it was lost.
async fn a_match_of_which_nobody_sends_a_sheet_lacks_none(database: TestDatabase) {
    let (sheets, mut events) = game();
    for k in 0..3 {
        for player in ["console_1", "console_2", "pc_1"] {
            events.push(json!({
                "match_id": format!("lobby{k}"), "player_id": player, "event_type": "wait", "game_mode": "lobby", "timestamp": at(k, 5),
            }));
        }
    }
    let app = app(database, (sheets, events)).await;
    let quality = app.get_json("/api/quality").await["data"].take();
    let modes = quality["by_mode"].as_array().unwrap().iter();
    let modes: Vec<_> = modes
        .map(|mode| {
            let usual = &mode["expected_players_per_match"];
            (&mode["game_mode"], &mode["matches"], usual)
        })
        .collect();
    let expected = json!([["duo", 10, 4], ["lobby", 3, 3]]);
    assert_eq!(json!(modes), expected);
    assert_eq!(quality["incomplete_matches"], 0);
    // The lists agree, with and without a mode: events that say none are of whichever the match is in.
    for (query, players) in [("lobby", 3), ("duo", 4)] {
        let path = format!("/api/matches?game_mode={query}");
        let lines = app.get_json(&path).await["data"].take();
        for line in lines.as_array().unwrap() {
            assert_eq!(line["players"], players, "{line}");
            assert_eq!(line["sheets_missing"], 0, "{line}");
        }
        let few = format!("{path}&fewer_players_than={players}");
        assert_eq!(app.get_json(&few).await["count"], 0);
    }
    let lobby = app.get_json("/api/matches/lobby1").await["data"].take();
    assert_eq!(
        (&lobby["players"], &lobby["expected_players"]),
        (&json!(3), &json!(3))
    );
}

async fn time_played_is_that_of_sheets_and_of_sessions_without(database: TestDatabase) {
    let (sheets, mut events) = game();
    // An hour in a menu of one who sends sheets is no match.
    for second in [0, 59] {
        events.push(
            json!({"player_id": "console_1", "event_type": "menu", "timestamp": at(20, second)}),
        );
    }
    let app = app(database, (sheets, events)).await;
    let sessions = app.get_json("/api/sessions/summary").await;
    assert_eq!(sessions["sessions"], 41);
    for zone in ["UTC", "Europe/London"] {
        let path = format!("/api/players/daily?tz={zone}");
        let days = app.get_json(&path).await;
        // Twenty sheets of 30 seconds, twenty sessions of 40.
        assert_eq!(days["data"][0]["seconds_played"], 1_400.0, "{zone}");
    }
}

async fn levels_are_those_of_sheets_and_of_events_without(database: TestDatabase) {
    let app = app(database, game()).await;
    let rates = async |query: &str| {
        let path = format!("/api/events/rate-by-level?width=5&{query}");
        app.get_json(&path).await["data"].take()
    };
    let levels = |rates: &Value| -> Vec<(u64, u64, u64)> {
        let number = |level: &Value, field: &str| level[field].as_u64().unwrap();
        let levels = rates["levels"].as_array().unwrap().iter();
        let row = |level| {
            let [from, sheets, with] = ["from", "sheets", "with_event"].map(|f| number(level, f));
            (from, sheets, with)
        };
        levels.map(row).collect()
    };
    let deaths = rates("event_type=death").await;
    assert_eq!(levels(&deaths), [(0, 20, 20), (5, 20, 0)], "{deaths}");
    let wins = rates("event_type=win").await;
    assert_eq!(levels(&wins), [(0, 20, 0), (5, 20, 20)], "{wins}");
    assert_eq!(
        (&wins["sheets"], &wins["complete"]),
        (&json!(40), &json!(true))
    );
    // Where not all is looked at, both are of one time: here that of the newest match.
    let some = rates("event_type=win&limit=4").await;
    assert_eq!(levels(&some), [(0, 2, 0), (5, 2, 2)], "{some}");
    assert_eq!(some["complete"], false);
}

/// Even if the sheet of a new player is lost.
async fn a_game_whose_players_send_sheets_is_told_by_them(database: TestDatabase) {
    let (mut sheets, _) = game();
    let mut events = Vec::new();
    for sheet in &mut sheets {
        sheet["events"] = json!([]);
        for k in 0..2 {
            let (match_id, player_id) = (&sheet["match_id"], &sheet["player_id"]);
            let at = &sheet["timestamp"];
            events.push(json!({"match_id": match_id, "player_id": player_id, "event_type": format!("e{k}"), "timestamp": at}));
        }
    }
    events.push(
        json!({"match_id": "m3", "player_id": "new", "event_type": "land", "timestamp": at(3, 0)}),
    );
    let app = app(database, (sheets, events)).await;
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(quality["expected_players_per_match"], 2);
    assert_eq!(quality["coverage"], 1.0);
    // Who came is known; the sheet is missing.
    let third = app.get_json("/api/matches/m3").await["data"].take();
    assert_eq!(
        (&third["players"], &third["sheets_missing"]),
        (&json!(3), &json!(1))
    );
}
