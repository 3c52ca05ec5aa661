//! The view of items: how sheets end that have one, and at which levels it is found.

use super::visit::{self, open};
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_an_item_is_drawn_with_its_doubt() {
    let app = TestApp::spawn().await;
    let mut sheets = Vec::new();
    for player in 0_u32..70 {
        for n in 0..4 {
            let has = |item: u32| player.is_multiple_of(item);
            let mut items = json!({"rubber_duck": 1 + n});
            if has(2) {
                items["rifle"] = json!(1);
            }
            if has(3) {
                items["medkit"] = json!(2);
            }
            let won = if has(2) { n > 0 } else { n == 3 };
            sheets.push(json!({
                "match_id": format!("m{player}-{n}"), "player_id": format!("p{player}"), "looted_items": items,
                "timestamp": format!("2026-01-31T{:02}:00:00Z", 6 + n), "player_level": 1 + player / 5,
                "custom_stats": {"score": player, "won": won, "end": if won { "victory" } else { "defeat" }},
            }));
        }
    }
    app.submit_batch(&sheets).await.expect(201);
    for screen in [Screen::Desk, Screen::Phone] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, "/items").await;
        // What says how it ends is found by its name, though a number comes first.
        assert_eq!(
            browser.text("main .panel h2").await,
            "With an item and without: won"
        );
        let note = browser.text("main .panel .note").await;
        assert!(
            note.starts_with("50% of 280 sheets of 70 players."),
            "{note}"
        );
        let filled = "const { marker } = document.querySelector('.canvas').data[0];
            return marker.color.map((own) => own === marker.line.color)";
        assert_eq!(browser.run(filled).await, json!([true, false]));
        let ticks = "return document.querySelector('.canvas').layout.yaxis.ticktext";
        assert_eq!(browser.run(ticks).await, json!(["rifle", "medkit"]));
        let choose = |field: &str, value: &str| {
            format!(
                "const field = document.querySelector('main select[name={field}]'); field.value = '{value}';
                field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
            )
        };
        browser.run(&choose("field", "end")).await;
        browser
            .wait(
                "texts are chosen among",
                "return document.querySelector('main select[name=is]') !== null",
            )
            .await;
        browser.run(&choose("is", "defeat")).await;
        browser
            .wait_for_text("main .panel h2", "With an item and without: end is defeat")
            .await;
        browser.wait("the charts", visit::SETTLED).await;
        assert_eq!(browser.run(ticks).await, json!(["medkit", "rifle"]));
        open(&browser, &app, "/items?item=medkit").await;
        browser
            .wait_for_text("main .panel:nth-of-type(2) h2", "By level: medkit")
            .await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
        browser.picture(&format!("items-{screen:?}")).await;
    }
}
