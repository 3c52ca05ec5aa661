//! Who plays, by day and by month, and who of them is new.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::model::Millis;
use serde_json::{Value, json};

/// A server on which these have played: player, how many days ago, mode.
pub(super) async fn played(sheets: &[(&str, i64, &str)]) -> TestApp {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = sheets.iter().map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

fn sheet((player, days_ago, mode): &(&str, i64, &str)) -> Value {
    json!({
        "match_id": format!("m{days_ago}"), "player_id": player, "game_mode": mode,
        "timestamp": Millis(today().0 - days_ago * Millis::DAY).to_string(), "looted_items": {"medkit": 1},
    })
}

/// Midnight in UTC.
pub(super) fn today() -> Millis {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Millis(now.unwrap().as_millis() as i64).bucket(Millis::DAY)
}

/// What the chart of this title shows of an attribute of each of its series.
async fn series(browser: &Browser, title: &str, attribute: &str) -> Value {
    let script = format!("
        const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === '{title}');
        return Object.fromEntries(panel.querySelector('.canvas').data.map((trace) => [trace.name, trace.{attribute}]))");
    browser.run(&script).await
}

async fn column(app: &TestApp, path: &str, name: &str) -> Value {
    let answer = app.get_json(path).await;
    let rows = answer["data"].as_array().unwrap().iter();
    rows.map(|row| row[name].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn new_and_returning_players_are_the_apis_and_today_is_marked() {
    let app = played(&[
        ("ann", 3, "solo"),
        ("bob", 3, "solo"),
        ("ann", 1, "duo"),
        ("cid", 1, "duo"),
        ("ann", 0, "duo"),
    ])
    .await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let day = "Players per day";
    let drawn = series(&browser, day, "y").await;
    assert_eq!(drawn, json!({"new": [2, 1, 0], "returning": [0, 1, 1]}));
    for (title, path) in [
        (day, "/api/players/daily"),
        ("Players per month", "/api/players/monthly"),
    ] {
        let drawn = series(&browser, title, "y").await;
        for name in ["new", "returning"] {
            assert_eq!(drawn[name], column(&app, path, name).await, "{title}");
        }
    }
    let patterns = series(&browser, day, "marker.pattern.shape").await;
    assert_eq!(patterns["returning"], json!(["", "", "/"]));
    let text = browser.text("main").await;
    assert!(text.contains("The hatched day is not over yet."), "{text}");

    open(&browser, &app, "?game_mode=duo").await;
    let drawn = series(&browser, day, "y").await;
    assert_eq!(drawn, json!({"new": [2, 0], "returning": [0, 1]}));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_clicked_is_the_time_that_is_looked_at() {
    let app = played(&[("ann", 3, "solo"), ("ann", 1, "solo"), ("bob", 1, "solo")]).await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    browser.run("
        window.canvas = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === 'Players per day').querySelector('.canvas');
        // What is not on the screen is not drawn again.
        canvas.scrollIntoView();
        canvas.emit('plotly_click', {points: [{customdata: canvas.data[0].customdata[1]}]});").await;
    browser
        .wait("one day", "return canvas.data[0].y.length === 1")
        .await;
    browser.wait_for_text("[data-tile=sheets] dd", "2").await;
    let drawn = series(&browser, "Players per day", "y").await;
    assert_eq!(drawn, json!({"new": [1], "returning": [1]}));
    let path = browser.path().await;
    let day = |ago: i64| Millis(today().0 - ago * Millis::DAY).to_string();
    let [since, until] = [day(1), day(0)].map(|at| at.replace(':', "%3A"));
    assert!(
        path.contains(&format!("since={since}&until={until}")),
        "{path}"
    );
}
