//! Views without data: each says what to send to fill it, and where the newest data is.

use super::visit::{SETTLED, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use crate::harness::commands::Command;
use serde_json::{Value, json};

/// Every view of more than one match or player, and the panels that its example leaves empty: what nobody chose, and what is
/// refused or missing.
const VIEWS: [(&str, &[&str]); 13] = [
    ("overview", &[]),
    ("map", &["In the region", "Regions"]),
    ("matches", &[]),
    ("players", &[]),
    ("sessions", &[]),
    ("retention", &[]),
    ("flows", &["Who went this way"]),
    ("stats", &[]),
    ("items", &["With an item and without: won"]),
    ("economy", &[]),
    (
        "quality",
        &[
            "Rejections over time",
            "Rejected by reason",
            "Refused requests",
            "Incomplete matches",
            "Names without a place",
            "Rejected by fault",
            "Dead letters",
        ],
    ),
    ("names", &[]),
    ("compare", &["Rejected by reason"]),
];

const WELCOME: &str = "return document.querySelector('.welcome')?.checkVisibility() === true
    && document.querySelector('#state').classList.contains('good')
    && !document.body.hasAttribute('data-asking')";

fn path(view: &str) -> String {
    match view {
        "overview" => String::new(),
        other => format!("/{other}"),
    }
}

async fn shown_example(browser: &Browser, way: &str) -> Vec<Command> {
    let choose = format!(
        "[...document.querySelectorAll('.welcome .way')].find((tab) => tab.textContent === '{way}').click()"
    );
    browser.run(&choose).await;
    Command::all(&browser.text(".welcome code").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_an_empty_server_shows_what_fills_it() {
    let browser = Browser::open(Screen::Desk).await;
    for (view, left_empty) in VIEWS {
        let app = TestApp::spawn().await;
        let address = format!("http://{}/dashboard{}", app.address, path(view));
        browser.goto(&address).await;
        browser
            .wait(&format!("the example of {view}"), WELCOME)
            .await;
        browser.picture(&format!("nothing-{view}")).await;
        let hidden = "return [...document.querySelectorAll('main h1')].filter((title) => title.checkVisibility()).length";
        assert_eq!(browser.run(hidden).await, 1, "{view}");
        let windows = shown_example(&browser, "PowerShell").await;
        let commands = shown_example(&browser, "Shell").await;
        assert!(!commands.is_empty(), "{view}");
        let told = |all: &[Command]| -> Vec<_> {
            let all = all.iter();
            all.map(|one| (one.method.clone(), one.url.clone(), one.body.clone()))
                .collect()
        };
        assert_eq!(told(&windows), told(&commands), "{view}");
        for command in commands {
            let host = format!("http://{}/", app.address);
            assert!(command.url.starts_with(&host), "{view}: {}", command.url);
            let answer = command.send(&app, b"").await;
            assert!(
                (200..300).contains(&answer.status),
                "{view}: {}",
                answer.text()
            );
        }
        // The same page shows it.
        let filled = "return !document.querySelector('.welcome')?.checkVisibility()
            && [...document.querySelectorAll('main .main-svg, main tbody tr')].some((part) => part.checkVisibility())";
        browser.wait(&format!("{view} is filled"), filled).await;
        open(&browser, &app, &path(view)).await;
        browser.picture(&format!("filled-{view}")).await;
        let empty = browser
            .run(
                "return [...document.querySelectorAll('section.panel')]
                    .filter((panel) => panel.querySelector('.message.empty')?.checkVisibility())
                    .map((panel) => panel.querySelector('h1, h2').textContent)",
            )
            .await;
        assert_eq!(empty, json!(left_empty), "{view}");
        assert_eq!(
            browser.console_errors().await,
            Vec::<String>::new(),
            "{view}"
        );
        // The page would ask for the server that goes.
        browser.goto("about:blank").await;
        browser.console_errors().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_example_names_the_path_that_the_pages_are_served_below() {
    let browser = Browser::open(Screen::Desk).await;
    let app = TestApp::spawn_with(loot::server::ServerOptions {
        base_path: "/loot".into(),
        ..Default::default()
    })
    .await;
    let address = format!("http://{}/loot/dashboard", app.address);
    browser.goto(&address).await;
    browser.wait("the example", WELCOME).await;
    let commands = shown_example(&browser, "Shell").await;
    assert_eq!(commands[0].path(), "/loot/api/submit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_without_data_leads_to_the_newest() {
    let app = TestApp::spawn().await;
    for (mode, time) in [
        ("solo", "2026-01-30T12:00:00Z"),
        ("solo", "2026-01-31T14:05:20Z"),
        ("squads", "2026-02-14T09:00:00Z"),
    ] {
        let sheet = json!({
            "match_id": format!("m {time}"), "player_id": format!("p {time}"), "game_mode": mode, "timestamp": time,
            "player_level": 3, "looted_items": {"medkit": 2}, "locations": {"medkit": [[1, 2], [3, 4]]},
            "custom_stats": {"earned": 10}, "events": [{"event_type": "jump", "details": {"height": 3}}],
        });
        app.submit(&sheet).await.expect(201);
    }
    let money = r#"{"sources": ["earned"], "sinks": []}"#;
    let set = app
        .request("PUT", "/api/economy?currency=gold", &[], money)
        .await;
    set.expect(200);
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("UTC").await;
    // What was received was received today.
    for (view, _) in VIEWS
        .iter()
        .filter(|(view, _)| !["names", "quality"].contains(view))
    {
        let knows_modes = !["sessions", "compare"].contains(view);
        let mode = if knows_modes { "&game_mode=solo" } else { "" };
        let address = format!(
            "http://{}/dashboard{}?range=24h{mode}",
            app.address,
            path(view)
        );
        browser.goto(&address).await;
        browser.wait(&format!("{view} has nothing"), WELCOME).await;
        browser.picture(&format!("elsewhere-{view}")).await;
        let said = browser.text(".welcome").await;
        let (of, newest, until) = match knows_modes {
            true => (
                " of this selection",
                "Jan 31 at 14:05",
                "2026-01-31T14:06:00.000Z",
            ),
            false => ("", "Feb 14 at 09:00", "2026-02-14T09:01:00.000Z"),
        };
        let newest = newest.replace(" at", ",");
        assert!(
            said.contains(&format!("The newest data{of} is from {newest}.")),
            "{view}: {said}"
        );
        browser
            .run("document.querySelector('.welcome a').click()")
            .await;
        let there = format!(
            "return !document.querySelector('.welcome')?.checkVisibility() && (() => {{ {SETTLED} }})()"
        );
        browser.wait(&format!("{view} is there"), &there).await;
        let asked = browser
            .run("return Object.fromEntries(new URLSearchParams(location.search))")
            .await;
        assert_eq!(asked["until"], until, "{view}");
        assert_eq!(asked["range"], Value::Null, "{view}");
        assert_eq!(
            asked["game_mode"],
            if knows_modes {
                json!("solo")
            } else {
                Value::Null
            },
            "{view}"
        );
        let seen = "return [...document.querySelectorAll('main .main-svg, main tbody tr')].some((part) => part.checkVisibility())";
        assert_eq!(browser.run(seen).await, true, "{view}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_who_did_nothing_in_a_range_leads_to_their_newest() {
    let app = TestApp::spawn().await;
    for (player, time) in [
        ("ann", "2026-01-31T14:05:20Z"),
        ("ben", "2026-02-14T09:00:00Z"),
    ] {
        let sheet = json!({"match_id": time, "player_id": player, "looted_items": {"medkit": 2}, "timestamp": time});
        app.submit(&sheet).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    browser.zone("UTC").await;
    let address = format!("http://{}/dashboard/players/ann?range=24h", app.address);
    browser.goto(&address).await;
    browser.wait("the way", WELCOME).await;
    let said = browser.text(".welcome").await;
    assert!(
        said.contains("The newest data is from Jan 31, 14:05."),
        "{said}"
    );
    browser
        .run("document.querySelector('.welcome a').click()")
        .await;
    let there = "return document.querySelectorAll('.timeline li').length === 1 && !document.querySelector('.welcome')?.checkVisibility()";
    browser.wait("the journey", there).await;
    assert!(
        browser
            .path()
            .await
            .starts_with("/dashboard/players/ann?since=")
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn quality_leads_to_what_was_received_last_and_keeps_the_rest() {
    let app = TestApp::spawn().await;
    let sheet = json!({"match_id": "m", "player_id": "p", "looted_items": {"medkit": 2}, "timestamp": "2026-01-31T14:05:20Z"});
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    let long_ago = "since=2026-01-01T00:00:00.000Z&until=2026-01-02T00:00:00.000Z";
    browser
        .goto(&format!(
            "http://{}/dashboard/quality?{long_ago}",
            app.address
        ))
        .await;
    browser.wait("the way", WELCOME).await;
    assert_eq!(browser.text("[data-tile=accepted] dd").await, "1");
    let tiles = "return document.querySelector('[data-tile=accepted]').checkVisibility()";
    assert_eq!(browser.run(tiles).await, true);
    browser
        .run("document.querySelector('.welcome a').click()")
        .await;
    let there = format!(
        "return !document.querySelector('.welcome')?.checkVisibility() && (() => {{ {SETTLED} }})()"
    );
    browser.wait("the arrivals", &there).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
