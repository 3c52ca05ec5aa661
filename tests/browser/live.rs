//! The page follows what arrives, and finds back after an outage.

use super::populated;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use crate::harness::database::TestDatabase;
use crate::harness::process::LootServer;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_server_shows_how_to_begin_and_then_what_arrives() {
    let app = TestApp::spawn().await;
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard", app.address))
        .await;
    browser
        .wait(
            "the welcome",
            "return document.querySelector('.welcome')?.checkVisibility() ?? false",
        )
        .await;
    assert!(
        browser
            .text(".welcome")
            .await
            .contains(&format!("curl 'http://{}/api/submit'", app.address))
    );
    browser.picture("empty-light").await;
    for k in 0..40 {
        app.submit(&populated::sheet(k)).await.expect(201);
    }
    browser.wait_for_text("[data-tile=sheets] dd", "40").await;
    browser
        .wait(
            "the charts",
            "return document.querySelector('.panel .canvas .main-svg') !== null",
        )
        .await;
    app.submit(&populated::sheet(40)).await.expect(201);
    let drawn = "
        const chart = document.querySelector('.panel .canvas');
        return chart.data.flatMap((trace) => [...trace.y]).reduce((sum, n) => sum + n, 0)";
    let totals = app.get_json("/api/aggregate").await;
    let items = totals["data"]["total_items"].as_object().unwrap().values();
    let units: u64 = items.map(|n| n.as_u64().unwrap()).sum();
    browser
        .wait("the chart follows", &format!("{drawn} === {units}"))
        .await;
    browser
        .wait_for_text("table.newest tbody tr td:nth-child(2)", "match 10")
        .await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_follows_one_variant_alone() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let richer = "experiment=chests&variant=richer";
    browser
        .goto(&format!("http://{}/dashboard?{richer}", app.address))
        .await;
    browser.wait_for_text("[data-tile=sheets] dd", "47").await;
    browser.wait_for_text("[data-tile=events] dd", "94").await;
    let events = app.get_json(&format!("/api/events?{richer}")).await["data"].take();
    assert_eq!(events["total_events"], 94);
    browser
        .wait(
            "the newest of the variant",
            "return document.querySelectorAll('table.newest tbody tr').length === 12",
        )
        .await;
    // What came before the first picture would be no news.
    browser.wait_for_text("#state-text", "Live").await;
    // Of the next five sheets, three are of the variant.
    for k in 95..100 {
        app.submit(&populated::sheet(k)).await.expect(201);
    }
    browser.wait_for_text("[data-tile=sheets] dd", "50").await;
    browser.wait_for_text("[data-tile=events] dd", "100").await;
    let seats = browser
        .run("return [...new Set([...document.querySelectorAll('table.newest tbody tr td:nth-child(3)')].map((cell) => cell.textContent))].sort()")
        .await;
    assert_eq!(seats, json!([populated::NASTY, "p2"]));
    let types = "
        const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === 'Events by type');
        // What nobody sees is drawn again when it is scrolled to.
        panel.scrollIntoView();
        return panel.querySelector('.canvas').data?.[0].x.reduce((sum, n) => sum + n, 0) === 100";
    browser.wait("the events by type follow", types).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_that_the_server_is_gone_and_goes_on_when_it_is_back() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    let address = server.address.to_string();
    let sheet = |k: u32| {
        json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {"medkit": 1}})
            .to_string()
    };
    server.post("/api/submit", sheet(0)).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    browser.goto(&format!("http://{address}/dashboard")).await;
    browser.wait_for_text("[data-tile=sheets] dd", "1").await;
    browser.run("window.sameDocument = true").await;
    server.kill().await;
    browser
        .wait_for_text("#state-text", "Connection lost; trying again…")
        .await;
    browser.picture("lost-light").await;
    let server = LootServer::start_at(&address, &database.url(), &[]).await;
    server.post("/api/submit", sheet(1)).await.expect(201);
    browser.wait_for_text("[data-tile=sheets] dd", "2").await;
    browser
        .wait(
            "it is live again",
            "return document.querySelector('#state').classList.contains('good')",
        )
        .await;
    let recovered = "
        const shown = (message) => !message.hidden;
        return document.querySelector('.panel .canvas .main-svg') !== null
            && ![...document.querySelectorAll('.message.failed')].some(shown)";
    browser.wait("the charts are back", recovered).await;
    assert_eq!(browser.run("return window.sameDocument").await, true);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_websocket_gets_through_the_page_asks_every_second() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    browser
        .before_every_page(
            "window.WebSocket = class extends EventTarget {
                constructor() { super(); setTimeout(() => this.dispatchEvent(new Event('close'))); }
                close() {}
            }",
        )
        .await;
    browser
        .goto(&format!("http://{}/dashboard", app.address))
        .await;
    browser
        .wait_for_text("#state-text", "Live, every second")
        .await;
    browser.wait_for_text("[data-tile=sheets] dd", "95").await;
    app.submit(&populated::sheet(95)).await.expect(201);
    browser.wait_for_text("[data-tile=sheets] dd", "96").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_without_sheets_shows_its_newest_events() {
    let app = TestApp::spawn().await;
    let send = async |k: u32, map: &str| {
        let event = json!({
            "event_type": format!("jump_{k}"), "player_id": "ann", "match_id": "m", "map": map, "position": [k, 2.5],
        });
        app.post("/api/events", event.to_string()).await.expect(201);
    };
    send(1, "dust").await;
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard", app.address))
        .await;
    // In the second column of the table that is to be seen.
    let newest = |what: &str| {
        format!(
            "return [...document.querySelectorAll('table.newest')].filter((table) => table.checkVisibility())
                .map((table) => table.querySelector('tbody td:nth-child(2)')?.textContent).join() === '{what}'"
        )
    };
    browser.wait("an event", &newest("jump_1")).await;
    send(2, "ice").await;
    browser.wait("what arrives", &newest("jump_2")).await;
    let title = "return [...document.querySelectorAll('h2')].some(({ textContent }) => textContent === 'Newest events')";
    assert_eq!(browser.run(title).await, true);
    let dust = format!(
        "http://{}/dashboard?experiment=map&variant=dust",
        app.address
    );
    browser.goto(&dust).await;
    browser.wait("that of the map", &newest("jump_1")).await;
    // A sheet is more.
    let sheet =
        json!({"match_id": "m9", "player_id": "ben", "looted_items": {"axe": 1}, "map": "dust"});
    app.submit(&sheet).await.expect(201);
    browser.wait("the sheet", &newest("m9")).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_was_gone_to_follows_from_the_first_change() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard", app.address))
        .await;
    browser.wait_for_text("#state-text", "Live").await;
    browser.run("window.sameDocument = true; document.querySelector('#views a[href*=\"/matches\"]').click()").await;
    browser
        .wait(
            "the list",
            "return document.querySelectorAll('table.rows tbody tr').length > 1",
        )
        .await;
    let mut sheet = populated::sheet(100);
    sheet["match_id"] = json!("the newest match");
    app.submit(&sheet).await.expect(201);
    browser
        .wait(
            "the new match",
            "return document.querySelector('table.rows tbody tr').textContent.includes('the newest match')",
        )
        .await;
    assert_eq!(browser.run("return window.sameDocument").await, true);
}
