//! `loot generate`.

use crate::harness::database::TestDatabase;
use crate::harness::process::{self, LootServer, loot};
use crate::harness::tls::TlsDoor;
use loot::model::{Millis, StatSheet};
use loot::store;
use serde_json::Value;
use std::io::Read;
use std::path::Path;

async fn written(args: &[&str], file: &Path) -> Vec<u8> {
    let file_name = file.to_str().unwrap();
    process::stdout_of(
        &[
            &["generate", "--generate-only", "--output", file_name],
            args,
        ]
        .concat(),
    )
    .await;
    std::fs::read(file).unwrap()
}

#[tokio::test]
async fn a_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheets.json");
    let with = async |seed: &str, threads: &str| {
        written(
            &["--matches", "300", "--seed", seed, "--threads", threads],
            &file,
        )
        .await
    };
    let one = with("42", "1").await;
    for threads in ["2", "3", "8"] {
        assert!(
            with("42", threads).await == one,
            "{threads} threads give other bytes"
        );
    }
    assert!(with("43", "1").await != one);
}

#[tokio::test]
async fn every_form_of_file_holds_the_same_valid_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let same = ["--matches", "20", "--players", "3", "--seed", "5"];
    let write = async |name: &str| written(&same, &folder.path().join(name)).await;
    let array: Vec<Value> = serde_json::from_slice(&write("a.json").await).unwrap();
    assert_eq!(array.len(), 60);
    for sheet in &array {
        StatSheet::parse(sheet.to_string().as_bytes(), Millis(0)).unwrap();
        assert!(
            sheet["sheet_id"].is_string(),
            "a retry of it would count twice: {sheet}"
        );
    }
    let lines = write("a.ndjson").await;
    let from_lines: Vec<Value> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(from_lines, array);
    let mut gzipped = Vec::new();
    flate2::read::MultiGzDecoder::new(write("a.ndjson.gz").await.as_slice())
        .read_to_end(&mut gzipped)
        .unwrap();
    assert!(gzipped == lines);
    let zstd = zstd::stream::decode_all(write("a.ndjson.zst").await.as_slice()).unwrap();
    assert!(zstd == lines);
    let stdout = process::stdout_of(
        &[
            &["generate", "--generate-only", "--output", "-"],
            same.as_slice(),
        ]
        .concat(),
    )
    .await;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&stdout).unwrap(), array);
}

