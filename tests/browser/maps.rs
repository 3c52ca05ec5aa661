//! The map: where nearly all is, whatever is far away, and as many decimals as it needs.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// The units that are drawn, and the width of the map.
const DRAWN: &str = "
    const {data, layout} = document.querySelector('.panel.tall .canvas');
    return [data[0].customdata.flat().reduce((sum, n) => sum + n, 0), layout.xaxis.range[1] - layout.xaxis.range[0]];";

async fn submit(app: &TestApp, player: &str, places: &[Value]) {
    let sheet = json!({"match_id": "m", "player_id": player, "looted_items": {"coin": places.len()}, "locations": {"coin": places}});
    app.submit(&sheet).await.expect(201);
}

async fn click(browser: &Browser, text: &str) {
    let script = format!(
        "[...document.querySelectorAll('.panel.tall .actions button')].find((button) => button.textContent === '{text}').click()"
    );
    browser.run(&script).await;
}

/// Waits until so many units are drawn; says how wide the map is then.
async fn width_with(browser: &Browser, units: u64) -> f64 {
    let there = DRAWN.replace("return [", "return (").replace(
        ", layout.xaxis.range[1] - layout.xaxis.range[0]]",
        &format!(") === {units}"),
    );
    browser.wait(&format!("{units} units"), &there).await;
    browser.run(DRAWN).await[1].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_far_find_does_not_ruin_a_map() {
    let app = TestApp::spawn().await;
    let places: Vec<_> = (0..2_000_u64)
        .map(|k| match k % 4 {
            0 => json!([200 + k % 20, 300 + k % 17]),
            1 => json!([700 + k % 23, 600 + k % 19]),
            _ => json!([k * 37 % 1_000, k * 611 % 997]),
        })
        .collect();
    submit(&app, "p", &places).await;
    submit(&app, "q", &[json!([1e7, 1e7])]).await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=coin").await;
    browser.picture("map-far").await;
    assert!(width_with(&browser, 2_000).await < 1_100.0);
    let note = browser.text(".panel.tall .note").await;
    assert!(
        note.contains("1 unit outside of this part of the map."),
        "{note}"
    );
    click(&browser, "Show all").await;
    assert!(width_with(&browser, 2_001).await > 1e7);
    click(&browser, "Zoom out").await;
    assert!(width_with(&browser, 2_000).await < 1_100.0);

    open(&browser, &app, "/map?item=coin&region=200 220 300 320").await;
    click(&browser, "Zoom to the region").await;
    let inside = places.iter().filter(|place| {
        let within =
            |axis: usize, from: f64| (from..from + 20.0).contains(&place[axis].as_f64().unwrap());
        within(0, 200.0) && within(1, 300.0)
    });
    let width = width_with(&browser, inside.count() as u64).await;
    assert!(width <= 40.0, "{width}");
    browser.picture("map-zoomed").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_told_apart_however_small_or_far_the_map_is() {
    for (start, width, digits) in [(0.0, 1.0, 2..6), (1_000_000.0, 100.0, 0..3)] {
        let app = TestApp::spawn().await;
        let places: Vec<_> = (0..500)
            .map(|k| {
                let part = f64::from(k * 37 % 500) / 500.0;
                json!([start + width * part, start + width * f64::from(k) / 500.0])
            })
            .collect();
        submit(&app, "p", &places).await;
        let browser = Browser::open(Screen::Desk).await;
        open(&browser, &app, "/map?item=coin").await;
        let template = browser
            .run("return document.querySelector('.panel.tall .canvas').data[0].hovertemplate")
            .await;
        let template = template.as_str().unwrap();
        let told = template.split("%{x:,.").nth(1).unwrap()[..1]
            .parse::<u32>()
            .unwrap();
        assert!(digits.contains(&told), "{template}");
        let select = format!(
            "document.querySelector('.panel.tall .canvas').emit('plotly_selected', {{range: {{x: [{}, {}], y: [{}, {}]}}}})",
            start + 0.2 * width,
            start + 0.4 * width,
            start,
            start + width
        );
        browser.run(&select).await;
        browser
            .wait("what is in the region", "return document.querySelector('.side .lines li .number')?.textContent === '100 units'")
            .await;
        let path = browser.path().await;
        assert!(path.contains("region="), "{path}");
        browser.picture(&format!("map-of-{width}")).await;
    }
}

/// 200 maps have totals.
#[tokio::test(flavor = "multi_thread")]
async fn a_map_among_others_is_drawn_from_its_rows() {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..202)
        .map(|k| {
            json!({
                "match_id": "m", "player_id": "p", "map": format!("map{k:03}"), "looted_items": {"coin": 2}, "locations": {"coin": [[1, 1], [2, 2]]},
                "events": [{"event_type": "kill", "position": [3, 3]}],
            })
        })
        .collect();
    app.submit_batch(&sheets[..200]).await.expect(201);
    app.submit_batch(&sheets[200..]).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    for (query, told) in [
        ("", "2 units of coin with a place"),
        ("map=map201", "2 units of coin with a place"),
        ("map=map201&event=kill", "1 event of kill with a place"),
    ] {
        open(&browser, &app, &format!("/map?{query}")).await;
        let note = browser.text(".panel.tall .note").await;
        assert!(note.starts_with(told), "{query}: {note}");
    }
    open(&browser, &app, "/map?map=%20(other)").await;
    let why = browser.text(".panel.tall").await;
    assert!(why.contains("This stands for several maps"), "{why}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
