//! Names from data: each is a name, whatever it is, and all of it is shown.

use super::visit::open;
use crate::harness::app::TestApp;
use crate::harness::browser::{Browser, Screen};
use serde_json::{Value, json};

const PATHS: [&str; 9] = [
    "",
    "/map",
    "/matches",
    "/matches/m",
    "/players",
    "/players/p",
    "/flows",
    "/quality",
    "/compare",
];

/// What the chart of this title draws.
fn of_chart(title: &str, what: &str) -> String {
    format!(
        "const panel = [...document.querySelectorAll('section.panel')]
            .find((panel) => panel.querySelector('h1, h2').textContent === '{title}');
        const canvas = panel.querySelector('.canvas');
        return {what};"
    )
}

/// The labels of the bars, whole names on hover, and their lengths.
const BARS: &str = "[canvas.layout.yaxis.ticktext, canvas.data[0].customdata.map(([name]) => name), canvas.data[0].x]";

async fn nothing_failed(browser: &Browser, path: &str) {
    let failed = "return [...document.querySelectorAll('.message.failed')].map((message) => message.textContent)";
    assert_eq!(browser.run(failed).await, json!([]), "{path}");
    let errors = browser.console_errors().await;
    assert_eq!(errors, Vec::<String>::new(), "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_mean_something_to_javascript_are_names_like_others() {
    let app = TestApp::spawn().await;
    // Parsed, since `json!` would not mind either.
    let parsed = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let strange = parsed(
        r#"{"match_id": "m", "player_id": "p", "game_mode": "constructor", "timestamp": "2026-01-31T12:00:00Z",
        "looted_items": {"__proto__": 3, "constructor": 2, "medkit": 1, "%{x}": 4}, "locations": {"__proto__": [1, 2]},
        "events": [{"event_type": "__proto__"}, {"event_type": "toString"}]}"#,
    );
    // An hour in which it was not found.
    let usual = parsed(
        r#"{"match_id": "n", "player_id": "p", "timestamp": "2026-01-31T15:00:00Z", "looted_items": {"medkit": 4}}"#,
    );
    app.submit_batch(&[strange, usual]).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;
    for path in PATHS {
        open(&browser, &app, path).await;
        nothing_failed(&browser, path).await;
    }
    for path in ["/constructor", "/__proto__"] {
        app.get(&format!("/dashboard{path}")).await.expect(404);
    }
    open(&browser, &app, "").await;
    let names = json!(["medkit", "%&#123;x}", "__proto__", "constructor"]);
    let drawn = json!([names, names, [5, 4, 3, 2]]);
    let bars = of_chart("What players loot", BARS);
    assert_eq!(browser.run(&bars).await, drawn);
    let bars = of_chart("Events by type", BARS);
    let names = json!(["__proto__", "toString"]);
    assert_eq!(browser.run(&bars).await, json!([names, names, [1, 1]]));
    let over = of_chart(
        "Items over time",
        "canvas.data.map((trace) => [trace.name, trace.y])",
    );
    assert_eq!(
        browser.run(&over).await,
        json!([
            ["medkit", [1, 4]],
            ["%&#123;x}", [4, 0]],
            ["__proto__", [3, 0]],
            ["constructor", [2, 0]]
        ])
    );
    browser.goto(&format!("http://{}/", app.address)).await;
    browser
        .wait(
            "the home page's bars",
            "return [...document.querySelectorAll('#bars .name')].map((name) => name.textContent).join() === 'medkit,%{x},__proto__,constructor'",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_page_are_names_like_others() {
    let app = TestApp::spawn().await;
    let words = [
        "others",
        "all others",
        "no event",
        "nothing looted",
        "2 more",
        "sheet",
    ];
    let sheets: Vec<Value> = (0..14_u64)
        .map(|k| {
            let word = words.get(k as usize).map_or(format!("item {k}"), |word| (*word).to_owned());
            let items = if k < 13 { json!({word.clone(): 20 - k}) } else { json!({}) };
            let events = if k < 6 { json!([{"event_type": word}, {"event_type": "won"}]) } else { json!([]) };
            json!({"match_id": "m", "player_id": format!("p{k}"), "looted_items": items, "events": events})
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    let browser = Browser::open(Screen::Desk).await;

    open(&browser, &app, "").await;
    let bars = browser.run(&of_chart("What players loot", BARS)).await;
    let names = bars[0].as_array().unwrap();
    assert_eq!(names[0], "others");
    assert_eq!((names.len(), &names[10]), (11, &json!("<i>all others</i>")));
    assert_eq!((&names[1], &bars[2][1]), (&json!("all others"), &json!(19)));
    assert_eq!(bars[2][10], 27, "{bars}");

    open(&browser, &app, "/flows?depth=1&top=15").await;
    let nodes = of_chart("Flows", "canvas.data[0].node.label");
    let nodes = browser.run(&nodes).await;
    let times = |name: &str| {
        nodes
            .as_array()
            .unwrap()
            .iter()
            .filter(|node| **node == name)
            .count()
    };
    // As an item and as an event; and what stands for nothing.
    assert_eq!(
        (times("no event"), times("nothing looted"), times("others")),
        (2, 2, 2)
    );
    assert_eq!(
        (times("<i>no event</i>"), times("<i>nothing looted</i>")),
        (1, 1)
    );
    assert_eq!(times("<i>others</i>"), 0, "{nodes}");

    open(&browser, &app, "/players/p5").await;
    let lanes = of_chart(
        "Time line",
        "[canvas.layout.yaxis.ticktext, [...canvas.data[0].y].sort()]",
    );
    let lanes = browser.run(&lanes).await;
    assert_eq!(lanes, json!([["<i>sheet</i>", "sheet", "won"], [0, 1, 2]]));
}

/// Each with what stands for it.
const HOSTILE: [(&str, &str); 8] = [
    ("exe\u{202e}gnp.", "exe\\u{202e}gnp."),
    ("\u{200b}", "\\u{200b}"),
    ("med\u{200c}kit", "med\\u{200c}kit"),
    ("\u{fffe}\u{feff}", "\\u{fffe}\\u{feff}"),
    ("\u{301}\u{302}", "◌\u{301}\u{302}"),
    (
        "👩\u{200d}🚀 1\u{fe0f}\u{20e3}",
        "👩\u{200d}🚀 1\u{fe0f}\u{20e3}",
    ),
    ("=HYPERLINK(\"http://x\";1)", "=HYPERLINK(\"http://x\";1)"),
    ("שלום 12", "שלום 12"),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_text_arrives_is_seen() {
    let app = TestApp::spawn().await;
    let sheets = HOSTILE.map(|(name, _)| {
        let name = if name == "\u{200b}" { "m" } else { name };
        json!({
            "match_id": "m", "player_id": name, "game_mode": name, "experiments": {name: name},
            "looted_items": HOSTILE.map(|(item, _)| (item, 3)).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "locations": {name: [1, 2]}, "events": [{"event_type": name, "position": [3, 4]}],
        })
    });
    app.submit_batch(&sheets).await.expect(201);
    let refused = json!({"match_id": "a\0b", "player_id": "p", "looted_items": {}, "note": "\u{202e}\u{9b}2J"});
    app.post("/api/submit", &refused.to_string())
        .await
        .expect_error(400);
    let browser = Browser::open(Screen::Desk).await;
    for path in PATHS {
        let path = path.replace("/players/p", "/players/%EF%BF%BE%EF%BB%BF");
        open(&browser, &app, &path).await;
        nothing_failed(&browser, &path).await;
        let unseen = "return import('/assets/dashboard/latest/lib/text.js').then(({ prose }) => {
            const texts = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('script, noscript')) texts.push(walker.currentNode.data);
            for (const element of document.querySelectorAll('[title], [aria-label]'))
                texts.push(element.title ?? '', element.getAttribute('aria-label') ?? '');
            return [texts.length, texts.filter((text) => prose(text) !== text)];
        })";
        let unseen = browser.run(unseen).await;
        assert!(unseen[0].as_u64().unwrap() > 50, "{path}");
        assert_eq!(unseen[1], json!([]), "{path}");
    }
    let shown = format!(
        "return import('/assets/dashboard/latest/lib/text.js').then(({{ visible }}) => {}.map(visible))",
        json!(HOSTILE.map(|(name, _)| name))
    );
    assert_eq!(
        browser.run(&shown).await,
        json!(HOSTILE.map(|(_, shown)| shown))
    );

    open(&browser, &app, "").await;
    let loot = browser.run(&of_chart("What players loot", BARS)).await;
    let loot = loot[0].to_string();
    for name in ["&#123;202e}", "&#123;200b}", "◌", "👩\u{200d}🚀"] {
        assert!(loot.contains(name), "{name}: {loot}");
    }
    browser.picture("hostile-names").await;

    let csv = "
        const blobs = [];
        URL.createObjectURL = (blob) => { blobs.push(blob); return 'blob:'; };
        HTMLAnchorElement.prototype.click = () => {};
        [...document.querySelectorAll('.panel-tools')][1].querySelectorAll('button')[2].click();
        return blobs[0].arrayBuffer().then((bytes) => [...new Uint8Array(bytes)]);";
    let bytes = browser.run(csv).await;
    let bytes: Vec<u8> = serde_json::from_value(bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with('\u{feff}'));
    assert!(
        text.contains("\r\n\"'=HYPERLINK(\"\"http://x\"\";1)\",24,"),
        "{text}"
    );
    assert!(text.contains("exe\\u{202e}gnp.") && !text.contains('\u{202e}'));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_alike_when_they_are_cut_stay_apart() {
    let app = TestApp::spawn().await;
    let names =
        ["Akm_Gold", "M4_Silver", "Scar_Blue"].map(|name| format!("Weapon_AssaultRifle_{name}"));
    let alike = ["one", "two"].map(|part| format!("{}{part}{}", "a".repeat(28), "z".repeat(28)));
    let long = (0..5).map(|k| format!("{}{k}", "n".repeat(39)));
    let items: Vec<String> = names.iter().chain(&alike).cloned().chain(long).collect();
    let id = "b6c5a1d2-".repeat(10) + "99";
    let sheets: Vec<Value> = (0..2_usize)
        .map(|k| {
            let looted: serde_json::Map<_, _> = items.iter().zip(1..).map(|(item, n)| (item.clone(), json!(30 - n))).collect();
            json!({"match_id": format!("{id}{k}"), "player_id": format!("{id}-player-{k}"), "game_mode": "g".repeat(64),
                "looted_items": looted, "timestamp": format!("2026-01-31T1{k}:00:00Z"),
                "events": items.iter().map(|item| json!({"event_type": item})).collect::<Vec<_>>()})
        })
        .collect();
    app.submit_batch(&sheets).await.expect(201);
    for (screen, room) in [(Screen::Desk, 0.3), (Screen::Phone, 0.8)] {
        let browser = Browser::open(screen).await;
        open(&browser, &app, "").await;
        browser.picture(&format!("long-names-{screen:?}")).await;
        let bars = browser.run(&of_chart("What players loot", BARS)).await;
        assert_eq!(bars[1], json!(items));
        assert_eq!(
            bars[2],
            json!((1..=10).map(|n| 2 * (30 - n)).collect::<Vec<_>>())
        );
        let labels: std::collections::BTreeSet<_> = bars[0]
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        assert_eq!(labels.len(), 10, "{labels:?}");
        let drawn = of_chart(
            "What players loot",
            "new Set([...canvas.querySelectorAll('.point path')].map((bar) => bar.getBoundingClientRect().top)).size",
        );
        assert_eq!(browser.run(&drawn).await, 10);
        let legend = of_chart(
            "Items over time",
            "canvas.closest('.panel').querySelector('.legend').getBoundingClientRect().height / canvas.clientHeight",
        );
        let share = browser.run(&legend).await.as_f64().unwrap();
        assert!(share <= room, "{screen:?}: {share}");
        if let Screen::Desk = screen {
            let table = "const table = document.querySelector('table.newest').parentElement; return table.scrollWidth - table.clientWidth";
            assert_eq!(browser.run(table).await, 0);
        }
        let whole = browser.text("table.newest td:nth-child(2) a").await;
        assert_eq!(whole, format!("{id}1"));
        for path in ["/compare", "/flows", "/players", "/matches", "/map"] {
            open(&browser, &app, path).await;
            nothing_failed(&browser, path).await;
            browser
                .picture(&format!("long-names-{}-{screen:?}", &path[1..]))
                .await;
            let wide = "return [document.documentElement.scrollWidth, innerWidth]";
            let wide = browser.run(wide).await;
            assert!(wide[0].as_u64() <= wide[1].as_u64(), "{path}: {wide}");
        }
        open(&browser, &app, &format!("/matches/{id}0")).await;
        // The whole name is there, and cut where the line is too short.
        let told = "return [...document.querySelectorAll('.legend button')].map((button) => button.textContent)";
        let told: Vec<String> = serde_json::from_value(browser.run(told).await).unwrap();
        assert!(told.contains(&items[3]), "{told:?}");
        assert!(told.iter().all(|name| !name.contains('…')), "{told:?}");
    }
}
