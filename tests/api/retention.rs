//! Active players and retention over HTTP.

use crate::harness::app::TestApp;
use loot::model::Millis;
use serde_json::{Value, json};

async fn play(app: &TestApp, player: &str, time: &str, mode: &str) {
    let sheet = json!({
        "match_id": "m", "player_id": player, "timestamp": time, "game_mode": mode, "looted_items": {"medkit": 1},
        "match_duration": 90.5,
    });
    app.submit(&sheet).await.expect(201);
}

/// Ann plays three days, bob two, cid one; their days arrive out of order.
async fn three_players() -> TestApp {
    let app = TestApp::spawn().await;
    for (player, time, mode) in [
        ("ann", "2026-02-02T23:59:59Z", "duo"),
        ("bob", "2026-02-01T00:00:00Z", "solo"),
        ("ann", "2026-01-30T08:00:00Z", "solo"),
        ("cid", "2026-02-01T12:00:00Z", "solo"),
        ("ann", "2026-02-02T01:00:00Z", "duo"),
        ("bob", "2026-02-02T12:00:00+02:00", "solo"),
        ("ann", "2026-02-01T07:00:00Z", "solo"),
    ] {
        play(&app, player, time, mode).await;
    }
    app
}

async fn data(app: &TestApp, path: &str) -> Value {
    app.get_json(path).await["data"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn players_are_new_on_their_first_day_and_return_on_others() {
    let app = three_players().await;
    let day = |day: &str, active: u64, new: u64, sheets: f64| json!({"day": day, "active": active, "new": new, "returning": active - new, "seconds_played": 90.5 * sheets, "complete": true});
    assert_eq!(
        data(&app, "/api/players/daily").await,
        json!([
            day("2026-01-30", 1, 1, 1.0),
            day("2026-02-01", 3, 2, 3.0),
            day("2026-02-02", 2, 0, 3.0)
        ])
    );
    assert_eq!(
        data(&app, "/api/players/daily?game_mode=duo").await,
        json!([day("2026-02-02", 1, 1, 2.0)])
    );
    assert_eq!(
        data(
            &app,
            "/api/players/daily?since=2026-02-01T12:00:00Z&until=2026-02-02"
        )
        .await,
        json!([day("2026-02-01", 3, 2, 3.0)])
    );
    let month = |month: &str, active: u64, new: u64, sheets: f64| json!({"month": month, "active": active, "new": new, "returning": active - new, "seconds_played": 90.5 * sheets, "complete": true});
    assert_eq!(
        data(&app, "/api/players/monthly").await,
        json!([month("2026-01", 1, 1, 1.0), month("2026-02", 3, 2, 6.0)])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_triangle_says_who_came_back_and_how_many_did_not() {
    let app = three_players().await;
    let answer = app.get_json("/api/retention?days=3").await;
    let cohorts = &answer["data"];
    let day = |day: u32, players: u64, share: f64| json!({"day": day, "players": players, "share": share, "complete": true});
    assert_eq!(
        *cohorts,
        json!([
            {"cohort": "2026-01-30", "players": 1,
                "days": [day(0, 1, 1.0), day(1, 0, 0.0), day(2, 1, 1.0), day(3, 1, 1.0)]},
            {"cohort": "2026-02-01", "players": 2,
                "days": [day(0, 2, 1.0), day(1, 1, 0.5), day(2, 0, 0.0), day(3, 0, 0.0)]},
        ])
    );
    let mean = |day: u32, players: u64| json!({"day": day, "cohorts": 2, "cohort_players": 3, "players": players, "share": players as f64 / 3.0});
    assert_eq!(
        answer["mean"],
        json!([mean(0, 3), mean(1, 1), mean(2, 1), mean(3, 1)])
    );
    let solo = data(
        &app,
        "/api/retention?days=3&game_mode=solo&until=2026-02-01",
    )
    .await;
    assert_eq!(solo[0]["days"][3], day(3, 0, 0.0));
    assert_eq!(solo.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_not_over_is_not_complete_and_the_next_is_not_listed() {
    let app = TestApp::spawn().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = Millis(now.unwrap().as_millis() as i64);
    let yesterday = Millis(now.0 - Millis::DAY);
    for at in [yesterday, now] {
        play(&app, "ann", &at.to_string(), "solo").await;
    }
    let days = data(&app, "/api/players/daily").await;
    let complete: Vec<_> = days
        .as_array()
        .unwrap()
        .iter()
        .map(|day| &day["complete"])
        .collect();
    assert_eq!(complete, [true, false]);
    let answer = app.get_json("/api/retention").await;
    let cohort = &answer["data"][0]["days"];
    assert_eq!(cohort.as_array().unwrap().len(), 2);
    assert_eq!(cohort[0]["complete"], true);
    assert_eq!(cohort[1]["complete"], false);
    // It is in no mean either.
    assert_eq!(answer["mean"].as_array().unwrap().len(), 1);
}
