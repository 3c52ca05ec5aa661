//! Annotations on every chart over time: seen, read with the keyboard, in the table and the file, written and deleted.

use super::populated::{self, DAY};
use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// Releases at some distance, three close together, and a week that has begun before.
async fn annotated() -> TestApp {
    let app = populated::app().await;
    for note in [
        json!({"text": "a week of ducks", "timestamp": "2026-01-28", "until": format!("{DAY}T09:00:00Z")}),
        json!({"text": "release 1.3 <b>", "timestamp": format!("{DAY}T09:20:00Z"), "link": "https://example.com/1.3"}),
        json!({"text": "hotfix one", "timestamp": format!("{DAY}T14:00:00Z")}),
        json!({"text": "hotfix two", "timestamp": format!("{DAY}T14:01:00Z")}),
        json!({"text": "hotfix three", "timestamp": format!("{DAY}T14:02:00Z")}),
        json!({"text": "at the very end of a long day", "timestamp": format!("{DAY}T17:31:00Z")}),
        json!({"text": "next year", "timestamp": "2027-01-01"}),
    ] {
        app.post("/api/annotations", note.to_string())
            .await
            .expect(201);
    }
    app
}

/// The views with charts over time, and how many of these each has.
const OVER_TIME: [(&str, &str, u64); 5] = [
    ("overview", "", 4),
    ("quality", "/quality", 0),
    ("match", "/matches/match%2016", 1),
    ("player", "/players/p1", 2),
    ("compare", "/compare", 4),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_over_time_shows_them_and_none_covers_another() {
    let app = annotated().await;
    let audit = concat!(include_str!("audit.js"), "return audit();");
    for screen in [Screen::Desk, Screen::Phone] {
        let browser = Browser::open(screen).await;
        for scheme in ["light", "dark"] {
            browser.colours(scheme).await;
            for (name, path, charts) in OVER_TIME {
                open(&browser, &app, path).await;
                let shown = "return [...document.querySelectorAll('.flags:not([hidden])')].filter((list) => list.children.length).length";
                assert_eq!(browser.run(shown).await, charts, "{name}");
                let faults = "
                    const faults = [];
                    for (const list of document.querySelectorAll('.flags:not([hidden])')) {
                        const frame = list.parentElement.getBoundingClientRect();
                        const boxes = [...list.children].map((line) => line.getBoundingClientRect());
                        boxes.forEach((box, index) => {
                            if (index && box.left < boxes[index - 1].right - 0.5) faults.push(['covers', list.textContent]);
                            if (box.left < frame.left || box.right > frame.right + 0.5) faults.push(['outside', list.textContent]);
                            if (box.width < 20) faults.push(['narrow', list.textContent]);
                        });
                    }
                    return faults";
                assert_eq!(browser.run(faults).await, json!([]), "{name} {screen:?}");
                browser
                    .picture(&format!("annotated-{name}-{scheme}-{screen:?}"))
                    .await;
                if let Screen::Desk = screen {
                    assert_eq!(browser.run(audit).await, json!([]), "{name} {scheme}");
                } else {
                    let widths = "return [innerWidth, document.documentElement.scrollWidth]";
                    assert_eq!(browser.run(widths).await, json!([390, 390]), "{name}");
                }
                assert_eq!(
                    browser.console_errors().await,
                    Vec::<String>::new(),
                    "{name}"
                );
            }
        }
    }
}

/// What the flags of the first chart say.
const FLAGS: &str =
    "return [...document.querySelector('.flags').children].map((line) => line.textContent)";

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_reached_with_the_keyboard_and_opens_a_card() {
    let app = annotated().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    assert_eq!(
        browser.run(FLAGS).await,
        json!([
            "a week of ducks",
            "release 1.3 <b>",
            "3 notes",
            "at the very end of a long day"
        ])
    );
    browser.run("document.querySelector('main').focus()").await;
    let reached = "return document.activeElement.closest('.flags li') !== null && document.activeElement.textContent === '3 notes'";
    for _ in 0..40 {
        browser.tab().await;
        if browser.run(reached).await == true {
            break;
        }
    }
    assert_eq!(browser.run(reached).await, true, "Tab does not reach it");
    let label = browser
        .run("return document.activeElement.getAttribute('aria-label')")
        .await;
    let label = label.as_str().unwrap();
    assert!(
        label.starts_with("3 annotations: ") && label.contains("hotfix two"),
        "{label}"
    );
    browser.key("Enter", "Enter", 13).await;
    let card = "return [...document.querySelectorAll('.note-card:popover-open li')].map((line) => line.querySelector('p:nth-child(2)').textContent)";
    assert_eq!(
        browser.run(card).await,
        json!(["hotfix one", "hotfix two", "hotfix three"])
    );
    browser.picture("annotation-card").await;
    browser.key("Escape", "Escape", 27).await;
    assert_eq!(browser.run(card).await, json!([]));
    assert_eq!(browser.run(reached).await, true, "the focus is lost");
    // A link leads away without telling where from.
    browser
        .run("document.querySelectorAll('.flags button')[1].click()")
        .await;
    let link = "const link = document.querySelector('.note-card:popover-open a'); return [link.href, link.rel]";
    assert_eq!(
        browser.run(link).await,
        json!(["https://example.com/1.3", "noopener noreferrer"])
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_files_have_them_at_their_time() {
    let app = annotated().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "?tz=UTC").await;
    let table = "
        const panel = document.querySelector('section.panel');
        [...panel.querySelectorAll('.panel-tools button')].find((button) => button.textContent === 'Table').click();
        const cells = [...panel.querySelectorAll('tbody tr')].map((row) => [...row.children]);
        const noted = cells.filter((row) => row.at(-1).textContent);
        return [[...panel.querySelectorAll('th')].at(-1).textContent, noted.map((row) => [row[0].textContent, row.at(-1).textContent])]";
    let told = browser.run(table).await;
    let at = |time: &str| format!("{DAY}T{time}:00.000Z");
    assert_eq!(
        told,
        json!([
            "annotations",
            [
                ["2026-01-28T00:00:00.000Z", "a week of ducks"],
                [at("09:00"), "release 1.3 <b>"],
                [at("14:00"), "hotfix one; hotfix two; hotfix three"],
                [at("17:00"), "at the very end of a long day"],
            ]
        ])
    );
    let saved = "
        window.saved = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then((text) => window.saved.push(text)); return make.call(URL, blob); };
        HTMLAnchorElement.prototype.click = () => {};
        const panel = document.querySelector('section.panel');
        for (const button of panel.querySelectorAll('.panel-tools button')) if (['CSV', 'PNG'].includes(button.textContent)) button.click();";
    browser.run(saved).await;
    browser
        .wait("two files", "return window.saved.some((text) => text.includes('annotations')) && window.saved.some((text) => text.includes('PNG'))")
        .await;
    let csv = browser
        .run("return window.saved.find((text) => text.includes('annotations'))")
        .await;
    let csv = csv.as_str().unwrap();
    assert!(
        csv.contains(",\"hotfix one; hotfix two; hotfix three\"\r\n"),
        "{csv}"
    );
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_written_and_deleted_on_the_page() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "?tz=Europe/Berlin").await;
    assert_eq!(browser.run(FLAGS).await, json!([]));
    let write = |text: &str, at: &str| {
        format!(
            "document.querySelector('#annotate').click();
            const [text, from] = document.querySelectorAll('dialog[open] input');
            text.value = {text:?};
            from.value = {at:?};
            document.querySelector('dialog[open] button[type=submit]').click()"
        )
    };
    browser
        .run(&write("release <1.4>", "2026-01-31T13:00"))
        .await;
    let there = format!("return JSON.stringify((() => {{ {FLAGS} }})()) === '[\"release <1.4>\"]'");
    browser.wait("the flag", &there).await;
    let stored = app.get_json("/api/annotations").await["data"].take();
    assert_eq!(stored[0]["timestamp"], "2026-01-31T12:00:00.000Z");
    let delete = "document.querySelector('.flags button').click();
        document.querySelector('.note-card:popover-open .danger').click();";
    browser.run(delete).await;
    let asked = "return document.querySelector('dialog.confirm[open]') !== null";
    browser.wait("the question", asked).await;
    browser
        .run("document.querySelector('dialog.confirm[open] .danger').click()")
        .await;
    browser
        .wait("no flag", "return document.querySelector('.flags').hidden")
        .await;
    let left: Value = app.get_json("/api/annotations").await["data"].take();
    assert_eq!(left, json!([]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
