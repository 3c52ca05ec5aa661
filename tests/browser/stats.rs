//! The view of what games say in their own words.

use super::populated;
use super::visit::{self, open};
use crate::harness::browser::{Browser, Screen};

const CHOOSE: &str = "const select = document.querySelector('select[name=NAME]');
    select.value = VALUE; select.dispatchEvent(new Event('change', {bubbles: true})); return select.value";

async fn choose(browser: &Browser, name: &str, value: &str) {
    let value = serde_json::to_string(value).unwrap();
    let script = CHOOSE.replace("NAME", name).replace("VALUE", &value);
    browser.run(&script).await;
    browser.wait("the choice settles", visit::SETTLED).await;
}

/// The text of a panel.
async fn panel(browser: &Browser, title: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('section.panel')].find((panel) =>
            panel.querySelector('h2')?.textContent.startsWith({title:?}))?.textContent ?? ''"
    );
    browser.run(&script).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_chosen_told_apart_and_narrowed_by_a_detail() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/stats").await;
    let fields = panel(&browser, "Fields").await;
    for name in ["gold", "class", "height", "cause.weapon"] {
        assert!(fields.contains(name), "{name}: {fields}");
    }
    choose(&browser, "field", "[\"jump\",\"height\"]").await;
    choose(&browser, "by", "game_mode").await;
    let by = "return document.body.textContent.includes('Split by game mode')";
    browser.wait("it is told apart", by).await;
    let jumps = app.get_json("/api/events?type=jump").await["data"]["total_events"].take();
    let told = panel(&browser, "Distribution: height of jump").await;
    assert!(
        told.contains(&format!("{jumps} of {jumps} rows have it")),
        "{told}"
    );
    assert!(panel(&browser, "Split by").await.contains("squads"));
    // A value that is clicked narrows to events that say it.
    let click = "const chip = [...document.querySelectorAll('button.chip.said')].find((chip) => chip.textContent.includes('height'));
        chip.click(); return chip.textContent";
    browser.run(click).await;
    let narrowed = "return location.search.includes('detail=height%3D')";
    browser.wait("the detail is in the address", narrowed).await;
    browser.wait("it settles", visit::SETTLED).await;
    let field = browser.run("return document.querySelector('input[name=detail]').value");
    assert!(field.await.as_str().unwrap().starts_with("height="));
    let newest = panel(&browser, "Newest events").await;
    assert!(newest.contains("with height="), "{newest}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_row_says_is_beside_it() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/players/p1").await;
    let chips = "return [...document.querySelectorAll('.chip.said')].map((chip) => chip.textContent).join('|')";
    let told = browser.run(chips).await.as_str().unwrap().to_owned();
    for said in ["height", "gold", "class"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    open(&browser, &app, "/matches/match%2023").await;
    let told = browser.run(chips).await.as_str().unwrap().to_owned();
    assert!(told.contains("gold") && told.contains("thief"), "{told}");
    open(&browser, &app, "/stats?detail=nonsense").await;
    let told = browser
        .run("return document.querySelector('.misread')?.textContent ?? ''")
        .await;
    assert!(told.as_str().unwrap().contains("weapon=rifle"), "{told}");
}
