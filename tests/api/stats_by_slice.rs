//! Sheets of a variant, a dimension's value or a map, and those with an item: all of them, however far back.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    sheets_of_a_slice_or_with_an_item_are_found_among_all,
}

const SHEETS: u64 = 5_700;

/// Whether a sheet is of the selection.
type Fits = fn(u64) -> bool;

/// The oldest is the only one on the map and with an axe; every hundredth is of the console.
fn sheet(k: u64) -> Value {
    let minute = k / 60 % 60;
    let mut sheet = json!({
        "match_id": format!("m{}", k % 7), "player_id": format!("p{}", k % 5), "sheet_id": format!("{k}"),
        "looted_items": {"medkit": k % 2, "axe": u64::from(k == 0)},
        "dimensions": {"platform": if k.is_multiple_of(100) { "console" } else { "pc" }},
        "experiments": {"odds": if k.is_multiple_of(3) { "a" } else { "b" }},
        "game_mode": if k.is_multiple_of(2) { "solo" } else { "duo" },
        "timestamp": format!("2026-01-31T{:02}:{minute:02}:{:02}Z", k / 3_600, k % 60),
    });
    if k == 0 {
        sheet["map"] = "dust".into();
    }
    sheet
}

/// The numbers of the sheets of all pages, and how many pages there were.
async fn numbers(app: &TestApp, query: &str) -> (Vec<u64>, usize) {
    let (mut found, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = app.get_json(&format!("/api/stats?{query}{cursor}")).await;
        pages += 1;
        for sheet in page["data"].as_array().unwrap() {
            found.push(sheet["sheet_id"].as_str().unwrap().parse().unwrap());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (found, pages),
        }
    }
}

async fn sheets_of_a_slice_or_with_an_item_are_found_among_all(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    let sheets: Vec<Value> = (0..SHEETS).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let fits = |of: Fits| (0..SHEETS).rev().filter(|k| of(*k)).collect::<Vec<_>>();
    let cases: [(&str, Fits); 8] = [
        ("map=dust", |k| k == 0),
        ("item=axe", |k| k == 0),
        ("dim.platform=console", |k| k.is_multiple_of(100)),
        ("experiment=odds&variant=a&item=medkit", |k| {
            k % 2 == 1 && k.is_multiple_of(3)
        }),
        ("experiment=odds&variant=a&player_id=p3", |k| {
            k % 5 == 3 && k.is_multiple_of(3)
        }),
        ("dim.platform=pc&match_id=m2&game_mode=duo", |k| {
            !k.is_multiple_of(100) && k % 7 == 2 && k % 2 == 1
        }),
        (
            "dim.platform=console&since=2026-01-31T00:10:00Z&until=2026-01-31T01:00:00Z",
            |k| k.is_multiple_of(100) && (600..3_600).contains(&k),
        ),
        ("dim.platform=nobodys", |_| false),
    ];
    for (query, of) in cases {
        for limit in [7, 10_000] {
            let expected = fits(of);
            if limit == 7 && expected.len() > 100 {
                continue;
            }
            let (found, pages) = numbers(&app, &format!("{query}&limit={limit}")).await;
            assert_eq!(found, expected, "{query}");
            assert!(
                pages <= expected.len() / 7 + 1 || limit > 7,
                "{query}: {pages}"
            );
        }
    }
    // Rows know nothing of names that are counted together.
    let refused = app.get("/api/stats?dim.platform=%20(other)").await;
    refused.expect_error(400);
}
