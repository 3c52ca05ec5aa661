//! Quality tells how much disk a million sheets take.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_million_sheets_are_reckoned_from_a_thousand() {
    let app = TestApp::spawn().await;
    let sheet = |k: u32| json!({"match_id": "m", "player_id": "ann", "sheet_id": k.to_string(), "looted_items": {"duck": 1}});
    let sheets: Vec<_> = (0..1_000).map(sheet).collect();
    app.submit_batch(&sheets[..999]).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    browser.wait_for_text("[data-tile=disk] dd", "–").await;
    app.submit_batch(&sheets[999..]).await.expect(201);
    let told = "return document.querySelector('[data-tile=disk] dd').textContent";
    browser
        .wait("it is reckoned", &format!("{} !== '–'", told))
        .await;
    let told = browser.run(told).await.as_str().unwrap().to_owned();
    let megabytes = match told.split_once(' ').unwrap() {
        (number, "MB") => number.parse::<f64>().unwrap(),
        (number, "GB") => 1_000.0 * number.parse::<f64>().unwrap(),
        _ => panic!("{told}"),
    };
    assert!((200.0..5_000.0).contains(&megabytes), "{told}");
}
