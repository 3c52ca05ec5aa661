//! `GET /ws/live`: a snapshot, then what changes.

use crate::harness::app::TestApp;
use crate::harness::socket::{PING, SocketClient, TEXT};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn submit(app: &TestApp, key: u64, mode: &str, player: &str) {
    let sheet = json!({
        "match_id": format!("m{}", key / 4), "player_id": player, "sheet_id": key.to_string(), "game_mode": mode,
        "looted_items": {"medkit": 2}, "events": [{"event_type": "jump", "position": [1, 2]}],
    });
    app.submit(&sheet).await.expect(201);
}

/// As RFC 7396 says it, section 2.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, change) in patch {
        if change.is_null() {
            target.as_object_mut().unwrap().remove(name);
        } else {
            merge(&mut target[name], change);
        }
    }
}

/// What a page makes of the messages.
struct Page {
    client: SocketClient,
    seq: u64,
    sums: Value,
    sheets: Vec<u64>,
    snapshots: usize,
}

impl Page {
    async fn open(app: &TestApp, query: &str) -> Self {
        let path = format!("/ws/live{query}");
        Self::on(SocketClient::open(app.address, &path).await).await
    }

    async fn on(client: SocketClient) -> Self {
        let mut page = Self {
            client,
            seq: 0,
            sums: Value::Null,
            sheets: Vec::new(),
            snapshots: 0,
        };
        page.read().await;
        assert_eq!(page.snapshots, 1, "the first message is a snapshot");
        page
    }

    async fn read(&mut self) -> Value {
        let message = self.client.json().await;
        let seq = message["seq"].as_u64().unwrap();
        let ids = message["sheets"].as_array().unwrap();
        let ids = ids.iter().map(|sheet| sheet["id"].as_u64().unwrap());
        let sums = |name: &str| message.get(name).cloned().unwrap_or(json!({}));
        let sums = json!({"totals": sums("totals"), "event_types": sums("event_types"), "quality": sums("quality")});
        if message["type"] == "snapshot" {
            self.snapshots += 1;
            self.sums = sums;
            self.sheets = ids.collect();
        } else {
            assert_eq!((&message["type"], seq), (&json!("delta"), self.seq + 1));
            merge(&mut self.sums, &sums);
            self.sheets.splice(0..0, ids);
        }
        self.seq = seq;
        message
    }

