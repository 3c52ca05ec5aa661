//! The kit that pages are made of, as development builds show it.

use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_kit_shows_every_part_in_every_state_and_fits_a_phone() {
    let app = TestApp::spawn().await;
    let audit = concat!(include_str!("audit.js"), "return audit();");
    for screen in [Screen::Laptop, Screen::Phone] {
        let browser = Browser::open(screen).await;
        let address = format!("http://{}/dashboard/kit", app.address);
        browser.goto(&address).await;
        let charts = "return document.querySelectorAll('main .canvas').length";
        browser
            .wait(
                "the charts",
                "const charts = [...document.querySelectorAll('main .canvas')];
                for (const chart of charts) if (!chart.querySelector('.main-svg')) chart.scrollIntoView();
                return charts.length > 0 && charts.every((chart) => chart.querySelector('.main-svg'))",
            )
            .await;
        assert_eq!(browser.run(charts).await, 4);
        let titles = "return [...document.querySelectorAll('main .panel h2')].map((title) => title.textContent)";
        let titles = browser.run(titles).await;
        for part in [
            "Colours",
            "Type",
            "Controls",
            "Tiles",
            "Table",
            "Intervals",
            "A map",
            "Loading",
            "Empty",
            "Stale",
            "Partly counted",
            "Failed",
            "Forbidden",
        ] {
            assert!(titles.as_array().unwrap().contains(&json!(part)), "{part}");
        }
        // A token without a colour would be one that the style sheet does not have.
        let unnamed = "return [...document.querySelectorAll('main .lines code')].map((code) => code.textContent)
            .filter((name) => !getComputedStyle(document.documentElement).getPropertyValue(`--${name}`))";
        assert_eq!(browser.run(unnamed).await, json!([]));
        assert_eq!(browser.run(audit).await, json!([]), "{screen:?}");
        let wide = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.run(wide).await, true, "{screen:?}");
        browser.picture(&format!("kit-{screen:?}")).await;
        let offered = "return [...document.querySelectorAll('#views a')].some((link) => link.textContent === 'Kit')";
        assert_eq!(browser.run(offered).await, false);
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}