#[tokio::test]
async fn the_usual_file_has_the_predecessors_name_and_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["generate", "--generate-only", "--matches", "10"];
    let output = loot(&args)
        .current_dir(folder.path())
        .output()
        .await
        .unwrap();
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--seed"), "says no seed: {said}");
    let file = std::fs::read(folder.path().join("generated_stat_sheets.json")).unwrap();
    let sheets: Vec<Value> = serde_json::from_slice(&file).unwrap();
    let ids: Vec<_> = sheets
        .iter()
        .map(|sheet| {
            (
                sheet["match_id"].as_str().unwrap(),
                sheet["player_id"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(ids[0], ("match_001", "player_1_1"));
    assert_eq!(ids[39], ("match_010", "player_10_4"));
    for sheet in &sheets {
        let items = sheet["looted_items"].as_object().unwrap();
        let names: Vec<_> = items.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["ammo_box", "gold_coin", "grenade", "medkit", "rubber_duck"]
        );
        for (item, count) in items {
            let count = count.as_u64().unwrap();
            assert!(count <= 5);
            let places = sheet["locations"][item].as_array().map_or(0, Vec::len);
            assert_eq!(places as u64, count, "{item} in {sheet}");
        }
        assert!((300.0..=1800.0).contains(&sheet["match_duration"].as_f64().unwrap()));
        assert!((1..=50).contains(&sheet["player_level"].as_u64().unwrap()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_uploaded_is_what_is_stored_however_it_is_sent() {
    let file = tempfile::tempdir().unwrap();
    let sheets = written(
        &["--matches", "30", "--seed", "9"],
        &file.path().join("s.json"),
    )
    .await;
    let sheets: Vec<Value> = serde_json::from_slice(&sheets).unwrap();
    let units: u64 = sheets
        .iter()
        .flat_map(|sheet| sheet["looted_items"].as_object().unwrap().values())
        .map(|count| count.as_u64().unwrap())
        .sum();
    for more in [
        vec!["--batch", "1", "--threads", "3"],
        vec!["--batch", "7", "--threads", "2", "--compression", "gzip"],
        vec!["--batch", "500", "--compression", "zstd"],
        vec!["--batch", "1", "--threads", "3", "--transport", "ws"],
        vec!["--batch", "50", "--transport", "ws"],
    ] {
        let database = TestDatabase::sqlite();
        let server = LootServer::start(&database.url(), &["-q"]).await;
        let url = format!("http://{}", server.address);
        let args = [
            &[
                "generate",
                "--server",
                &url,
                "--matches",
                "30",
                "--seed",
                "9",
            ],
            more.as_slice(),
        ]
        .concat();
        for _ in 0..2 {
            // The second run repeats every key.
            process::stdout_of(&args).await;
            let totals = server.get("/api/aggregate").await.expect(200);
            assert_eq!(totals["data"]["total_stat_sheets"], 120, "{more:?}");
            let stored: u64 = totals["data"]["total_items"]
                .as_object()
                .unwrap()
                .values()
                .map(|n| n.as_u64().unwrap())
                .sum();
            assert_eq!(stored, units, "{more:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_outlives_a_restart_of_the_server_and_counts_once() {
    outlives_a_restart("http").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_outlives_a_restart_of_the_server_and_counts_once() {
    outlives_a_restart("ws").await;
}

async fn outlives_a_restart(transport: &str) {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let address = server.address.to_string();
    let url = format!("http://{address}");
    let args = [
        "generate",
        "--server",
        &url,
        "--matches",
        "1000",
        "--seed",
        "3",
        "--batch",
        "10",
        "--threads",
        "3",
        "--transport",
        transport,
    ];
    let generating = tokio::spawn(loot(&args).output());
    crate::harness::waiting::until("half of it is there", async || {
        server.get("/api/aggregate").await.expect(200)["data"]["total_stat_sheets"].as_u64()
            > Some(1_000)
    })
    .await;
    server.kill().await;
    // The same port, as after a restart by a supervisor.
    let _server = LootServer::start_at(&address, &database.url(), &["-q"]).await;
    let output = generating.await.unwrap().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let reader = store::open_read_only(&database.url()).await.unwrap();
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 4_000);
    assert!(reader.integrity().await.unwrap().is_sound());
}

#[tokio::test]
async fn uploads_go_over_tls_to_who_is_trusted_and_to_nobody_else() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let door = TlsDoor::before(server.address).await;
    let url = format!("https://localhost:{}", door.port);
    for (transport, seed, sheets) in [("http", "1", 12), ("ws", "2", 24)] {
        let args = [
            "generate",
            "--server",
            &url,
            "--matches",
            "3",
            "--seed",
            seed,
            "--batch",
            "5",
            "--transport",
            transport,
            "--retry-for",
            "0",
        ];
        let output = loot(&args).output().await.unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{transport}: {complaint}");
        assert!(
            complaint.contains("certificate"),
            "{transport}: {complaint}"
        );

        let trusting = loot(&args)
            .env("SSL_CERT_FILE", door.certificate())
            .output()
            .await;
        let output = trusting.unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{transport}: {complaint}");
        let totals = server.get("/api/aggregate").await.expect(200);
        assert_eq!(totals["data"]["total_stat_sheets"], sheets, "{transport}");
    }
    let told = server.get("/api/quality").await.expect(200);
    assert_eq!(told["data"]["duplicates"], 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_1_and_says_what_to_do() {
    let args = [
        "generate",
        "--server",
        "http://127.0.0.1:1",
        "--retry-for",
        "1",
        "--matches",
        "2",
    ];
    let output = process::run(&args).await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("loot serve"), "{complaint}");
}

#[tokio::test]
async fn what_was_not_delivered_is_counted_and_exits_1() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let lock = database.hold_the_write_lock().await;
    let url = format!("http://{}", server.address);
    let args = [
        "generate",
        "--server",
        &url,
        "--retry-for",
        "1",
        "--matches",
        "5",
        "--seed",
        "1",
    ];
    let output = process::run(&args).await;
    lock.let_go().await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        complaint.contains("20") && complaint.contains("503"),
        "{complaint}"
    );
}
