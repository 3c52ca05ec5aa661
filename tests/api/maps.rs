//! `POST /api/maps/compare`: where two maps differ.

use crate::harness::app::TestApp;
use serde_json::{Value, json};

/// Units of a square, dealt to the groups of players in turn.
fn dealt(row: usize, column: usize, units: u64) -> Value {
    let of_group = |group| (units + 15 - group) / 16;
    json!({"row": row, "column": column, "units": (0..16).map(of_group).collect::<Vec<u64>>()})
}

#[tokio::test(flavor = "multi_thread")]
async fn squares_that_differ_are_named_and_others_are_not() {
    let app = TestApp::spawn().await;
    let maps = json!({
        "a": [[300, 100], [0, 100]], "b": [[100, 104], [0, 296]],
        "a_groups": [dealt(0, 0, 300), dealt(0, 1, 100), dealt(1, 1, 100)],
        "b_groups": [dealt(0, 0, 100), dealt(0, 1, 104), dealt(1, 1, 296)],
    });
    let answer = app.post("/api/maps/compare", maps.to_string()).await;
    let compared = answer.expect(200)["data"].take();
    assert_eq!(compared["tested"], 3);
    assert_eq!(compared["untested_because"], json!(null));
    let difference = compared["difference"][0][0].as_f64().unwrap();
    assert!((difference - 0.4).abs() < 1e-12, "{difference}");
    assert_eq!(compared["difference"][1][0], json!(null));
    let squares = compared["significant"].as_array().unwrap();
    let mut places: Vec<_> = squares
        .iter()
        .map(|square| (&square["row"], &square["column"]))
        .collect();
    places.sort_by_key(|(row, column)| (row.as_u64(), column.as_u64()));
    assert_eq!(places, [(&json!(0), &json!(0)), (&json!(1), &json!(1))]);
    assert!(squares[0]["p_value"].as_f64().unwrap() < 1e-20);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_marked_where_it_is_not_known_how_many_players_there_were() {
    let app = TestApp::spawn().await;
    let mut all_of_one = vec![0; 16];
    all_of_one[3] = 300;
    let one = |row| json!([{"row": row, "column": 0, "units": all_of_one}]);
    for (groups, why) in [
        (json!({}), "counts alone"),
        (
            json!({"a_groups": one(0), "b_groups": one(1)}),
            "too few players",
        ),
    ] {
        let mut maps = json!({"a": [[300], [0]], "b": [[0], [300]]});
        maps.as_object_mut()
            .unwrap()
            .extend(groups.as_object().unwrap().clone());
        let answer = app.post("/api/maps/compare", maps.to_string()).await;
        let compared = answer.expect(200)["data"].take();
        assert_eq!(
            (&compared["tested"], &compared["significant"]),
            (&json!(0), &json!([]))
        );
        let said = compared["untested_because"].as_str().unwrap();
        assert!(said.contains(why), "{said}");
    }
    let outside = json!({"a": [[1]], "b": [[1]], "a_groups": one(7)});
    let answer = app.post("/api/maps/compare", outside.to_string()).await;
    assert_eq!(answer.expect_error(400)["faults"][0]["field"], "a_groups");
}

/// Each player walks over ten squares and back in every match; what is found is the same in both modes.
#[tokio::test(flavor = "multi_thread")]
async fn a_map_knows_its_players() {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..120_u64)
        .map(|k| {
            let (player, mode) = (k / 2, if k % 2 == 0 { "solo" } else { "squads" });
            let places: Vec<_> = (0..10).map(|step| json!([100 + player * 37 % 90, 50 + (player * 17 + step) % 90])).collect();
            json!({"match_id": format!("m{k}"), "player_id": format!("p{player}"), "game_mode": mode,
                "looted_items": {"coin": 10}, "locations": {"coin": places}})
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let grid = async |mode: &str| {
        let path = format!("/api/heatmap/coin?side=10&groups=true&game_mode={mode}");
        app.get_json(&path).await["data"]["grid"].take()
    };
    let (solo, squads) = (grid("solo").await, grid("squads").await);
    let side = solo["groups"]["side"].as_f64().unwrap();
    let squares = |grid: &Value| -> Vec<Value> {
        let cells = grid["groups"]["cells"].as_array().unwrap().iter();
        let place = |cell: &Value, axis: &str, min: &str| {
            let middle = (cell[axis].as_f64().unwrap() + 0.5) * side;
            ((middle - grid[min].as_f64().unwrap()) / 10.0).floor() as u64
        };
        cells.map(|cell| json!({"row": place(cell, "y", "y_min"), "column": place(cell, "x", "x_min"), "units": cell["units"]})).collect()
    };
    let units: u64 = solo["groups"]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|cell| cell["units"].as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(units, 600);
    let maps = json!({"a": solo["cells"], "b": squads["cells"], "a_groups": squares(&solo), "b_groups": squares(&squads)});
    let answer = app.post("/api/maps/compare", maps.to_string()).await;
    let compared = answer.expect(200)["data"].take();
    assert!(compared["tested"].as_u64().unwrap() > 50);
    assert_eq!(compared["significant"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_far_find_is_outside_of_the_map_and_a_region_can_be_asked_for() {
    let app = TestApp::spawn().await;
    let places: Vec<_> = (0..1_000).map(|k| json!([k % 100, k * 7 % 89])).collect();
    let sheet = |player: &str, places: &[Value]| {
        json!({"match_id": "m", "player_id": player, "looted_items": {"coin": places.len()}, "locations": {"coin": places},
            "events": places.iter().take(200).map(|place| json!({"event_type": "jump", "position": place})).collect::<Vec<_>>()})
    };
    let far = [json!([1e7, 1e7])];
    app.submit_batch(&[sheet("p", &places), sheet("q", &far)])
        .await
        .expect(201);
    for path in [
        "/api/heatmap/coin?bins=20",
        "/api/sheets/places?item=coin&bins=20",
        "/api/events/jump/places?bins=20",
        "/api/events/jump/places?bins=20&limit=1000",
    ] {
        let mut heat = app.get_json(path).await["data"].take();
        let grid = heat["grid"].take();
        assert_eq!(grid["outside"], 1, "{path}");
        assert!(grid["x_max"].as_f64().unwrap() <= 128.0, "{path}: {grid}");
        assert!(heat["extent"]["x_max"].as_f64().unwrap() > 1e7, "{path}");
        let region = format!("{path}&x_min=20&x_max=40&y_min=0&y_max=100");
        let region = app.get_json(&region).await["data"]["grid"].take();
        let count = |grid: &Value| -> u64 {
            let rows = grid["cells"].as_array().unwrap().iter();
            rows.flat_map(|row| row.as_array().unwrap())
                .map(|n| n.as_u64().unwrap())
                .sum()
        };
        let whole = count(&grid);
        assert_eq!(
            count(&region) + region["outside"].as_u64().unwrap(),
            whole + 1,
            "{path}"
        );
        let expected = if path.contains("jump") { 40 } else { 200 };
        assert_eq!(count(&region), expected, "{path}");
        assert!(
            region["x_min"].as_f64().unwrap() >= 19.0 && region["x_max"].as_f64().unwrap() <= 60.0,
            "{path}: {region}"
        );
    }
    app.get("/api/heatmap/coin?bins=20&x_min=9&x_max=9")
        .await
        .expect_error(400);
    for place in [json!([1.1e9, 0]), json!([0, -1e300])] {
        let answer = app.submit(&sheet("r", &[place])).await;
        let fault = answer.expect_error(400)["faults"][0]["reason"].to_string();
        assert!(fault.contains("-1000000000 to 1000000000"), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_that_do_not_fit_onto_each_other_are_refused() {
    let app = TestApp::spawn().await;
    let wide = vec![0; 201];
    for (maps, field) in [
        (json!({"a": [[1, 2]], "b": [[1]]}), "b"),
        (json!({"a": [[1, 2], [3]], "b": [[1, 2], [3, 4]]}), "a"),
        (json!({"a": [[1]], "b": [[1], [2]]}), "b"),
        (json!({"a": [], "b": []}), "a"),
        (json!({"a": [wide], "b": [wide]}), "a"),
        (json!({"a": [[-1]], "b": [[1]]}), "body"),
        (json!({"a": [[1]]}), "body"),
    ] {
        let answer = app.post("/api/maps/compare", maps.to_string()).await;
        assert_eq!(
            answer.expect_error(400)["faults"][0]["field"],
            field,
            "{maps}"
        );
    }
    let long = format!("{{\"a\": [[{}]]}}", " ".repeat(1 << 21));
    app.post("/api/maps/compare", long).await.expect_error(413);
}
