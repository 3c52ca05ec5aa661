//! Every chart of every view: details on hover, its numbers as CSV, its picture as PNG, the request behind it; and the
//! numbers are the API's.

use super::populated;
use super::visit::{VIEWS, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::Value;

/// A chart as `walk.js` tells it.
struct Told(Value);

impl Told {
    fn title(&self) -> &str {
        self.0["title"].as_str().unwrap()
    }

    /// The cells of its CSV, without the heads.
    fn rows(&self) -> Vec<Vec<String>> {
        let text = self.0["csv"].as_str().unwrap();
        let lines = text.trim_end().split("\r\n").skip(1);
        lines.map(cells).collect()
    }

    /// The sum of the columns from `first` on.
    fn sum_from(&self, first: usize) -> u64 {
        let rows = self.rows();
        let numbers = rows.iter().flat_map(|row| &row[first..]);
        numbers
            .map(|cell| cell.parse::<f64>().unwrap_or_default())
            .sum::<f64>() as u64
    }

    fn sum(&self, column: usize) -> u64 {
        let rows = self.rows();
        let numbers = rows.iter().map(|row| row[column].parse::<f64>().unwrap());
        numbers.sum::<f64>() as u64
    }
}

/// RFC 4180.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

async fn walk(browser: &Browser, app: &TestApp, path: &str) -> Vec<Told> {
    open(browser, app, path).await;
    browser.run(include_str!("walk.js")).await;
    let done = "return window.walked !== null";
    browser.wait(&format!("a walk over {path}"), done).await;
    let walked = browser.run("return window.walked").await;
    assert_eq!(walked["faults"], serde_json::json!([]), "{path}");
    let console = browser.console_errors().await;
    assert_eq!(console, Vec::<String>::new(), "{path}");
    let charts = walked["charts"].as_array().unwrap().iter();
    charts.map(|chart| Told(chart.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_can_be_hovered_and_taken_away_and_traced_back() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    for (name, path) in VIEWS {
        let charts = walk(&browser, &app, path).await;
        let expected = match name {
            "overview" => 6,
            // Four players are too few for outcomes.
            "map" | "map-difference" | "retention" | "items" => 1,
            "match" => 3,
            "sessions" | "flows" | "stats" | "economy" => 2,
            "player" => 5,
            "quality" => 6,
            // Refusals are told apart by time alone.
            "compare" => 14,
            "compare-times" => 15,
            _ => 0,
        };
        let titles: Vec<_> = charts.iter().map(Told::title).collect();
        assert_eq!(titles.len(), expected, "{name}: {titles:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_of_charts_add_up_to_the_apis() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let totals = app.get_json("/api/aggregate").await["data"].take();
    let quality = app.get_json("/api/quality").await["data"].take();
    let flow = app.get_json("/api/flows?limit=5000").await["data"].take();
    let number = |value: &Value| value.as_u64().unwrap();
    let all = |value: &Value| value.as_object().unwrap().values().map(number).sum::<u64>();
    let units = all(&totals["total_items"]);
    let (sheets, events) = (
        number(&totals["total_stat_sheets"]),
        number(&totals["total_events"]),
    );
    let rejected = number(&quality["rejected"]);
    let duplicates = number(&quality["duplicates"]);
    let player = app.get_json("/api/journey/p1").await["totals"].take();
    let a_match = app.get_json("/api/matches/match%2023").await["data"].take();
    let jumps = app.get_json("/api/events?type=jump").await["data"]["total_events"].take();
    let mut seen = Vec::new();
    for path in [
        "",
        "/map?item=rubber_duck",
        "/flows",
        "/stats?of=jump&field=height",
        "/quality",
        "/matches/match%2023",
        "/players/p1",
    ] {
        for chart in walk(&browser, &app, path).await {
            let title = chart.title().to_owned();
            let (found, expected) = match title.as_str() {
                "Items over time" => (chart.sum_from(1), units),
                "What players loot" => (chart.sum(1), units),
                "Sheets and events over time" => {
                    assert_eq!(chart.sum(2), units);
                    (chart.sum(1) + chart.sum(3), sheets + events)
                }
                "Events by type" => (chart.sum(1), events),
                // Everybody is new once.
                "Players per day" | "Players per month" => {
                    (chart.sum(2), number(&totals["total_players"]))
                }
                "Map" => (
                    chart.sum(3),
                    number(&totals["located_items"]["rubber_duck"]),
                ),
                "Flows" => {
                    let rows = chart.rows();
                    let first = rows.iter().filter(|row| row[0] == "0");
                    let stories = first.map(|row| row[4].parse::<u64>().unwrap());
                    (stories.sum(), number(&flow["stories"]))
                }
                "Rejections over time" => (chart.sum_from(1), rejected),
                "Arrivals over time" => {
                    let all = sheets + events + duplicates + rejected;
                    (chart.sum_from(1), all)
                }
                "Rejected by reason" => (chart.sum(1), rejected),
                "Outcomes of all items received" => {
                    (chart.sum(1), sheets + events + duplicates + rejected)
                }
                "Clock skew" => (chart.sum(1), sheets),
                // The clocks of all of them can be right.
                "Delay" => (chart.sum(2), sheets),
                title if title.starts_with("Distribution") => (chart.sum(2), number(&jumps)),
                title if title.starts_with("Over time") => (chart.sum(1), number(&jumps)),
                "Loot per player" => (chart.sum_from(1), number(&a_match["units"])),
                "What happened when" => {
                    let rows = chart.rows().len() as u64;
                    (
                        rows,
                        number(&a_match["sheets"]) + number(&a_match["events"]),
                    )
                }
                "Loot" => (chart.sum(1), number(&player["units"])),
                "Events" => (chart.sum(1), number(&player["events"])),
                "Among all players" => (chart.sum(2), number(&totals["total_players"])),
                _ => continue,
            };
            assert_eq!(found, expected, "{path} {title}");
            seen.push(title);
        }
    }
    assert_eq!(seen.len(), 21, "{seen:?}");
}
