//! Filters live in the address: shared, reloaded, and undone by the Back button.

use super::populated;
use super::visit;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

async fn open(app: &TestApp, path: &str) -> Browser {
    let browser = Browser::open(Screen::Desk).await;
    browser
        .goto(&format!("http://{}/dashboard{path}", app.address))
        .await;
    browser
}

async fn choose(browser: &Browser, name: &str, value: &str) {
    let script = format!(
        "const select = document.querySelector('[name={name}]'); select.value = {value:?}; select.dispatchEvent(new Event('change')); return select.value"
    );
    assert_eq!(browser.run(&script).await, value);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_changes_numbers_and_address_and_back_undoes_it() {
    let app = populated::app().await;
    let browser = open(&app, "").await;
    browser.wait_for_text("[data-tile=sheets] dd", "95").await;
    let solo = app.get_json("/api/aggregate?game_mode=solo").await["data"]["total_stat_sheets"]
        .to_string();
    choose(&browser, "game_mode", "solo").await;
    browser.wait_for_text("[data-tile=sheets] dd", &solo).await;
    assert_eq!(browser.path().await, "/dashboard?game_mode=solo");

    // It stays on the way to another view, and applies there.
    browser.run("[...document.querySelectorAll('#views a')].find((link) => link.textContent === 'Matches').click()").await;
    browser
        .wait(
            "eight matches",
            "return document.querySelectorAll('table.rows tbody tr').length === 8",
        )
        .await;
    assert_eq!(browser.path().await, "/dashboard/matches?game_mode=solo");
    browser.back().await;
    browser.wait_for_text("[data-tile=sheets] dd", &solo).await;
    browser.back().await;
    browser.wait_for_text("[data-tile=sheets] dd", "95").await;
    assert_eq!(browser.path().await, "/dashboard");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_address_shows_the_same_and_a_click_on_a_bar_narrows_it() {
    let app = populated::app().await;
    let browser = open(
        &app,
        "?since=2026-01-31T06:00:00Z&until=2026-01-31T08:00:00Z&experiment=chests&variant=control",
    )
    .await;
    browser.wait_for_text("[data-tile=sheets] dd", "8").await;
    browser
        .wait(
            "the chart",
            "return document.querySelector('.panel .canvas .main-svg') !== null",
        )
        .await;
    let click = "document.querySelector('.panel .canvas').emit('plotly_click', {points: [{customdata: ['', '2026-01-31T07:00:00.000Z']}]})";
    browser.run(click).await;
    browser.wait_for_text("[data-tile=sheets] dd", "4").await;
    assert!(
        browser
            .path()
            .await
            .contains("since=2026-01-31T07%3A00%3A00.000Z&until=2026-01-31T08%3A00%3A00.000Z")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_and_a_sort_are_in_the_address_and_more_rows_follow() {
    let app = TestApp::spawn().await;
    let sheets: Vec<_> = (0..120).map(populated::sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let mut many = Vec::new();
    for k in 0..70 {
        many.push(serde_json::json!({"match_id": format!("q{k}"), "player_id": format!("player_{k}"), "looted_items": {"medkit": k}}));
    }
    app.submit_batch(&many).await.expect(201);
    let browser = open(&app, "/players?sort=first_seen&order=asc").await;
    let rows = |n: usize| {
        format!("return document.querySelectorAll('table.rows tbody tr').length === {n}")
    };
    browser.wait("a page", &rows(50)).await;
    browser
        .run("document.querySelector('.more button').click()")
        .await;
    browser.wait("all of them", &rows(74)).await;
    browser.run("const search = document.querySelector('[name=contains]'); search.value = 'YER_1'; search.dispatchEvent(new Event('input'))").await;
    browser.wait("those that contain it", &rows(11)).await;
    assert_eq!(
        browser.path().await,
        "/dashboard/players?sort=first_seen&order=asc&contains=YER_1"
    );
    assert_eq!(browser.text("table.rows tbody a").await, "player_1");
}

/// Where the numbers of the view come from: its links to the API.
const REQUESTS: &str = "return [...document.querySelectorAll('main a[href^=\"/api/\"]')].map((link) => link.getAttribute('href')).join(' ')";

#[tokio::test(flavor = "multi_thread")]
async fn each_view_is_narrowed_by_a_filter_or_says_that_it_is_not() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    // What its requests then say, and which chip says that it does not apply.
    let time = ("since=", "time");
    let filters = [
        (
            "since=2026-01-31T09:00:00Z&until=2026-01-31T12:00:00Z&game_mode=solo",
            vec![time, ("game_mode=solo", "game_mode")],
        ),
        (
            "experiment=chests&variant=richer",
            vec![("variant=richer", "variant")],
        ),
        (
            "match=match%204&item=medkit",
            vec![("match_id=", "match"), ("", "item")],
        ),
        ("player=p1", vec![("player_id=p1", "player")]),
        ("event=jump", vec![("type=jump", "event")]),
        (
            "event=jump&detail=height%3D3",
            vec![("details.height=3", "detail")],
        ),
    ];
    for view in [
        "",
        "/map",
        "/matches",
        "/players",
        "/sessions",
        "/retention",
        "/flows",
        "/stats",
        "/items",
        "/economy",
        "/quality",
        "/matches/match%204",
        "/players/p1",
    ] {
        for (filter, parts) in &filters {
            visit::open(&browser, &app, &format!("{view}?{filter}")).await;
            let script = "return [...document.querySelectorAll('.set-filter.left')].map((chip) => chip.dataset.filter)";
            let left = browser.run(script).await;
            let left = left.as_array().unwrap();
            let requests = browser.run(REQUESTS).await.as_str().unwrap().to_owned();
            for (asked, said) in parts {
                let (applies, told) = (requests.contains(asked), left.contains(&json!(said)));
                match (view, *said) {
                    // A roster is searched in, and an item chosen, with controls of their own; the page of one is of that one.
                    ("/matches" | "/matches/match%204", "match")
                    | ("/players" | "/players/p1", "player")
                    | ("/map", "item")
                    | ("/flows", "event") => {}
                    ("", "item") => {
                        let script = "return document.querySelector('.canvas').data.map((trace) => trace.name)";
                        assert_eq!(browser.run(script).await, json!(["medkit"]));
                        assert!(!told);
                    }
                    ("/items", "item") => {
                        assert!(requests.contains("item=medkit"), "{requests}");
                        assert!(!told);
                    }
                    (_, "item") => assert!(told, "{view} {said}"),
                    _ => assert_ne!(applies, told, "{view} {said}: {requests}"),
                }
            }
        }
    }
    // What a view cannot be narrowed by is disabled.
    for (view, disabled) in [
        ("", json!([])),
        ("/map", json!(["item", "event"])),
        (
            "/players/p1",
            json!([
                "game_mode",
                "variant",
                "item",
                "event",
                "detail",
                "match",
                "player"
            ]),
        ),
    ] {
        visit::open(&browser, &app, view).await;
        let script = "return [...document.querySelectorAll('#filters :is(select, input):disabled')].map(({name}) => name)";
        assert_eq!(browser.run(script).await, disabled, "{view}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_in_the_bar_gives_that_ones_numbers() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    visit::open(&browser, &app, "").await;
    choose(&browser, "event", "victory").await;
    let counted = app.get_json("/api/events?type=victory&bucket=hour").await["data"].take();
    browser
        .wait_for_text(
            "[data-tile=events] dd",
            &counted["total_events"].to_string(),
        )
        .await;
    let drawn = "const chart = [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === 'Sheets and events over time');
        return chart.querySelector('.canvas').data.find(({meta, name}) => meta === 'victory' || name === 'events').y.reduce((sum, n) => sum + n, 0)";
    assert_eq!(browser.run(drawn).await, counted["total_events"]);
    assert_eq!(browser.path().await, "/dashboard?event=victory");
    // One that nobody has sent is none.
    visit::open(&browser, &app, "?event=nobodys").await;
    assert_eq!(visit::tile(&browser, "events").await, 0);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_or_an_item_in_the_bar_gives_that_ones_numbers() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let p1 = app.get_json("/api/journey/p1").await["totals"].take();
    visit::open(&browser, &app, "?player=p1").await;
    for (tile, expected) in [
        ("sheets", &p1["sheets"]),
        ("items", &p1["units"]),
        ("events", &p1["events"]),
    ] {
        assert_eq!(visit::tile(&browser, tile).await, *expected, "{tile}");
    }
    choose(&browser, "item", "medkit").await;
    let medkits = p1["items"]["medkit"].to_string();
    browser
        .wait_for_text("[data-tile=items] dd", &medkits)
        .await;
    assert_eq!(browser.path().await, "/dashboard?player=p1&item=medkit");
    // On the map, too, and by a match.
    let sheets = app.get_json("/api/stats?match_id=match%203&limit=10").await;
    let sheets = sheets["data"].as_array().unwrap().iter();
    let ducks: u64 = sheets
        .map(|sheet| sheet["looted_items"]["rubber_duck"].as_u64().unwrap())
        .sum();
    visit::open(&browser, &app, "/map?match=match%203&item=rubber_duck").await;
    let drawn = browser.run("return document.querySelector('.canvas').data[0].customdata.flat().reduce((sum, n) => sum + n, 0)").await;
    assert_eq!(drawn, ducks);
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_in_one_mode_has_the_same_events_in_every_panel() {
    let app = TestApp::spawn().await;
    let sheet = json!({
        "match_id": "m", "player_id": "ann", "game_mode": "ranked", "looted_items": {"axe": 1}, "timestamp": "2026-01-31T11:00:00Z",
        "events": [
            {"event_type": "ping"}, {"event_type": "ping"},
            {"event_type": "kill", "game_mode": "bonus", "timestamp": "2026-01-31T10:50:00Z"},
        ],
    });
    app.submit(&sheet).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    let drawn = "
        const panel = (title) => [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2').textContent === title).querySelector('.canvas').data;
        const over = panel('Sheets and events over time').find(({name}) => name.includes('events'));
        const [types] = panel('Events by type');
        return [over, types].map((trace) => (trace.orientation === 'h' ? trace.x : trace.y).reduce((sum, n) => sum + n, 0))";
    for (slice, events) in [("", 3), ("&game_mode=ranked", 2), ("&game_mode=bonus", 1)] {
        for of in ["match=m", "player=ann", "match=m&player=ann"] {
            visit::open(&browser, &app, &format!("?{of}{slice}")).await;
            assert_eq!(visit::tile(&browser, "events").await, events, "{of}{slice}");
            let told = browser.run(drawn).await;
            assert_eq!(told, json!([events, events]), "{of}{slice}");
        }
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

/// Has all answers from sheets say that not all of them were looked at.
const CUT: &str = "
    const ask = window.fetch;
    window.fetch = async (...given) => {
        const answer = await ask(...given);
        if (!String(given[0]).includes('/api/sheets/')) return answer;
        const text = (await answer.text()).replace('\"complete\":true', '\"complete\":false');
        return new Response(text, {status: answer.status});
    };";

#[tokio::test(flavor = "multi_thread")]
async fn all_sheets_of_a_selection_are_counted_and_where_they_are_not_it_is_said() {
    let app = TestApp::spawn().await;
    let sheet = |k: u64| {
        json!({
            "match_id": format!("m{k}"), "player_id": "ann", "looted_items": {"rubber_duck": 1, "axe": u64::from(k == 0)},
            "locations": {"rubber_duck": [k % 10, 5]},
        })
    };
    let sheets: Vec<_> = (0..2_001).map(sheet).collect();
    app.submit_batch(&sheets).await.expect(201);
    let said = "return [...document.querySelectorAll('.panel .note')].map((note) => note.textContent).filter((note) => /Of the newest [\\d,]+ sheets\\./.test(note)).length";
    let paths = [
        // Both charts over time, and events by type.
        ("?player=ann", 3),
        ("?match=m3", 3),
        ("/map?player=ann&region=0%205%200%2010", 2),
        // Units per sheet, whoever the sides are, and the map of a time.
        (
            "/compare?a=%7B%7D&b=%7B%22since%22%3A%222020-01-01T00%3A00%3A00Z%22%7D",
            2,
        ),
    ];
    let browser = Browser::open(Screen::Desk).await;
    for (path, _) in paths {
        visit::open(&browser, &app, path).await;
        assert_eq!(browser.run(said).await, 0, "{path}");
    }
    visit::open(&browser, &app, "?player=ann").await;
    assert_eq!(visit::tile(&browser, "sheets").await, 2_001);
    // The oldest has the only axe, and is found by the list of the newest, too.
    visit::open(
        &browser,
        &app,
        "?player=ann&item=axe&since=2020-01-01T00:00:00Z",
    )
    .await;
    assert_eq!(visit::tile(&browser, "items").await, 1);
    assert_eq!(browser.run(said).await, 0);
    let newest = |n: usize| {
        format!(
            "return [...document.querySelectorAll('section.panel')].find((panel) => panel.querySelector('h2')?.textContent === 'Newest sheets').querySelectorAll('tbody tr').length === {n}"
        )
    };
    browser.wait("the only sheet", &newest(1)).await;
    visit::open(&browser, &app, "?item=%20(other)").await;
    browser.wait("none", &newest(0)).await;
    let failed = "return document.querySelectorAll('.panel .message.failed').length";
    assert_eq!(browser.run(failed).await, 0);
    browser.before_every_page(CUT).await;
    for (path, notes) in paths {
        visit::open(&browser, &app, path).await;
        assert_eq!(browser.run(said).await, notes, "{path}");
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spike_that_is_clicked_opens_its_time_in_every_view() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    visit::open(&browser, &app, "").await;
    let click = "document.querySelector('.panel .canvas').emit('plotly_click', {points: [{customdata: ['', '2026-01-31T07:00:00.000Z']}]})";
    browser.run(click).await;
    browser.wait_for_text("[data-tile=sheets] dd", "8").await;
    let since = "since=2026-01-31T07%3A00%3A00.000Z&until=2026-01-31T08%3A00%3A00.000Z";
    for (view, title) in [
        ("map", "Map"),
        ("matches", "Matches"),
        ("players", "Players"),
        ("sessions", "Sessions"),
        ("retention", "Retention"),
        ("flows", "Flows"),
        ("stats", "Stats"),
        ("items", "Items"),
        ("economy", "Economy"),
        ("quality", "Quality"),
        ("compare", "Compare"),
        ("overview", "Overview"),
    ] {
        browser.run(&format!("[...document.querySelectorAll('#views a')].find((link) => link.textContent === {title:?}).click()")).await;
        browser
            .wait(&format!("{view} settles"), visit::SETTLED)
            .await;
        assert!(browser.path().await.contains(since), "{view}");
        let asked = format!("{REQUESTS}.includes({since:?})");
        browser.wait(&format!("{view} is narrowed"), &asked).await;
    }
    assert_eq!(browser.text("[data-tile=sheets] dd").await, "8");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_of_the_map_and_a_band_of_the_flow_need_no_pointer() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    visit::open(
        &browser,
        &app,
        "/map?item=rubber_duck&region=0%201000%200%20400",
    )
    .await;
    browser
        .wait(
            "who was there",
            "return document.querySelectorAll('.lines a').length === 4",
        )
        .await;
    let ducks: u64 = (0..95).map(|k| 2 + k % 4).sum();
    let lines =
        "return [...document.querySelectorAll('.lines .number')].map((line) => line.textContent)";
    assert_eq!(browser.run(lines).await[0], format!("{ducks} units"));
    let edge = "const edge = document.querySelector('[name=x-to]'); edge.value = '90'; edge.dispatchEvent(new Event('change'))";
    browser.run(edge).await;
    browser
        .wait(
            "fewer were there",
            "return document.querySelectorAll('.lines a').length === 1",
        )
        .await;
    assert!(browser.path().await.ends_with("region=0+90+0+400"));
    browser.back().await;
    browser
        .wait(
            "all again",
            "return document.querySelectorAll('.lines a').length === 4",
        )
        .await;

    visit::open(&browser, &app, "/flows").await;
    let band = "const band = document.querySelector('[name=band]'); band.value = band.options[1].value; band.dispatchEvent(new Event('change')); return band.value";
    assert_ne!(browser.run(band).await, "");
    browser
        .wait(
            "who took it",
            "return document.querySelectorAll('.panel .lines li').length > 0",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_of_events_on_maps_is_shown_one_map_and_one_dimension_at_a_time() {
    let app = TestApp::spawn().await;
    let events: Vec<Value> = (0..60)
        .map(|k| {
            let (map, build) = [("dust", "1.2"), ("mirage", "1.3")][usize::from(k % 3 == 0)];
            json!({
                "event_type": "pick_up", "player_id": format!("p{}", k % 5), "position": [k, 2 * k, 7],
                "items": {"gold": 1}, "map": map, "dimensions": {"build": build},
            })
        })
        .collect();
    app.post("/api/events", json!(events).to_string())
        .await
        .expect(201);
    let browser = Browser::open(Screen::Desk).await;
    visit::open(&browser, &app, "/map?item=gold").await;
    let asked = "return performance.getEntriesByType('resource').map(({name}) => new URL(name))
        .filter(({pathname}) => pathname === '/api/heatmap').map(({searchParams}) => searchParams.get('map'))";
    let maps = browser.run(asked).await;
    assert!(
        maps.as_array().unwrap().iter().all(|map| map == "dust"),
        "{maps}"
    );
    choose(&browser, "map", "mirage").await;
    browser
        .wait(
            "the other map",
            &format!("return (() => {{ {asked} }})().includes('mirage')"),
        )
        .await;
    // Nobody is on a floor that the map does not have.
    let floors = "return document.querySelector('.floors').hidden";
    assert_eq!(browser.run(floors).await, true);
    // The Overview is of all maps until one is chosen.
    visit::open(&browser, &app, "").await;
    let chosen = "return document.querySelector('[name=map]').value";
    assert_eq!(browser.run(chosen).await, "");
    assert_eq!(visit::tile(&browser, "items").await, 60);
    choose(&browser, "map", "dust").await;
    browser.wait_for_text("[data-tile=items] dd", "40").await;
    assert_eq!(visit::tile(&browser, "events").await, 40);
    browser.wait_for_text("[data-tile=players] dd", "5").await;
    assert_eq!(visit::tile(&browser, "matches").await, 0);
    // Totals are kept by one slice at a time.
    let newer = r#"["build","1.3"]"#;
    choose(&browser, "variant", newer).await;
    browser.wait_for_text("[data-tile=items] dd", "20").await;
    let left = ".set-filter.left[data-filter=map]";
    assert!(browser.text(left).await.contains("dust"));
    choose(&browser, "map", "").await;
    browser
        .wait(
            "no complaint",
            "return document.querySelector('.set-filter.left') === null",
        )
        .await;
    // An event that is in no match says so by naming none.
    visit::open(&browser, &app, "/players/p1").await;
    let text = browser.text("main").await;
    assert!(!text.contains("undefined"), "{text}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_stays_where_it_is_from_view_to_view_and_chips_take_filters_away() {
    let app = populated::app().await;
    let browser = Browser::open(Screen::Desk).await;
    let kept = "?game_mode=solo&item=rubber_duck&experiment=chests&variant=richer";
    let bar = "const fields = [...document.querySelectorAll('#filters .filter-fields .field label')];
        return [fields.map((label) => [label.textContent, Math.round(label.getBoundingClientRect().left)]),
            document.querySelector('main').getBoundingClientRect().top]";
    visit::open(&browser, &app, kept).await;
    let first = browser.run(bar).await;
    for (view, path) in visit::VIEWS {
        let path = path.split('?').next().unwrap();
        visit::open(&browser, &app, &format!("{path}{kept}")).await;
        assert_eq!(browser.run(bar).await, first, "{view}");
    }
    visit::open(&browser, &app, kept).await;
    let chips = "return [...document.querySelectorAll('.set-filter')].map(({title}) => title)";
    assert_eq!(
        browser.run(chips).await,
        json!(["mode solo", "chests richer", "item rubber_duck"])
    );
    let cross = "document.querySelector('.set-filter[data-filter=variant] .cross').click()";
    browser.run(cross).await;
    let path = "/dashboard?game_mode=solo&item=rubber_duck";
    assert_eq!(browser.path().await, path);
    browser
        .run("document.querySelector('.set-filters .clear').click()")
        .await;
    assert_eq!(browser.path().await, "/dashboard");
    assert_eq!(browser.run(chips).await, json!([]));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
