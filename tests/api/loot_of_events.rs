//! What events have as `items` counts wherever loot is counted from rows, beside that of sheets and never twice.

use crate::fixtures::events_alone::game;
use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    one_match_one_player_and_everybody_of_a_game_without_sheets_agree_with_the_totals,
    a_game_with_sheets_and_events_counts_nothing_twice,
    events_inside_sheets_count_at_their_own_time_and_in_their_own_slice,
    only_the_newest_events_of_each_type_are_looked_at_and_the_answer_says_so,
    floors_and_money_know_what_events_looted,
}

async fn app(database: TestDatabase, events: Vec<Value>) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    app
}

async fn data(app: &TestApp, path: &str) -> Value {
    app.get_json(path).await["data"].take()
}

/// The sum of a field over a list.
fn sum(list: &Value, field: &str) -> u64 {
    let lines = list.as_array().unwrap().iter();
    lines.map(|line| line[field].as_u64().unwrap()).sum()
}

async fn one_match_one_player_and_everybody_of_a_game_without_sheets_agree_with_the_totals(
    database: TestDatabase,
) {
    let app = app(database, game()).await;
    let players = data(&app, "/api/players").await;
    for line in players.as_array().unwrap() {
        let path = format!(
            "/api/sheets/summary?player_id={}",
            line["player_id"].as_str().unwrap()
        );
        let summary = data(&app, &path).await;
        assert_eq!(
            sum(&summary["activity"], "events"),
            line["events"],
            "{line}"
        );
        assert_eq!(sum(&summary["activity"], "items"), line["units"], "{line}");
        assert_eq!(
            (&summary["events_looked_at"], &summary["complete"]),
            (&line["events"], &json!(true))
        );
    }
    let of_match = data(&app, "/api/sheets/summary?match_id=m0").await;
    assert_eq!(
        of_match["activity"],
        json!([
            {"start": "2026-01-01T00:00:00.000Z", "sheets": 0, "items": 3, "events": 7},
            {"start": "2026-01-01T00:01:00.000Z", "sheets": 0, "items": 0, "events": 4},
        ])
    );
    assert_eq!(
        (
            &of_match["items"],
            &of_match["sheets"],
            &of_match["looked_at"]
        ),
        (&json!(["gold", "medkit"]), &json!(0), &json!(0))
    );
    // Slices, and a range.
    for (query, items, events) in [
        ("dim.build=1", 30, 110),
        ("map=dust&game_mode=solo", 90, 330),
        ("map=mirage", 0, 0),
        ("game_mode=duo", 0, 0),
        (
            "since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z",
            9,
            33,
        ),
        ("player_id=p0&match_id=m0", 2, 6),
    ] {
        let summary = data(&app, &format!("/api/sheets/summary?{query}")).await;
        let told = (
            sum(&summary["activity"], "items"),
            sum(&summary["activity"], "events"),
        );
        assert_eq!(told, (items, events), "{query}");
    }
    let places = data(&app, "/api/sheets/places?item=gold&map=dust&bins=4").await;
    let all = data(&app, "/api/heatmap/gold?map=dust&bins=4").await;
    assert_eq!(
        (&places["count"], &places["grid"]),
        (&all["count"], &all["grid"])
    );
    let within = "/api/sheets/within?map=dust&x_min=0&x_max=2&y_min=0&y_max=60&match_id=m1";
    let within = data(&app, within).await;
    assert_eq!(
        within["players"],
        json!([{"player_id": "p1", "units": 2}, {"player_id": "p2", "units": 1}])
    );
    assert_eq!(within["units"], 3);
}

async fn a_game_with_sheets_and_events_counts_nothing_twice(database: TestDatabase) {
    let alone = json!([
        {"event_type": "pick_up", "player_id": "ann", "match_id": "m", "timestamp": "2026-01-31T10:20:00Z",
            "items": {"duck": 5}, "position": [3, 3]},
        {"event_type": "jump", "player_id": "ann", "match_id": "m", "timestamp": "2026-01-31T10:21:00Z"},
    ]);
    let app = app(database, alone.as_array().unwrap().clone()).await;
    let sheet = json!({
        "match_id": "m", "player_id": "ann", "timestamp": "2026-01-31T10:30:00Z",
        "looted_items": {"duck": 2}, "locations": {"duck": [1, 1]},
        "experiments": {"odds": "b"},
        "events": [
            {"event_type": "jump", "timestamp": "2026-01-31T10:25:00Z"},
            {"event_type": "pick_up", "timestamp": "2026-01-31T10:26:00Z", "items": {"duck": 7}, "position": [2, 2]},
        ],
    });
    app.submit_batch(&[sheet]).await.expect(201);
    let expected = json!([
        {"start": "2026-01-31T10:20:00.000Z", "sheets": 0, "items": 5, "events": 1},
        {"start": "2026-01-31T10:21:00.000Z", "sheets": 0, "items": 0, "events": 1},
        {"start": "2026-01-31T10:25:00.000Z", "sheets": 0, "items": 0, "events": 1},
        {"start": "2026-01-31T10:26:00.000Z", "sheets": 0, "items": 7, "events": 1},
        {"start": "2026-01-31T10:30:00.000Z", "sheets": 1, "items": 2, "events": 0},
    ]);
    for query in ["", "&match_id=m", "&player_id=ann"] {
        let summary = data(&app, &format!("/api/sheets/summary?bucket=minute{query}")).await;
        assert_eq!(summary["activity"], expected, "{query}");
        assert_eq!(
            (&summary["looked_at"], &summary["events_looked_at"]),
            (&json!(1), &json!(4))
        );
        assert_eq!(summary["event_types"], json!({"jump": 2, "pick_up": 2}));
        let places = data(&app, &format!("/api/sheets/places?item=duck{query}")).await;
        assert_eq!(places["count"], 14, "{query}");
    }
    let totals = data(&app, "/api/aggregate").await;
    assert_eq!(
        (&totals["total_items"]["duck"], &totals["total_events"]),
        (&json!(14), &json!(4))
    );
    // An event inside a sheet is of its sheet's variant.
    let of_b = "/api/sheets/summary?bucket=day&experiment=odds&variant=b";
    let of_b = data(&app, of_b).await;
    assert_eq!(
        of_b["activity"],
        json!([{"start": "2026-01-31T00:00:00.000Z", "sheets": 1, "items": 9, "events": 2}])
    );
}

