//! Charts over time: as many bars as can be told apart, on one axis, and what each is made of.

use super::populated;
use super::visit::open;
use crate::fixtures::events_alone::game;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// A sheet in each hour of two weeks.
async fn two_weeks() -> TestApp {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..336)
        .map(|hour: u64| {
            json!({
                "match_id": format!("m{hour}"), "player_id": "p", "looted_items": {"medkit": 3, "axe": 1},
                "timestamp": format!("2026-01-{:02}T{:02}:30:00Z", 5 + hour / 24, hour % 24),
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

const BARS: &str = "const { x, y } = document.querySelector('.canvas').data[0]; return [x.length, y.reduce((sum, n) => sum + n, 0)]";

#[tokio::test(flavor = "multi_thread")]
async fn two_weeks_are_bars_that_can_be_told_apart_or_those_that_are_chosen() {
    let app = two_weeks().await;
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("UTC").await;
    open(&browser, &app, "").await;
    assert_eq!(browser.run(BARS).await, json!([84, 1008]));
    let summary = "return document.querySelector('.canvas').ariaLabel";
    let told = browser.run(summary).await;
    assert!(told.as_str().unwrap().contains("per 4 hours"), "{told}");
    for (bucket, bars) in [("hour", 336), ("day", 14), ("week", 2)] {
        let choose = format!(
            "const bars = document.querySelector('[name=bucket]'); bars.value = {bucket:?}; bars.dispatchEvent(new Event('change'))"
        );
        browser.run(&choose).await;
        let drawn = format!("return JSON.stringify((() => {{ {BARS} }})()) === '[{bars},1008]'");
        browser.wait(bucket, &drawn).await;
        assert_eq!(browser.path().await, format!("/dashboard?bucket={bucket}"));
    }
    // A week that is clicked is seven days.
    let click = "
        const canvas = document.querySelector('.canvas');
        canvas.emit('plotly_click', { points: [{ customdata: canvas.data[0].customdata[1] }] });
        const asked = new URLSearchParams(location.search);
        return [asked.get('since'), asked.get('until')]";
    assert_eq!(
        browser.run(click).await,
        json!(["2026-01-12T00:00:00.000Z", "2026-01-19T00:00:00.000Z"])
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn buckets_end_where_the_clock_of_the_zone_says() {
    let app = TestApp::spawn().await;
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("America/New_York").await;
    browser
        .goto(&format!("http://{}/dashboard", app.address))
        .await;
    // In the night of 8 March 2026 an hour is skipped there, in that of 1 November one comes twice.
    let ends = "
        window.ends = null;
        const folder = document.querySelector('script[src*=\"app.js\"]').src.replace('app.js', 'lib/');
        Promise.all([import(folder + 'buckets.js'), import(folder + 'zone.js')]).then(([buckets]) => {
            const of = (at, bucket) => {
                const start = buckets.bucketStart(Date.parse(at), bucket);
                return [start, buckets.bucketEnd(start, bucket)].map((at) => new Date(at).toISOString().slice(5, 16));
            };
            window.ends = [
                of('2026-03-08T06:30:00Z', '2h'), of('2026-03-08T07:30:00Z', '2h'), of('2026-03-08T12:00:00Z', 'day'),
                of('2026-11-01T05:30:00Z', '4h'), of('2026-03-10T12:00:00Z', 'week'), of('2026-11-01T06:30:00Z', 'hour'),
            ];
        });";
    browser.run(ends).await;
    browser
        .wait("the buckets", "return window.ends !== null")
        .await;
    assert_eq!(
        browser.run("return window.ends").await,
        json!([
            ["03-08T05:00", "03-08T07:00"],
            ["03-08T07:00", "03-08T08:00"],
            ["03-08T05:00", "03-09T04:00"],
            ["11-01T04:00", "11-01T09:00"],
            ["03-09T04:00", "03-16T04:00"],
            ["11-01T06:00", "11-01T07:00"],
        ])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_stand_apart_from_events_by_type_and_one_line_runs_through_all() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let apart = "
        const [loot, , over] = document.querySelectorAll('.canvas');
        const sum = ({ y }) => y.reduce((all, n) => all + n, 0);
        return [
            over.data.map((trace) => [trace.name, trace.yaxis ?? 'y', sum(trace)]),
            over.layout.xaxis.range.map((at) => at.slice(0, 13)).join() === loot.layout.xaxis.range.map((at) => at.slice(0, 13)).join(),
        ]";
    let apart = browser.run(apart).await;
    let events = app.get_json("/api/events").await["data"]["event_types"].take();
    assert_eq!(apart[0][0], json!(["sheets", "y2", 95]));
    for trace in &apart[0].as_array().unwrap()[1..] {
        assert_eq!(trace[2], events[trace[0].as_str().unwrap()], "{trace}");
    }
    assert_eq!(apart[0].as_array().unwrap().len(), 4);
    assert_eq!(apart[1], true);

    let bar = "document.querySelector('.canvas').scrollIntoView({ block: 'center' }); const { left, top, width, height } = document.querySelector('.canvas .point path').getBoundingClientRect(); return [left + width / 2, top + height / 2]";
    let at = browser.run(bar).await;
    browser
        .point((at[0].as_f64().unwrap(), at[1].as_f64().unwrap()))
        .await;
    let lines = "return [...document.querySelectorAll('.crosshair:not([hidden])')].map((line) => Math.round(line.getBoundingClientRect().left))";
    let drawn = format!("return (() => {{ {lines} }})().length >= 2");
    browser.wait("a line through both charts", &drawn).await;
    let lines = browser.run(lines).await;
    let places: Vec<f64> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect();
    assert!((places[0] - places[1]).abs() <= 12.0, "{places:?}");
    // All that is in the stack, with its share and the sum.
    let told = "return document.querySelector('.canvas').data[0].customdata[0][3]";
    let told = browser.run(told).await;
    let told = told.as_str().unwrap();
    assert!(
        told.contains("rubber_duck")
            && told.contains("medkit")
            && told.contains('%')
            && told.contains("in all"),
        "{told}"
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_has_columns_a_scale_and_an_order() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let shown = "
        const ranked = document.querySelectorAll('.canvas')[1];
        const texts = ranked.layout.annotations.filter(({ y }) => y === 0).map(({ text }) => text);
        return [ranked.data[0].customdata[0][0], ranked.layout.xaxis.type ?? 'linear', texts]";
    let items = app.get_json("/api/aggregate").await["data"]["total_items"].take();
    let ducks = items["rubber_duck"].as_u64().unwrap();
    let keys = items["golden <key>"].as_u64().unwrap();
    let all: u64 = items
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    let share = |n: u64| format!("{}%", (n as f64 / all as f64 * 1000.0).round() / 10.0);
    assert_eq!(
        browser.run(shown).await,
        json!(["rubber_duck", "linear", [ducks.to_string(), share(ducks)]])
    );
    open(&browser, &app, "?first=rarest&scale=log").await;
    assert_eq!(
        browser.run(shown).await,
        json!(["golden &lt;key&gt;", "log", [keys.to_string(), share(keys)]])
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_of_events_alone_has_no_empty_panes() {
    let app = TestApp::spawn().await;
    let events = Value::from(game()).to_string();
    app.post("/api/events", events).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let pane = "
        const { data, layout } = document.querySelectorAll('.canvas')[2];
        return [data.some(({ name }) => name === 'sheets'), layout.yaxis2 === undefined, layout.yaxis.domain]";
    assert_eq!(browser.run(pane).await, json!([false, true, [0, 1]]));
    open(&browser, &app, "/quality").await;
    let clocks = "
        const panel = [...document.querySelectorAll('.panel')].find((panel) => panel.innerText.startsWith('Clock skew'));
        const { data: [bars] = [] } = panel.querySelector('.canvas');
        return bars && [bars.x.reduce((sum, n) => sum + n, 0), bars.customdata.every((text) => / events?$/.test(text))]";
    assert_eq!(browser.run(clocks).await, json!([330, true]));
}
