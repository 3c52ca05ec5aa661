//! README's example for the web, as it stands there.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};

#[tokio::test(flavor = "multi_thread")]
async fn the_example_for_the_web_sends_a_sheet_and_says_what_is_wrong_with_one() {
    let text = include_str!("../../README.md");
    let (_, code) = text.split_once("```js\n").expect("an example");
    let (code, _) = code.split_once("```").expect("its end");
    let app = TestApp::spawn().await;
    let code = code.replace("http://localhost:5000", &format!("http://{}", app.address));
    let browser = Browser::open(Screen::Desk).await;
    open(&browser, &app, "").await;
    let send = |sheet: &str| {
        format!(
            "{code}; window.said = null; console.warn = (...all) => {{ window.said = all.join(' ') }}; sendSheet({sheet})"
        )
    };
    let sheet = r#"{match_id: "m", player_id: "p", looted_items: {medkit: 1}}"#;
    browser.run(&format!("{}; return 1", send(sheet))).await;
    browser.wait_for_text("[data-tile=sheets] dd", "1").await;
    browser.run(&format!("{}; return 1", send("{}"))).await;
    let told = "return window.said?.startsWith('loot: ') && window.said.includes('match_id')";
    browser.wait("what is wrong", told).await;
}
