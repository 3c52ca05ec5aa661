//! What somebody reads holds still while data arrive.

use super::populated;
use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

/// The middle of an element.
async fn middle(browser: &Browser, selector: &str) -> (f64, f64) {
    let script = format!(
        "const element = document.querySelector({selector:?});
        element.scrollIntoView({{block: 'center'}});
        const {{ left, top, width, height }} = element.getBoundingClientRect();
        return [left + width / 2, top + height / 2]"
    );
    let at = browser.run(&script).await;
    (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_wait_while_somebody_points_at_them() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let rows = "return [...document.querySelectorAll('.rows tbody tr')].map((row) => row.cells[1].textContent + row.cells[0].textContent)";
    for (path, pointed) in [("", "table.newest"), ("/matches", "table.rows")] {
        open(&browser, &app, path).await;
        let before = browser.run(rows).await;
        browser.point(middle(&browser, pointed).await).await;
        let k = if path.is_empty() { 100 } else { 120 };
        for k in k..k + 2 {
            let mut sheet = populated::sheet(k);
            sheet["match_id"] = json!(format!("late {k}"));
            app.submit(&sheet).await.expect(201);
        }
        browser.wait_for_text(".news", "2 new · show").await;
        assert_eq!(browser.run(rows).await, before, "{path}");
        browser.picture("rows-wait").await;
        browser.point((5.0, 5.0)).await;
        let first = format!(
            "return [...document.querySelectorAll('.rows tbody tr')][0].textContent.includes('late {}')",
            k + 1
        );
        browser
            .wait("they come when the pointer leaves", &first)
            .await;
        let gone = "return document.querySelector('.news').hidden";
        assert_eq!(browser.run(gone).await, true);
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tooltip_stays_while_its_chart_has_news() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let bar = ".canvas .point path";
    browser.point(middle(&browser, bar).await).await;
    let told = "return document.querySelector('.canvas .hoverlayer .hovertext') !== null";
    browser.wait("a tooltip", told).await;
    let drawn = "return document.querySelector('.panel:has(.canvas)').dataset.drawn";
    let before = browser.run(drawn).await;
    for k in 100..104 {
        app.submit(&populated::sheet(k)).await.expect(201);
    }
    browser.wait_for_text("[data-tile=sheets] dd", "99").await;
    // The chart beside it, to which nobody points, has the news.
    let sums = "const sum = (canvas, axis) => canvas.data.flatMap((trace) => [...trace[axis]]).reduce((a, b) => a + b, 0);
        const [over, ranked] = document.querySelectorAll('.canvas');
        return sum(ranked, 'x') > sum(over, 'y')";
    browser.wait("the other chart follows", sums).await;
    assert_eq!(browser.run(told).await, true);
    assert_eq!(browser.run(drawn).await, before);
    browser.point((5.0, 5.0)).await;
    let follows = format!("return !(() => {{ {sums} }})()");
    browser
        .wait("the chart follows when it was read", &follows)
        .await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn squares_of_a_map_keep_their_size_while_it_is_open() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=rubber_duck").await;
    let side = "const [one, two] = document.querySelector('.canvas').data[0].x; return two - one";
    let before = browser.run(side).await;
    let mut far = populated::sheet(100);
    far["locations"]["rubber_duck"] = json!([[520, 400]]);
    far["looted_items"]["rubber_duck"] = json!(1);
    app.submit(&far).await.expect(201);
    let found = "return Math.max(...document.querySelector('.canvas').data[0].x) > 500";
    browser.wait("the far one is on the map", found).await;
    assert_eq!(browser.run(side).await, before);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn large_numbers_are_short_and_exact_on_hover() {
    let app = TestApp::spawn().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"coin": 3_833_284}});
    app.submit(&sheet).await.expect(201);
    for screen in [Screen::Desk, Screen::Phone] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, "").await;
        let tile = "const tile = document.querySelector('[data-tile=items] dd'); return [tile.textContent, tile.title, tile.getClientRects().length]";
        assert_eq!(
            browser.run(tile).await,
            json!(["3.83 M", "3,833,284", 1]),
            "{screen:?}"
        );
    }
}
