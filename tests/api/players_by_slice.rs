//! Players by day and month, and who comes back, of a variant, a dimension's value or a map: as of a game mode in which the same rows are, of
//! which there are totals.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    players_of_any_slice_are_counted_as_those_of_a_mode,
}

/// Rows of some players over two months, each in a mode, with the same as a map, a value and a variant.
fn rows() -> (Vec<Value>, Vec<Value>) {
    let (mut sheets, mut events) = (Vec::new(), Vec::new());
    for k in 0_i64..400 {
        let own = ["solo", "duo", "trio"][(k * k % 7 % 3) as usize];
        let hour = k * 31 % 1_400;
        let at = match k % 97 {
            // Clocks that were never set, or are ahead.
            5 => "1970-01-01T00:00:00Z".to_owned(),
            6 => "2900-01-01T00:00:00Z".to_owned(),
            _ => format!(
                "2026-0{}-{:02}T{:02}:40:00Z",
                2 + hour / 672,
                1 + hour / 24 % 28,
                hour % 24
            ),
        };
        let mut row = json!({
            "match_id": format!("m{k}"), "player_id": format!("p{}", k * k % 23), "timestamp": at,
            "game_mode": own, "map": own, "dimensions": {"kind": own},
        });
        if k % 3 == 0 {
            row["event_type"] = json!(["jump", "land"][(k % 2) as usize]);
            events.push(row);
        } else {
            row["looted_items"] = json!({"medkit": 1});
            row["match_duration"] = json!(k);
            row["experiments"] = json!({"odds": own});
            sheets.push(row);
        }
    }
    (sheets, events)
}

async fn players_of_any_slice_are_counted_as_those_of_a_mode(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let (sheets, events) = rows();
    app.submit_batch(&sheets).await.expect(201);
    let events = Value::from(events).to_string();
    app.post("/api/events", events).await.expect(201);
    for route in [
        "/api/players/daily",
        "/api/players/monthly",
        "/api/retention",
    ] {
        for more in [
            "",
            "&tz=America/New_York",
            "&since=2026-02-09T12:00:00Z&until=2026-03-01T12:00:00Z",
            "&tz=Asia/Kolkata&since=2026-02-09T12:00:00Z&until=2026-03-01T12:00:00Z",
        ] {
            let of = async |slice: &str| app.get_json(&format!("{route}?{slice}{more}")).await;
            let known = of("game_mode=duo").await;
            assert!(known["count"].as_u64().unwrap() > 0, "{known}");
            for slice in ["map=duo", "dim.kind=duo", "dim.kind=duo&game_mode=duo"] {
                assert_eq!(of(slice).await, known, "{route} {slice}{more}");
            }
            // Events outside of sheets are in no experiment.
            let variant = of("experiment=odds&variant=duo").await;
            assert!(variant["count"].as_u64().unwrap() > 0, "{variant}");
            // On some days there were only such.
            if route == "/api/players/daily" {
                assert_ne!(variant, known);
            }
            assert_eq!(of("map=duo&game_mode=solo").await["count"], 0);
        }
        let both = app.get(&format!("{route}?map=duo&dim.kind=duo")).await;
        both.expect(400);
    }
}
