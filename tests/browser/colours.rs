//! Colours tell things apart: items from each other, and events from items.

use super::populated;
use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn large_items_do_not_share_a_hue_however_late_they_came() {
    let app = TestApp::spawn().await;
    // By the order of arrival every tenth would have a tint of one hue.
    let sheets: Vec<Value> = (0..45)
        .map(|k| {
            let units = if k % 10 == 0 { 5_000 } else { 20 };
            json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": {format!("item {k:02}"): units}})
        })
        .collect();
    for sheet in &sheets {
        app.submit(sheet).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let hues = "
        const named = document.querySelector('.canvas').data.filter(({ meta }) => meta);
        const hue = (colour) => {
            const [r, g, b] = colour.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16) / 255);
            const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
            return Math.round(most === r ? (60 * (g - b)) / (most - least) + 360 : most === g ? 120 + (60 * (b - r)) / (most - least) : 240 + (60 * (r - g)) / (most - least)) % 360;
        };
        const large = named.filter(({ meta }) => meta.endsWith('0')).map(({ marker }) => hue(marker.color));
        return [named.length, new Set(named.map(({ marker }) => marker.color)).size, new Set(large).size, document.querySelector('.canvas').data.length]";
    // The eleventh series is that of all others.
    assert_eq!(browser.run(hues).await, json!([10, 10, 5, 11]));
    let others = "return document.querySelector('.legend li:last-child').textContent";
    assert_eq!(browser.run(others).await, "all others");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_wear_no_colour_of_an_item() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let of_items = app.get_json("/api/aggregate").await["data"]["item_colours"].clone();
    let of_items: Vec<&Value> = of_items.as_object().unwrap().values().collect();
    for (path, worn) in [
        (
            "",
            "const [, , over, types] = document.querySelectorAll('.canvas');
            return [...over.data.slice(1).map(({ marker }) => marker.color), ...types.data[0].marker.color]",
        ),
        (
            "/flows",
            "const { label, color } = document.querySelector('.canvas').data[0].node;
            return color.filter((_, index) => ['jump', 'victory', 'death'].includes(label[index]))",
        ),
        (
            "/matches/match%2023",
            "const line = [...document.querySelectorAll('.canvas')].find(({ data }) => data?.some(({ name }) => name === 'jump'));
            return line.data.filter(({ name }) => ['jump', 'victory', 'death'].includes(name)).map(({ marker }) => marker.color)",
        ),
    ] {
        open(&browser, &app, path).await;
        let worn = browser.run(worn).await;
        let worn = worn.as_array().unwrap();
        assert!(worn.len() >= 2, "{path}: {worn:?}");
        assert!(worn.iter().all(|hue| !of_items.contains(&hue)), "{path}: {worn:?} {of_items:?}");
    }
}
