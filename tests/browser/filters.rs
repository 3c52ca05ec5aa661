//! Filters live in the address: shared, reloaded, and undone by the Back button.

use super::populated;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};

async fn open(app: &TestApp, path: &str) -> Browser {
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard{path}", app.address))
        .await;
    browser
}

async fn choose(browser: &Browser, name: &str, value: &str) {
    let script = format!(
        "const select = document.querySelector('[name={name}]'); select.value = {value:?}; select.dispatchEvent(new Event('change')); return select.value"
    );
    assert_eq!(browser.run(&script).await, value);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_changes_numbers_and_address_and_back_undoes_it() {
    let app = populated::app().await;
    let browser = open(&app, "").await;
    browser.wait_for_text("[data-tile=sheets] dd", "95").await;
    let solo = app.get_json("/api/aggregate?game_mode=solo").await["data"]["total_stat_sheets"]
        .to_string();
    choose(&browser, "game_mode", "solo").await;
    browser.wait_for_text("[data-tile=sheets] dd", &solo).await;
    assert_eq!(browser.path().await, "/dashboard?game_mode=solo");

    // It stays on the way to another view, and applies there.
    browser.run("[...document.querySelectorAll('#views a')].find((link) => link.textContent === 'Matches').click()").await;
    browser
        .wait(
            "eight matches",
            "return document.querySelectorAll('table.rows tbody tr').length === 8",
        )
        .await;
    assert_eq!(browser.path().await, "/dashboard/matches?game_mode=solo");
    browser.back().await;
    browser.wait_for_text("[data-tile=sheets] dd", &solo).await;
    browser.back().await;
    browser.wait_for_text("[data-tile=sheets] dd", "95").await;
    assert_eq!(browser.path().await, "/dashboard");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_address_shows_the_same_and_a_click_on_a_bar_narrows_it() {
    let app = populated::app().await;
    let browser = open(
        &app,
        "?since=2026-01-31T06:00:00Z&until=2026-01-31T08:00:00Z&experiment=chests&variant=control",
    )
    .await;
    browser.wait_for_text("[data-tile=sheets] dd", "8").await;
    browser
        .wait(
            "the chart",
            "return document.querySelector('.panel .canvas .main-svg') !== null",
        )
        .await;
    let click = "document.querySelector('.panel .canvas').emit('plotly_click', {points: [{customdata: ['', '2026-01-31T07:00:00.000Z']}]})";
    browser.run(click).await;
    browser.wait_for_text("[data-tile=sheets] dd", "4").await;
    assert!(
        browser
            .path()
            .await
            .contains("since=2026-01-31T07%3A00%3A00.000Z&until=2026-01-31T08%3A00%3A00.000Z")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_and_a_sort_are_in_the_address_and_more_rows_follow() {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = (0..120).map(populated::sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let mut many = Vec::new();
    for k in 0..70 {
        many.push(serde_json::json!({"match_id": format!("q{k}"), "player_id": format!("player_{k}"), "looted_items": {"medkit": k}}));
    }
    app.submit_batch(&many).await.expect(201);
    let browser = open(&app, "/players?sort=units").await;
    let rows = |n: usize| {
        format!("return document.querySelectorAll('table.rows tbody tr').length === {n}")
    };
    browser.wait("a page", &rows(50)).await;
    browser
        .run("document.querySelector('.more button').click()")
        .await;
    browser.wait("all of them", &rows(74)).await;
    browser.run("const search = document.querySelector('[name=prefix]'); search.value = 'player_1'; search.dispatchEvent(new Event('input'))").await;
    browser.wait("those that begin with it", &rows(11)).await;
    assert_eq!(
        browser.path().await,
        "/dashboard/players?sort=units&prefix=player_1"
    );
    assert_eq!(browser.text("table.rows tbody a").await, "player_19");
}
