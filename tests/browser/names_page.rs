//! The page of names, and what Quality says of those without a place.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// Name, where it is counted, and how much.
const ROWS: &str = "return [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].slice(0, 3).map((cell) => cell.textContent))";

/// Presses a button in the row of a name.
async fn press(browser: &Browser, name: &str, words: &str) {
    let script = format!(
        "const row = [...document.querySelectorAll('tbody tr')].find((row) => row.children[0].textContent === {name:?});
        const button = [...row.querySelectorAll('button')].find((button) => button.textContent === {words:?});
        button?.click();
        return Boolean(button)"
    );
    assert_eq!(
        browser.run(&script).await,
        true,
        "no button {words} of {name}"
    );
}

/// Waits until the rows are these.
async fn rows_become(browser: &Browser, expected: Value) {
    let there = format!(
        "const rows = (() => {{ {ROWS} }})(); return JSON.stringify(rows) === JSON.stringify({expected})"
    );
    browser.wait(&format!("{expected}"), &there).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_merged_hidden_and_tracked_on_their_page() {
    let app = TestApp::spawn().await;
    let items = json!({"Medkit": 2, "medkit": 3, "noise": 7, "(other)": 1});
    let sheet = json!({"match_id": "m", "player_id": "ann", "looted_items": items});
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/names").await;
    let before = json!([
        // A name of data that looks like ours is quoted.
        ["\"(other)\"", "Units", "1"],
        ["Medkit", "Units", "2"],
        ["medkit", "Units", "3"],
        ["noise", "Units", "7"],
    ]);
    rows_become(&browser, before.clone()).await;
    press(&browser, "noise", "Hide").await;
    let hidden = json!(["noise", "as (other), hidden", "–"]);
    rows_become(&browser, json!([before[0], before[1], before[2], hidden])).await;
    press(&browser, "Medkit", "Merge into…").await;
    let typed = "const dialog = document.querySelector('dialog[open]');
        dialog.querySelector('input').value = 'medkit';
        dialog.querySelector('button[type=submit]').click();";
    browser.run(typed).await;
    let merged = json!(["Medkit", "as medkit", "–"]);
    let sums = json!(["medkit", "Units", "5"]);
    rows_become(&browser, json!([before[0], merged, sums, hidden])).await;
    let totals = app.get_json("/api/aggregate").await["data"]["total_items"].take();
    assert_eq!(totals, json!({"(other)": 1, "medkit": 5, " (other)": 7}));
    press(&browser, "Medkit", "Track").await;
    rows_become(&browser, json!([before[0], before[1], before[2], hidden])).await;
    press(&browser, "noise", "Track").await;
    rows_become(&browser, before).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn ours_is_told_apart_from_a_name_that_looks_like_it() {
    let app = TestApp::spawn().await;
    let items = json!({"(other)": 5, "noise": 3});
    let sheet = json!({"match_id": "m", "player_id": "ann", "looted_items": items, "timestamp": "2026-01-31T12:00:00Z"});
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/names").await;
    press(&browser, "noise", "Hide").await;
    rows_become(
        &browser,
        json!([
            ["\"(other)\"", "Units", "5"],
            ["noise", "as (other), hidden", "–"]
        ]),
    )
    .await;
    open(&browser, &app, "").await;
    let labels = "const panel = [...document.querySelectorAll('section.panel')]
            .find((panel) => panel.querySelector('h1, h2').textContent === 'What players loot');
        return panel.querySelector('.canvas').layout.yaxis.ticktext";
    let labels = browser.run(labels).await;
    assert_eq!(labels, json!(["\"(other)\"", "<i>(other)</i>"]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn quality_warns_of_names_without_a_place_and_tells_who_sent_them() {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = (0..102)
        .map(|k| json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {}, "game_mode": format!("g{k:03}")}))
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    let panel = "const panel = [...document.querySelectorAll('section.panel')]
            .find((panel) => panel.querySelector('h2').textContent === 'Names without a place');
        return [panel.querySelector('.note').textContent, panel.querySelector('.note').className,
            [...panel.querySelectorAll('tbody tr')].map((row) => row.children[1].textContent + row.children[3].textContent)]";
    let told = browser.run(panel).await;
    let said = told[0].as_str().unwrap();
    assert!(
        said.starts_with("All 100 places for game modes are taken: 2 names more."),
        "{said}"
    );
    assert_eq!(told[1], "note failed");
    assert_eq!(told[2], json!(["g100p100", "g101p101"]));
}
