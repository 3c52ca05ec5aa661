//! Flows and funnels of a game that sends events alone, with answers that take long.

use super::visit::open;
use crate::fixtures::events_alone::game;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::time::Duration;

/// Every answer that could take long says first that it does.
async fn app() -> TestApp {
    let app = TestApp::spawn_with(ServerOptions {
        read_patience: Duration::ZERO,
        ..ServerOptions::default()
    })
    .await;
    let sent = app.post("/api/events", Value::from(game()).to_string());
    sent.await.expect(201);
    app
}

const CANVASES: &str =
    "[...document.querySelectorAll('main .canvas')].filter((canvas) => canvas.data)";

#[tokio::test(flavor = "multi_thread")]
async fn stories_of_events_alone_are_drawn_from_and_to_what_is_chosen() {
    let app = app().await;
    let browser = Browser::open(Screen::Desk).await;
    // From landing to a win; the funnel goes over loot.
    let steps = "%5B%22land%22,%7B%22item%22:%22gold%22%7D,%22win%22%5D";
    open(
        &browser,
        &app,
        &format!("/flows?from=%22land%22&to=%22win%22&way=all&steps={steps}"),
    )
    .await;
    let flow = format!("return {CANVASES}[0].data[0].node.label.join()");
    let labels = browser.run(&flow).await;
    assert_eq!(labels, "land,tick,pick_up,win");
    let note = browser.text("main .panel .note").await;
    assert!(note.starts_with("30 paths of 60:"), "{note}");
    let funnel = format!("return {CANVASES}[1].data[0].x");
    assert_eq!(browser.run(&funnel).await, json!([60, 30, 30]));
    // Of one map, which is that of all.
    open(&browser, &app, &format!("/flows?map=dust&steps={steps}")).await;
    assert_eq!(browser.run(&funnel).await, json!([60, 30, 30]));
    let asked = "return document.querySelector('main a[href*=funnel]').getAttribute('href')";
    let asked = browser.run(asked).await;
    assert!(asked.as_str().unwrap().contains("variant=dust"), "{asked}");
    // All kills are one name.
    let kills = "%5B%22kill%22,%22death%22%5D";
    open(&browser, &app, &format!("/flows?separator=:&steps={kills}")).await;
    assert_eq!(browser.run(&funnel).await, json!([60, 30]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn slices_stand_beside_each_other() {
    let app = app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/flows?steps=%5B%22land%22%5D").await;
    let choose = "const by = document.querySelector('[name=by]');
        by.value = [...by.options].find((option) => option.text === 'build').value;
        by.dispatchEvent(new Event('change'));";
    browser.run(choose).await;
    browser
        .wait(
            "a funnel for each build",
            &format!("return {CANVASES}.length === 6"),
        )
        .await;
    let funnels = format!("return {CANVASES}.slice(4).map((canvas) => canvas.data[0].x[0])");
    assert_eq!(browser.run(&funnels).await, json!([20, 40]));
    let titles =
        "return [...document.querySelectorAll('main h2')].map((title) => title.textContent)";
    let titles = browser.run(titles).await.to_string();
    assert!(
        titles.contains("Flows: build: 1") && titles.contains("Funnel: build: 2"),
        "{titles}"
    );
    browser.picture("flows-side-by-side").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_are_upright_on_a_phone_and_percentages_come_first() {
    let app = TestApp::spawn().await;
    let long = "weapon_of_the_very_last_kind_rifle";
    let events: Vec<Value> = (0..40)
        .flat_map(|k| {
            let event = |kind: &str, second: u64| json!({"event_type": kind, "match_id": format!("m{k}"), "player_id": "p", "timestamp": format!("2026-01-31T12:00:{second:02}Z")});
            let mut both = vec![event("start", 1)];
            if k % 4 > 0 {
                both.push(event(long, 2));
            }
            both
        })
        .collect();
    app.post("/api/events", json!(events).to_string())
        .await
        .expect(201);
    let steps = format!("/flows?steps=%5B%22start%22%2C%22{long}%22%5D");
    for (screen, upright, letters) in [(Screen::Desk, "h", 24), (Screen::Phone, "v", 24)] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, &steps).await;
        let drawn = "
            const { data: [flow], layout } = document.querySelector('.canvas');
            const name = flow.node.label.find((text) => text.includes('…')) ?? '';
            return [flow.orientation, name.length, name.endsWith('rifle') || name.endsWith('fle'), layout.margin.b >= 24]";
        let drawn = browser.run(drawn).await;
        assert_eq!(drawn, json!([upright, letters, true, true]), "{screen:?}");
        let note = browser.text("section.panel > .note").await;
        assert!(note.starts_with("40 paths"), "{note}");
        let funnel = "return [...document.querySelectorAll('.canvas')].at(-1).data[0].text.map((text) => text.trim())";
        let funnel = browser.run(funnel).await;
        let (first, second) = (funnel[0].as_str().unwrap(), funnel[1].as_str().unwrap());
        assert!(first.starts_with("100%"), "{first}");
        assert!(second.starts_with("75% of the first"), "{second}");
        browser.picture(&format!("flows-upright-{screen:?}")).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_in_an_upright_flow_do_not_lie_on_each_other() {
    let app = TestApp::spawn().await;
    let sheet = |k: u64| {
        json!({
            "match_id": format!("m{k}"), "player_id": "p", "looted_items": {format!("weapon_of_kind_{}", k % 5): 2},
            "events": [{"event_type": "landing"}, {"event_type": format!("end_of_kind_{}", k % 2)}],
        })
    };
    let sheets: Vec<_> = (0..40).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "/flows").await;
    let overlaps = "
        const canvas = document.querySelector('.canvas');
        const edge = canvas.getBoundingClientRect();
        const names = [...canvas.querySelectorAll('.node-label')].filter(({ textContent }) => textContent);
        const boxes = names.map((name) => [name.textContent, name.getBoundingClientRect()]);
        const lies = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        return [boxes.length > 3, boxes.flatMap(([name, box], k) => [
            ...boxes.slice(k + 1).filter(([, other]) => lies(box, other)).map(([other]) => `${name} on ${other}`),
            ...(box.right > edge.right + 1 || box.left < edge.left - 1 ? [`${name} outside`] : []),
        ])]";
    assert_eq!(browser.run(overlaps).await, json!([true, []]));
}
