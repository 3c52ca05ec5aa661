//! The view of money, and how it is said what is money.

use super::visit::{self, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_money_is_named_on_the_page_and_followed() {
    let app = TestApp::spawn().await;
    for n in 1..9 {
        let sheet = json!({
            "match_id": "m", "player_id": format!("p{}", n % 3), "player_level": n, "looted_items": {},
            "timestamp": format!("2026-01-0{n}T12:00:00Z"), "custom_stats": {"earned": 1_001, "spent": 25},
        });
        app.submit(&sheet).await.expect(201);
    }
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "/economy").await;
    let set = "
        [...document.querySelectorAll('button')].find((button) => button.textContent === 'Name them…').click();
        const dialog = document.querySelector('dialog[open]');
        const fill = (name, text) => { dialog.querySelector(`[name=${name}]`).value = text; };
        fill('currency-name', 'gold'); fill('sources', 'earned\\n'); fill('sinks', 'item: ');
        dialog.querySelector('button[type=submit]').click();";
    browser.run(set).await;
    let told = "return document.querySelector('dialog [role=alert]')?.textContent.includes('sinks[0]') ?? false";
    browser.wait("what is wrong is said", told).await;
    let mend = "const dialog = document.querySelector('dialog[open]');
        dialog.querySelector('[name=sinks]').value = 'spent';
        dialog.querySelector('button[type=submit]').click();";
    browser.run(mend).await;
    browser.wait_for_text("[data-tile=net] dd", "7,808").await;
    browser.wait("the charts", visit::SETTLED).await;
    for (tile, said) in [
        ("sources", "8,008"),
        ("sinks", "200"),
        ("ratio", "2.5%"),
        ("players", "3"),
    ] {
        let selector = format!("[data-tile={tile}] dd");
        assert_eq!(browser.text(&selector).await, said, "{tile}");
    }
    let warned = browser.text(".note.warning").await;
    assert!(
        warned.starts_with("Inflation: on each of the last 8 whole days"),
        "{warned}"
    );
    // The address names it, and what is set is there for everybody.
    assert!(browser.path().await.contains("currency=gold"));
    let kept = app.get_json("/api/economy/currencies").await;
    assert_eq!(kept["data"][0]["sinks"], json!(["stat:spent"]));
    let errors = browser.console_errors().await;
    // The refusal is the only one.
    assert!(
        errors.iter().all(|error| error.contains("400")),
        "{errors:?}"
    );
}
