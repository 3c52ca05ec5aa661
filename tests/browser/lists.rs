//! Lists of matches and players, and the pages of one.

use super::populated;
use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn columns_stand_apart_and_those_that_sort_look_it() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    for path in ["/matches", "/players"] {
        open(&browser, &app, path).await;
        let gaps = "
            const range = document.createRange();
            const box = (cell) => { range.selectNodeContents(cell); return range.getBoundingClientRect(); };
            const cells = [...document.querySelector('.rows tbody tr').cells].map(box);
            return Math.min(...cells.slice(1).map(({ left }, index) => left - cells[index].right))";
        let gap = browser.run(gaps).await;
        assert!(gap.as_f64().unwrap() >= 23.5, "{path}: {gap}");
        let marks = "return [...document.querySelectorAll('.rows .sort')].map((sort) => sort.textContent.trim().slice(-1))";
        assert_eq!(browser.run(marks).await, json!(["↕", "↓"]), "{path}");
    }
    // What is searched for may be anywhere in an id.
    open(&browser, &app, "/matches?contains=CH%202").await;
    let ids =
        "return [...document.querySelectorAll('.rows tbody a')].map((link) => link.textContent)";
    assert_eq!(
        browser.run(ids).await,
        json!(["match 23", "match 22", "match 21", "match 20", "match 2"])
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_says_first_of_what_kind_it_was() {
    let app = TestApp::spawn().await;
    for (player, platform) in [("p1", "pc"), ("p2", "ps5")] {
        let sheet = json!({
            "match_id": "m", "player_id": player, "looted_items": {"axe": 1}, "game_mode": "solo", "map": "dust",
            "dimensions": {"build": "1.2", "platform": platform},
        });
        app.submit(&sheet).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/matches/m").await;
    // Players differ in their platform: it is none of the match.
    let kind = "
        const chips = [...document.querySelectorAll('main .aside .chip.said')];
        return [chips.map((chip) => chip.textContent).sort(), chips[0].getBoundingClientRect().top < document.querySelector('.tile').getBoundingClientRect().top]";
    assert_eq!(
        browser.run(kind).await,
        json!([["build1.2", "mapdust", "modesolo"], true])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_has_a_life_and_a_journey_that_scrolls_with_the_page() {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..60)
        .map(|day: u64| {
            json!({
                "match_id": format!("m{day}"), "player_id": "p", "looted_items": {"axe": 1},
                "timestamp": format!("2026-{:02}-{:02}T12:00:00Z", 1 + day / 28, 1 + day % 28),
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let others: Vec<Value> = (1..90)
        .map(|n| json!({"match_id": "others", "player_id": format!("q{n}"), "looted_items": {"axe": n * 7}}))
        .collect();
    app.submit_batch(&others).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/players/p").await;
    let chart = |title: &str, script: &str| {
        format!(
            "const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === {title:?});
            const {{ data }} = panel.querySelector('.canvas');
            {script}"
        )
    };
    let bars = chart(
        "Among all players",
        "return [data[0].x.length <= 20, data[0].y.reduce((sum, n) => sum + n, 0)]",
    );
    assert_eq!(browser.run(&bars).await, json!([true, 90]));
    let days = chart(
        "Sessions by day",
        "return [data[0].x.length, data[0].y.reduce((sum, n) => sum + n, 0)]",
    );
    assert_eq!(browser.run(&days).await, json!([60, 60]));
    let own = "return document.querySelector('.timeline').closest('.table-scroll') === null && document.querySelectorAll('.timeline li').length";
    assert_eq!(browser.run(own).await, 60);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_has_all_rows_of_a_list_and_not_only_those_that_are_shown() {
    let app = TestApp::spawn().await;
    let sheets: Vec<Value> = (0..1_203)
        .map(|n| {
            json!({
                "match_id": format!("m{n:04}"), "player_id": format!("{}{n:04}", ["p", "q"][n % 2]),
                "looted_items": {"axe": 1}, "dimensions": {"build": "1.2"},
            })
        })
        .collect();
    for part in sheets.chunks(500) {
        app.submit_batch(part).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    for (path, rows, header) in [
        (
            "/matches",
            1_203,
            "match_id,players,sheets_missing,sheets,units,events,first_seen,last_seen",
        ),
        (
            "/players?contains=q0",
            500,
            "player_id,sheets,units,events,first_seen,last_seen",
        ),
        (
            "/sessions",
            1_203,
            "player_id,session_id,first,last,seconds,sheets,events,dimensions",
        ),
    ] {
        open(&browser, &app, path).await;
        let csv = "
            HTMLAnchorElement.prototype.click = () => {};
            const saved = new Promise((done) => { URL.createObjectURL = (blob) => { done(blob); return 'blob:'; }; });
            const buttons = [...document.querySelectorAll('.panel-tools button')];
            buttons.find(({ title }) => title.startsWith('All rows')).click();
            return saved.then((blob) => blob.text())";
        let text = browser.run(csv).await;
        let lines: Vec<&str> = text.as_str().unwrap().trim_end().split("\r\n").collect();
        assert_eq!(lines[0].trim_start_matches('\u{feff}'), header, "{path}");
        assert_eq!(lines.len() - 1, rows, "{path}");
        let mut apart = lines.clone();
        apart.sort_unstable();
        apart.dedup();
        assert_eq!(apart.len(), lines.len(), "{path} repeats rows");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
