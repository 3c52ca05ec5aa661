//! What came under names for which there was no place left: no total has it, and whoever asks is not told that there is nothing.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    places_on_a_map_past_the_limit_are_found_in_the_rows,
    regions_of_a_map_past_the_limit_are_counted_from_the_rows,
    no_read_says_that_there_is_nothing_under_a_name_past_the_limit,
}

/// A sheet with a find and an event on each of `maps` maps; 200 maps have totals.
fn sheets(maps: u32) -> Vec<Value> {
    let sheet = |k: u32| {
        json!({
            "match_id": "m", "player_id": "ann", "map": format!("map{k:03}"), "timestamp": "2026-01-31T10:00:00Z",
            "looted_items": {"duck": 2}, "locations": {"duck": [[1, 1], [2, 2]]},
            "events": [{"event_type": "kill", "position": [3, 3]}],
        })
    };
    (0..maps).map(sheet).collect()
}

async fn places_on_a_map_past_the_limit_are_found_in_the_rows(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let data = async |path: &str| app.get_json(path).await["data"].take();
    let heat = async |map: &str| {
        let heat = data(&format!("/api/heatmap?item=duck&map={map}")).await;
        (heat["count"].clone(), heat["map_in_totals"].clone())
    };
    app.submit_batch(&sheets(200)).await.expect(201);
    assert_eq!(heat("map007").await, (json!(2), json!(true)));
    // Nothing is counted as another, so there is nothing on this map.
    assert_eq!(heat("map201").await, (json!(0), json!(true)));
    app.submit_batch(&sheets(202)[200..]).await.expect(201);
    assert_eq!(heat("map007").await, (json!(2), json!(true)));
    assert_eq!(heat("map201").await, (json!(0), json!(false)));
    assert_eq!(heat("nobodys").await, (json!(0), json!(true)));
    let several = app.get("/api/heatmap?item=duck&map=%20(other)").await;
    several.expect(400);
    let places = data("/api/sheets/places?item=duck&map=map201").await;
    assert_eq!(places["count"], 2);
    for map in ["map007", "map201"] {
        let path = format!("/api/events/places?event_type=kill&map={map}");
        let places = data(&path).await;
        let told = (&places["count"], &places["complete"]);
        assert_eq!(told, (&json!(1), &json!(true)), "{map}");
    }
}

async fn regions_of_a_map_past_the_limit_are_counted_from_the_rows(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    app.submit_batch(&sheets(200)).await.expect(201);
    app.submit_batch(&sheets(202)[200..]).await.expect(201);
    let alone = json!({
        "event_type": "pickup", "player_id": "ben", "map": "map201", "position": [1, 2], "items": {"duck": 1},
    });
    let alone = app.post("/api/events", alone.to_string()).await;
    alone.expect(201);
    for (map, item_rows, event_rows, units) in [
        ("map007", None, None, [2, 1]),
        ("map201", Some(203), Some(202), [3, 1]),
    ] {
        for (region, corners) in [("near", "0,0,2,0,2,4,0,4"), ("far", "2,2,4,2,4,4,2,4")] {
            let path = format!("/api/map/region?map={map}&region={region}&corners={corners}");
            app.request("PUT", &path, &[], "").await.expect(200);
        }
        for (what, rows, in_regions, all) in [
            ("item=duck", item_rows, [units[0], 0], units[0]),
            ("event_type=kill", event_rows, [0, 1], units[1]),
        ] {
            let path = format!("/api/map/regions?map={map}&{what}");
            let counted = app.get_json(&path).await["data"].take();
            let rows_said = &counted["counted_from_rows"];
            assert_eq!(rows_said["looked_at"].as_u64(), rows, "{path}: {counted}");
            assert!(rows.is_none() || rows_said["complete"] == true, "{counted}");
            let far = &counted["regions"][0];
            let near = &counted["regions"][1];
            assert_eq!(
                (&far["name"], &near["name"]),
                (&json!("far"), &json!("near"))
            );
            let found = [&near["units"], &far["units"], &counted["units"]].map(Value::as_u64);
            assert_eq!(
                found,
                [in_regions[0], in_regions[1], all].map(Some),
                "{path}: {counted}"
            );
        }
    }
}

