//! Fingers on a chart: they scroll the page, and select only when that is meant.

use super::populated;
use super::visit::open;
use crate::harness::browser::{Browser, Screen};
use std::time::Duration;

const NO_REST: Duration = Duration::ZERO;
/// Longer than a press must be.
const REST: Duration = Duration::from_millis(600);

/// The middle of the first chart, which is brought into view.
async fn middle(browser: &Browser) -> (f64, f64) {
    let script = "document.querySelector('.canvas').scrollIntoView({ block: 'center' });
        window.before = scrollY;
        const { left, top, width, height } = document.querySelector('.canvas').getBoundingClientRect();
        return [left + width / 2, top + height / 2]";
    let at = browser.run(script).await;
    (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swipe_over_a_chart_scrolls_and_selects_nothing() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    for path in ["", "/map?item=rubber_duck", "/sessions", "/flows"] {
        open(&browser, &app, path).await;
        for (dx, dy) in [(0.0, -220.0), (40.0, -220.0), (-60.0, -260.0)] {
            let (x, y) = middle(&browser).await;
            browser.swipe((x, y), (x + dx, y + dy), NO_REST).await;
            assert_eq!(browser.path().await, format!("/dashboard{path}"));
            browser
                .wait(
                    "the page has scrolled",
                    "return scrollY - window.before > 100",
                )
                .await;
        }
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_press_or_the_button_selects_unless_the_drag_is_small() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    for (path, chosen) in [("", "since"), ("/map?item=rubber_duck", "region")] {
        open(&browser, &app, path).await;
        let (x, y) = middle(&browser).await;
        browser.swipe((x, y), (x + 9.0, y + 3.0), REST).await;
        assert_eq!(browser.path().await, format!("/dashboard{path}"));
        let (from, to) = ((x - 40.0, y - 30.0), (x + 60.0, y + 50.0));
        browser.swipe(from, to, REST).await;
        let selected = format!("return new URLSearchParams(location.search).has({chosen:?})");
        browser.wait("something is selected", &selected).await;
        // The chip of what was selected moves the chart, and the page keeps its place.
        let still = "return Math.abs(scrollY - window.before) < 10";
        assert_eq!(browser.run(still).await, true);

        open(&browser, &app, path).await;
        middle(&browser).await;
        let press = "document.querySelector('.by-touch').click()";
        browser.run(press).await;
        browser.swipe(from, to, NO_REST).await;
        browser.wait("the button selects", &selected).await;
        let released = "return document.querySelector('.by-touch').ariaPressed";
        assert_eq!(browser.run(released).await, "false");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
