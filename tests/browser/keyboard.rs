//! With the keyboard alone: everything can be reached, and it is seen where one is.

use super::populated;
use super::visit::{VIEWS, open};
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn tab_reaches_everything_that_can_be_used_and_shows_where_it_is() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    for (name, path) in VIEWS {
        open(&browser, &app, path).await;
        browser.run("
            document.activeElement?.blur();
            window.reached = new Set();
            window.unseen = [];
            document.addEventListener('focusin', ({ target }) => {
                window.reached.add(target);
                const style = getComputedStyle(target);
                if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) window.unseen.push(target.outerHTML.slice(0, 80));
            });").await;
        let wanted = browser
            .run(
                "
            const usable = 'a[href], button, select, input, summary, [tabindex=\"0\"]';
            window.usable = [...document.querySelectorAll(usable)].filter((element) => element.checkVisibility() && !element.disabled);
            const parts = document.querySelectorAll('input[type=datetime-local]').length * 7;
            return window.usable.length + parts",
            )
            .await;
        for _ in 0..wanted.as_u64().unwrap() + 5 {
            browser.tab().await;
        }
        let missed = browser
            .run("return window.usable.filter((element) => element.isConnected && !window.reached.has(element)).map((element) => element.outerHTML.slice(0, 80))")
            .await;
        assert_eq!(missed, json!([]), "{name}");
        assert_eq!(
            browser.run("return window.unseen").await,
            json!([]),
            "{name}"
        );
    }
}
