//! The routes below `/api/sheets/`: what they say is what a count of the sheets that were submitted says.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    a_summary_is_a_count_of_the_sheets_that_were_submitted,
    places_are_those_that_were_submitted,
    a_rectangle_tells_what_was_found_in_it_and_by_whom,
    only_the_newest_are_looked_at_and_the_answer_says_so,
}

/// Two sheets of each half hour from midnight to ten.
fn sheet(k: u64) -> Value {
    let half_hour = k / 2;
    json!({
        "match_id": format!("m {}", k % 4), "player_id": format!("p{}", k % 5), "game_mode": (["solo", "duo"][(k % 2) as usize]),
        "timestamp": format!("2026-01-31T{:02}:{:02}:00Z", half_hour / 2, half_hour % 2 * 30),
        "looted_items": {"duck": k, "medkit": k % 3, "axe": 1, "club": 0},
        "locations": {"duck": [k * 10, 50], "medkit": (0..k % 3).map(|n| json!([n, k])).collect::<Vec<_>>()},
        "experiments": {"odds": (["a", "b"][usize::from(k.is_multiple_of(3))])},
        "events": (0..k % 3).map(|_| json!({"event_type": "jump"})).collect::<Vec<_>>(),
    })
}

async fn app(database: TestDatabase) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheets: Vec<Value> = (0..40).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

