//! The page is there at once, and what arrives does not hold up who looks. `cargo bench --bench page` has the figures of a
//! release build.

use super::populated;
use super::visit::open;
use crate::harness::browser::{Browser, Screen};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_painted_within_a_second_with_nothing_cached() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let painted = browser.first_paint_ms().await;
    // A debug build on a busy machine takes a third of it.
    assert!(painted < 1_000.0, "{painted} ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_charts_that_are_seen_follow_what_arrives_and_others_when_they_are_scrolled_to() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/compare").await;
    browser
        .run(
            "window.chart = (title) => [...document.querySelectorAll('main .panel')].find((panel) => panel.querySelector('h2')?.textContent === title);
            window.times = (title) => Number(window.chart(title).dataset.drawn)",
        )
        .await;
    let (seen, unseen) = ("Shares of items", "Events by type");
    let drawn = async |title: &str| {
        browser
            .run(&format!("return window.times({title:?})"))
            .await
    };
    let before = [drawn(seen).await, drawn(unseen).await];
    app.submit(&populated::sheet(95)).await.expect(201);
    let follows = |title: &str, times: &serde_json::Value| {
        format!("return window.times({title:?}) > {times}")
    };
    browser
        .wait("the chart that is seen follows", &follows(seen, &before[0]))
        .await;
    // The sections are asked and shown together: by now the other one has its numbers, too.
    let label = format!("return window.chart({unseen:?}).querySelector('.canvas').ariaLabel");
    let said = browser.run(&label).await;
    assert!(said.as_str().unwrap().contains("against"), "{said}");
    assert_eq!(drawn(unseen).await, before[1]);
    // By itself, long before anything else would make it: nothing arrives any more.
    let scroll = format!(
        "window.chart({unseen:?}).scrollIntoView();
        const start = performance.now();
        return new Promise((resolve) => {{
            const look = () => (window.times({unseen:?}) > {} || performance.now() - start > 15000 ? resolve(performance.now() - start < 15000) : setTimeout(look, 20));
            look();
        }})",
        before[1]
    );
    assert_eq!(browser.run(&scroll).await, true);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
