//! `loot maps`, of a database and of a server alike.

use crate::fixtures::pictures;
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use serde_json::{Value, json};
use std::fs;

on_both_databases! {
    maps_of_a_database_are_set_listed_shown_and_removed,
}

async fn use_them_all(place: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dust.png");
    fs::write(&file, pictures::png(200, 100)).unwrap();
    let file = file.to_str().unwrap();
    let text = async |args: &[&str]| {
        let mut all = vec!["maps"];
        all.extend(args);
        all.extend(place);
        process::stdout_of(&all).await
    };
    let none = text(&["list"]).await;
    assert!(none.starts_with("No map was set"), "{none}");
    let set = text(&[
        "set",
        "dust",
        "--image",
        file,
        "--bounds",
        "-100,0,900,500",
        "--y-down",
        "--floor",
        "Cellar:..-10",
        "--floor",
        "Ground:-10..4",
    ])
    .await;
    for said in [
        "200 × 100 pixels",
        "x -100 to 900, y 0 to 500",
        "downwards",
        "Ground:-10..4",
    ] {
        assert!(set.contains(said), "{set}");
    }
    text(&["set", "", "--y-down=false", "--floor", "Ground:.."]).await;
    let shown: Value = serde_json::from_str(&text(&["show", "dust", "--json"]).await).unwrap();
    assert_eq!(shown["transform"], json!([5.0, 0.0, -100.0, 0.0, 5.0, 0.0]));
    text(&["set", "dust", "--transform", "1,0,0,0,1,-50", "--no-floors"]).await;
    let list: Value = serde_json::from_str(&text(&["list", "--json"]).await).unwrap();
    assert_eq!(list[0]["name"], "");
    assert_eq!(
        (&list[1]["floors"], &list[1]["bounds"]["y_max"]),
        (&json!([]), &json!(50.0))
    );
    let list = text(&["list"]).await;
    assert!(
        list.contains("(no map)") && list.contains("200 × 100"),
        "{list}"
    );
    assert!(
        list.lines().all(|line| line.chars().count() <= 80),
        "{list}"
    );
    let corners = ["--corners", "-5,0,100,0,100,50"];
    let drawn = text(&["region", "dust", "yard", corners[0], corners[1]]).await;
    assert!(drawn.contains("yard, 3 corners"), "{drawn}");
    let forgotten = text(&["region", "dust", "yard", "--remove", "--json"]).await;
    let forgotten: Value = serde_json::from_str(&forgotten).unwrap();
    assert_eq!(forgotten["regions"], json!([]));
    assert_eq!(
        text(&["remove", "dust"]).await,
        "dust is removed; its data stay.\n"
    );
    for (args, said) in [
        (vec!["show", "dust"], "no map of the name \"dust\""),
        (vec!["region", "", "yard", "--remove"], "no region of"),
        (vec!["remove", "dust"], "no map of the name \"dust\""),
        (
            vec!["set", "dust", "--transform", "1,0,0,0,1,0"],
            "there is none",
        ),
        (
            vec!["set", "dust", "--image", "/nowhere/map.png"],
            "reading /nowhere/map.png",
        ),
        (
            vec!["set", "dust", "--image", folder.path().to_str().unwrap()],
            "reading",
        ),
    ] {
        let refused = process::run(&[&["maps"], &args[..], &place].concat()).await;
        assert_eq!(refused.status.code(), Some(1), "{args:?}");
        let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(complaint.contains(said), "{args:?}: {complaint}");
    }
    let nothing = process::run(&[&["maps", "set", "dust"], &place[..]].concat()).await;
    assert_eq!(nothing.status.code(), Some(2));
}

async fn maps_of_a_database_are_set_listed_shown_and_removed(database: TestDatabase) {
    let (_, writer) = database.open().await;
    writer.close().await;
    use_them_all(["--database", &database.url()]).await;
}

/// But never under what was there before, which may be of another game.
#[tokio::test(flavor = "multi_thread")]
async fn the_map_of_a_scenario_lies_under_what_it_plays() {
    let folder = tempfile::tempdir().unwrap();
    let play = async |server: &LootServer, scenario: &str| {
        let address = format!("http://{}", server.address);
        let outputs = folder.path().to_str().unwrap();
        let mut args = vec!["generate", "--scenario", scenario, "--seed", "1"];
        args.extend(["--players-total", "5", "--days", "1", "--outputs", outputs]);
        args.extend(["--server", &address]);
        process::stdout_of(&args).await;
        server.get("/api/maps").await.expect(200)["data"].take()
    };
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let named = |maps: &Value| -> Vec<String> {
        let maps = maps.as_array().unwrap().iter();
        maps.map(|map| map["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let maps = play(&server, "extraction").await;
    let covered = json!({"x_min": -500.0, "x_max": 500.0, "y_min": -500.0, "y_max": 500.0});
    assert_eq!(
        (&maps[0]["name"], &maps[0]["bounds"]),
        (&json!("zone"), &covered)
    );
    assert_eq!(maps[0]["picture"]["width"], 1_280);
    // Another game on the same server has maps of its own.
    let both = play(&server, "dungeon_crawl").await;
    assert_eq!(named(&both), ["crypt", "forge", "zone"]);
    assert_eq!(both[2], maps[0]);
    assert_eq!(
        both[0]["floors"],
        json!([
            {"name": "catacombs", "from": null, "to": 0.0},
            {"name": "halls", "from": 0.0, "to": 5.0},
            {"name": "gallery", "from": 5.0, "to": null},
        ])
    );
    assert_eq!(both[1]["floors"], json!([]));
    assert_eq!(play(&server, "mobile_puzzle").await, both);
    // Data of this map are there, and somebody took its picture away.
    let address = format!("http://{}", server.address);
    process::stdout_of(&["maps", "remove", "zone", "--server", &address]).await;
    assert_eq!(
        named(&play(&server, "extraction").await),
        ["crypt", "forge"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_of_a_server_are_set_listed_shown_and_removed() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    use_them_all(["--server", &format!("http://{}", server.address)]).await;
}