/// A query, and which of the sheets it asks for.
fn selections() -> [(&'static str, Vec<u64>); 8] {
    let those = |wanted: fn(&u64) -> bool| (0..40).filter(wanted).collect();
    [
        ("limit=5000", those(|_| true)),
        ("match_id=m+2", those(|k| k % 4 == 2)),
        ("player_id=p3", those(|k| k % 5 == 3)),
        ("match_id=m%202&player_id=p3", those(|k| k % 20 == 18)),
        ("player_id=p3&game_mode=duo", those(|k| k % 10 == 3)),
        (
            "since=2026-01-31T02:30:00Z&until=2026-01-31T04:00:00Z",
            those(|k| (10..16).contains(k)),
        ),
        (
            "experiment=odds&variant=b&match_id=m%203",
            those(|k| k % 3 == 0 && k % 4 == 3),
        ),
        ("player_id=nobody", those(|_| false)),
    ]
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn units(sheets: &[u64], item: &str) -> u64 {
    sheets
        .iter()
        .map(|k| number(&sheet(*k)["looted_items"][item]))
        .sum()
}

async fn data(app: &TestApp, path: &str) -> Value {
    app.get_json(path).await["data"].take()
}

async fn a_summary_is_a_count_of_the_sheets_that_were_submitted(database: TestDatabase) {
    let app = app(database).await;
    for (query, sheets) in selections() {
        let hours = data(
            &app,
            &format!("/api/sheets/summary?bucket=hour&most=2&{query}"),
        )
        .await;
        assert_eq!(
            (&hours["sheets"], &hours["bucket"]),
            (&json!(sheets.len()), &json!("hour")),
            "{query}"
        );
        let in_hour = |hour: u64| -> Vec<u64> {
            let within = sheets.iter().copied().filter(|k| k / 4 == hour);
            within.collect()
        };
        let hours_played = (0..10).filter(|hour| !in_hour(*hour).is_empty());
        let start = |hour: u64| format!("2026-01-31T{hour:02}:00:00.000Z");
        let all = |sheets: &[u64]| {
            ["duck", "medkit", "axe"]
                .map(|item| units(sheets, item))
                .iter()
                .sum::<u64>()
        };
        let activity: Vec<_> = hours_played
            .clone()
            .map(|hour| {
                let sheets = in_hour(hour);
                let events: u64 = sheets.iter().map(|k| k % 3).sum();
                json!({"start": start(hour), "sheets": sheets.len(), "items": all(&sheets), "events": events})
            })
            .collect();
        assert_eq!(hours["activity"], json!(activity), "{query}");

        let mut items: Vec<_> = ["duck", "medkit", "axe"]
            .map(|item| (units(&sheets, item), item))
            .into();
        items.retain(|(units, _)| *units > 0);
        items.sort_by(|(m, a), (n, b)| n.cmp(m).then(a.cmp(b)));
        items.truncate(2);
        let names: Vec<_> = items.iter().map(|(_, item)| *item).collect();
        assert_eq!(hours["items"], json!(names), "{query}");
        let points: Vec<_> = hours_played
            .map(|hour| {
                let sheets = in_hour(hour);
                let told: serde_json::Map<_, _> = names
                    .iter()
                    .map(|item| ((*item).to_owned(), json!(units(&sheets, item))))
                    .collect();
                let other =
                    all(&sheets) - names.iter().map(|item| units(&sheets, item)).sum::<u64>();
                json!({"start": start(hour), "items": told, "other": other})
            })
            .collect();
        assert_eq!(hours["item_activity"], json!(points), "{query}");

        let spread = hours["units_per_sheet"].as_array().unwrap();
        let owners: u64 = spread.iter().map(|bucket| number(&bucket["owners"])).sum();
        assert_eq!(owners, sheets.len() as u64, "{query}");
        for bucket in spread {
            let within = number(&bucket["from"])..number(&bucket["to"]);
            let expected = sheets
                .iter()
                .filter(|k| within.contains(&all(&[**k])))
                .count();
            assert_eq!(bucket["owners"], expected, "{query} {bucket}");
        }
        assert_eq!(hours["units_99th_percentile"].is_null(), sheets.is_empty());
    }
    // Nobody says how wide: minutes for less than six hours, and hours for more.
    for (query, bucket) in [
        ("until=2026-01-31T02:00:00Z", "minute"),
        ("", "hour"),
        ("player_id=nobody", "minute"),
    ] {
        let chosen = data(&app, &format!("/api/sheets/summary?{query}")).await;
        assert_eq!(chosen["bucket"], bucket, "{query}");
    }
    let told = data(&app, "/api/sheets/summary?most=1&item=axe").await;
    assert_eq!(told["items"], json!(["duck", "axe"]));
}

async fn places_are_those_that_were_submitted(database: TestDatabase) {
    let app = app(database).await;
    for (query, sheets) in selections() {
        for item in ["duck", "medkit"] {
            let found = data(
                &app,
                &format!("/api/sheets/places?item={item}&side=10&{query}"),
            )
            .await;
            let expected = units(&sheets, item);
            assert_eq!(
                (&found["count"], &found["item_name"]),
                (&json!(expected), &json!(item)),
                "{query}"
            );
            let grid = &found["grid"];
            if expected == 0 {
                assert!(grid.is_null(), "{query} {grid}");
                continue;
            }
            let side = (grid["x_max"].as_f64().unwrap() - grid["x_min"].as_f64().unwrap())
                / grid["bins"].as_f64().unwrap();
            assert_eq!(side, 10.0, "{query}");
            let mut cells = grid["cells"].clone();
            for k in &sheets {
                let mut take = |x: u64, y: u64, units: u64| {
                    let at = |at: u64, edge: &str| {
                        ((at as f64 - grid[edge].as_f64().unwrap()) / side).floor() as usize
                    };
                    let cell = &mut cells[at(y, "y_min")][at(x, "x_min")];
                    *cell = json!(number(cell) - units);
                };
                match item {
                    "duck" => take(k * 10, 50, *k),
                    _ => (0..k % 3).for_each(|n| take(n, *k, 1)),
                }
            }
            let left: u64 = cells
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|row| row.as_array().unwrap())
                .map(number)
                .sum();
            assert_eq!(left, 0, "{query}");
        }
    }
    let usual = data(&app, "/api/sheets/places?item=duck").await;
    assert_eq!(usual["grid"]["bins"], 50);
}

async fn a_rectangle_tells_what_was_found_in_it_and_by_whom(database: TestDatabase) {
    let app = app(database).await;
    for (query, sheets) in selections() {
        // The ducks of the sheets 10 to 19, and no medkit.
        let found = data(
            &app,
            &format!("/api/sheets/within?x_min=100&x_max=200&y_min=50&y_max=50.5&most=2&{query}"),
        )
        .await;
        let there: Vec<_> = sheets
            .iter()
            .copied()
            .filter(|k| (10..20).contains(k))
            .collect();
        let ducks: u64 = there.iter().sum();
        let mut players: Vec<(u64, String)> = (0..5)
            .map(|p| (there.iter().filter(|k| *k % 5 == p).sum(), format!("p{p}")))
            .collect();
        players.retain(|(units, _)| *units > 0);
        players.sort_by(|(m, a), (n, b)| n.cmp(m).then(a.cmp(b)));
        let lines: Vec<_> = players
            .iter()
            .take(2)
            .map(|(units, player)| json!({"player_id": player, "units": units}))
            .collect();
        let items: &[Value] = if ducks > 0 {
            &[json!({"item": "duck", "units": ducks})]
        } else {
            &[]
        };
        assert_eq!(
            (&found["units"], &found["items"]),
            (&json!(ducks), &json!(items)),
            "{query}"
        );
        assert_eq!(
            (&found["player_count"], &found["players"]),
            (&json!(players.len()), &json!(lines)),
            "{query}"
        );
    }
    let everywhere = data(&app, "/api/sheets/within").await;
    let all: Vec<u64> = (0..40).collect();
    assert_eq!(
        everywhere["units"],
        units(&all, "duck") + units(&all, "medkit")
    );
}

async fn only_the_newest_are_looked_at_and_the_answer_says_so(database: TestDatabase) {
    let app = app(database).await;
    // The last to arrive is the first of all by its own time.
    let mut late = sheet(0);
    late["timestamp"] = json!("2026-01-30T00:00:00Z");
    late["looted_items"] = json!({"duck": 500});
    app.submit(&late).await.expect(201);
    for (query, looked_at, sheets, complete, units) in [
        ("limit=2", 2, 2, false, 500 + 39 + 1),
        ("limit=41", 41, 41, true, 500 + 780 + 39 + 40),
        ("limit=40", 40, 40, false, 500 + 780 + 39 + 39),
        // By the sheets' own time where one is asked for.
        ("limit=1&since=2026-01-30T00:00:00Z", 1, 1, false, 39 + 1),
        // The variant is looked for among the newest.
        (
            "limit=3&experiment=odds&variant=b",
            3,
            2,
            false,
            500 + 39 + 1,
        ),
        ("limit=1&experiment=odds&variant=a", 1, 0, false, 0),
        (
            "limit=5&player_id=p4&game_mode=duo",
            4,
            4,
            true,
            9 + 19 + 29 + 39 + 4 + 1 + 2,
        ),
    ] {
        for route in ["summary?", "within?", "places?item=duck&"] {
            let answer = data(&app, &format!("/api/sheets/{route}{query}")).await;
            // Sums look at events, too, before they look for the mode: these are more than five.
            let is_cut = route == "summary?" && query.contains("p4");
            let told = (&answer["looked_at"], &answer["complete"]);
            assert_eq!(
                told,
                (&json!(looked_at), &json!(complete && !is_cut)),
                "{route}{query}"
            );
        }
        let summary = data(&app, &format!("/api/sheets/summary?{query}")).await;
        let points = summary["activity"].as_array().unwrap();
        let counted: u64 = points.iter().map(|point| number(&point["items"])).sum();
        assert_eq!(
            (&summary["sheets"], counted),
            (&json!(sheets), units),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_told_with_every_fault() {
    let app = TestApp::spawn().await;
    for (query, fields) in [
        ("summary?limit=0", &["limit"][..]),
        (
            "summary?most=101&bucket=week&variant=a",
            &["experiment", "most", "bucket"],
        ),
        ("places", &["item"]),
        ("places?item=duck&bins=3&side=4", &["side"]),
        (
            "places?item=+&since=2026-01-02&until=2026-01-01",
            &["until", "item"],
        ),
        ("within?x_min=inf&y_max=top", &["x_min", "y_max"]),
        ("within?x_min=3&x_max=3", &["x_max"]),
        ("within?y_min=4&y_max=3", &["y_max"]),
        ("within?left=1", &["left"]),
    ] {
        let refused = app
            .get(&format!("/api/sheets/{query}"))
            .await
            .expect_error(400);
        let faults = refused["faults"].as_array().unwrap().iter();
        let mut named: Vec<_> = faults
            .map(|fault| fault["field"].as_str().unwrap())
            .collect();
        let mut fields = fields.to_vec();
        named.sort_unstable();
        fields.sort_unstable();
        assert_eq!(named, fields, "{query}: {refused}");
    }
}
