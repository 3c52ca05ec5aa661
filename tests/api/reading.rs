//! The questions: `stats`, `aggregate`, `heatmap`, `activity`, `spread`, `quality`.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

async fn with_some_sheets() -> TestApp {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..12)
        .map(|k| {
            json!({
                "match_id": format!("m{}", k % 3), "player_id": format!("p{}", k % 4),
                "timestamp": format!("2026-01-31T{:02}:30:00Z", k),
                "looted_items": {"medkit": 1, "gold coin/é": k},
                "locations": {"medkit": [k * 10, 50]},
                "game_mode": (["solo", "duo"][k % 2]), "sheet_id": k.to_string(),
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_come_newest_first_in_pages_that_miss_and_repeat_nothing() {
    let app = with_some_sheets().await;
    let mut keys = Vec::new();
    let mut path = "/api/stats?limit=5".to_owned();
    loop {
        let page = app.get_json(&path).await;
        let rows = page["data"].as_array().unwrap();
        assert_eq!(page["count"], rows.len());
        keys.extend(
            rows.iter()
                .map(|row| row["sheet_id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/api/stats?limit=5&cursor={next}"),
            None => break,
        }
    }
    let wanted: Vec<String> = (0..12).rev().map(|k| k.to_string()).collect();
    assert_eq!(keys, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_are_filtered_by_what_is_asked() {
    let app = with_some_sheets().await;
    for (query, wanted) in [
        ("match_id=m1", vec![10, 7, 4, 1]),
        ("player_id=p0", vec![8, 4, 0]),
        ("match_id=m1&player_id=p0", vec![4]),
        ("game_mode=duo&limit=2", vec![11, 9]),
        ("since=2026-01-31T10:30:00Z", vec![11, 10]),
        ("until=2026-01-31T01:30:00Z", vec![0]),
        (
            "since=2026-01-31T05:00:00%2B01:00&until=2026-01-31T06:00:00",
            vec![5, 4],
        ),
        ("match_id=unheard%20of", vec![]),
    ] {
        let page = app.get_json(&format!("/api/stats?{query}")).await;
        let keys: Vec<u64> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["sheet_id"].as_str().unwrap().parse().unwrap())
            .collect();
        assert_eq!(keys, wanted, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn aggregate_has_the_predecessors_fields_and_filters_by_mode() {
    let app = with_some_sheets().await;
    let all = app.get_json("/api/aggregate").await;
    assert_eq!(all["success"], true);
    let data = &all["data"];
    assert_eq!(
        data["total_items"],
        json!({"medkit": 12, "gold coin/é": 66})
    );
    assert_eq!(
        (
            &data["total_matches"],
            &data["total_players"],
            &data["total_stat_sheets"]
        ),
        (&json!(3), &json!(4), &json!(12))
    );
    let duo = &app.get_json("/api/aggregate?game_mode=duo").await["data"];
    assert_eq!(duo["total_items"], json!({"medkit": 6, "gold coin/é": 36}));
    assert_eq!(duo["total_stat_sheets"], 6);
    let none = &app.get_json("/api/aggregate?game_mode=unheard+of").await["data"];
    assert_eq!(none["total_stat_sheets"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn heatmap_has_every_unit_a_grid_when_asked_and_a_sample_when_cut() {
    let app = with_some_sheets().await;
    let plain = app.get_json("/api/heatmap/medkit").await;
    let data = &plain["data"];
    assert_eq!(
        (&data["item_name"], &data["count"], &data["sampled"]),
        (&json!("medkit"), &json!(12), &json!(false))
    );
    assert_eq!(data["locations"].as_array().unwrap().len(), 12);
    assert!(data.get("grid").is_none(), "nobody asked for it");

    let data = &app.get_json("/api/heatmap/medkit?bins=20&limit=4").await["data"];
    assert_eq!(
        (&data["count"], &data["sampled"]),
        (&json!(12), &json!(true))
    );
    assert_eq!(data["locations"].as_array().unwrap().len(), 4);
    let grid = &data["grid"];
    for edge in ["x_min", "x_max", "y_min", "y_max"] {
        assert!(grid[edge].is_f64(), "{grid}");
    }
    let cells = grid["cells"].as_array().unwrap();
    assert_eq!(grid["bins"], cells.len());
    let units: u64 = cells
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(units, 12);

    let unplaced = &app
        .get_json("/api/heatmap/gold%20coin%2F%C3%A9?bins=5")
        .await["data"];
    assert_eq!(
        (&unplaced["item_name"], &unplaced["count"]),
        (&json!("gold coin/é"), &json!(0))
    );
    let unheard = &app.get_json("/api/heatmap/unheard_of").await["data"];
    assert_eq!(
        (&unheard["count"], &unheard["locations"]),
        (&json!(0), &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_point_stands_for_the_whole_count_and_a_huge_count_stays_small() {
    let app = TestApp::spawn().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"gold": 3_000_000}, "locations": {"gold": [1, 2]}});
    app.submit(&sheet).await.expect(201);
    let answer = app.get("/api/heatmap/gold?bins=20").await;
    let data = &answer.expect(200)["data"];
    assert_eq!(
        (&data["count"], &data["sampled"]),
        (&json!(3_000_000), &json!(true))
    );
    assert_eq!(data["locations"].as_array().unwrap().len(), 10_000);
    assert!(answer.body.len() < 200_000, "{} bytes", answer.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_tells_each_bucket_once_oldest_first() {
    let app = with_some_sheets().await;
    let hours = app.get_json("/api/activity?bucket=hour").await;
    let data = hours["data"].as_array().unwrap();
    assert_eq!(data.len(), 12);
    assert_eq!(data[0]["sheets"], 1);
    let minutes = app
        .get_json(
            "/api/activity?bucket=minute&since=2026-01-31T03:00:00Z&until=2026-01-31T05:00:00Z",
        )
        .await;
    assert_eq!(minutes["data"].as_array().unwrap().len(), 2);
    let days = app.get_json("/api/activity?bucket=day").await;
    assert_eq!(
        (&days["data"][0]["sheets"], &days["data"][0]["items"]),
        (&json!(12), &json!(78))
    );
    assert_eq!(days["data"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn items_over_time_are_told_apart_up_to_a_number() {
    let app = with_some_sheets().await;
    let days = app.get_json("/api/activity/items?bucket=day&most=1").await;
    assert_eq!(days["items"], json!(["gold coin/é"]));
    assert_eq!(
        days["data"],
        json!([{"start": "2026-01-31T00:00:00.000Z", "items": {"gold coin/é": 66}, "other": 12}])
    );
    let path =
        "/api/activity/items?game_mode=duo&since=2026-01-31T03:00:00Z&until=2026-01-31T06:00:00Z";
    let hours = app.get_json(path).await;
    assert_eq!(
        (&hours["bucket"], &hours["count"]),
        (&json!("hour"), &json!(2))
    );
    assert_eq!(
        hours["data"][0]["items"],
        json!({"gold coin/é": 3, "medkit": 1})
    );
    let all = app.get_json("/api/activity/items?bucket=all").await;
    assert_eq!(
        all["data"][0]["items"],
        json!({"gold coin/é": 66, "medkit": 12})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn spread_tells_how_many_have_how_much() {
    let app = with_some_sheets().await;
    let spread = &app.get_json("/api/spread").await["data"];
    // Players have 15, 18, 21 and 24 units, matches 22, 26 and 30.
    let bucket = |from: u64| json!({"from": from, "to": from + 1, "owners": 1});
    assert_eq!(
        spread["units_per_player"],
        json!([bucket(15), bucket(18), bucket(21), bucket(24)])
    );
    assert_eq!(
        spread["units_per_match"],
        json!([bucket(22), bucket(26), bucket(30)])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heatmap_of_one_mode_has_counts_and_no_places() {
    let app = with_some_sheets().await;
    let data = &app
        .get_json("/api/heatmap/medkit?game_mode=duo&bins=4")
        .await["data"];
    assert_eq!(
        (&data["count"], &data["sampled"], &data["locations"]),
        (&json!(6), &json!(true), &json!([]))
    );
    let rows = data["grid"]["cells"].as_array().unwrap().iter();
    let units: u64 = rows
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(units, 6);
    let none = &app.get_json("/api/heatmap/medkit?game_mode=squad").await["data"];
    assert_eq!(
        (&none["count"], &none["sampled"]),
        (&json!(0), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_items_colour_is_the_same_whatever_is_asked() {
    let app = with_some_sheets().await;
    let all = app.get_json("/api/aggregate").await["data"]["item_colours"].clone();
    assert_eq!(all.as_object().unwrap().len(), 2);
    assert_ne!(all["medkit"], all["gold coin/é"]);
    let late = json!({"match_id": "m", "player_id": "p", "looted_items": {"axe": 900}, "game_mode": "duo"});
    app.submit(&late).await.expect(201);
    let duo = app.get_json("/api/aggregate?game_mode=duo").await["data"]["item_colours"].clone();
    assert_eq!(
        (&duo["medkit"], &duo["gold coin/é"]),
        (&all["medkit"], &all["gold coin/é"])
    );
    assert!(duo["axe"].as_str().unwrap().starts_with('#'), "{duo}");
}

/// Two players of four are missing in one match; alone is all of them where one plays alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_usual_is_told_by_mode() {
    let app = TestApp::spawn().await;
    let squads = [("s1", 4), ("s2", 4), ("s3", 2)];
    let solo = ["a", "b", "c", "d", "e"].map(|id| (id, 1));
    for (mode, matches) in [
        ("squads", &squads[..]),
        ("solo", &solo[..]),
        ("raid", &[("r", 9)]),
    ] {
        for (match_id, players) in matches {
            for player in 0..*players {
                let sheet = json!({"match_id": match_id, "player_id": format!("p{player}"), "game_mode": mode, "looted_items": {}});
                app.submit(&sheet).await.expect(201);
            }
        }
    }
    let quality = app.get_json("/api/quality").await["data"].take();
    let mode = |name: &str,
                matches: u64,
                usual: Value,
                mean: f64,
                coverage: Value,
                incomplete: Value| {
        json!({
            "game_mode": name, "matches": matches, "expected_players_per_match": usual,
            "present_players_per_match": mean, "coverage": coverage, "incomplete_matches": incomplete,
        })
    };
    assert_eq!(
        quality["by_mode"],
        json!([
            mode("solo", 5, json!(1), 1.0, json!(1.0), json!(0)),
            mode(
                "squads",
                3,
                json!(4),
                10.0 / 3.0,
                json!(10.0 / 12.0),
                json!(1)
            ),
            mode("raid", 1, Value::Null, 9.0, Value::Null, Value::Null),
        ])
    );
    assert_eq!(quality["coverage"], 15.0 / 17.0);
    assert_eq!(quality["incomplete_matches"], 1);
    for (match_id, usual) in [("s3", 4), ("a", 1)] {
        let story = app.get_json(&format!("/api/matches/{match_id}")).await;
        assert_eq!(story["data"]["expected_players"], usual, "{match_id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_without_a_map_and_with_one_match_lacks_nothing() {
    let app = TestApp::spawn().await;
    let sheet = |id: &str, places: Value| json!({"match_id": "m", "player_id": id, "looted_items": {"axe": 1}, "locations": places});
    app.submit(&sheet("p", json!({}))).await.expect(201);
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(quality["completeness"], 1.0);
    assert_eq!(quality["coverage"], Value::Null);
    assert_eq!(quality["sends_places"], false);
    // As soon as one has places, those without lack them.
    let placed = sheet("q", json!({"axe": [[1, 2]]}));
    app.submit(&placed).await.expect(201);
    let quality = app.get_json("/api/quality").await["data"].take();
    assert_eq!(quality["sends_places"], true);
    let completeness = quality["completeness"].as_f64().unwrap();
    assert!(
        (completeness - (0.5 + 1.0 + 1.0) / 3.0).abs() < 1e-12,
        "{quality}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn quality_tells_coverage_that_never_exceeds_one() {
    let app = with_some_sheets().await;
    let quality = app.get_json("/api/quality").await;
    assert_eq!(quality["success"], true);
    let data = &quality["data"];
    let coverage = data["coverage"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&coverage), "{data}");
    assert_eq!((&data["matches"], &data["sheets"]), (&json!(3), &json!(12)));
}
