//! A game that sends events and no sheets: every question is answered, and the answers agree with each other.

use crate::fixtures::events_alone::game;
use crate::harness::app::TestApp;
use serde_json::{Value, json};

async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    let events = game();
    assert_eq!(events.len(), 330);
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_and_lists_know_everybody() {
    let app = app().await;
    let totals = app.get_json("/api/aggregate").await["data"].take();
    assert_eq!(
        (
            &totals["total_events"],
            &totals["total_players"],
            &totals["total_matches"]
        ),
        (&json!(330), &json!(4), &json!(30))
    );
    assert_eq!(totals["total_items"], json!({"gold": 60, "medkit": 30}));
    for (list, n) in [("/api/players", 4), ("/api/matches", 30)] {
        assert_eq!(app.get_json(list).await["count"], n, "{list}");
    }
    // A match has the players whom its events name.
    let matches = app.get_json("/api/matches?limit=100").await["data"].take();
    for line in matches.as_array().unwrap() {
        assert_eq!(line["players"], 2, "{line}");
    }
    assert_eq!(app.get_json("/api/matches/m0").await["data"]["players"], 2);
    let few = app.get_json("/api/matches?fewer_players_than=2").await;
    assert_eq!(few["count"], 0);
    let solo = app.get_json("/api/matches?game_mode=solo&limit=1").await["data"].take();
    assert_eq!(solo[0]["players"], 2);
    // Each player had the gold of the first match won before the win of it.
    let before = app.get_json("/api/events/win/loot-before?item=gold").await["data"].take();
    assert_eq!(
        (&before["players"], &before["units"]["min"]),
        (&json!(4), &json!(2))
    );
    let journey = app.get_json("/api/journey/p0").await["totals"].take();
    assert_eq!(journey["event_types"]["land"], 15);
    assert_eq!(journey["sessions"], 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_and_funnels_tell_of_every_player_in_every_match() {
    let app = app().await;
    let flow = app.get_json("/api/flows?depth=6").await["data"].take();
    assert_eq!(
        (&flow["stories"], &flow["complete"]),
        (&json!(60), &json!(true))
    );
    let links = flow["links"].as_array().unwrap().iter();
    let from_loot = links.filter(|link| link["column"] == 0);
    let from_loot: Vec<_> = from_loot
        .map(|link| {
            (
                link["from"].as_str().unwrap(),
                link["stories"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(from_loot, [("gold", 30), ("medkit", 30)]);
    // Loot is a step on the way.
    let all = "/api/flows?depth=3&steps=all&from=land&to=win&separator=:";
    let flow = app.get_json(all).await["data"].take();
    let links = flow["links"].as_array().unwrap().iter();
    let way: Vec<_> = links
        .map(|link| (&link["to"], &link["to_kind"], &link["stories"]))
        .collect();
    let expected = [
        (&json!("tick"), &json!("name"), &json!(30)),
        (&json!("pick_up"), &json!("name"), &json!(30)),
        (&json!("gold"), &json!("item"), &json!(30)),
        (&json!("win"), &json!("name"), &json!(30)),
    ];
    assert_eq!(way, expected);
    assert_eq!(
        (&flow["grouped_by"], &flow["looked_at"]),
        (&json!(":"), &json!(60))
    );
    let wrong = app.get("/api/flows?steps=items").await.expect_error(400);
    assert_eq!(wrong["faults"][0]["field"], "steps");
    let counted = async |query: &str| {
        let funnel = app.get_json(&format!("/api/funnel?{query}")).await["data"].take();
        let steps = funnel["steps"].as_array().unwrap().iter();
        let of = |step: &Value| {
            (
                step["stories"].as_u64().unwrap(),
                step["median_seconds"].as_f64(),
            )
        };
        steps.map(of).collect::<Vec<_>>()
    };
    assert_eq!(
        counted("step1=land&step2=kill:rifle&step3=win").await,
        [(60, None), (30, Some(60.0)), (30, Some(40.0))]
    );
    // Loot is a step, and how it ended is one.
    assert_eq!(
        counted("step1=land&item2=gold&step3=win").await,
        [(60, None), (30, Some(30.0)), (30, Some(70.0))]
    );
    assert_eq!(
        counted("item1=medkit&step2=win").await,
        [(30, None), (0, None)]
    );
    // All kills are one name.
    assert_eq!(
        counted("step1=land&step2=kill&separator=:").await,
        [(60, None), (60, Some(52.5))]
    );
    assert_eq!(counted("step1=land&dim.build=1").await, [(20, None)]);
    assert_eq!(
        counted("step1=land&map=dust&game_mode=solo").await,
        [(60, None)]
    );
    assert_eq!(counted("step1=land&map=mirage").await, [(0, None)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_in_no_match_are_told_by_session_and_by_the_time_between() {
    let app = TestApp::spawn().await;
    let event = |player: u32, event_type: &str, at: &str, session: Option<&str>| {
        let mut event = json!({
            "event_type": event_type, "player_id": format!("p{player}"), "timestamp": format!("2026-01-01T{at}:00Z"),
        });
        if let Some(session) = session {
            event["session_id"] = session.into();
        }
        event
    };
    let mut events = Vec::new();
    for player in 0..4 {
        for (event_type, at) in [("open", "10:00"), ("buy", "10:20"), ("open", "11:00")] {
            events.push(event(player, event_type, at, None));
            events.push(event(player, event_type, at, Some("s")));
        }
    }
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    let funnel = app
        .get_json("/api/funnel?step1=open&step2=buy&step3=open")
        .await["data"]
        .take();
    let steps = funnel["steps"].as_array().unwrap().iter();
    let counted: Vec<_> = steps.map(|step| step["stories"].clone()).collect();
    // Forty minutes end a story where no session says that it goes on.
    assert_eq!(
        (counted, &funnel["stories"]),
        (vec![json!(12), json!(8), json!(4)], &json!(12))
    );
    let flow = app.get_json("/api/flows").await["data"].take();
    let example = &flow["links"][0]["examples"][0];
    assert_eq!(example["match_id"], Value::Null);
    assert!(example["player_id"].is_string());
}
