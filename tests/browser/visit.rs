//! Every view with an address, and how a test opens it and reads from it.

use crate::harness::app::TestApp;
use crate::harness::browser::Browser;
use serde_json::{Value, json};

pub(super) const VIEWS: [(&str, &str); 17] = [
    ("overview", ""),
    ("map", "/map"),
    (
        "map-difference",
        "/map?than=%7B%22game_mode%22%3A%22solo%22%7D&game_mode=squads&item=rubber_duck",
    ),
    ("matches", "/matches"),
    ("match", "/matches/match%2023"),
    ("players", "/players"),
    ("player", "/players/p1"),
    ("sessions", "/sessions"),
    ("retention", "/retention"),
    ("flows", "/flows"),
    ("stats", "/stats?of=jump&field=height&by=game_mode"),
    ("items", "/items"),
    ("economy", "/economy"),
    ("quality", "/quality"),
    ("names", "/names"),
    ("compare", "/compare"),
    (
        "compare-times",
        "/compare?a=%7B%22until%22%3A%222026-01-31T09%3A00%3A00Z%22%7D&b=%7B%22since%22%3A%222026-01-31T09%3A00%3A00Z%22%7D",
    ),
];

/// Everything that was asked for has been answered, and every chart with numbers is drawn, or the view says what to send.
pub(super) const SETTLED: &str = "
    const panels = [...document.querySelectorAll('main section.panel')].filter((panel) => !panel.closest('[hidden]'));
    const drawn = (panel) => panel.querySelector('.panel-body').hidden || !panel.querySelector('.canvas')
        || panel.querySelector('.canvas .main-svg') !== null;
    const guided = document.querySelector('main .welcome')?.checkVisibility() ?? false;
    return !document.body.hasAttribute('data-asking') && (panels.length > 0 || guided) && panels.every((panel) => panel.getAttribute('aria-busy') === 'false' && drawn(panel))
        && document.querySelector('#state').classList.contains('good');";

pub(super) async fn open(browser: &Browser, app: &TestApp, path: &str) {
    browser
        .goto(&format!("http://{}/dashboard{path}", app.address))
        .await;
    browser
        .wait(&format!("the view {path} settles"), SETTLED)
        .await;
}

/// A tile's number.
pub(super) async fn tile(browser: &Browser, key: &str) -> Value {
    let text = browser.text(&format!("[data-tile={key}] dd")).await;
    text.replace(',', "")
        .parse::<u64>()
        .map_or(json!(text), |n| json!(n))
}
