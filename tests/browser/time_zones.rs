//! Times by the clock of the page's zone, the browser's or another, and pages that one wrong clock does not spoil.

use super::active_players::today;
use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::model::Millis;
use serde_json::{Value, json};

const OVER_TIME: &str = "Sheets and events over time";

async fn stored(times: impl IntoIterator<Item = String>) -> TestApp {
    let app = TestApp::spawn().await;
    let sheet = |at: String| json!({"match_id": "m", "player_id": "p", "timestamp": at, "looted_items": {"duck": 1}});
    let sheets: Vec<Value> = times.into_iter().map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

/// What a script says of the chart of a title, whose canvas is `canvas`.
async fn of_chart(browser: &Browser, title: &str, script: &str) -> Value {
    let script = format!("
        const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === '{title}');
        const canvas = panel.querySelector('.canvas');
        {script}");
    browser.run(&script).await
}

/// For each point of a chart the clock of a zone at its start.
async fn clocks(browser: &Browser, zone: &str) -> Vec<String> {
    let script = format!("
        const clock = new Intl.DateTimeFormat('en', {{hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: '{zone}'}});
        return canvas.data[0].customdata.map(([, start]) => clock.format(new Date(start)))");
    serde_json::from_value(of_chart(browser, OVER_TIME, &script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_the_browser_or_of_the_zone_that_is_chosen() {
    let six_hours = |k: i64| Millis(today().0 - k * 6 * Millis::HOUR).to_string();
    let app = stored((0..160).map(six_hours)).await;
    let browser = Browser::open(Screen::Desk).await;
    for zone in ["Asia/Kolkata", "America/New_York"] {
        browser.zone(zone).await;
        open(&browser, &app, "?bucket=day").await;
        let clocks = clocks(&browser, zone).await;
        assert!(clocks.len() >= 40, "{zone}: {}", clocks.len());
        assert!(
            clocks.iter().all(|clock| clock == "00:00"),
            "{zone}: {clocks:?}"
        );
        let sum = of_chart(
            &browser,
            OVER_TIME,
            "return canvas.data[0].y.reduce((a, b) => a + b)",
        )
        .await;
        assert_eq!(sum, 160);
    }
    open(&browser, &app, "?tz=Asia/Kathmandu&bucket=day").await;
    let clocks = clocks(&browser, "Asia/Kathmandu").await;
    assert!(clocks.iter().all(|clock| clock == "00:00"), "{clocks:?}");
    // What is dragged over are days of that zone.
    let chosen = of_chart(
        &browser,
        OVER_TIME,
        "canvas.emit('plotly_selected', {range: {x: [canvas.data[0].x[3], canvas.data[0].x[5]]}});
        const asked = new URLSearchParams(location.search);
        return (Date.parse(asked.get('until')) - Date.parse(asked.get('since'))) / 86400e3",
    )
    .await;
    assert_eq!(chosen, 2);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_comes_twice_is_drawn_as_two() {
    let quarters = (0..40).map(|k| format!("2025-11-02T{:02}:{:02}:00Z", 3 + k / 4, k % 4 * 15));
    let app = stored(quarters).await;
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("America/New_York").await;
    open(
        &browser,
        &app,
        "?since=2025-11-01T00:00:00Z&until=2025-11-04T00:00:00Z",
    )
    .await;
    let drawn = of_chart(&browser, OVER_TIME, "return canvas.data[0].customdata.map(([, start], k) => [start.slice(11, 16), canvas.data[0].x[k].slice(11, 16), canvas.data[0].y[k]])").await;
    let hours: Vec<Value> = (3..9)
        .map(|hour| json!([format!("{hour:02}:00"), format!("{hour:02}:00"), 4]))
        .collect();
    assert_eq!(drawn.as_array().unwrap()[..6], hours);
    let zone = clocks(&browser, "America/New_York").await;
    assert_eq!(
        zone[..6],
        ["23:00", "00:00", "01:00", "01:00", "02:00", "03:00"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_the_same_however_it_was_written() {
    let same = [
        "2026-01-31T12:00:00",
        "20260131T120000Z",
        "2026-01-31T13:00:00[Europe/Berlin]",
        "2026-01-31T17:45:00+05:45",
    ];
    let app = stored(same.map(str::to_owned)).await;
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("Asia/Kolkata").await;
    for path in ["/players/p", "/matches/m"] {
        open(&browser, &app, path).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
    open(&browser, &app, "/players/p").await;
    let told = browser
        .run("return [...document.querySelectorAll('.when time')].map((time) => [time.dateTime, time.textContent])")
        .await;
    let told = told.as_array().unwrap();
    assert_eq!(told.len(), same.len());
    for time in told {
        assert_eq!(time[0], "2026-01-31T12:00:00.000Z");
        let text = time[1].as_str().unwrap();
        assert!(text.contains("Jan 31") && text.contains("17:30"), "{text}");
    }
    // What is typed is by the clock of the zone, too.
    open(
        &browser,
        &app,
        "?since=2026-01-31T12:00:00Z&until=2026-01-31T13:00:00Z",
    )
    .await;
    let typed = browser
        .run("return document.querySelector('[name=bar-since]').value")
        .await;
    assert_eq!(typed, "2026-01-31T17:30");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_never_set_is_named_and_not_drawn() {
    let hours = (0..30).map(|k| Millis(today().0 - k * Millis::HOUR).to_string());
    let wrong = ["0001-01-01T00:00:00", "2099-06-01T00:00:00Z"].map(str::to_owned);
    let app = stored(hours.chain(wrong)).await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    browser.wait_for_text("[data-tile=sheets] dd", "32").await;
    for title in [OVER_TIME, "Items over time"] {
        let days = of_chart(
            &browser,
            title,
            "
            const at = (place) => Date.parse(place.replace(' ', 'T') + 'Z');
            const [from, to] = canvas.layout.xaxis.range.map(at);
            return (to - from) / 86400e3",
        )
        .await;
        assert!(days.as_f64().unwrap() < 3.0, "{title}: {days} days");
        let note = of_chart(&browser, title, "return [panel.querySelector('.note').textContent, panel.querySelector('.note a').getAttribute('href')]").await;
        assert!(
            note[0].as_str().unwrap().contains("2 sheets and events"),
            "{note}"
        );
        assert_eq!(note[1], "/dashboard/quality");
    }
    // The match was seen today, and not last in 2099.
    let seen = app.get_json("/api/matches").await;
    let last = seen["data"][0]["last_seen"].as_str().unwrap().to_owned();
    assert!(
        last < Millis(today().0 + 2 * Millis::DAY).to_string(),
        "{last}"
    );
    for path in ["/matches/m", "/players/p"] {
        open(&browser, &app, path).await;
        let notes = browser.run("return [...document.querySelectorAll('.note')].map((note) => note.textContent).join(' ')").await;
        assert!(
            notes
                .as_str()
                .unwrap()
                .contains("2 with an impossible time"),
            "{path}: {notes}"
        );
    }
}

/// The first instant of each day that is drawn, as it is told, and the rows of the triangle.
async fn player_days(browser: &Browser, app: &TestApp) -> (Value, Value) {
    open(browser, app, "").await;
    let days = of_chart(
        browser,
        "Players per day",
        "return canvas.data[1].customdata.map(([name, start]) => [start, name.includes('(UTC)')])",
    );
    let days = days.await;
    open(browser, app, "/retention").await;
    let cohorts = browser
        .run("return [...document.querySelectorAll('.triangle tbody th')].slice(1).map((cell) => cell.textContent)")
        .await;
    (days, cohorts)
}

#[tokio::test(flavor = "multi_thread")]
async fn players_are_of_days_of_the_zone_or_the_page_says_that_they_are_not() {
    // Two evenings of UTC, which are nights of the day after in Kolkata.
    let evening = |days_ago: i64| Millis(today().0 - days_ago * Millis::DAY + 20 * Millis::HOUR);
    let app = stored([5, 4].map(|ago| evening(ago).to_string())).await;
    let date = |at: Millis| at.to_string()[..10].to_owned();
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("Asia/Kolkata").await;
    let (days, cohorts) = player_days(&browser, &app).await;
    let midnight = |ago: i64| Millis(evening(ago).0 - 90 * Millis::MINUTE).to_string();
    assert_eq!(
        days,
        json!([[midnight(5), false], [midnight(4), false]]),
        "18:30 in UTC"
    );
    assert_eq!(cohorts, json!([date(evening(4))]));
    let text = browser.text("main").await;
    assert!(!text.contains("UTC"), "{text}");

    browser
        .before_every_page(
            "const ask = window.fetch;
            window.fetch = (address, options) => /(players\\/|retention).*tz=/.test(address)
                ? Promise.resolve(new Response(JSON.stringify({error: 'tz: too long', faults: [{field: 'tz', reason: 'too long'}]}), {status: 503}))
                : ask(address, options);",
        )
        .await;
    let (days, cohorts) = player_days(&browser, &app).await;
    let of_utc = |ago: i64| Millis(today().0 - ago * Millis::DAY).to_string();
    assert_eq!(days, json!([[of_utc(5), true], [of_utc(4), true]]));
    assert_eq!(cohorts, json!([date(evening(5))]));
    // Browsers have older names, too.
    let text = browser.text("main").await;
    assert!(
        text.contains("By UTC: to count by the clock of Asia/")
            && text.contains("takes too long for this range."),
        "{text}"
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

/// The clock of pages stands still, so that what is today is known.
const NOON: &str = "
    const now = Date.parse('2026-03-05T12:00:00Z');
    const Real = Date;
    globalThis.Date = class extends Real {
        constructor(...given) { super(...(given.length ? given : [now])); }
        static now() { return now; }
    };";

#[tokio::test(flavor = "multi_thread")]
async fn times_have_one_form_with_the_day_and_the_year_only_where_these_are_others() {
    let times = [
        "2026-03-05T09:05:00Z",
        "2026-03-04T21:05:00Z",
        "2025-12-31T00:00:00Z",
    ];
    let app = stored(times.map(str::to_owned)).await;
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("UTC").await;
    browser.before_every_page(NOON).await;
    open(&browser, &app, "/players/p").await;
    let told = browser
        .run("return [...document.querySelectorAll('.when time')].map((time) => time.textContent)")
        .await;
    assert_eq!(
        told,
        json!(["09:05", "Mar 4, 21:05", "Dec 31, 2025, 00:00"])
    );
    let clocks = browser
        .run("return [...document.querySelectorAll('time')].filter((time) => !/\\d\\d:\\d\\d/.test(time.textContent) || /[AP]M/.test(time.textContent)).length")
        .await;
    assert_eq!(clocks, 0);
}
