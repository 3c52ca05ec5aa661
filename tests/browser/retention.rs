//! Who comes back: the triangle, the curves and the sums are the API's, and a day that is not over is no drop.

use super::active_players::{played, today};
use super::visit::{SETTLED, open, tile};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::model::Millis;
use serde_json::{Value, json};

/// Two cohorts, of which both days are over, and one whose second day is today.
async fn three_cohorts() -> TestApp {
    played(&[
        ("ann", 4, "solo"),
        ("bob", 4, "solo"),
        ("cid", 4, "solo"),
        ("ann", 3, "solo"),
        ("dan", 3, "duo"),
        ("dan", 2, "duo"),
        ("ann", 2, "duo"),
        ("eve", 1, "solo"),
        ("fay", 1, "solo"),
        ("eve", 0, "solo"),
    ])
    .await
}

/// The rows of the triangle: the texts of their cells.
const TRIANGLE: &str = "return [...document.querySelectorAll('.triangle tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))";

fn day(days_ago: i64) -> String {
    let at = Millis(today().0 - days_ago * Millis::DAY).to_string();
    at.split('T').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_triangle_has_the_apis_shares_and_marks_days_that_are_not_over() {
    let app = three_cohorts().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/retention").await;
    assert_eq!(
        browser.run(TRIANGLE).await,
        json!([
            // Of day 1: ann of 3, dan of 1; eve's is not over.
            ["All, weighted", "6", "100%", "50%", "25%", "0%", ""],
            [day(1), "2", "100%", "50%", "", "", ""],
            [day(3), "1", "100%", "100%", "0%", "0%", ""],
            [day(4), "3", "100%", "33%", "33%", "0%", "0%"],
        ])
    );
    let open_cells = browser
        .run("return [...document.querySelectorAll('.triangle .open')].map((cell) => cell.title)")
        .await;
    let told = format!(
        "{}, day 1: 1 of 2 players (50%); this day is not over",
        day(1)
    );
    assert_eq!(open_cells.as_array().unwrap().len(), 3);
    assert_eq!(open_cells[0], told);
    let mean = app.get_json("/api/retention").await["mean"].take();
    assert_eq!(mean[1]["share"], 0.5);
    assert_eq!(tile(&browser, "day-1").await, "50%");
    assert_eq!(tile(&browser, "day-7").await, "–");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

/// Each curve: its name, its days and its shares.
const CURVES: &str =
    "return document.querySelector('.canvas').data.map(({name, mode, x, y}) => [name, mode, x, y])";

#[tokio::test(flavor = "multi_thread")]
async fn curves_end_with_the_last_day_that_is_over() {
    let app = three_cohorts().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/retention").await;
    let curves = browser.run(CURVES).await;
    let curves = curves.as_array().unwrap();
    let of = |name: &str, mode: &str| {
        let mut found = curves
            .iter()
            .filter(|curve| curve[0] == name && curve[1] == mode);
        let curve = found
            .next()
            .unwrap_or_else(|| panic!("no {name} {mode}: {curves:?}"));
        [curve[2].clone(), curve[3].clone()]
    };
    let (line, mark) = ("lines+markers", "markers");
    assert_eq!(of(&day(1), line), [json!([]), json!([])]);
    assert_eq!(of(&day(1), mark), [json!([1]), json!([0.5])]);
    assert_eq!(of(&day(3), line), [json!([1, 2]), json!([1, 0])]);
    assert_eq!(of(&day(3), mark), [json!([3]), json!([0])]);
    assert_eq!(
        of("all cohorts", line),
        [json!([1, 2, 3]), json!([0.5, 0.25, 0])]
    );
    let cut = "return [...document.querySelectorAll('.legend .cut')].map((name) => name.title)";
    assert_eq!(browser.run(cut).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn mode_time_reach_and_the_cohort_that_stands_out_are_in_the_address() {
    let app = three_cohorts().await;
    let browser = Browser::open(Screen::Desk).await;
    let since = Millis(today().0 - 3 * Millis::DAY);
    open(&browser, &app, &format!("/retention?since={since}&days=7")).await;
    let cohorts = |rows: Value| -> Vec<Value> {
        let rows = rows.as_array().unwrap().iter().skip(1);
        rows.map(|row| row[0].clone()).collect()
    };
    let shown = cohorts(browser.run(TRIANGLE).await);
    assert_eq!(shown, [json!(day(1)), json!(day(3))]);
    open(&browser, &app, "/retention?game_mode=duo").await;
    let shown = cohorts(browser.run(TRIANGLE).await);
    assert_eq!(shown, [json!(day(2)), json!(day(3))]);
    let choose = format!(
        "const select = document.querySelector('[name=cohort]'); select.value = '{}'; select.dispatchEvent(new Event('change'))",
        day(3)
    );
    browser.run(&choose).await;
    browser.wait("it stands out", "return document.querySelector('.canvas').data.some(({name, line}) => name === new URLSearchParams(location.search).get('cohort') && line?.width === 3)").await;
    browser.back().await;
    assert_eq!(browser.path().await, "/dashboard/retention?game_mode=duo");

    open(&browser, &app, "/retention?until=2020-01-01T00:00:00Z").await;
    browser.wait("settled", SETTLED).await;
    let text = browser.text("main").await;
    assert!(
        text.contains("Nobody was seen for the first time in this range."),
        "{text}"
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