    async fn read_until_sheets(&mut self, sheets: u64) {
        while self.sums["totals"]["total_stat_sheets"] != sheets {
            self.read().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_follows_the_deltas_shows_what_the_api_says() {
    let app = TestApp::spawn().await;
    submit(&app, 0, "solo", "ann").await;
    let mut page = Page::open(&app, "").await;
    assert_eq!(page.sums["totals"]["total_items"], json!({"medkit": 2}));
    for key in 1..30 {
        submit(&app, key, ["solo", "duo"][(key % 2) as usize], "ann").await;
    }
    app.submit(&json!({"match_id": "m"}))
        .await
        .expect_error(400);
    page.read_until_sheets(30).await;
    while page.sums["quality"]["rejected"] != 1 {
        page.read().await;
    }
    let mut aggregate = app.get_json("/api/aggregate").await["data"].take();
    for beside_the_totals in ["located_items", "item_colours"] {
        aggregate.as_object_mut().unwrap().remove(beside_the_totals);
    }
    assert_eq!(page.sums["totals"], aggregate);
    assert_eq!(page.sums["event_types"], json!({"jump": 30}));
    assert!(
        page.sheets.is_sorted_by(|newer, older| newer > older),
        "{:?}",
        page.sheets
    );
    assert_eq!(page.snapshots, 1);

    // A second page starts where the first one is.
    let second = Page::open(&app, "").await;
    assert_eq!((second.seq, &second.sums), (page.seq, &page.sums));
    assert_eq!(second.sheets, page.sheets[..20]);
}

#[tokio::test(flavor = "multi_thread")]
async fn deltas_are_at_most_ten_a_second_however_many_commits_there_are() {
    let app = TestApp::spawn().await;
    let mut page = Page::open(&app, "").await;
    let begun = Instant::now();
    let mut messages = 0;
    let mut key = 0;
    while begun.elapsed() < Duration::from_secs(2) {
        submit(&app, key, "solo", "ann").await;
        key += 1;
    }
    while page.sums["totals"]["total_stat_sheets"] != key {
        page.read().await;
        messages += 1;
    }
    let most = (begun.elapsed().as_secs_f64() * 10.0) as u64 + 2;
    assert!(
        key > 40 && messages <= most,
        "{messages} messages for {key} commits"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_shows_its_part_and_can_be_changed_without_a_new_socket() {
    let app = TestApp::spawn().await;
    for key in 0..8 {
        submit(
            &app,
            key,
            ["solo", "duo"][(key % 2) as usize],
            ["ann", "bob"][(key / 4) as usize],
        )
        .await;
    }
    let mut page = Page::open(&app, "?game_mode=solo").await;
    assert_eq!(page.sums["totals"]["total_stat_sheets"], 4);
    assert_eq!(page.sums["event_types"], json!({"jump": 4}));
    submit(&app, 8, "duo", "ann").await;
    submit(&app, 9, "solo", "cid").await;
    page.read_until_sheets(5).await;
    assert_eq!(page.sheets.len(), 5);

    for (filter, sheets, players, events) in [
        (json!({"player_id": "ann"}), 5, 1, 5),
        (json!({"match_id": "m1"}), 4, 1, 4),
        (json!({"match_id": "m2", "player_id": "cid"}), 1, 1, 1),
        (json!({"player_id": "ann", "game_mode": "duo"}), 3, 1, 3),
        (json!({"player_id": "nobody"}), 0, 0, 0),
        (json!({}), 10, 3, 10),
    ] {
        page.client.send(&json!({"subscribe": filter})).await;
        let snapshot = page.read().await;
        assert_eq!(
            (&snapshot["type"], &snapshot["filter"]),
            (&json!("snapshot"), &filter)
        );
        let totals = &snapshot["totals"];
        let told = (
            &totals["total_stat_sheets"],
            &totals["total_players"],
            &totals["total_events"],
        );
        assert_eq!(
            told,
            (&json!(sheets), &json!(players), &json!(events)),
            "{filter}"
        );
        assert_eq!(snapshot["sheets"].as_array().unwrap().len(), sheets);
        assert_eq!(snapshot["events"].as_array().unwrap().len(), events);
    }
    page.client
        .send(&json!({"subscribe": {"items": "medkit"}}))
        .await;
    let complaint = page.client.json().await;
    assert_eq!(
        (&complaint["type"], &complaint["faults"][0]["field"]),
        (&json!("error"), &json!("items"))
    );
    page.client.send_frame(PING, b"x").await;
    assert_eq!(
        page.client.frame().await.unwrap().payload,
        b"x",
        "it goes on"
    );
    app.get("/ws/live?items=medkit").await.expect_error(400);
    page.client.send_frame(TEXT, &[b' '; 5_000]).await;
    assert_eq!(page.client.goodbye().await, 1009);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_or_a_variant_is_followed_alone() {
    let app = TestApp::spawn().await;
    let submit = async |k: u64| {
        let [player, price] = [["ann", "low"], ["bob", "high"]][(k % 2) as usize];
        let mode = ["solo", "duo"][(k / 6) as usize % 2];
        let items = if k.is_multiple_of(3) {
            json!({"medkit": 2, "gold": 5})
        } else {
            json!({"gold": 1})
        };
        let sheet = json!({
            "match_id": format!("m{}", k / 4), "player_id": player, "sheet_id": k.to_string(),
            "game_mode": mode, "looted_items": items,
            "experiments": {"price": price, "music": "on"},
            "events": [{"event_type": "jump"}, {"event_type": "win", "player_id": "a friend"}],
        });
        app.submit(&sheet).await.expect(201);
    };
    for k in 0..12 {
        submit(k).await;
    }
    let alone = json!({"event_type": "jump", "match_id": "m0", "player_id": "bob"});
    app.post("/api/events", alone.to_string()).await.expect(201);
    let mut page = Page::open(&app, "?item=medkit").await;
    assert_eq!(
        page.sums["totals"],
        json!({"total_items": {"medkit": 8}, "total_stat_sheets": 4})
    );
    submit(12).await;
    page.read_until_sheets(5).await;
    assert_eq!(page.sheets.len(), 5);
    submit(13).await;

    let high = |more: Value| {
        let mut filter = json!({"experiment": "price", "variant": "high"});
        merge(&mut filter, &more);
        filter
    };
    for (filter, expected, jumps) in [
        (
            high(json!({})),
            json!({"total_items": {"gold": 15, "medkit": 4}, "total_stat_sheets": 7, "total_events": 14}),
            7,
        ),
        (
            high(json!({"game_mode": "duo"})),
            json!({"total_items": {"gold": 7, "medkit": 2}, "total_stat_sheets": 3, "total_events": 6}),
            3,
        ),
        (
            high(json!({"item": "medkit"})),
            json!({"total_items": {"medkit": 4}, "total_stat_sheets": 2}),
            0,
        ),
        (
            high(json!({"player_id": "bob"})),
            json!({"total_items": {"gold": 15, "medkit": 4}, "total_stat_sheets": 7, "total_matches": 4, "total_players": 1, "total_events": 7}),
            7,
        ),
        (
            high(json!({"match_id": "m0", "item": "medkit"})),
            json!({"total_items": {"medkit": 2}, "total_stat_sheets": 1, "total_matches": 1, "total_players": 1}),
            0,
        ),
        (
            high(json!({"variant": "unheard of"})),
            json!({"total_items": {}, "total_stat_sheets": 0, "total_events": 0}),
            0,
        ),
    ] {
        page.client.send(&json!({"subscribe": filter})).await;
        let snapshot = page.read().await;
        assert_eq!(snapshot["filter"], filter);
        assert_eq!(snapshot["totals"], expected, "{filter}");
        assert_eq!(
            snapshot["event_types"]["jump"].as_u64().unwrap_or(0),
            jumps,
            "{filter}"
        );
        assert_eq!(
            snapshot["sheets"].as_array().unwrap().len(),
            expected["total_stat_sheets"],
            "{filter}"
        );
        let events = snapshot["events"].as_array().unwrap().len();
        assert_eq!(
            events,
            expected["total_events"].as_u64().unwrap_or(0) as usize,
            "{filter}"
        );
    }
    app.get("/ws/live?variant=high").await.expect_error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_too_slow_to_follow_gets_a_snapshot_and_is_right_again() {
    let app = TestApp::spawn_with(ServerOptions {
        write_timeout: Duration::from_secs(600),
        ..ServerOptions::default()
    })
    .await;
    // Each delta tells of a thousand items with long names; what the system keeps of them is soon full.
    let items = |round: u64, part: u64| -> Value {
        let named = (0..250).map(|k| (format!("{:🦆<55}{part}_{k}", ""), json!(round)));
        Value::Object(named.collect())
    };
    let client = SocketClient::open_narrow(app.address, "/ws/live").await;
    let mut slow = Page::on(client).await;
    let mut fast = Page::open(&app, "").await;
    let mut sheets = 0;
    for round in 1..=45 {
        let sheet = |part: u64| json!({"match_id": "m", "player_id": "p", "looted_items": items(round, part)});
        app.submit_batch(&(0..4).map(sheet).collect::<Vec<_>>())
            .await
            .expect(201);
        sheets += 4;
        // A delta for each round; the slow page reads none of them.
        fast.read_until_sheets(sheets).await;
    }
    assert_eq!(fast.snapshots, 1);
    slow.read_until_sheets(sheets).await;
    assert!(slow.snapshots > 1, "it followed, so it was not slow");
    assert!(slow.sums == fast.sums);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cleared_is_shown_to_nobody_who_comes_later() {
    let app = TestApp::spawn_with(ServerOptions {
        allow_clear: true,
        ..ServerOptions::default()
    })
    .await;
    submit(&app, 0, "solo", "ann").await;
    let mut early = Page::open(&app, "").await;
    assert_eq!(early.sheets.len(), 1);
    for round in 1..=3 {
        app.post("/api/clear", "").await.expect(200);
        let late = Page::open(&app, "").await;
        assert_eq!(late.sheets.len(), 0, "{:?}", late.sheets);
        assert_eq!(late.sums["totals"]["total_stat_sheets"], 0);
        submit(&app, round, "solo", "ann").await;
    }
    // Who was there is told all anew, and follows.
    while early.sheets.len() != 1 || early.snapshots == 1 {
        early.read().await;
    }
    early.read_until_sheets(1).await;
}