/// Reads that take a name, but of what was set, and not of data.
const OF_NO_DATA: [&str; 2] = ["/api/map", "/api/map/picture"];

async fn no_read_says_that_there_is_nothing_under_a_name_past_the_limit(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let named = |k: u32| {
        let mut sheet = sheets(k + 1).pop().unwrap();
        sheet["game_mode"] = json!(format!("mode{k:03}"));
        sheet["dimensions"] = json!({"build": format!("build{k:03}")});
        sheet["experiments"] = json!({"odds": format!("odds{k:03}")});
        sheet["custom_stats"] = json!({"kills": 3});
        sheet["player_level"] = json!(3);
        sheet
    };
    let all: Vec<_> = (0..520).map(named).collect();
    app.submit_batch(&all[..510]).await.expect(201);
    app.submit_batch(&all[510..]).await.expect(201);
    let mut without_map = all[519].clone();
    without_map["map"] = Value::Null;
    app.submit(&without_map).await.expect(201);
    let money = json!({"sources": ["item:duck"], "sinks": []});
    let money = app.request("PUT", "/api/economy?currency=gold", &[], money.to_string());
    money.await.expect(200);
    for map in ["map519", "nobodys", ""] {
        let path = format!("/api/map/region?map={map}&region=all&corners=0,0,9,0,9,9,0,9");
        app.request("PUT", &path, &[], "").await.expect(200);
    }
    let document = app.get_json("/api/openapi.json").await;
    let mut refused = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let read = &operations["get"];
        let parameters = read["parameters"].as_array();
        let parameters = parameters.map_or(&[][..], Vec::as_slice);
        for (name, asked, lost) in [
            ("map", "map=", "map519"),
            ("game_mode", "game_mode=", "mode519"),
            ("dim.NAME", "dim.build=", "build519"),
            ("variant", "experiment=odds&variant=", "odds519"),
        ] {
            let is_named =
                |parameter: &Value| parameter["name"] == name && parameter["in"] == "query";
            if !parameters.iter().any(is_named) || OF_NO_DATA.contains(&path.as_str()) {
                continue;
            }
            let address = path
                .replace("{item}", "duck")
                .replace("{event_type}", "kill");
            let mut more = String::new();
            for parameter in parameters {
                let name = parameter["name"].as_str().unwrap();
                let value = match name {
                    "item" => "duck",
                    "event_type" | "step1" => "kill",
                    "type" if path.starts_with("/api/events") => "kill",
                    "field" => "kills",
                    "bins" => "4",
                    _ => continue,
                };
                // Of an item or of a type of event, not of both.
                let is_choice = path.starts_with("/api/map/regions") && name == "event_type";
                if parameter["in"] == "query" && !is_choice {
                    more.push_str(&format!("&{name}={value}"));
                }
            }
            let of = async |value: &str| app.get(&format!("{address}?{asked}{value}{more}")).await;
            let (answer, nothing) = (of(lost).await, of("nobodys").await);
            if answer.status == 400 {
                let fault = &answer.expect_error(400)["faults"][0];
                let field = name.replace("NAME", "build");
                assert_eq!(fault["field"], field, "{path}: {fault}");
                let reason = fault["reason"].as_str().unwrap();
                assert!(reason.contains("no place of its own"), "{path}: {reason}");
                refused.push(format!("{path} {name}"));
                continue;
            }
            answer.expect(200);
            let same = answer.text().replace(lost, "nobodys") == nothing.text();
            let said = answer.json()["data"]["map_in_totals"] == false;
            assert!(
                said || !same,
                "{path} says nothing of {name}: {}",
                answer.text()
            );
        }
    }
    let of_totals = [
        "/api/aggregate map",
        "/api/activity dim.NAME",
        "/api/events variant",
    ];
    for total in of_totals {
        assert!(
            refused.iter().any(|one| one == total),
            "{total}: {refused:?}"
        );
    }
}
