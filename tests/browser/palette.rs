//! The command palette: opened, searched and left with the keyboard alone, and told to screen readers.

use super::populated::{self, NASTY};
use super::visit::open;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

const OPEN: &str = "return document.querySelector('dialog.palette[open]') !== null";
const OPTIONS: &str = "return [...document.querySelectorAll('dialog.palette .option')]
    .map((option) => option.textContent.replace(/\\s+/g, ' ').trim())";
const CHOSEN: &str = "
    const input = document.querySelector('dialog.palette input');
    const option = document.getElementById(input.getAttribute('aria-activedescendant'));
    return [option?.getAttribute('aria-selected'), document.querySelectorAll('[aria-selected=true]').length, option?.textContent.replace(/\\s+/g, ' ').trim()]";

/// Types into what has the focus.
async fn type_text(browser: &Browser, text: &str) {
    let script = format!("document.execCommand('insertText', false, {text:?})");
    browser.run(&script).await;
}

async fn wait_for_option(browser: &Browser, text: &str) {
    let script = format!("return (() => {{ {OPTIONS} }})().includes({text:?})");
    browser.wait(&format!("the option {text}"), &script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_anywhere_with_the_keyboard_alone() {
    let app = populated::app().await;
    let view =
        json!({"name": "solo ducks", "address": "/dashboard/map?item=rubber_duck&game_mode=solo"});
    app.post("/api/views", view.to_string()).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    browser
        .run("document.querySelector('#theme').focus()")
        .await;
    browser.key("/", "Slash", 191).await;
    browser.wait("the palette", OPEN).await;
    browser.picture("palette").await;
    let roles = "
        const input = document.querySelector('dialog.palette input');
        const list = document.getElementById(input.getAttribute('aria-controls'));
        return [document.activeElement === input, input.role, input.getAttribute('aria-expanded'), list.getAttribute('role')]";
    assert_eq!(
        browser.run(roles).await,
        json!([true, "combobox", "true", "listbox"])
    );
    assert_eq!(
        browser.run(CHOSEN).await,
        json!(["true", 1, "View Overview"])
    );
    // Escape leads back to where the reader was.
    browser.key("Escape", "Escape", 27).await;
    assert_eq!(browser.run(OPEN).await, false);
    let back = "return document.activeElement.id";
    assert_eq!(browser.run(back).await, "theme");

    for (text, option, path) in [
        ("qual", "View Quality", "/dashboard/quality"),
        (
            "solo",
            "Saved solo ducks Map: item rubber_duck, mode solo",
            "/dashboard/map?item=rubber_duck&game_mode=solo",
        ),
        (
            "DUCK",
            "Item rubber_duck on the Map",
            "/dashboard/map?item=rubber_duck",
        ),
        (
            "victo",
            "Event victory on the Map",
            "/dashboard/map?event=victory",
        ),
        (
            "match 23",
            "Match match 23",
            "/dashboard/matches/match%2023",
        ),
        (
            "<b on",
            &format!("Player {NASTY}"),
            "/dashboard/players?player_id=%3Cb+onclick%3Dalert%281%29%3E%26amp%3B%22eve%22%3C%2Fb%3E",
        ),
    ] {
        open(&browser, &app, "").await;
        browser.chord("k", "KeyK", 75).await;
        browser.wait("the palette", OPEN).await;
        type_text(&browser, text).await;
        wait_for_option(&browser, option).await;
        for _ in 0..20 {
            if browser.run(CHOSEN).await[2] == option {
                break;
            }
            browser.key("ArrowDown", "ArrowDown", 40).await;
        }
        assert_eq!(browser.run(CHOSEN).await, json!(["true", 1, option]));
        browser.key("Enter", "Enter", 13).await;
        assert_eq!(browser.run(OPEN).await, false);
        assert_eq!(browser.path().await, path, "{text}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_elsewhere_types_a_slash() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Phone).await;
    open(&browser, &app, "/players").await;
    browser
        .run("document.querySelector('main input[type=search]').focus()")
        .await;
    browser.key("/", "Slash", 191).await;
    assert_eq!(browser.run(OPEN).await, false);
    // The button opens it where there are no keys.
    browser.run("document.querySelector('#go').click()").await;
    browser.wait("the palette", OPEN).await;
    type_text(&browser, "nothing is called that").await;
    let nothing = "return document.querySelector('dialog.palette > .note').hidden === false && !document.querySelector('dialog.palette input').hasAttribute('aria-activedescendant')";
    browser.wait("no option", nothing).await;
    let told = "return document.querySelector('dialog.palette [role=status]').textContent";
    assert_eq!(browser.run(told).await, "Nothing is called that.");
    browser.picture("palette-phone").await;
    browser.key("Enter", "Enter", 13).await;
    assert_eq!(browser.run(OPEN).await, true);
    let widths = "return [innerWidth, document.documentElement.scrollWidth]";
    assert_eq!(browser.run(widths).await, json!([390, 390]));
}
