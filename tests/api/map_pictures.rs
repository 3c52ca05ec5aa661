//! Maps with pictures: set, read, served, removed.

use crate::fixtures::pictures::{picture, png};
use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::http::Answer;
use image::ImageFormat;
use loot::server::ServerOptions;
use serde_json::{Value, json};

on_both_databases! {
    what_lies_in_regions_is_told_over_time,
}

const PNG: (&str, &str) = ("content-type", "image/png");

async fn put(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    app.request("PUT", path, headers, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_served_as_it_was_made_here_with_its_place() {
    let app = TestApp::spawn().await;
    let sent = png(200, 100);
    let path = "/api/maps/dust?bounds=0,0,1000,500&y_down=true&floors=Cellar:..-10,Ground:-10..4";
    let set = put(&app, path, &[PNG], &sent).await.expect(200)["data"].take();
    assert_eq!(set["name"], "dust");
    assert_eq!(set["transform"], json!([5.0, 0.0, 0.0, 0.0, 5.0, 0.0]));
    assert_eq!(
        set["floors"][1],
        json!({"name": "Ground", "from": -10.0, "to": 4.0})
    );
    assert_eq!(
        (&set["picture"]["width"], &set["picture"]["height"]),
        (&json!(200), &json!(100))
    );
    assert_eq!(app.get_json("/api/maps/dust").await["data"], set);
    assert_eq!(app.get_json("/api/map?map=dust").await["data"], set);
    assert_eq!(app.get_json("/api/v1/maps").await["data"], json!([set]));
    let served = app.get("/api/maps/dust/picture").await;
    assert_eq!(served.status, 200);
    assert_eq!(
        served.header("content-type"),
        set["picture"]["media_type"].as_str()
    );
    assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
    assert_ne!(served.body, sent);
    let shown = |file: &[u8]| image::load_from_memory(file).unwrap().into_rgb8();
    assert_eq!(shown(&served.body), shown(&sent));
    let tag = served.header("etag").unwrap();
    let known = [("if-none-match", tag)];
    let again = app.request("GET", "/api/map/picture?map=dust", &known, "");
    assert_eq!(again.await.status, 304);
    let zips = [("accept-encoding", "gzip")];
    let zipped = app.request("GET", "/api/maps/dust/picture", &zips, "");
    assert_eq!(zipped.await.header("content-encoding"), None);
    let removed = app.request("DELETE", "/api/maps/dust", &[], "").await;
    assert_eq!(removed.expect(200)["name"], "dust");
    for path in ["/api/maps/dust", "/api/maps/dust/picture"] {
        assert_eq!(
            app.get(path).await.expect_error(404)["faults"][0]["field"],
            "map"
        );
    }
    app.request("DELETE", "/api/maps/dust", &[], "")
        .await
        .expect_error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_named_stays_and_the_map_without_a_name_is_one() {
    let app = TestApp::spawn().await;
    let jpeg = [("content-type", "image/jpeg")];
    let photograph = picture(ImageFormat::Jpeg, 300, 300);
    put(&app, "/api/map", &jpeg, &photograph).await.expect(200);
    let placed = put(&app, "/api/map?transform=2,0,0,0,-2,600", &[], b"").await;
    let placed = placed.expect(200)["data"].take();
    assert_eq!(
        (&placed["name"], &placed["bounds"]["x_max"]),
        (&json!(""), &json!(600.0))
    );
    // Without a type it is known by what it is; of the same part of the world it keeps its place, at whatever size.
    let smaller = picture(ImageFormat::WebP, 150, 150);
    let again = put(&app, "/api/map?map=", &[], &smaller).await.expect(200)["data"].take();
    assert_eq!(
        (&again["bounds"], &again["picture"]["width"]),
        (&placed["bounds"], &json!(150))
    );
    assert_eq!(again["transform"], json!([4.0, 0.0, 0.0, 0.0, -4.0, 600.0]));
    let large = png(4_096, 512);
    let large = put(
        &app,
        "/api/maps/a%2Fb?transform=1,0,0,0,-1,512",
        &[],
        &large,
    )
    .await;
    let large = large.expect(200)["data"].take();
    assert_eq!(
        (&large["name"], &large["picture"]["width"]),
        (&json!("a/b"), &json!(2_048))
    );
    assert_eq!(
        large["bounds"],
        json!({"x_min": 0.0, "x_max": 4096.0, "y_min": 0.0, "y_max": 512.0})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let good = png(20, 10);
    let bomb = png(8_193, 1);
    for (query, content_type, body, field, reason) in [
        (
            "",
            "image/jpeg",
            &good[..],
            "body",
            "is called image/jpeg and is image/png",
        ),
        ("", "image/png", &good[..40], "body", "damaged"),
        ("", "image/png", b"GIF89a", "body", "no PNG, JPEG or WebP"),
        ("", "image/png", &bomb, "body", "8193 × 1 pixels"),
        ("", "image/png", b"", "body", "is empty"),
        (
            "?bounds=0,0,1",
            "image/png",
            &good,
            "bounds",
            "must be 4 numbers",
        ),
        (
            "?bounds=0,0,0,1",
            "image/png",
            &good,
            "bounds",
            "x_max above x_min",
        ),
        (
            "?transform=1,1,0,1,1,0",
            "image/png",
            &good,
            "transform",
            "an area",
        ),
        (
            "?transform=1,0,0,0,1,0",
            "image/png",
            b"",
            "transform",
            "there is none",
        ),
        (
            "?y_down=maybe",
            "image/png",
            &good,
            "y_down",
            "true or false",
        ),
        (
            "?floors=Ground",
            "image/png",
            &good,
            "floors",
            "NAME:FROM..TO",
        ),
        (
            "?floors=a:..1,b:0..",
            "image/png",
            &good,
            "floors",
            "overlap",
        ),
        (
            "?scale=2",
            "image/png",
            &good,
            "scale",
            "not a known parameter",
        ),
    ] {
        let path = format!("/api/maps/dust{query}");
        let answer = put(&app, &path, &[("content-type", content_type)], body).await;
        let error = answer.expect_error(400);
        let fault = &error["faults"][0];
        assert_eq!(fault["field"], field, "{query}: {error}");
        assert!(
            fault["reason"].as_str().unwrap().contains(reason),
            "{query}: {error}"
        );
    }
    for other in [
        "image/gif",
        "image/svg+xml",
        "application/x-www-form-urlencoded",
    ] {
        let answer = put(&app, "/api/maps/dust", &[("content-type", other)], &good).await;
        answer.expect_error(415);
    }
    let long = vec![0; (16 << 20) + 1];
    put(&app, "/api/maps/dust", &[PNG], &long)
        .await
        .expect_error(413);
    put(
        &app,
        &format!("/api/maps/{}", "x".repeat(65)),
        &[PNG],
        &good,
    )
    .await
    .expect_error(400);
    assert_eq!(app.get_json("/api/maps").await["data"], json!([]));
}

/// Few bytes that would become many are refused before they are decoded.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_decoded_within_the_budget_alone() {
    let options = ServerOptions {
        memory_budget_bytes: 24 << 20,
        ..ServerOptions::default()
    };
    let app = TestApp::spawn_with(options).await;
    let large = png(4_000, 4_000);
    assert!(large.len() < 2 << 20);
    let answer = put(&app, "/api/maps/dust", &[PNG], &large).await;
    let error = answer.expect_error(400);
    let reason = error["faults"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("MiB of memory"), "{reason}");
    put(&app, "/api/maps/dust", &[PNG], &png(400, 400))
        .await
        .expect(200);
    let data: Value = app.get_json("/api/maps").await;
    assert_eq!(data["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_a_region_is_counted_by_mode() {
    let app = TestApp::spawn().await;
    for (player, mode) in [("ann", "solo"), ("bob", "duo"), ("cid", "solo")] {
        let places: Vec<_> = (0..100).map(|k| json!([k % 10, k / 10])).collect();
        let sheet = json!({"match_id": "m", "player_id": player, "game_mode": mode,
            "looted_items": {"coin": 100}, "locations": {"coin": places},
            "events": places.iter().take(35).map(|place| json!({"event_type": "jump", "position": place})).collect::<Vec<_>>()});
        app.submit(&sheet).await.expect(201);
    }
    // On edges of cells, so that no cell is cut.
    for (name, corners) in [
        ("left", "0,0,5,0,5,10,0,10"),
        ("right", "5,0,10,0,10,10,5,10"),
    ] {
        let path = format!("/api/map/region?region={name}&corners={corners}");
        put(&app, &path, &[], b"").await.expect(200);
    }
    for (mode, expected) in [("", [150, 150, 300]), ("&game_mode=solo", [100, 100, 200])] {
        let path = format!("/api/map/regions?item=coin{mode}");
        let counted = app.get_json(&path).await["data"].take();
        let units = |index: usize| counted["regions"][index]["units"].as_u64().unwrap();
        let all = counted["units"].as_u64().unwrap();
        assert_eq!([units(0), units(1), all], expected, "{mode}");
        assert_eq!(counted["regions"][0]["share"], 0.5);
        assert!(counted["side"].as_f64().unwrap() <= 1.0, "{counted}");
    }
    // Three rows and a half of ten.
    let jumps = app
        .get_json("/api/map/regions?event_type=jump&game_mode=solo")
        .await["data"]
        .take();
    let units = [0, 1].map(|index| jumps["regions"][index]["units"].as_u64());
    assert_eq!((units, &jumps["units"]), ([Some(40), Some(30)], &json!(70)));
    app.get("/api/map/regions?event_type=fly")
        .await
        .expect_error(404);
    for path in [
        "/api/map/regions",
        "/api/map/regions?item=coin&event_type=jump",
    ] {
        app.get(path).await.expect_error(400);
    }
    for (path, field) in [
        ("/api/map/region?region=a&corners=0,0,1,1", "corners"),
        ("/api/map/region?region=a&corners=0,0,1", "corners"),
        ("/api/map/region?corners=0,0,1,0,1,1", "region"),
    ] {
        let error = put(&app, path, &[], b"").await.expect_error(400);
        assert_eq!(error["faults"][0]["field"], field, "{path}");
    }
    let left = "/api/map/region?region=left";
    let map = app.request("DELETE", left, &[], "").await.expect(200);
    assert_eq!(map["data"]["regions"].as_array().unwrap().len(), 1);
    app.request("DELETE", left, &[], "").await.expect_error(404);
    let elsewhere = "/api/map/regions?map=dust&item=coin";
    app.get(elsewhere).await.expect_error(404);
}

/// A map of two halves: a sheet in one, an event in each and one in neither, on three days.
async fn what_lies_in_regions_is_told_over_time(database: TestDatabase) {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    for (name, corners) in [
        ("left", "0,0,5,0,5,10,0,10"),
        ("right", "5,0,10,0,10,10,5,10"),
    ] {
        let path = format!("/api/map/region?map=dust&region={name}&corners={corners}");
        put(&app, "/api/maps/dust", &[], b"").await;
        put(&app, &path, &[], b"").await.expect(200);
    }
    let sheet = json!({"match_id": "m", "player_id": "ann", "map": "dust", "timestamp": "2026-01-31T23:30:00Z",
        "looted_items": {"coin": 3}, "locations": {"coin": [1, 1]}});
    app.submit(&sheet).await.expect(201);
    let event = |day: u32, x: u32, build: &str| {
        json!({"event_type": "pick_up", "player_id": "bob", "map": "dust", "position": [x, 2], "dimensions": {"build": build},
            "timestamp": format!("2026-02-{day:02}T10:00:00Z"), "items": {"coin": 2}})
    };
    let events = vec![event(1, 2, "1"), event(1, 7, "2"), event(2, 30, "2")];
    let sent = app.post("/api/events", Value::from(events).to_string());
    sent.await.expect(201);
    let told = async |query: &str| {
        let path = format!("/api/map/regions/over-time?map=dust&bucket=day&{query}");
        app.get_json(&path).await["data"].take()
    };
    let point = |day: &str, left: u64, right: u64, elsewhere: u64| json!({"start": format!("{day}T00:00:00.000Z"), "regions": {"left": left, "right": right}, "elsewhere": elsewhere});
    let coins = told("item=coin").await;
    assert_eq!(
        coins["points"],
        json!([
            point("2026-01-31", 3, 0, 0),
            point("2026-02-01", 2, 2, 0),
            point("2026-02-02", 0, 0, 2)
        ])
    );
    assert_eq!(
        (&coins["looked_at"], &coins["complete"], &coins["regions"]),
        (&json!(4), &json!(true), &json!(["left", "right"]))
    );
    let events = told("event_type=pick_up&dim.build=2").await;
    assert_eq!(
        events["points"],
        json!([point("2026-02-01", 0, 1, 0), point("2026-02-02", 0, 0, 1)])
    );
    // In Berlin the sheet is of the first of February.
    let berlin = told("item=coin&tz=Europe/Berlin&until=2026-02-02T00:00:00Z").await;
    assert_eq!(
        berlin["points"][0]["regions"],
        json!({"left": 5, "right": 2})
    );
    let of_ann = told("item=coin&player_id=ann").await;
    assert_eq!(of_ann["points"], json!([point("2026-01-31", 3, 0, 0)]));
    let unknown = "/api/map/regions/over-time?map=dust&event_type=fly";
    app.get(unknown).await.expect_error(404);
}
