//! Whatever a name is, it can be asked for: as a parameter always, in a path as long as nobody takes it apart on the way.

use crate::harness::app::TestApp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

const NAMES: [&str; 9] = [
    "a/b", "..", ".", "../..", "a%2Fb", "\\", "?x=1#y", "+ &=", "café/",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_name_is_found_as_a_parameter_and_in_a_path() {
    let app = TestApp::spawn().await;
    for name in NAMES {
        let sheet = json!({
            "match_id": name, "player_id": name, "player_level": 7, "looted_items": {name: 3}, "locations": {name: [1, 2]},
            "events": [{"event_type": name, "position": [3, 4]}],
        });
        app.submit(&sheet).await.expect(201);
    }
    for name in NAMES {
        let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        let get = async |path: &str, parameter: &str, more: &str| -> [Value; 2] {
            let (before, after) = path.split_once("{}").unwrap();
            let in_path = format!("{before}{encoded}{after}?{more}");
            // A match has a route of its own, beside the list of them.
            let plain = format!("{}{after}", before.trim_end_matches('/'));
            let plain = plain.replace("/api/matches", "/api/match");
            let beside = format!("{plain}?{parameter}={encoded}&{more}");
            [app.get_json(&in_path).await, app.get_json(&beside).await]
        };
        for answer in get("/api/heatmap/{}", "item", "bins=2").await {
            assert_eq!(answer["data"]["item_name"], name);
            assert_eq!(answer["data"]["count"], 3, "{name}");
        }
        for answer in get("/api/journey/{}", "player_id", "limit=1").await {
            assert_eq!(answer["player_id"], name);
            assert_eq!(answer["totals"]["units"], 3, "{name}");
        }
        for answer in get("/api/matches/{}", "match_id", "limit=1").await {
            assert_eq!(answer["data"]["match_id"], name);
            assert_eq!(answer["data"]["units"], 3, "{name}");
        }
        for answer in get("/api/events/{}/places", "event_type", "bins=2").await {
            assert_eq!(answer["data"]["event_type"], name);
            assert_eq!(answer["data"]["count"], 1, "{name}");
        }
        let item = format!("item={encoded}");
        for answer in get("/api/events/{}/loot-before", "event_type", &item).await {
            assert_eq!(answer["data"]["event_type"], name);
            assert_eq!(answer["data"]["item"], name);
        }
        for answer in get("/api/events/{}/rate-by-level", "event_type", "width=10").await {
            assert_eq!(answer["data"]["event_type"], name);
            assert_eq!(answer["data"]["levels"][0]["with_event"], 1, "{name}");
        }
    }
    for missing in [
        "/api/heatmap",
        "/api/journey",
        "/api/match",
        "/api/events/places",
        "/api/events/rate-by-level",
        "/api/events/loot-before?item=a",
    ] {
        let error = app.get(missing).await.expect_error(400);
        assert_eq!(error["faults"][0]["reason"], "is required", "{missing}");
    }
}
