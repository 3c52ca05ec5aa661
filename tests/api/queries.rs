//! A wrong query value is a 400 naming it, never a silent default.

use crate::harness::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_value_is_named() {
    let app = TestApp::spawn().await;
    for (path, field) in [
        ("/api/stats?limit=abc", "limit"),
        ("/api/stats?limit=", "limit"),
        ("/api/stats?limit=0", "limit"),
        ("/api/stats?limit=-1", "limit"),
        ("/api/stats?limit=1.5", "limit"),
        ("/api/stats?limit=10001", "limit"),
        ("/api/stats?limit=99999999999999999999", "limit"),
        ("/api/stats?limit=5&limit=6", "limit"),
        ("/api/stats?cursor=x", "cursor"),
        ("/api/stats?cursor=-1", "cursor"),
        ("/api/stats?since=yesterday", "since"),
        ("/api/stats?until=31.01.2026", "until"),
        ("/api/stats?since=2026-02-01&until=2026-01-01", "until"),
        ("/api/stats?match_id=", "match_id"),
        ("/api/stats?player_id=%00", "player_id"),
        ("/api/stats?game_mode=%20", "game_mode"),
        ("/api/stats?match_id=%ff", "match_id"),
        ("/api/stats?macth_id=m", "macth_id"),
        ("/api/aggregate?game_mode=", "game_mode"),
        ("/api/aggregate?mode=solo", "mode"),
        ("/api/heatmap/medkit?bins=0", "bins"),
        ("/api/heatmap/medkit?bins=1000000", "bins"),
        ("/api/heatmap/medkit?bins=x", "bins"),
        ("/api/heatmap/medkit?limit=x", "limit"),
        ("/api/heatmap/%20", "item"),
        ("/api/heatmap/%00", "item"),
        ("/api/activity?bucket=week", "bucket"),
        ("/api/activity?since=x", "since"),
        ("/api/activity/items?bucket=minute", "bucket"),
        ("/api/activity/items?most=0", "most"),
        ("/api/activity/items?most=5001", "most"),
        ("/api/activity/items?game_mode=", "game_mode"),
        ("/api/heatmap/medkit?game_mode=", "game_mode"),
        ("/api/events?variant=many", "experiment"),
        ("/api/events/jump/places?experiment=chests", "variant"),
        ("/api/events/jump/places?limit=0", "limit"),
        ("/api/events/%20/places", "event_type"),
        ("/api/spread?limit=1", "limit"),
        ("/api/quality?limit=1", "limit"),
        ("/api/players/daily?bucket=day", "bucket"),
        ("/api/players/monthly?since=x", "since"),
        ("/api/retention?days=0", "days"),
        ("/api/retention?days=91", "days"),
        ("/api/quality/arrivals?bucket=week", "bucket"),
        ("/api/quality/arrivals?since=x", "since"),
        (
            "/api/quality/arrivals?until=2026-01-01&since=2026-02-01",
            "until",
        ),
        ("/api/quality/arrivals?reason=body", "reason"),
        ("/api/dead-letters?limit=x", "limit"),
        ("/api/dead-letters?cursor=x", "cursor"),
        ("/api/dead-letters?id=x", "id"),
        ("/api/jobs/x", "id"),
        ("/api/sessions?dim.city=%20(other)", "dim.NAME"),
        ("/api/sessions?map=%20(other)", "map"),
        (
            "/api/sessions/summary?experiment=a&variant=%20(other)",
            "variant",
        ),
        ("/api/matches?dim.city=%20(other)", "dim.NAME"),
        ("/api/players?map=%20(other)", "map"),
    ] {
        let error = app.get(path).await.expect_error(400);
        let faults = error["faults"].as_array().unwrap();
        assert!(
            faults.iter().any(|fault| fault["field"] == field),
            "{path}: {error}"
        );
        assert!(
            error["error"].as_str().unwrap().contains(field),
            "{path}: {error}"
        );
    }
}

/// PostgreSQL has it in no text, and would fail.
#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_of_any_route_takes_u0000() {
    let app = TestApp::spawn().await;
    let document = app.get_json("/api/openapi.json").await;
    let mut parameters = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let declared = item["get"]["parameters"].as_array();
        for parameter in declared.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] != "query" {
                continue;
            }
            let asked = format!("{}?{name}=a%00", filled(path, "7"));
            let error = app.get(&asked).await.expect_error(400);
            let faults = error["faults"].as_array().unwrap();
            let is_named = faults.iter().any(|fault| fault["field"] == name);
            assert!(is_named, "{asked}: {error}");
            parameters += 1;
        }
    }
    assert!(parameters > 200, "{parameters}");
}

/// A path with a name in the place of its parameter.
fn filled(path: &str, name: &str) -> String {
    match (path.split_once('{'), path.split_once('}')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{name}{after}"),
        _ => path.to_owned(),
    }
}

/// `AA` is U+0000 in base64.
#[tokio::test(flavor = "multi_thread")]
async fn no_cursor_takes_u0000() {
    let app = TestApp::spawn().await;
    for path in [
        "/api/matches?",
        "/api/matches?map=dust&",
        "/api/players?",
        "/api/players?game_mode=solo&",
        "/api/sessions?",
    ] {
        for cursor in ["1_AA", "1_YWIA"] {
            let error = app.get(&format!("{path}cursor={cursor}")).await;
            assert_eq!(error.expect_error(400)["faults"][0]["field"], "cursor");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_said_to_be_none() {
    let app = TestApp::spawn().await;
    for (method, path) in [
        ("DELETE", "/api/annotations/x"),
        ("GET", "/api/jobs/-1"),
        ("GET", "/api/dead-letters?id=1.5"),
    ] {
        let error = app.request(method, path, &[], b"").await.expect_error(400);
        let reason = "must be a whole number, as answers have it in `id`";
        assert_eq!(error["faults"][0]["reason"], reason, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_wrong_values_are_told_at_once() {
    let app = TestApp::spawn().await;
    let error = app
        .get("/api/stats?limit=x&cursor=y&since=z&nonsense=1")
        .await
        .expect_error(400);
    let fields: Vec<_> = error["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    for field in ["limit", "cursor", "since", "nonsense"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
}
