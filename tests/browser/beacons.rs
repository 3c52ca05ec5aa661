//! `navigator.sendBeacon`: what a page sends when it is closed. The browser asks nobody first and tells no answer.

use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use crate::harness::waiting::until;
use loot::server::ServerOptions;
use serde_json::{Value, json};

const SHEET: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1}}"#;

/// Sends a sheet to `app` as a text, from the page that is open.
async fn send(browser: &Browser, app: &TestApp, path: &str) {
    let address = format!("http://{}{path}", app.address);
    let script = format!("return navigator.sendBeacon({address:?}, {SHEET:?})");
    assert_eq!(browser.run(&script).await, true);
}

async fn refused(app: &TestApp) -> Value {
    app.get_json("/api/quality").await["data"]["refused_requests_by_reason"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn beacons_of_our_own_and_of_named_pages_are_stored_and_those_of_others_are_counted() {
    let page = TestApp::spawn().await;
    let origin = format!("http://{}", page.address);
    let closed = TestApp::spawn().await;
    let open = TestApp::spawn_with(ServerOptions {
        cors_origins: vec![origin.clone()],
        ..ServerOptions::default()
    })
    .await;
    let browser = Browser::open(Screen::Desk).await;
    // Not one of the pages, whose policy lets them send nothing elsewhere.
    browser.goto(&format!("{origin}/api/health")).await;

    send(&browser, &page, "/api/submit").await;
    until("the page's own beacon is stored", async || {
        page.stored_sheets().await == 1
    })
    .await;
    send(&browser, &open, "/api/v1/submit").await;
    until("a named page's is stored", async || {
        open.stored_sheets().await == 1
    })
    .await;
    send(&browser, &closed, "/api/submit").await;
    let counted =
        json!([{"source": "/api/submit", "status": 403, "reason": "origin", "requests": 1}]);
    until("a foreign page's is counted", async || {
        refused(&closed).await == counted
    })
    .await;
    assert_eq!(closed.stored_sheets().await, 0);

    // A page that reads no answer needs no permission to send; what it sends is refused all the same.
    let address = format!("http://{}/api/submit", closed.address);
    let script = format!(
        "fetch({address:?}, {{method: 'POST', mode: 'no-cors', body: {SHEET:?}}}); return true"
    );
    browser.run(&script).await;
    until("it is counted", async || {
        refused(&closed).await[0]["requests"] == 2
    })
    .await;
    assert_eq!(closed.stored_sheets().await, 0);
}
