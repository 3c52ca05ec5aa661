//! The API reference: under our head, with a way back, in light and dark.

use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_is_one_of_our_pages() {
    let app = TestApp::spawn().await;
    let audit = concat!(include_str!("audit.js"), "return [...new Set(audit())];");
    for screen in [Screen::Desk, Screen::Phone] {
        let browser = Browser::open(screen).await;
        for scheme in ["light", "dark"] {
            browser.colours(scheme).await;
            browser.goto(&format!("http://{}/docs/", app.address)).await;
            let described = "return document.querySelectorAll('.opblock').length > 20";
            browser.wait("the reference", described).await;
            browser
                .picture(&format!("reference-{scheme}-{screen:?}"))
                .await;
            assert_eq!(browser.run(audit).await, json!([]), "{scheme} {screen:?}");
            let wide = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.run(wide).await, true, "{scheme} {screen:?}");
        }
        browser
            .run("document.querySelector('.brand').click()")
            .await;
        browser.wait_for_text("#total-sheets", "0").await;
        assert_eq!(browser.path().await, "/");
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}
