//! The picture below a map: chosen, placed by points, seen the right way up, toned down, removed.

use super::visit::{SETTLED, open};
use crate::fixtures::pictures::png;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// The picture that is drawn: `[x, y, sizex, sizey, opacity]`, and the axis upwards.
const DRAWN: &str = "
    const {layout} = document.querySelector('.panel.tall .canvas');
    const [image] = layout.images ?? [];
    return [image && [image.x, image.y, image.sizex, image.sizey, image.opacity], layout.yaxis.range[0] < layout.yaxis.range[1]];";

async fn app_with_data() -> TestApp {
    let app = TestApp::spawn().await;
    let places: Vec<_> = (0..900_u64)
        .map(|k| match k % 3 {
            0 => json!([k * 37 % 400, k * 91 % 200]),
            _ => json!([80 + k % 40, 40 + k * 7 % 30]),
        })
        .collect();
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"coin": places.len()}, "locations": {"coin": places}});
    app.submit(&sheet).await.expect(201);
    app
}

async fn click(browser: &Browser, within: &str, text: &str) {
    let script = format!(
        "[...document.querySelectorAll('{within} button')].find((button) => button.textContent === '{text}').click()"
    );
    browser.run(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_lies_below_the_map_the_right_way_up() {
    let app = app_with_data().await;
    let browser = Browser::open(Screen::Desk).await;
    for (y_down, top, name) in [("false", 200, "up"), ("true", 0, "down")] {
        let path = format!("/api/map?bounds=0,0,400,200&y_down={y_down}");
        let set = app.request(
            "PUT",
            &path,
            &[("content-type", "image/png")],
            png(800, 400),
        );
        set.await.expect(200);
        for scheme in ["light", "dark"] {
            browser.colours(scheme).await;
            open(&browser, &app, "/map?item=coin").await;
            let opacity = if scheme == "light" { 0.75 } else { 0.45 };
            let drawn = browser.run(DRAWN).await;
            assert_eq!(
                drawn,
                json!([[0, top, 400, 200, opacity], y_down == "false"])
            );
            browser
                .picture(&format!("map-picture-{name}-{scheme}"))
                .await;
        }
    }
    browser.colours("light").await;
    open(&browser, &app, "/map?item=coin&picture=0").await;
    assert_eq!(browser.run(DRAWN).await[0], Value::Null);
    open(&browser, &app, "/map?item=coin").await;
    click(&browser, ".panel.tall .actions", "Show the whole picture").await;
    browser.wait("the whole picture", SETTLED).await;
    let path = browser.path().await;
    assert!(path.contains("zoom=0+400+0+200"), "{path}");
    open(
        &browser,
        &app,
        "/compare?a=%7B%7D&b=%7B%22player%22%3A%22p%22%7D",
    )
    .await;
    let below = "return [...document.querySelectorAll('.canvas')].filter((canvas) => canvas.layout?.images?.length).length";
    assert_eq!(browser.run(below).await, 3);
    browser.picture("compare-picture").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

/// Chooses a picture as a person would, with a file of as many pixels.
fn choosing(width: u32, height: u32) -> String {
    format!(
        "const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [{width}, {height}];
        const context = canvas.getContext('2d');
        context.fillStyle = '#7a9c6b'; context.fillRect(0, 0, {width}, {height});
        context.fillStyle = '#c9b27a'; context.fillRect(0, 0, {width} / 2, {height} / 4);
        canvas.toBlob((blob) => {{
            const files = new DataTransfer();
            files.items.add(new File([blob], 'map.png', {{type: 'image/png'}}));
            const input = document.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change'));
        }});"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_placed_by_points_that_are_known_and_removed_again() {
    let app = app_with_data().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=coin").await;
    browser.run(&choosing(500, 250)).await;
    let pins = "return document.querySelectorAll('.pin').length === 2";
    browser.wait("two points", pins).await;
    // As long as nothing is said it covers what data reach.
    browser
        .wait(
            "a first guess",
            "return document.querySelector('.panel.tall .canvas').layout.images?.length === 1",
        )
        .await;
    browser.picture("map-placing").await;
    browser.colours("dark").await;
    browser.picture("map-placing-dark").await;
    let audit = format!("{} return audit();", include_str!("audit.js"));
    assert_eq!(browser.run(&audit).await, json!([]));
    browser.colours("light").await;
    let type_in = |label: &str, value: &str| {
        format!(
            "const label = [...document.querySelectorAll('.point label')].find((label) => label.textContent === '{label}');
            const input = document.getElementById(label.htmlFor);
            input.value = '{value}'; input.dispatchEvent(new Event('change'));"
        )
    };
    // The first point is at column 50 and row 225, the second at 450 and 25; a pixel is to be 0.8 units.
    for (label, value) in [
        ("x of 1", "40"),
        ("y of 1", "20"),
        ("x of 2", "360"),
        ("y of 2", "180"),
    ] {
        browser.run(&type_in(label, value)).await;
    }
    let arrow = "const pin = document.querySelector('.pin'); pin.focus();
        for (const key of ['ArrowRight', 'ArrowLeft'])
            pin.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));";
    browser.run(arrow).await;
    let covers = "return document.querySelector('.panel .note[role=status]:not(:empty)')?.textContent.startsWith('It covers x 0 to 400, y 0 to 200; a pixel is 0.8')";
    browser.wait("what it covers", covers).await;
    click(&browser, ".panel", "Save").await;
    browser
        .wait(
            "it is saved",
            "return document.querySelector('.stage') === null",
        )
        .await;
    browser.wait("the view settles", SETTLED).await;
    let map = app.get_json("/api/map").await["data"].take();
    let numbers = |value: &Value| -> Vec<f64> {
        let numbers = value.as_array().unwrap().iter();
        numbers
            .map(|n| (n.as_f64().unwrap() * 1e6).round() / 1e6)
            .collect()
    };
    assert_eq!(
        numbers(&map["transform"]),
        [0.8, 0.0, 0.0, 0.0, -0.8, 200.0]
    );
    browser
        .wait(
            "it lies below",
            "return document.querySelector('.panel.tall .canvas').layout.images?.length === 1",
        )
        .await;
    click(&browser, ".panel", "Remove").await;
    click(&browser, "dialog", "Remove").await;
    browser
        .wait(
            "it is gone",
            "return !document.querySelector('.panel.tall .canvas').layout.images?.length",
        )
        .await;
    app.get("/api/map").await.expect_error(404);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

/// Whatever the points, what is solved takes each of them to its place.
#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_lie_takes_the_points_to_their_places() {
    let app = TestApp::spawn().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map").await;
    let source = include_str!("../../src/server/dashboard/lib/placement.js").replace("export ", "");
    let script = format!(
        "{source}
        const points = [{{column: 10, row: 20, x: 5, y: 7}}, {{column: 110, row: 80, x: -30, y: 95}}, {{column: 40, row: 200, x: 12, y: -60}}];
        const far = [];
        for (const way of ['upright', 'turned', 'free']) for (const yDown of [false, true]) {{
            const numbers = solve(way, points, yDown);
            for (const {{column, row, x, y}} of points.slice(0, WAYS[way].points)) {{
                const place = placeOf(numbers, column, row);
                far.push(Math.hypot(place.x - x, place.y - y));
            }}
            const [a, b, , d, e] = numbers;
            if (way === 'turned') far.push(Math.abs(a * b + d * e), Math.hypot(a, d) - Math.hypot(b, e), Math.sign(a * e - b * d) - (yDown ? 1 : -1));
        }}
        const flat = [{{column: 1, row: 1, x: 0, y: 0}}, {{column: 1, row: 9, x: 5, y: 5}}];
        return [far.every((distance) => Math.abs(distance) < 1e-9), solve('upright', flat, false), far.length];"
    );
    assert_eq!(browser.run(&script).await, json!([true, null, 20]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_placed_on_a_phone() {
    let app = app_with_data().await;
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "/map?item=coin").await;
    browser.run(&choosing(500, 250)).await;
    let pins = "return document.querySelectorAll('.pin').length === 2";
    browser.wait("two points", pins).await;
    let audit = format!("{} return audit();", include_str!("audit.js"));
    assert_eq!(browser.run(&audit).await, json!([]));
    let wide = "return [innerWidth, document.documentElement.scrollWidth]";
    assert_eq!(browser.run(wide).await, json!([390, 390]));
    browser.picture("map-placing-phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_is_drawn_named_counted_and_removed() {
    let app = app_with_data().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=coin").await;
    click(&browser, ".panel", "Draw a region").await;
    let lasso = "return document.querySelector('.panel.tall .canvas').layout.dragmode === 'lasso'";
    browser.wait("the lasso", lasso).await;
    // A square of many points, as a hand draws it.
    let drawn = "
        const [x, y] = [[], []];
        for (let k = 0; k < 100; k++) {
            const part = (k % 25) / 25 * 80;
            const [across, up] = [[part, 0], [80, part], [80 - part, 80], [0, 80 - part]][Math.floor(k / 25)];
            x.push(60 + across); y.push(20 + up);
        }
        document.querySelector('.panel.tall .canvas').emit('plotly_selected', {lassoPoints: {x, y}, range: undefined});";
    browser.run(drawn).await;
    let asking = "return document.querySelector('dialog input') !== null";
    browser.wait("who asks for a name", asking).await;
    browser
        .run("document.querySelector('dialog input').value = 'market'")
        .await;
    click(&browser, "dialog", "Save").await;
    let told = "return document.querySelector('.side table tbody tr td')?.textContent === 'market'";
    browser.wait("the region in the table", told).await;
    browser.wait("the view settles", SETTLED).await;
    let regions = app.get_json("/api/map").await["data"]["regions"].take();
    let corners = regions[0]["corners"].as_array().unwrap();
    assert!((4..=6).contains(&corners.len()), "{corners:?}");
    let counted = app.get_json("/api/map/regions?item=coin").await["data"].take();
    let units = counted["regions"][0]["units"].as_u64().unwrap();
    assert!((600..=660).contains(&units), "{units}");
    let cell = ".side table tbody td.number";
    browser.wait_for_text(cell, &units.to_string()).await;
    let outlined =
        "return document.querySelector('.panel.tall .canvas').layout.shapes.length === 1";
    browser.wait("its outline", outlined).await;
    let audit = format!("{} return audit();", include_str!("audit.js"));
    for scheme in ["light", "dark"] {
        browser.colours(scheme).await;
        open(&browser, &app, "/map?item=coin").await;
        assert_eq!(browser.run(&audit).await, json!([]), "{scheme}");
        browser.picture(&format!("map-region-{scheme}")).await;
    }
    // Beside another selection.
    let sheet = json!({"match_id": "n", "player_id": "q", "game_mode": "solo",
        "looted_items": {"coin": 4}, "locations": {"coin": [[70, 30], [75, 35], [300, 10], [310, 20]]}});
    app.submit(&sheet).await.expect(201);
    open(
        &browser,
        &app,
        "/map?item=coin&than=%7B%22game_mode%22%3A%22solo%22%7D",
    )
    .await;
    let second = ".side table tbody td.number:nth-child(3)";
    browser.wait_for_text(second, "50% (2)").await;
    browser.picture("map-region-compared").await;
    click(&browser, ".side table", "✕").await;
    click(&browser, "dialog", "Remove").await;
    let gone = "return document.querySelector('.side table') === null";
    browser.wait("it is gone", gone).await;
    assert_eq!(app.get_json("/api/map").await["data"]["regions"], json!([]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

const RANGES: &str =
    "const { xaxis, yaxis } = document.querySelector('.panel.tall .canvas').layout;
    return [xaxis.range, yaxis.range].map((range) => range.map(Math.round))";

/// Squares are of round sizes, and would reach over the edges of this one.
#[tokio::test(flavor = "multi_thread")]
async fn beside_a_picture_there_is_no_strip_of_squares() {
    let app = app_with_data().await;
    let set = app.request(
        "PUT",
        "/api/map?bounds=3,0,397,198",
        &[("content-type", "image/png")],
        png(394, 198),
    );
    set.await.expect(200);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=coin&bins=20").await;
    assert_eq!(browser.run(RANGES).await, json!([[3, 397], [0, 198]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_find_is_shown_with_what_else_is_known_of_the_map() {
    let app = TestApp::spawn().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"coin": 1}, "locations": {"coin": [[10, 20]]}});
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/map?item=coin").await;
    let alone = browser.run(RANGES).await;
    let span = |axis: usize| alone[axis][1].as_i64().unwrap() - alone[axis][0].as_i64().unwrap();
    assert!(span(0) >= 10 && span(1) >= 10, "{alone}");
    let region = "/api/map/region?map=&region=base&corners=-50,0,-20,0,-20,60,-50,60";
    app.request("PUT", region, &[], "").await.expect(200);
    open(&browser, &app, "/map?item=coin").await;
    let shown = browser.run(RANGES).await;
    assert_eq!(shown[0][0], -50, "{shown}");
    assert_eq!(shown[1], json!([0, 60]));
    browser.picture("map-one-find").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
