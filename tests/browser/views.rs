//! Each view: drawn, true, readable, and nobody else's business.

use super::populated::{self, NASTY};
use super::visit::{SETTLED, VIEWS, open, tile};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

async fn nobody_else_was_asked(browser: &Browser) {
    let elsewhere = browser
        .run("return performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => new URL(name).hostname !== location.hostname && !name.startsWith('data:') && !name.startsWith('blob:'))")
        .await;
    assert_eq!(elsewhere, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_drawn_without_a_fault_in_light_and_dark() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let audit = concat!(include_str!("audit.js"), "return audit();");
    for scheme in ["light", "dark"] {
        browser.colours(scheme).await;
        for (name, path) in VIEWS {
            open(&browser, &app, path).await;
            browser.picture(&format!("{name}-{scheme}")).await;
            assert_eq!(
                browser.console_errors().await,
                Vec::<String>::new(),
                "{name} {scheme}"
            );
            assert_eq!(browser.run(audit).await, json!([]), "{name} {scheme}");
            let failed = browser.run("return [...document.querySelectorAll('.message.failed')].map((message) => message.textContent)").await;
            assert_eq!(failed, json!([]), "{name} {scheme}");
            nobody_else_was_asked(&browser).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_can_be_chosen_in_one_row_above_them() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Laptop).await;
    open(&browser, &app, "").await;
    let seen = browser
        .run(
            "const nav = document.querySelector('#views');
             const within = nav.getBoundingClientRect();
             const links = [...nav.children].map((link) => link.getBoundingClientRect());
             const tools = [...document.querySelectorAll('.tools button')].map((tool) => tool.getBoundingClientRect());
             return {
                width: innerWidth,
                rows: new Set(links.map(({ top }) => top)).size,
                cut: links.filter(({ right }) => right > within.right + 1).length,
                below: tools.filter(({ top }) => top > within.bottom).length,
                unnamed: [...document.querySelectorAll('.tools button')].filter((tool) => !tool.ariaLabel).length,
             };",
        )
        .await;
    assert_eq!(
        seen,
        json!({"width": 1280, "rows": 1, "cut": 0, "below": 0, "unnamed": 0})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_shows_every_view_without_scrolling_sideways() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    for (name, path) in VIEWS {
        open(&browser, &app, path).await;
        browser.picture(&format!("{name}-phone")).await;
        let widths = browser.run("return [innerWidth, document.documentElement.scrollWidth, document.body.scrollWidth]").await;
        assert_eq!(widths, json!([390, 390, 390]), "{name}");
    }
}

/// What the chart of this title shows: the sum of each series.
async fn sums_drawn(browser: &Browser, title: &str) -> Value {
    let script = format!("
        const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === '{title}');
        const series = panel.querySelector('.canvas').data;
        return Object.fromEntries(series.map((trace) => [trace.name, trace.y.reduce((sum, n) => sum + n, 0)]));");
    browser.run(&script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_the_apis() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let totals = app.get_json("/api/aggregate").await["data"].take();
    let quality = app.get_json("/api/quality").await["data"].take();
    open(&browser, &app, "").await;
    let items: u64 = totals["total_items"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    for (key, expected) in [
        ("sheets", &totals["total_stat_sheets"]),
        ("matches", &totals["total_matches"]),
        ("players", &totals["total_players"]),
        ("events", &totals["total_events"]),
        ("items", &json!(items)),
        ("rejected", &quality["rejected"]),
    ] {
        assert_eq!(tile(&browser, key).await, *expected, "{key}");
    }
    // What is drawn, by item and over all hours.
    let drawn = browser.run("
        const chart = document.querySelector('.panel .canvas');
        const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
        return Object.fromEntries(chart.data.map((trace) => [plain(trace.name), trace.y.reduce((sum, n) => sum + n, 0)]));").await;
    assert_eq!(drawn, totals["total_items"]);
    assert_eq!(
        browser.text("table.newest tbody tr td:nth-child(3)").await,
        "p2"
    );

    open(&browser, &app, "/map?item=rubber_duck&bins=10").await;
    let sum = browser.run("return document.querySelector('.canvas').data[0].customdata.flat().reduce((sum, n) => sum + n, 0)").await;
    assert_eq!(sum, totals["located_items"]["rubber_duck"]);

    let richer = "experiment=chests&variant=richer";
    open(&browser, &app, &format!("/map?event=jump&{richer}")).await;
    let sum = browser.run("return document.querySelector('.canvas').data[0].customdata.flat().reduce((sum, n) => sum + n, 0)").await;
    let path = format!("/api/events/jump/places?{richer}");
    assert_eq!(sum, app.get_json(&path).await["data"]["count"]);

    open(&browser, &app, "/matches/match%2023").await;
    assert_eq!(tile(&browser, "players").await, 3);
    assert!(
        browser
            .text(".badge")
            .await
            .contains("1 player missing of the usual 4")
    );

    open(&browser, &app, "/quality").await;
    assert_eq!(tile(&browser, "duplicates").await, quality["duplicates"]);
    assert_eq!(
        tile(&browser, "incomplete").await,
        quality["incomplete_matches"]
    );
    let arrivals = app.get_json("/api/quality/arrivals").await["data"].take();
    let arrived =
        |of: &dyn Fn(&Value) -> u64| -> u64 { arrivals.as_array().unwrap().iter().map(of).sum() };
    let number = |name: &'static str| move |point: &Value| point[name].as_u64().unwrap();
    let repeats =
        |point: &Value| number("duplicate_sheets")(point) + number("duplicate_events")(point);
    assert_eq!(
        sums_drawn(&browser, "Arrivals over time").await,
        json!({
            "accepted sheets": arrived(&number("accepted_sheets")), "accepted events": arrived(&number("accepted_events")),
            "duplicates": arrived(&repeats), "rejected": arrived(&number("rejected")),
        })
    );
    assert_eq!(arrived(&repeats), quality["duplicates"]);
    assert_eq!(
        sums_drawn(&browser, "Rejections over time").await,
        quality["rejected_by_reason"]
    );
    let letter = browser.text("details.letter").await;
    assert!(
        letter.contains("looted_items.medkit") && letter.contains("looted_items.a"),
        "{letter}"
    );

    let id = app.get_json("/api/players?sort=id&limit=1").await["data"][0].take();
    assert_eq!(id["player_id"], NASTY);
    open(&browser, &app, "/players?sort=id").await;
    assert_eq!(browser.text("table.rows tbody a").await, NASTY);
    browser
        .run("document.querySelector('table.rows tbody a').click()")
        .await;
    browser.wait("the player's page", SETTLED).await;
    assert_eq!(browser.text("h1").await, NASTY);
    assert_eq!(tile(&browser, "units").await, id["units"]);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_can_be_taken_away_as_picture_numbers_and_request() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    browser.run("
        window.saved = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
            blob.text().then((text) => window.saved.push([blob.type, blob.size, text.slice(0, 4000)]));
            return make.call(URL, blob);
        };
        HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
        const [png, csv] = ['PNG', 'CSV'].map((name) => [...document.querySelectorAll('.panel-tools button')].find((button) => button.textContent === name));
        csv.click(); png.click();").await;
    browser
        .wait(
            "two files",
            "return window.saved.some(([type]) => type === 'image/png')",
        )
        .await;
    let saved = browser.run("return window.saved").await;
    let of_type = |wanted: &str| {
        let files = saved.as_array().unwrap().iter();
        let mut found = files.filter(|file| file[0] == wanted);
        found
            .next()
            .unwrap_or_else(|| panic!("no {wanted}"))
            .clone()
    };
    let csv = of_type("text/csv");
    let csv = csv[2].as_str().unwrap();
    assert!(
        csv.starts_with("start,rubber_duck,medkit,golden <key>\r\n2026-01-31T06:00:00.000Z,28,"),
        "{csv}"
    );
    let size = of_type("image/png")[1].as_u64().unwrap();
    assert!(size > 10_000, "a picture of {size} bytes");
    let request = browser
        .run("return document.querySelector('.panel-tools a').getAttribute('href')")
        .await;
    let answer = app.get_json(request.as_str().unwrap()).await;
    assert_eq!(answer["items"][0], "rubber_duck");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_and_funnels_count_stories_and_tell_whose() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let steps = "%5B%22jump%22%2C%22victory%22%5D";
    open(&browser, &app, &format!("/flows?steps={steps}")).await;
    let flow = app.get_json("/api/flows?depth=2&top=6&limit=5000").await["data"].take();
    let drawn = browser
        .run("return document.querySelector('.canvas').data[0].link.value")
        .await;
    let told: Vec<_> = flow["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["stories"].clone())
        .collect();
    assert_eq!(drawn, Value::from(told));
    let funnel = browser
        .run("return [...document.querySelectorAll('.canvas')].at(-1).data[0].x")
        .await;
    assert_eq!(funnel, json!([95, 24]));
    let choose = "document.querySelector('.canvas').emit('plotly_click', {points: [{source: {}, index: 0}]})";
    browser.run(choose).await;
    let lines = browser
        .run("return document.querySelectorAll('.panel .lines li a').length")
        .await;
    let examples = flow["links"][0]["examples"].as_array().unwrap().len();
    assert_eq!(lines, 2 * examples);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_leave_out_events_and_funnels_have_a_window() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/flows").await;
    let leave = "document.querySelector('.leave-out').open = true;
        const box = document.querySelector('input[name=leave-jump]');
        box.click();
        return box.checked";
    assert_eq!(browser.run(leave).await, true);
    let gone = "return !JSON.stringify(document.querySelector('.canvas').data[0].node.label).includes('jump')";
    browser.wait("no jump", gone).await;
    let path = browser.path().await;
    assert_eq!(path, "/dashboard/flows?leave_out=%5B%22jump%22%5D");
    assert_eq!(browser.text(".leave-out summary").await, "Leave out (1)");
    browser.picture("flows-without").await;
    open(&browser, &app, "/flows?within=60").await;
    let asked = "return [...document.querySelectorAll('main a[href*=funnel]')].map((link) => link.getAttribute('href')).join()";
    let asked = browser.run(asked).await;
    assert!(asked.as_str().unwrap().contains("within=60"), "{asked}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_is_told_whole_however_many_pages_its_rows_fill() {
    let app = TestApp::spawn().await;
    let note = "n".repeat(900_000);
    for k in 0..4 {
        let sheet = json!({
            "match_id": "m", "player_id": format!("p{k}"), "looted_items": {"medkit": 1}, "note": note,
        });
        app.submit(&sheet).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/matches/m").await;
    let rows = "return document.querySelectorAll('table.rows tbody tr').length";
    assert_eq!(browser.run(rows).await, json!(4));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
