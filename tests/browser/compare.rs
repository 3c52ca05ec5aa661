//! Two selections side by side: whatever a side is, its numbers are the API's, and both are drawn on one scale.

use super::populated;
use super::visit::{SETTLED, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// The two charts of a title, as `expression` of their elements tells them.
fn both(title: &str, expression: &str) -> String {
    format!(
        "return [...document.querySelectorAll('main .panel')].filter((panel) => panel.querySelector('h2')?.textContent.startsWith({title:?} + ':')).map((panel) => panel.querySelector('.canvas')).map((chart) => {expression})"
    )
}

async fn sums(browser: &Browser) -> Value {
    browser.run("return [...document.querySelectorAll('main .panel:first-child tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))").await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_say_what_the_api_says_on_one_scale() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let side = |mode: &str| format!("%7B%22game_mode%22%3A%22{mode}%22%7D");
    let path = format!(
        "/compare?a={}&b={}&item=rubber_duck",
        side("solo"),
        side("squads")
    );
    open(&browser, &app, &path).await;
    let found = sums(&browser).await;
    for (index, mode) in ["solo", "squads"].into_iter().enumerate() {
        let totals = app
            .get_json(&format!("/api/aggregate?game_mode={mode}"))
            .await["data"]
            .take();
        assert_eq!(found[0][index], totals["total_stat_sheets"].to_string());
        assert_eq!(found[2][index], totals["total_events"].to_string());
        let places = both(
            "Map",
            "chart.data[0].customdata.flat().reduce((sum, n) => sum + n, 0)",
        );
        let places = browser.run(&places).await;
        assert_eq!(
            places[index], totals["located_items"]["rubber_duck"],
            "{mode}"
        );
    }
    for (title, scale) in [
        (
            "Items over time",
            "[chart.layout.yaxis.range, chart.layout.xaxis.range]",
        ),
        (
            "Map",
            "[chart.data[0].zmax, chart.layout.xaxis.range, chart.layout.yaxis.range, chart.data[0].x]",
        ),
    ] {
        let scales = browser.run(&both(title, scale)).await;
        assert_eq!(scales.as_array().unwrap().len(), 2, "{title}");
        assert_eq!(scales[0], scales[1], "{title}");
    }
    let flows = both(
        "Flows",
        "chart.data[0].link.value.reduce((sum, n) => sum + n, 0)",
    );
    let flows = browser.run(&flows).await;
    for (index, mode) in ["solo", "squads"].into_iter().enumerate() {
        let flow = app
            .get_json(&format!("/api/flows?depth=2&top=6&game_mode={mode}"))
            .await;
        let links = flow["data"]["links"].as_array().unwrap().iter();
        let stories: u64 = links.map(|link| link["stories"].as_u64().unwrap()).sum();
        assert_eq!(flows[index], stories, "{mode}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_difference_of_two_maps_is_what_the_server_says_of_them() {
    // Nine of ten ducks lie on the left in one mode, on the right in the other.
    let sheet = |k: u64, player: &str| {
        let (is_solo, is_tenth) = (k.is_multiple_of(2), (k / 2).is_multiple_of(10));
        let mode = if is_solo { "solo" } else { "squads" };
        let left = is_solo != is_tenth;
        let place = [if left { 10 } else { 90 }, 10 * (k % 7)];
        json!({
            "match_id": format!("m{k}"), "player_id": player, "game_mode": mode,
            "looted_items": {"rubber_duck": 1}, "locations": {"rubber_duck": [place]},
        })
    };
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..400).map(|k| sheet(k, &format!("p{k}"))).collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    let asked = "const real = fetch; window.fetch = (address, options) => {
        if (String(address).includes('/maps/compare')) window.asked = options.body;
        return real(address, options);
    }";
    browser.before_every_page(asked).await;
    let side = |mode: &str| format!("%7B%22game_mode%22%3A%22{mode}%22%7D");
    let path = format!(
        "/compare?a={}&b={}&item=rubber_duck&bins=10",
        side("solo"),
        side("squads")
    );
    open(&browser, &app, &path).await;
    let cells = browser.run(&both("Map", "chart.data[0].customdata")).await;
    let asked = browser.run("return window.asked").await;
    let asked = asked.as_str().unwrap().to_owned();
    let maps: Value = serde_json::from_str(&asked).unwrap();
    assert_eq!([&maps["a"], &maps["b"]], [&cells[0], &cells[1]]);
    let answer = app.post("/api/maps/compare", asked).await;
    let compared = answer.expect(200)["data"].take();
    // Percentage points, and marks where chance is no explanation.
    let drawn = browser.run("
        const panel = [...document.querySelectorAll('main .panel')].find((panel) => panel.querySelector('h2')?.textContent === 'Difference of the maps');
        const [map, marks] = panel.querySelector('.canvas').data;
        return {points: map.z, marks: marks.x.map((x, index) => [map.x.indexOf(x), map.y.indexOf(marks.y[index])]), note: panel.querySelector('.note').textContent};").await;
    let rows = compared["difference"].as_array().unwrap();
    let points = drawn["points"].as_array().unwrap();
    assert_eq!(points.len(), rows.len());
    for (drawn, told) in points.iter().zip(rows) {
        let (drawn, told) = (drawn.as_array().unwrap(), told.as_array().unwrap());
        assert_eq!(drawn.len(), told.len());
        for (drawn, told) in drawn.iter().zip(told) {
            match (drawn.as_f64(), told.as_f64()) {
                (Some(drawn), Some(told)) => assert!((drawn - 100.0 * told).abs() < 1e-9),
                (drawn, told) => assert_eq!(drawn, told),
            }
        }
    }
    let significant = compared["significant"].as_array().unwrap().iter();
    let marked: Value = significant
        .map(|square| json!([square["column"], square["row"]]))
        .collect();
    assert_eq!(drawn["marks"], marked);
    let differing = marked.as_array().unwrap().len();
    assert!(differing > 0, "{compared}");
    let told = format!("{differing} squares of {} differ", compared["tested"]);
    let note = drawn["note"].as_str().unwrap();
    assert!(note.contains(&told), "{note}");
    // The same, all by one player, says nothing of players.
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..400).map(|k| sheet(k, "ann")).collect();
    app.submit_batch(&sheets).await.expect(201);
    open(&browser, &app, &path).await;
    let drawn = browser.run("
        const panel = [...document.querySelectorAll('main .panel')].find((panel) => panel.querySelector('h2')?.textContent === 'Difference of the maps');
        return [panel.querySelector('.canvas').data[1].x.length, panel.querySelector('.note').textContent];").await;
    assert_eq!(drawn[0], 0);
    let note = drawn[1].as_str().unwrap();
    assert!(
        note.contains("Nothing is marked: too few players"),
        "{note}"
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spread_of_loot_is_a_count_of_the_sheets_of_both_sides_in_the_same_bars() {
    // One sheet of a hundred has far more than the others.
    let units = |k: u64| if k.is_multiple_of(100) { 900 } else { k % 90 };
    let sheet = |k: u64| {
        json!({
            "match_id": format!("m{k}"), "player_id": "ann", "game_mode": if k < 300 { "solo" } else { "squads" },
            "looted_items": {"rubber_duck": units(k)},
        })
    };
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..400).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    let side = |mode: &str| format!("%7B%22game_mode%22%3A%22{mode}%22%7D");
    let path = format!("/compare?a={}&b={}", side("solo"), side("squads"));
    open(&browser, &app, &path).await;
    let drawn = browser.run("
        const panel = [...document.querySelectorAll('main .panel')].find((panel) => panel.querySelector('h2')?.textContent === 'Spread of loot');
        return panel.querySelector('.canvas').data.map(({ customdata, y }) => [customdata.map(([name]) => name), y]);").await;
    for (side, numbers) in [(0, 0..300), (1, 300..400)] {
        let shares = drawn[side][1].as_array().unwrap();
        assert_eq!(shares.len(), 24);
        let all = (numbers.end - numbers.start) as f64;
        for (bar, share) in shares.iter().enumerate() {
            let label = drawn[side][0][bar].as_str().unwrap();
            let number = |text: &str| text.parse::<u64>().unwrap();
            let (from, to) = match label.split_once('–') {
                Some((from, to)) => (number(from), number(to)),
                None => (number(label.trim_end_matches(" +")), u64::MAX),
            };
            let within = numbers.clone().filter(|k| (from..=to).contains(&units(*k)));
            let expected = within.count() as f64 / all;
            let share = share.as_f64().unwrap();
            assert!(
                (share - expected).abs() < 1e-9,
                "{label}: {share}, {expected}"
            );
        }
    }
    assert_eq!(drawn[0][0], drawn[1][0]);
    assert_eq!(drawn[0][0][1], "4–7");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_can_be_a_time_or_a_player_and_back_undoes_it() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let morning = "%7B%22since%22%3A%222026-01-31T06%3A00%3A00Z%22%2C%22until%22%3A%222026-01-31T08%3A00%3A00Z%22%7D";
    open(
        &browser,
        &app,
        &format!("/compare?a={morning}&b=%7B%22player%22%3A%22p1%22%7D"),
    )
    .await;
    let p1 = app.get_json("/api/journey/p1").await["totals"].take();
    let found = sums(&browser).await;
    let early = app
        .get_json("/api/activity?bucket=hour&since=2026-01-31T06:00:00Z&until=2026-01-31T08:00:00Z")
        .await;
    let hours = early["data"].as_array().unwrap().iter();
    let sheets: u64 = hours.map(|hour| hour["sheets"].as_u64().unwrap()).sum();
    assert_eq!(
        found[0],
        json!([
            sheets.to_string(),
            p1["sheets"].to_string(),
            found[0][2].as_str().unwrap()
        ])
    );
    assert_eq!(found[1][1], p1["units"].to_string());
    // What cannot be told of a player is said, not made up.
    let flows = browser.run("return [...document.querySelectorAll('main .message:not([hidden])')].map((message) => message.textContent)").await;
    assert!(
        flows
            .to_string()
            .contains("Paths through matches are not counted by player")
    );

    browser.run("const who = document.querySelector('[name=b-who]'); who.value = '{\"game_mode\":\"solo\"}'; who.dispatchEvent(new Event('change'))").await;
    let solo = app.get_json("/api/journey/p1").await["totals"]["sheets"]
        .as_u64()
        .unwrap()
        / 3;
    let cell = "main .panel tbody tr td:nth-child(3)";
    browser.wait_for_text(cell, &solo.to_string()).await;
    assert!(
        browser
            .path()
            .await
            .contains("%7B%22game_mode%22%3A%22solo%22%2C%22player%22%3A%22p1%22%7D")
    );
    browser.back().await;
    browser.wait_for_text(cell, &p1["sheets"].to_string()).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn sides_are_laid_over_each_other_with_the_difference_below() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let laid = "
        const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2')?.textContent === 'Sheets over time');
        const [a, b, difference] = panel.querySelector('.canvas').data;
        const sum = ({ y }) => y.reduce((all, n) => all + n, 0);
        const hues = [a, b].map(({ line }) => line.color);
        return [sum(a), sum(b), sum(difference), a.yaxis, difference.yaxis ?? 'y', hues, difference.y.every((n, k) => n === b.y[k] - a.y[k])]";
    let sides = [
        "%7B%22game_mode%22%3A%22solo%22%7D",
        "%7B%22game_mode%22%3A%22squads%22%7D",
    ];
    open(
        &browser,
        &app,
        &format!("/compare?a={}&b={}", sides[0], sides[1]),
    )
    .await;
    browser.wait("settled", SETTLED).await;
    let hues = json!(["#0072b2", "#d55e00"]);
    assert_eq!(
        browser.run(laid).await,
        json!([32, 63, 31, "y2", "y", hues, true])
    );
    browser.picture("compare-laid-over").await;
    // Two times are laid over each other from their beginnings.
    let early = "%7B%22since%22%3A%222026-01-31T06%3A00%3A00Z%22%2C%22until%22%3A%222026-01-31T09%3A00%3A00Z%22%7D";
    let late = "%7B%22since%22%3A%222026-01-31T09%3A00%3A00Z%22%2C%22until%22%3A%222026-01-31T12%3A00%3A00Z%22%7D";
    open(&browser, &app, &format!("/compare?a={early}&b={late}")).await;
    browser.wait("settled", SETTLED).await;
    assert_eq!(
        browser.run(laid).await,
        json!([24, 24, 0, "y2", "y", hues, true])
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_the_sides_stand_below_each_other() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "/compare").await;
    browser.wait("settled", SETTLED).await;
    let places = both(
        "Items over time",
        "(({left, top}) => [left, top])(chart.getBoundingClientRect())",
    );
    let places = browser.run(&places).await;
    assert_eq!(places[0][0], places[1][0]);
    assert!(places[0][1].as_f64().unwrap() + 100.0 < places[1][1].as_f64().unwrap());
}
