//! Saved views on the page: saved, replaced, pinned, deleted and brought back.

use super::populated;
use super::visit::{SETTLED, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::server::ServerOptions;
use serde_json::{Value, json};

/// Opens the list of saved views.
async fn list(browser: &Browser) {
    browser
        .run("document.querySelector('#saved').click()")
        .await;
    let there = "return document.querySelector('dialog[open] .kept-list li') !== null";
    browser.wait("the list of saved views", there).await;
}

/// Saves the page that is open under a name.
async fn save(browser: &Browser, name: &str, pinned: bool) {
    list(browser).await;
    let script = format!(
        "const dialog = document.querySelector('dialog[open]');
        const name = dialog.querySelector('input[name=name]');
        name.value = {name:?};
        name.dispatchEvent(new Event('input'));
        dialog.querySelector('input[type=checkbox]').checked = {pinned};
        window.verb = dialog.querySelector('button[type=submit]').textContent;
        dialog.querySelector('button[type=submit]').click();"
    );
    browser.run(&script).await;
}

/// Presses a button of the line of a view.
async fn press(browser: &Browser, name: &str, words: &str) {
    let script = format!(
        "const line = [...document.querySelectorAll('dialog[open] .kept-list li')]
            .find((line) => line.querySelector('a')?.textContent === {name:?});
        [...line.querySelectorAll('button')].find((button) => button.textContent === {words:?}).click()"
    );
    browser.run(&script).await;
}

async fn status(browser: &Browser, wanted: &str) {
    let said = format!(
        "return document.querySelector('dialog[open] .status').textContent.includes({wanted:?})"
    );
    browser.wait(wanted, &said).await;
}

async fn pinned(browser: &Browser) -> Value {
    let cards = "return [...document.querySelectorAll('.pinned:not([hidden]) a')]
        .map((card) => [card.querySelector('strong').textContent, card.querySelector('.note').textContent, card.getAttribute('href')])";
    browser.run(cards).await
}

async fn stored(app: &TestApp) -> Value {
    app.get_json("/api/views").await["data"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_saved_pinned_opened_deleted_and_brought_back() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=rubber_duck&game_mode=solo").await;
    save(&browser, "<b>ducks</b>", true).await;
    status(&browser, "Saved <b>ducks</b>.").await;
    let views = stored(&app).await;
    assert_eq!(
        views[0]["address"],
        "/dashboard/map?item=rubber_duck&game_mode=solo"
    );
    assert_eq!(views[0]["pinned"], true);
    // Saved under a name that is taken it is told before and after.
    browser
        .run("document.querySelector('dialog[open]').close()")
        .await;
    open(&browser, &app, "/flows").await;
    save(&browser, "<b>ducks</b>", true).await;
    assert_eq!(browser.run("return window.verb").await, "Replace it");
    status(&browser, "Replaced <b>ducks</b>.").await;
    assert_eq!(stored(&app).await[0]["address"], "/dashboard/flows");

    open(&browser, &app, "").await;
    let cards = json!([["<b>ducks</b>", "Flows", "/dashboard/flows"]]);
    let has_cards = "return document.querySelector('.pinned:not([hidden]) a') !== null";
    browser.wait("the pinned view", has_cards).await;
    assert_eq!(pinned(&browser).await, cards);
    list(&browser).await;
    press(&browser, "<b>ducks</b>", "Delete").await;
    status(&browser, "Deleted <b>ducks</b>.").await;
    assert_eq!(stored(&app).await, json!([]));
    assert_eq!(pinned(&browser).await, json!([]));
    browser
        .run("[...document.querySelectorAll('dialog[open] .status button')][0].click()")
        .await;
    status(&browser, "<b>ducks</b> is back.").await;
    assert_eq!(pinned(&browser).await, cards);
    press(&browser, "<b>ducks</b>", "Pin").await;
    let gone = "return document.querySelector('.pinned').hidden";
    browser.wait("it is pinned no longer", gone).await;
    assert_eq!(stored(&app).await[0]["pinned"], false);
    browser
        .run("document.querySelector('dialog[open] .kept-list a').click()")
        .await;
    let there = "return location.pathname === '/dashboard/flows' && document.querySelector('dialog') === null";
    browser.wait("the saved view", there).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_saved_says_why() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "").await;
    let full = "with recursive k (n) as (select 1 union all select n + 1 from k where n < 500)
        insert into saved_views (name, address, pinned, saved_at) select 'view number ' || n, '/dashboard/map?item=' || n, n < 4, 0 from k";
    app.database.execute(full).await;
    save(&browser, "one more", false).await;
    status(&browser, "there are 500 saved views").await;
    browser.picture("saved-views-phone").await;
    let widths = "return [innerWidth, document.documentElement.scrollWidth]";
    assert_eq!(browser.run(widths).await, json!([390, 390]));
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_path_a_saved_view_leads_below_it() {
    let app = TestApp::spawn_with(ServerOptions {
        base_path: "/loot".into(),
        ..ServerOptions::default()
    })
    .await;
    let browser = Browser::open(Screen::Desk).await;
    let map = format!("http://{}/loot/dashboard/map", app.address);
    browser.goto(&map).await;
    browser.wait("the map", SETTLED).await;
    save(&browser, "map", true).await;
    status(&browser, "Saved map.").await;
    let saved = app.get_json("/loot/api/views").await;
    assert_eq!(saved["data"][0]["address"], "/dashboard/map");
    // The list follows what the status says.
    let link = "return document.querySelector('dialog[open] .kept-list a')?.getAttribute('href') === '/loot/dashboard/map'";
    browser.wait("a link below the path", link).await;
}
