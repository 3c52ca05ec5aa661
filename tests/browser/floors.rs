//! Floors of a map as tabs, and ways through a match, on the picture of the map.

use super::visit::{SETTLED, open};
use crate::fixtures::pictures::png;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

/// Two maps with pictures, the first one with floors; more coins in its cellar than above.
async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    for (map, more) in [
        ("castle", "&floors=Cellar:..0,Ground:0..5,Tower:5.."),
        ("field", ""),
    ] {
        let path = format!("/api/map?map={map}&bounds=0,0,400,200&y_down=true{more}");
        let head = [("content-type", "image/png")];
        app.request("PUT", &path, &head, png(800, 400))
            .await
            .expect(200);
    }
    let sheets: Vec<Value> = (0..60_u64)
        .map(|k| {
            let map = if k % 3 == 0 { "field" } else { "castle" };
            let z = |n: u64| [-4, -4, 0, 8][(n % 4) as usize];
            let at = |n: u64| match map {
                "castle" => json!([40 + 5 * k, 20 + 3 * n, z(n)]),
                _ => json!([40 + 5 * k, 20 + 3 * n]),
            };
            let places: Vec<_> = (0..8).map(at).collect();
            let minute = |n: u64| format!("2026-01-31T12:{n:02}:00Z");
            let events: Vec<_> = [2, 0, 1]
                .map(|n| json!({"event_type": "step", "position": at(n), "timestamp": minute(10 * n)}))
                .into();
            json!({
                "match_id": format!("match {}", k / 6), "player_id": format!("p{}", k % 6), "map": map,
                "timestamp": "2026-01-31T12:30:00Z", "looted_items": {"coin": 8}, "locations": {"coin": places},
                "events": events, "dimensions": {"build": if k < 30 { "1.2" } else { "1.3" }},
            })
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    app
}

async fn note(browser: &Browser) -> String {
    browser.text("main section.panel .note").await
}

async fn floor(browser: &Browser, name: &str) {
    let script = format!(
        "[...document.querySelectorAll('.floors button')].find((button) => button.textContent === '{name}').click()"
    );
    browser.run(&script).await;
    browser.wait("the floor settles", SETTLED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_floor_shows_its_own_and_all_together_everything() {
    let app = app().await;
    for (screen, size) in [(Screen::Laptop, "laptop"), (Screen::Phone, "phone")] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, "/map?item=coin").await;
        let tabs = "return [...document.querySelectorAll('.floors button')].map((button) => button.textContent)";
        assert_eq!(
            browser.run(tabs).await,
            json!(["All floors", "Tower", "Ground", "Cellar"])
        );
        for (name, units) in [
            ("Cellar", 160),
            ("Ground", 80),
            ("Tower", 80),
            ("All floors", 320),
        ] {
            floor(&browser, name).await;
            let shown = format!(
                "return document.querySelector('.floors [aria-pressed=true]').textContent === '{name}'
                    && document.querySelector('main section.panel .note').textContent.startsWith('{units} units')"
            );
            browser.wait(&format!("{name} with {units}"), &shown).await;
        }
        for scheme in ["light", "dark"] {
            browser.colours(scheme).await;
            open(
                &browser,
                &app,
                "/map?event=step&floor=Cellar&variant=1.2&experiment=build",
            )
            .await;
            assert!(
                note(&browser).await.starts_with("40 events"),
                "{}",
                note(&browser).await
            );
            browser.picture(&format!("floors-{size}-{scheme}")).await;
        }
        let rows = "return new Set([...document.querySelectorAll('.floors button')].map((button) => button.offsetTop)).size";
        assert!(browser.run(rows).await.as_u64().unwrap() <= 2, "{size}");
        // A map without floors has no tabs.
        open(&browser, &app, "/map?item=coin&map=field&floor=Cellar").await;
        assert!(note(&browser).await.starts_with("160 units"));
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ways_through_a_match_lie_on_the_picture_of_its_map() {
    let app = app().await;
    for (screen, size) in [(Screen::Laptop, "laptop"), (Screen::Phone, "phone")] {
        let browser = Browser::open(screen).await;
        for scheme in ["light", "dark"] {
            browser.colours(scheme).await;
            open(&browser, &app, "/matches/match%201").await;
            browser
                .run("[...document.querySelectorAll('section.panel')].at(-1).scrollIntoView()")
                .await;
            let ways = "const panel = [...document.querySelectorAll('section.panel')].find((panel) => panel.textContent.startsWith('Where players went'));";
            browser
                .wait(
                    "ways",
                    &format!("{ways} return panel.querySelector('.canvas').data?.length > 0"),
                )
                .await;
            let drawn = format!("{ways}
                const {{data, layout}} = panel.querySelector('.canvas');
                const [image] = layout.images;
                return [data.length, data[0].x.length, data[0].y, [image.x, image.y, image.sizex, image.sizey], layout.yaxis.range[0] > layout.yaxis.range[1]]");
            // Four players on the castle's map, from place to place in the order of time; y grows downwards.
            assert_eq!(
                browser.run(&drawn).await,
                json!([4, 3, [20, 23, 26], [0, 0, 400, 200], true])
            );
            let said = browser
                .run(&format!(
                    "{ways} return panel.querySelector('.note').textContent"
                ))
                .await;
            let said = said.as_str().unwrap();
            assert!(
                said.contains("on map castle") && said.contains("6 events on other maps"),
                "{said}"
            );
            browser.picture(&format!("ways-{size}-{scheme}")).await;
            // A quarter of the time: half of the way between the first two places.
            let to = |step: u32| {
                format!(
                    "{ways} const slider = panel.querySelector('[name=moment]'); slider.value = {step}; slider.dispatchEvent(new Event('input'))"
                )
            };
            browser.run(&to(250)).await;
            let on_the_way = |what: &str| {
                format!(
                    "{ways} const [{{y, marker}}] = panel.querySelector('.canvas').data; return JSON.stringify([y, marker.symbol]) === '{what}'"
                )
            };
            let half = r#"[[20,21.5],["circle","circle"]]"#;
            browser.wait("half of a way", &on_the_way(half)).await;
            browser.picture(&format!("replay-{size}-{scheme}")).await;
            browser.run(&to(1000)).await;
            let all = r#"[[20,23,26],["circle","circle","x"]]"#;
            browser.wait("all of it", &on_the_way(all)).await;
            let play = format!(
                "{ways} const [button] = panel.querySelectorAll('form button'); button.click(); return button.textContent"
            );
            assert_eq!(browser.run(&play).await, "Pause");
            let begins =
                format!("{ways} return panel.querySelector('.canvas').data[0].x.length < 3");
            browser
                .wait("it is played from the beginning", &begins)
                .await;
            assert_eq!(browser.run(&play).await, "Play");
            if let Screen::Laptop = screen {
                let hidden = "const table = [...document.querySelectorAll('.long .table-scroll')].at(-1); return table.scrollWidth - table.clientWidth";
                assert_eq!(browser.run(hidden).await, 0, "the table of players is cut");
            }
        }
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_are_counted_for_each_value_of_a_dimension() {
    let app = app().await;
    // Up to the player with 17 of 5 each: castles of 1 to 17 and nothing of the field.
    let region = "/api/map/region?map=castle&region=west&corners=0,0,125,0,125,200,0,200";
    app.request("PUT", region, &[], Vec::new())
        .await
        .expect(200);
    let browser = Browser::open(Screen::Laptop).await;
    open(&browser, &app, "/map?item=coin").await;
    let chosen = "const by = document.querySelector('[name=regions-by]'); by.value = 'build'; by.dispatchEvent(new Event('change'))";
    browser.run(chosen).await;
    let table = "return [...document.querySelectorAll('table.regions tr')].map((row) => [...row.children].map((cell) => cell.textContent))";
    browser
        .wait(
            "both builds",
            &format!("return (() => {{ {table} }})()[0]?.[2] === '1.3'"),
        )
        .await;
    let rows = browser.run(table).await;
    assert_eq!(rows[0], json!(["Region", "1.2", "1.3", ""]));
    assert_eq!(rows[1][1], "55% (88)");
    assert_eq!(rows[1][2], "0% (0)");
    browser.picture("regions-by-build").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
