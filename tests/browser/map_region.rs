//! The map tells what is there, and no more: the region that is chosen, few finds as points, none as an example.

use super::populated;
use super::visit::{SETTLED, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

const CHOSEN: &str =
    "document.querySelector('.canvas').layout.shapes.filter(({ name }) => name === 'chosen')";

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_region_is_outlined_can_be_dragged_and_is_let_go_with_escape() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(
        &browser,
        &app,
        "/map?item=rubber_duck&region=100%20200%20250%20300",
    )
    .await;
    let outline = format!("return {CHOSEN}.map(({{ x0, x1, y0, y1 }}) => [x0, x1, y0, y1])");
    assert_eq!(browser.run(&outline).await, json!([[100, 200, 250, 300]]));
    // The handle of its right edge, and 60 pixels further.
    let edge = "const { left, top, width, height } = document.querySelector('.handle[data-moves=right]').getBoundingClientRect();
        return [left + width / 2, top + height / 2]";
    let at = browser.run(edge).await;
    let (x, y) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    browser.drag((x, y), (x + 60.0, y)).await;
    let wider = "const [left, right, low, high] = new URLSearchParams(location.search).get('region').split(' ').map(Number);
        return left === 100 && right > 205 && low === 250 && high === 300";
    browser.wait("the region is wider", wider).await;
    browser.picture("map-region").await;
    browser.key("Escape", "Escape", 27).await;
    assert_eq!(browser.path().await, "/dashboard/map?item=rubber_duck");
    let gone = format!("return {CHOSEN}.length === 0");
    browser.wait("no outline", &gone).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn few_finds_are_points_and_many_are_smoothed_with_contours() {
    let app = TestApp::spawn().await;
    let find = |item: &str, k: u64| {
        json!({
            "match_id": format!("m{k}"), "player_id": "p", "looted_items": {item: 2},
            "locations": {item: [[k * 7 % 400, k * 13 % 300]]},
        })
    };
    let sheets: Vec<Value> = (0..29)
        .map(|k| find("rare", k))
        .chain((0..600).map(|k| find("common", k)))
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    let shown = "
        const { data } = document.querySelector('.canvas');
        const points = data.filter(({ type, marker }) => type === 'scatter' && marker.opacity > 0);
        return [data[0].opacity === 0, points.reduce((sum, { x }) => sum + x.length, 0), data.some(({ type }) => type === 'contour')]";
    open(&browser, &app, "/map?item=rare").await;
    assert_eq!(browser.run(shown).await, json!([true, 29, false]));
    let told = browser.text(".panel.tall > .note").await;
    assert!(
        told.contains("On all maps, 50% of 58 units have one"),
        "{told}"
    );
    open(&browser, &app, "/map?item=common").await;
    assert_eq!(browser.run(shown).await, json!([false, 0, true]));
    let bar = "const { colorbar } = document.querySelector('.canvas').data[0]; return [colorbar.title.text, colorbar.ticktext]";
    let bar = browser.run(bar).await;
    assert_eq!(bar[0], "units per square");
    for tick in bar[1].as_array().unwrap() {
        let digits = tick.as_str().unwrap().replace(',', "");
        let round = digits.trim_end_matches('0');
        assert!(matches!(round, "" | "1" | "2" | "5"), "{tick}");
    }
    // As the finds are many, or few, so are the squares.
    let squares = "return document.querySelector('.canvas').data[0].x.length";
    let many = browser.run(squares).await.as_u64().unwrap();
    assert!((10..=30).contains(&many), "{many}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_without_any_place_shows_how_to_send_one() {
    let app = TestApp::spawn().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"axe": 2}});
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard/map", app.address))
        .await;
    let bare = "return document.querySelector('main .welcome')?.checkVisibility() === true
        && !document.querySelector('[name=bins]')?.checkVisibility() && !document.querySelector('[name=x-from]')?.checkVisibility()";
    browser.wait("an example and no controls", bare).await;
    let live = "return document.querySelector('#state').classList.contains('good')";
    browser.wait("the page follows what arrives", live).await;
    let mut placed = sheet.clone();
    placed["locations"] = json!({"axe": [[1, 2]]});
    app.submit(&placed).await.expect(201);
    let shown = "return document.querySelector('[name=bins]')?.checkVisibility() === true && !document.querySelector('main .welcome').checkVisibility()";
    browser.wait("the map", shown).await;
    browser.wait("it settles", SETTLED).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_match_or_player_are_on_the_map() {
    let app = TestApp::spawn().await;
    let events: Vec<Value> = (0..12)
        .map(|k| {
            json!({
                "match_id": format!("m{}", k % 3), "player_id": format!("p{}", k % 2), "event_type": "jump",
                "position": [k, 2 * k], "event_id": k.to_string(),
            })
        })
        .collect();
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    for (filter, told) in [
        ("match=m1", "4 events of jump with a place"),
        ("player=p1", "6 events of jump with a place"),
        ("match=m1&player=p1", "2 events of jump with a place"),
        (
            "match=nobody",
            "No event of jump has a place in this selection",
        ),
    ] {
        open(&browser, &app, &format!("/map?event=jump&{filter}")).await;
        let page = browser.text("main").await;
        assert!(page.contains(told), "{filter}: {page}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
