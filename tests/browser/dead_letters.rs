//! Dead letters in the quality view: found, read, replayed and dropped.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use loot::server::ServerOptions;
use serde_json::{Value, json};

const GOOD: &str = r#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2}}"#;

/// Refused: two bodies, of which the first passes by now, as after a fix; an item of a sheet with two faults; an event.
async fn four_letters(options: ServerOptions) -> TestApp {
    let app = TestApp::spawn_with(options).await;
    let two = r#"{"match_id": "m", "player_id": "p", "looted_items": {"medkit": -1, "a": "b"}}"#;
    for (route, bad) in [
        ("/api/submit", "{"),
        ("/api/submit", "["),
        ("/api/submit", two),
        ("/api/events", r#"{"event_type": 7}"#),
    ] {
        app.post(route, bad).await.expect_error(400);
    }
    let mending = format!(
        "update dead_letters set payload = cast('{GOOD}' as blob) where payload = cast('{{' as blob)"
    );
    assert_eq!(app.database.execute(&mending).await, 1);
    app
}

async fn allowed() -> TestApp {
    four_letters(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await
}

/// The letters on the page: reason, route.
const LISTED: &str = "return [...document.querySelectorAll('.letter-line')].map((line) => ['.letter-field', '.letter-source'].map((part) => line.querySelector(part).textContent))";

async fn listed(browser: &Browser, count: usize) {
    let there = format!("return document.querySelectorAll('.letter-line').length === {count}");
    browser.wait(&format!("{count} letters"), &there).await;
}

/// Presses the button with this text, the first of the page or of what is open on it.
async fn press(browser: &Browser, text: &str) {
    let script = format!("
        const place = document.querySelector('dialog[open]') ?? document;
        const button = [...place.querySelectorAll('button')].find((button) => button.textContent === {text:?} && button.checkVisibility());
        button?.click();
        return Boolean(button)");
    assert_eq!(browser.run(&script).await, true, "no button {text}");
}

async fn told(browser: &Browser, part: &str) {
    let there =
        format!("return document.querySelector('.outcome .note').textContent.includes({part:?})");
    browser.wait(part, &there).await;
}

async fn choose(browser: &Browser, name: &str, value: &str) {
    let script = format!(
        "const select = document.querySelector('main [name={name}]'); select.value = {value:?}; select.dispatchEvent(new Event('change')); return select.value"
    );
    assert_eq!(browser.run(&script).await, value);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_once_for_all_that_have_them_with_an_example() {
    let app = allowed().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    let told = "
        const panel = [...document.querySelectorAll('.panel')].find((panel) => panel.querySelector('h2').textContent === 'Rejected by fault');
        return [...panel.querySelectorAll('tbody tr')].map(({ cells }) => [cells[0].textContent, cells[2].textContent])";
    let faults = browser.run(told).await;
    let faults = faults.as_array().unwrap();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(
        faults.contains(&json!(["looted_items.medkit", "1"])),
        "{faults:?}"
    );
    let open_it = "[...document.querySelectorAll('tr')].find(({ cells }) => cells[0].textContent === 'looted_items.medkit')
        .querySelector('button').click()";
    browser.run(open_it).await;
    let opened = "return document.querySelector('dialog[open] pre') !== null";
    browser.wait("the example", opened).await;
    let said = browser.text("dialog[open]").await;
    assert!(said.contains(r#""medkit": -1, "a": "b""#), "{said}");
    // They are those of the selection, as the letters are.
    open(&browser, &app, "/quality?reason=event_type").await;
    let faults = browser.run(told).await;
    assert_eq!(faults, json!([["event_type", "1"]]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_found_by_reason_and_route_and_shown_as_they_came() {
    let app = allowed().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    let all = json!([
        ["event_type", "/api/events"],
        ["looted_items.medkit", "/api/submit"],
        ["body", "/api/submit"],
        ["body", "/api/submit"],
    ]);
    assert_eq!(browser.run(LISTED).await, all);
    choose(&browser, "reason", "body").await;
    listed(&browser, 2).await;
    assert_eq!(browser.path().await, "/dashboard/quality?reason=body");
    choose(&browser, "source", "/api/events").await;
    listed(&browser, 0).await;
    let text = browser.text("main").await;
    assert!(text.contains("No dead letter in this selection."), "{text}");
    choose(&browser, "reason", "").await;
    listed(&browser, 1).await;

    open(&browser, &app, "/quality?reason=looted_items").await;
    browser
        .run("document.querySelector('.letter').open = true")
        .await;
    let faults = browser.run("return [...document.querySelectorAll('.faults code')].map((field) => field.textContent)").await;
    assert_eq!(faults, json!(["looted_items.medkit", "looted_items.a"]));
    let payload =
        r#"{"match_id": "m", "player_id": "p", "looted_items": {"medkit": -1, "a": "b"}}"#;
    assert_eq!(browser.text(".letter pre").await, payload);
    press(&browser, "Formatted").await;
    let formatted = browser.text(".letter pre").await;
    assert!(
        formatted.contains("\n  \"looted_items\": {\n"),
        "{formatted}"
    );

    open(&browser, &app, "/quality?until=2020-01-01T00:00:00Z").await;
    listed(&browser, 0).await;
    open(&browser, &app, "/quality?range=1h").await;
    listed(&browser, 4).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_match_are_replayed_by_a_job_and_what_passes_leaves_the_list() {
    let app = allowed().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality?reason=body").await;
    press(&browser, "Replay all that match").await;
    told(
        &browser,
        "Replayed: 1 stored; 1 refused again, and kept with their new faults.",
    )
    .await;
    listed(&browser, 1).await;
    browser.wait_for_text("[data-tile=rejected] dd", "3").await;
    assert_eq!(app.stored_sheets().await, 1);
    let jobs = app.get_json("/api/jobs").await["data"].take();
    assert_eq!(jobs.as_array().unwrap().len(), 1);
    assert_eq!(jobs[0]["parameters"]["reason"], "body");
    assert_eq!(jobs[0]["result"]["accepted"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_are_selected_are_replayed_and_no_others() {
    let app = allowed().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    browser.run("for (const box of [...document.querySelectorAll('.letter-line input')].slice(1, 3)) box.click()").await;
    press(&browser, "Replay 2 selected").await;
    told(&browser, "Replayed: 2 refused again").await;
    listed(&browser, 4).await;
    assert_eq!(app.stored_sheets().await, 0);
    // The last one is that which passes.
    browser
        .run("[...document.querySelectorAll('.letter')].at(-1).open = true")
        .await;
    press(&browser, "Replay this one").await;
    told(&browser, "Replayed: 1 stored.").await;
    listed(&browser, 3).await;
    assert_eq!(app.stored_sheets().await, 1);
    assert_eq!(app.get_json("/api/jobs").await["data"], json!([]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_dropped_after_a_question_alone() {
    let app = allowed().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality?source=/api/events").await;
    let left = async || -> Value { app.get_json("/api/dead-letters").await["count"].take() };
    press(&browser, "Drop all that match…").await;
    assert_eq!(
        browser.text("dialog h2").await,
        "Drop all dead letters received through /api/events?"
    );
    press(&browser, "Keep").await;
    browser
        .wait("no question", "return !document.querySelector('dialog')")
        .await;
    assert_eq!(left().await, 4);
    press(&browser, "Drop all that match…").await;
    press(&browser, "Drop").await;
    told(&browser, "1 dead letter dropped.").await;
    assert_eq!(left().await, 3);
    open(&browser, &app, "/quality").await;
    press(&browser, "Drop all…").await;
    press(&browser, "Drop").await;
    told(&browser, "3 dead letters dropped.").await;
    browser.wait_for_text("[data-tile=rejected] dd", "0").await;
    assert_eq!(left().await, 0);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_dropping_is_switched_off_the_page_says_how_to_allow_it() {
    let app = four_letters(ServerOptions::default()).await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    press(&browser, "Drop all…").await;
    press(&browser, "Drop").await;
    told(&browser, "Not allowed on this server").await;
    told(&browser, "--allow-clear").await;
    listed(&browser, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_that_goes_on_is_followed_by_a_page_that_is_opened_meanwhile() {
    let app = four_letters(ServerOptions::default()).await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.unwrap().as_millis();
    let running = format!(
        "insert into jobs (id, kind, parameters, state, done, created_at, updated_at)
        values (7, 'replay_dead_letters', '{{}}', 'running', 1000, {now}, {now})"
    );
    assert_eq!(app.database.execute(&running).await, 1);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality").await;
    told(
        &browser,
        "Replaying in the background (job 7); 1,000 done so far…",
    )
    .await;
    let seen = "return document.querySelector('.outcome progress').checkVisibility()";
    assert_eq!(browser.run(seen).await, true);
    let done = "update jobs set state = 'done', done = 1200, as_of = updated_at,
        result = '{\"accepted\": 1100, \"duplicates\": 100, \"rejected\": 0}' where id = 7";
    assert_eq!(app.database.execute(done).await, 1);
    told(
        &browser,
        "Replayed: 1,100 stored; 100 known already, not counted again.",
    )
    .await;
    assert_eq!(browser.run(seen).await, false);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_is_read_stays_open_while_others_arrive_and_the_hour_moves_on() {
    let app = four_letters(ServerOptions::default()).await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/quality?range=1h").await;
    browser.run("document.querySelector('.letter').open = true; const now = Date.now; Date.now = () => now() + 120_000").await;
    app.post("/api/submit", "{").await.expect_error(400);
    browser.wait_for_text("[data-tile=rejected] dd", "5").await;
    // The letters are asked for after the numbers, the arrivals with them.
    browser.wait("the later hour", "return performance.getEntriesByType('resource').filter(({name}) => name.includes('/api/quality/arrivals')).length > 1").await;
    let open_letters = "return document.querySelectorAll('.letter[open]').length";
    assert_eq!(browser.run(open_letters).await, 1);
    listed(&browser, 4).await;
    browser
        .run("document.querySelector('.letter').open = false")
        .await;
    app.post("/api/submit", "{").await.expect_error(400);
    listed(&browser, 6).await;
}
