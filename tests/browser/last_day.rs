//! What a day brought, above the charts: today beside yesterday, or the last day of a range beside the one before.

use super::active_players::{played, today};
use super::visit::open;
use crate::harness::browser::{Browser, Screen};
use loot::model::Millis;

/// All that a tile says: its number, and what stands below.
async fn tile(browser: &Browser, key: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('[data-tile=day-{key}] :is(dd:not(.under), .under span)')].map((told) => told.textContent)"
    );
    serde_json::from_value(browser.run(&script).await).unwrap()
}

async fn bars(browser: &Browser, key: &str) -> i64 {
    let script =
        format!("return document.querySelectorAll('[data-tile=day-{key}] svg rect').length");
    browser.run(&script).await.as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn today_stands_beside_yesterday_and_what_that_was_on_the_day_before() {
    let app = played(&[
        ("ann", 3, "solo"),
        ("ann", 2, "solo"),
        ("bob", 2, "solo"),
        ("ann", 1, "solo"),
        ("bob", 1, "duo"),
        ("cid", 1, "duo"),
        ("ann", 0, "duo"),
    ])
    .await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "?tz=UTC").await;
    assert_eq!(browser.text(".last-day h2").await, "Today so far");
    for (key, told) in [
        ("players", ["1", "3 yesterday", "+50%"]),
        ("new", ["0", "1 yesterday", "no change"]),
        ("returning", ["1", "2 yesterday", "+100%"]),
        ("sheets", ["1", "3 yesterday", "+50%"]),
        ("sessions", ["1", "3 yesterday", "+50%"]),
        ("events", ["0", "0 yesterday", "no change"]),
        ("rejected", ["0", "0 yesterday", "no change"]),
    ] {
        assert_eq!(tile(&browser, key).await, told, "{key}");
    }
    // A day without anything has no bar.
    assert_eq!(bars(&browser, "players").await, 4);
    assert_eq!(bars(&browser, "new").await, 3);

    open(&browser, &app, "?tz=UTC&game_mode=duo").await;
    assert_eq!(
        tile(&browser, "players").await,
        ["1", "2 yesterday", "from none"]
    );
    let note = browser.text(".last-day .note").await;
    assert!(note.contains("Sessions cover all modes."), "{note}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_a_range_stands_beside_the_one_before() {
    let app = played(&[
        ("ann", 3, "solo"),
        ("bob", 3, "solo"),
        ("ann", 2, "solo"),
        ("ann", 0, "solo"),
    ])
    .await;
    let browser = Browser::open(Screen::Desk).await;
    let until = Millis(today().0 - Millis::DAY);
    open(&browser, &app, &format!("?tz=UTC&until={until}")).await;
    assert_eq!(tile(&browser, "players").await, ["1", "−50%"]);
    assert_eq!(tile(&browser, "returning").await, ["1", "from none"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_came_for_days_the_newest_day_is_shown() {
    let app = played(&[
        ("ann", 40, "solo"),
        ("bob", 39, "solo"),
        ("cid", 39, "solo"),
    ])
    .await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "?tz=UTC").await;
    assert_ne!(browser.text(".last-day h2").await, "Today so far");
    assert_eq!(tile(&browser, "players").await, ["2", "+100%"]);
    // One player has no days worth a row of numbers.
    open(&browser, &app, "?tz=UTC&player=ann").await;
    let script = "return document.querySelector('.last-day').checkVisibility()";
    assert_eq!(browser.run(script).await, false);
}
