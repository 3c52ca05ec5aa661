//! A page's address understands the API's spellings, and says what it does not understand.

use super::visit;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DASHBOARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/server/dashboard");

async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..6)
        .map(|k| {
            json!({
                "match_id": "m", "player_id": format!("p{}", k % 3), "looted_items": {"axe": 1}, "timestamp": "2026-01-31T11:00:00Z",
                "dimensions": {"platform": if k < 2 { "pc" } else { "phone" }, "region": "eu"},
                "events": [{"event_type": "jump", "details": {"height": k}}, {"event_type": "kill"}],
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

/// What the bar says that the address says in vain.
async fn said(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#filters .misread')].map((note) => note.firstChild.textContent)";
    serde_json::from_value(browser.run(script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_calls_a_filter_narrows_the_page() {
    let app = app().await;
    let browser = Browser::open(Screen::Desk).await;
    for (address, tile, number) in [
        ("?dim.platform=pc", "sheets", 2),
        ("?player_id=p1", "sheets", 2),
        ("?match_id=m", "sheets", 6),
        ("?event_type=jump", "events", 6),
        ("?type=kill", "events", 6),
        // What the page's own words say is not said again by the API's.
        ("?player=p1&player_id=p2", "sheets", 2),
    ] {
        visit::open(&browser, &app, address).await;
        assert_eq!(visit::tile(&browser, tile).await, number, "{address}");
    }
    for (address, detail) in [
        ("/stats?type=jump&details.height=3", "height=3"),
        ("/stats?type=jump&details.height=%3E3", "height>3"),
    ] {
        visit::open(&browser, &app, address).await;
        let field = "return document.querySelector('#filters [name=detail]').value";
        assert_eq!(browser.run(field).await, detail, "{address}");
        assert_eq!(said(&browser).await, Vec::<String>::new(), "{address}");
    }
    // The pages of one are found by the API's names where an id does not fit a path; there they are no filter.
    visit::open(&browser, &app, "/players?player_id=p1").await;
    assert_eq!(browser.text("h1").await, "p1");
    assert_eq!(said(&browser).await, Vec::<String>::new());
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_does_not_understand_is_said_and_can_be_taken_out() {
    let app = app().await;
    let browser = Browser::open(Screen::Desk).await;
    for (address, reasons) in [
        (
            "?nonsense=1",
            vec!["says nonsense=1, which this page does not understand."],
        ),
        (
            "?dim.platform=pc&dim.region=eu",
            vec![
                "says dim.region=eu, which this page does not understand, because another dimension or experiment is chosen",
            ],
        ),
        (
            "/quality?variant=x",
            vec!["says variant=x, but not of which experiment or dimension"],
        ),
        (
            "/quality?experiment=x",
            vec!["says experiment=x, but not which variant"],
        ),
        (
            "?range=fortnight&tz=Mars",
            vec![
                "says range=fortnight, which is none of 1h, 6h,",
                "says tz=Mars, which is no time zone",
            ],
        ),
    ] {
        visit::open(&browser, &app, address).await;
        let told = said(&browser).await;
        assert_eq!(told.len(), reasons.len(), "{address}: {told:?}");
        for (told, reason) in told.iter().zip(reasons) {
            assert!(told.contains(reason), "{address}: {told}");
        }
    }
    visit::open(&browser, &app, "?dim.platform=pc&nonsense=1").await;
    browser
        .run("document.querySelector('#filters .misread button').click()")
        .await;
    let gone = "return document.querySelector('#filters .misread') === null";
    browser.wait("it is taken out", gone).await;
    let left = "/dashboard?experiment=platform&variant=pc";
    assert_eq!(browser.path().await, left);
}

/// Otherwise the bar would say of a page's own control that it is not understood.
#[test]
fn what_views_put_into_the_address_is_understood() {
    let spellings = fs::read_to_string(format!("{DASHBOARD}/lib/spellings.js")).unwrap();
    let known: BTreeSet<&str> = spellings.split(|c: char| !is_of_name(c)).collect();
    let mut files = Vec::new();
    for folder in ["views", "charts", "lib"] {
        scripts(&Path::new(DASHBOARD).join(folder), &mut files);
    }
    let mut seen = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for put in text.split("address.change({").skip(1) {
            let name = put.trim_start().split(|c: char| !is_of_name(c)).next();
            let Some(name) = name.filter(|name| !name.is_empty()) else {
                continue;
            };
            seen += 1;
            assert!(known.contains(name), "{}: {name}", file.display());
        }
    }
    assert!(seen > 20, "{seen}");
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_lowercase() || c == '_'
}

fn scripts(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => scripts(&path, into),
            false => into.push(path),
        }
    }
}
