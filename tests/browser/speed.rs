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
async fn charts_are_drawn_one_in_a_frame_and_only_where_they_are_seen() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/compare").await;
    let drawn = "return [...document.querySelectorAll('main .panel')].filter((panel) => panel.dataset.drawn).map((panel) => Number(panel.dataset.drawn))";
    let before = browser.run(drawn).await;
    assert!(before.as_array().unwrap().len() >= 12, "{before}");
    app.submit(&populated::sheet(95)).await.expect(201);
    let first = "return Number(document.querySelectorAll('main .panel')[1].dataset.drawn)";
    let seen = before[0].as_u64().unwrap();
    browser
        .wait("the first chart follows", &format!("{first} > {seen}"))
        .await;
    let after = browser.run(drawn).await;
    assert_eq!(
        after.as_array().unwrap().last(),
        before.as_array().unwrap().last()
    );
    browser.run("document.querySelector('main .panel:last-child').closest('.grid').lastElementChild.scrollIntoView()").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