async fn events_inside_sheets_count_at_their_own_time_and_in_their_own_slice(
    database: TestDatabase,
) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheets: Vec<Value> = (0..6)
        .map(|k| {
            json!({
                "match_id": format!("m{}", k % 2), "player_id": format!("p{k}"), "game_mode": "ranked", "map": "dust",
                "timestamp": format!("2026-01-31T11:0{k}:00Z"), "looted_items": {"duck": 1},
                "dimensions": {"build": "1.2"}, "experiments": {"odds": (["a", "b"][k % 3 / 2])},
                "events": [
                    {"event_type": "kill"},
                    {"event_type": "jump", "timestamp": format!("2026-01-31T10:3{k}:20Z"), "map": "cave"},
                    {"event_type": "kill", "timestamp": format!("2026-01-31T10:4{k}:20Z"), "game_mode": "bonus",
                        "dimensions": {"platform": "stream"}, "items": {"duck": 2}},
                ],
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    for (slice, events, kills) in [
        ("", 18, 12),
        ("&game_mode=ranked", 12, 6),
        ("&game_mode=bonus", 6, 6),
        ("&map=cave", 6, 0),
        ("&map=dust", 12, 12),
        ("&dim.build=1.2", 12, 6),
        ("&dim.platform=stream", 6, 6),
        ("&experiment=odds&variant=b", 6, 4),
        (
            "&since=2026-01-31T10:40:00Z&until=2026-01-31T10:50:00Z",
            6,
            6,
        ),
    ] {
        let summary = data(&app, &format!("/api/sheets/summary?bucket=minute{slice}")).await;
        let activity = data(&app, &format!("/api/activity?bucket=minute{slice}")).await;
        assert_eq!(summary["activity"], activity, "{slice}");
        assert_eq!(sum(&activity, "events"), events, "{slice}");
        let types = &summary["event_types"];
        assert_eq!(types["kill"].as_u64().unwrap_or(0), kills, "{slice}");
        // The other half is the other match.
        let mut halves = Vec::new();
        for id in ["m0", "m1"] {
            let path = format!("/api/sheets/summary?bucket=minute&match_id={id}{slice}");
            halves.push(sum(&data(&app, &path).await["activity"], "events"));
        }
        assert_eq!(halves, [events / 2; 2], "{slice}");
    }
}

async fn only_the_newest_events_of_each_type_are_looked_at_and_the_answer_says_so(
    database: TestDatabase,
) {
    let app = app(database, game()).await;
    let some = data(&app, "/api/sheets/summary?limit=30&bucket=day").await;
    // Seven types; of three there are more than thirty.
    assert_eq!(
        (&some["events_looked_at"], &some["complete"]),
        (&json!(7 * 30), &json!(false))
    );
    let all = data(&app, "/api/sheets/summary?limit=90&bucket=day").await;
    assert_eq!(
        (&all["events_looked_at"], &all["complete"]),
        (&json!(330), &json!(true))
    );
}

async fn floors_and_money_know_what_events_looted(database: TestDatabase) {
    let event = |at: u32, height: i32, units: u32| {
        json!({
            "event_type": "pick_up", "player_id": "ann", "timestamp": format!("2026-01-31T10:{at:02}:00Z"), "map": "dust",
            "items": {"coin": units}, "position": [1, 1, height], "player": {"level": 4},
        })
    };
    let app = app(
        database,
        vec![event(0, -20, 3), event(1, 2, 4), event(2, 2, 5)],
    )
    .await;
    let floor = "/api/sheets/places?item=coin&map=dust&z_min=-10&z_max=4";
    assert_eq!(data(&app, floor).await["count"], 9);
    let within = "/api/sheets/within?map=dust&x_min=0&x_max=2&y_min=0&y_max=2&z_max=-10";
    assert_eq!(data(&app, within).await["units"], 3);
    let economy = json!({"sources": ["item:coin"], "sinks": []}).to_string();
    let set = app.request("PUT", "/api/economy?currency=gold", &[], economy);
    set.await.expect(200);
    let money = data(&app, "/api/economy?currency=gold").await;
    assert_eq!(
        (&money["sources"][0]["amount"], &money["sources"][0]["rows"]),
        (&json!(12.0), &json!(3))
    );
}
