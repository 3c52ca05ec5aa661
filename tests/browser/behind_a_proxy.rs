//! Behind nginx, below a path: every page works, whether the proxy passes the path on or takes it away.

use super::visit::SETTLED;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use crate::harness::nginx::Nginx;
use loot::server::ServerOptions;
use serde_json::json;

/// What `docs/operating.md` says to pass.
const HEADERS: &str = "
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;";

async fn app() -> TestApp {
    let app = TestApp::spawn_with(ServerOptions {
        base_path: "/loot".into(),
        ..ServerOptions::default()
    })
    .await;
    for (number, name) in ["a/b", "..", "plain"].into_iter().enumerate() {
        let sheet = json!({
            "match_id": name, "player_id": name, "looted_items": {"medkit": number + 1},
            "locations": {"medkit": [number, 2]}, "events": [{"event_type": "jump", "position": [3, 4]}],
        });
        app.submit(&sheet).await.expect(201);
    }
    app
}

/// Looks at all pages below `root`.
async fn look_around(browser: &Browser, root: &str) {
    browser.goto(&format!("{root}/")).await;
    browser.wait_for_text("#total-sheets", "3").await;
    let example = browser.text(".example code").await;
    assert!(example.contains(&format!("{root}/api/")), "{example}");
    for door in ["/docs/", "/docs", "/docs/websocket"] {
        browser.goto(&format!("{root}{door}")).await;
    }
    browser.goto(&format!("{root}/docs/")).await;
    let described = "return document.querySelectorAll('.opblock').length > 20";
    browser.wait("the reference", described).await;

    browser.goto(&format!("{root}/dashboard/")).await;
    browser.wait("the overview", SETTLED).await;
    assert_eq!(browser.path().await, "/loot/dashboard");
    // The state is good only where the socket is open.
    for view in [
        "map",
        "matches",
        "players",
        "sessions",
        "retention",
        "flows",
        "stats",
        "items",
        "economy",
        "quality",
        "compare",
    ] {
        let link = format!(
            "const link = [...document.querySelectorAll('#views a')].find((a) => a.pathname.endsWith('/{view}')); link?.click(); return Boolean(link)"
        );
        assert_eq!(browser.run(&link).await, true, "no link to {view}");
        browser.wait(view, SETTLED).await;
    }
    for (view, units) in [("matches", "1"), ("players", "2")] {
        // The names that are no part of a path.
        let name = if units == "1" { "a/b" } else { ".." };
        browser.goto(&format!("{root}/dashboard/{view}")).await;
        browser.wait(view, SETTLED).await;
        let link = format!(
            "[...document.querySelectorAll('table.rows a')].find((a) => a.textContent === {name:?}).click()"
        );
        browser.run(&link).await;
        browser.wait(name, SETTLED).await;
        browser.wait_for_text("h1", name).await;
        browser.wait_for_text("[data-tile=units] dd", units).await;
        let address = browser.run("return location.href").await;
        browser.goto(address.as_str().unwrap()).await;
        browser.wait(name, SETTLED).await;
        browser.wait_for_text("h1", name).await;
    }
    let request = "return fetch(document.querySelector('a[title=\"The request behind this chart\"]').href).then((answer) => answer.status)";
    assert_eq!(browser.run(request).await, 200);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_work_where_the_proxy_takes_the_path_away() {
    let app = app().await;
    let to = format!(
        "location /loot/ {{ proxy_pass http://{}/; {HEADERS} }}",
        app.address
    );
    let nginx = Nginx::start(&to).await;
    let browser = Browser::open(Screen::Desk).await;
    look_around(&browser, &format!("http://{}/loot", nginx.address)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_work_where_the_proxy_passes_the_path_on() {
    let app = app().await;
    let to = format!(
        "location /loot/ {{ proxy_pass http://{}; {HEADERS} }}",
        app.address
    );
    let nginx = Nginx::start(&to).await;
    let browser = Browser::open(Screen::Desk).await;
    look_around(&browser, &format!("http://{}/loot", nginx.address)).await;
    // And without the proxy.
    browser
        .goto(&format!("http://{}/loot/dashboard", app.address))
        .await;
    browser.wait("the overview", SETTLED).await;
}
