//! `loot generate` with scenarios: the questions it answers, and runs of players who return.

use crate::harness::database::TestDatabase;
use crate::harness::process::{self, LootServer};
use loot::simulator::BuiltIn;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

#[tokio::test]
async fn scenarios_are_listed_printed_and_checked() {
    let list = process::stdout_of(&["generate", "--list-scenarios"]).await;
    assert!(list.starts_with("classic "), "{list}");
    assert!(
        list.lines().all(|line| line.chars().count() <= 120),
        "{list}"
    );
    let folder = tempfile::tempdir().unwrap();
    for built_in in BuiltIn::ALL {
        assert!(list.contains(built_in.name), "{list}");
        let text = process::stdout_of(&["generate", "--print-scenario", built_in.name]).await;
        let file = folder.path().join("mine.yaml");
        std::fs::write(&file, text).unwrap();
        let said =
            process::stdout_of(&["generate", "--scenario-check", file.to_str().unwrap()]).await;
        assert!(said.contains("is fine"), "{said}");
    }
    let schema = process::stdout_of(&["generate", "--scenario-schema"]).await;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["properties"]["loot_tables"]["description"].is_string());
}

#[tokio::test]
async fn all_mistakes_of_a_file_are_told_and_the_exit_code_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.yaml");
    std::fs::write(&file, "version: 1\nname: x\nmodes: {solo: {minuts: 3}}\nplayers: {archetypes: {a: {weight: -1}}}\n")
        .unwrap();
    let file = file.to_str().unwrap();
    for args in [
        ["generate", "--scenario-check", file],
        ["generate", "--scenario", file],
    ] {
        let output = process::run(&args).await;
        let said = String::from_utf8_lossy(&output.stderr).replace(file, "FILE");
        assert_eq!(output.status.code(), Some(1), "{said}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(said, @"
            error: FILE has 3 mistakes:
              modes.solo.minuts: is not known; did you mean minutes?, line 3
              modes.solo.minutes: is required, line 3
              players.archetypes.a.weight: must be a number from 0 to 1000000000, got -1, line 4
            ");
        }
    }
}

#[tokio::test]
async fn flags_that_a_scenario_has_no_use_for_are_wrong_usage() {
    for (args, word) in [
        (
            ["--scenario", "extraction", "--players", "4"],
            "--players cannot be used",
        ),
        (
            ["--scenario", "classic", "--days", "3"],
            "--days cannot be used",
        ),
        (
            ["--scenario", "nope", "--days", "3"],
            "must be classic, battle_royale",
        ),
        (
            ["--pace", "fast", "--scenario", "stress"],
            "must be realtime, max",
        ),
    ] {
        let output = process::run(&[&["generate"], args.as_slice()].concat()).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(word), "{said}");
    }
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[tokio::test]
async fn threads_change_neither_sheets_nor_truth() {
    let folder = tempfile::tempdir().unwrap();
    // Two worlds.
    let same = [
        "generate",
        "--generate-only",
        "--scenario",
        "extraction",
        "--players-total",
        "5000",
        "--days",
        "1",
        "--matches",
        "400",
        "--seed",
        "5",
    ];
    let mut first = None;
    for threads in ["1", "2", "5"] {
        let sheets = folder.path().join("s.ndjson");
        let truth = folder.path().join("t.ndjson");
        let files = [
            "--output",
            sheets.to_str().unwrap(),
            "--truth",
            truth.to_str().unwrap(),
            "--threads",
            threads,
        ];
        process::stdout_of(&[&same[..], &files].concat()).await;
        let written = (
            read(folder.path(), "s.ndjson"),
            read(folder.path(), "t.ndjson"),
        );
        let first = first.get_or_insert_with(|| written.clone());
        assert!(*first == written, "{threads} threads give other bytes");
    }
    // A folder holds the same records, each kind in its file; an array holds the same sheets.
    let truth = folder.path().join("truth/");
    let array = folder.path().join("s.json");
    let files = [
        "--output",
        array.to_str().unwrap(),
        "--truth",
        truth.to_str().unwrap(),
    ];
    process::stdout_of(&[&same[..], &files].concat()).await;
    let (sheets, records) = first.unwrap();
    let mut all: Vec<&str> = records.lines().collect();
    let parts = ["run", "players", "sessions", "uploads"]
        .map(|name| read(&truth, &format!("{name}.ndjson")));
    let mut in_parts: Vec<&str> = parts.iter().flat_map(|part| part.lines()).collect();
    all.sort_unstable();
    in_parts.sort_unstable();
    assert!(all == in_parts);
    let array: Vec<Value> = serde_json::from_str(&read(folder.path(), "s.json")).unwrap();
    let lines = sheets
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert!(lines.eq(array));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_counts_is_what_the_truth_says_also_the_second_time() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let travels = ["--players-total", "60", "--batch", "50"];
    let (expected, again) = counted_as_the_truth_says(&server, &travels).await;
    let again: Value = serde_json::from_str(&process::stdout_of(&borrowed(&again)).await).unwrap();
    assert_eq!(again["accepted"], 0, "{again}");
    assert_eq!(again["rejected"], expected["rejected"], "{again}");
    assert_eq!(again["totals"]["total_stat_sheets"], expected["accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_on_the_way_goes_wrong_over_websocket_too() {
    for batch in ["50", "1"] {
        let database = TestDatabase::sqlite();
        let server = LootServer::start(&database.url(), &["-q"]).await;
        let travels = [
            "--players-total",
            "10",
            "--transport",
            "ws",
            "--batch",
            batch,
        ];
        counted_as_the_truth_says(&server, &travels).await;
    }
}

/// Uploads a run; returns what was expected of the server, and the arguments of the run.
async fn counted_as_the_truth_says(
    server: &LootServer,
    travels: &[&str],
) -> (BTreeMap<String, u64>, Vec<String>) {
    let url = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let truth = folder.path().join("truth.ndjson");
    let run = [
        "generate",
        "--scenario",
        "stress",
        "--seed",
        "3",
        "--server",
        &url,
        "--json",
    ];
    let run = [&run, travels].concat();
    let with_truth = [&run[..], &["--truth", truth.to_str().unwrap()]].concat();
    let said: Value = serde_json::from_str(&process::stdout_of(&with_truth).await).unwrap();
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for line in read(folder.path(), "truth.ndjson").lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        if record["record"] == "upload" {
            *expected
                .entry(record["expected"].as_str().unwrap().into())
                .or_default() += 1;
        }
    }
    for (answer, expectation) in [
        ("accepted", "accepted"),
        ("duplicates", "duplicate"),
        ("rejected", "rejected"),
    ] {
        assert!(expected[expectation] > 0, "{expected:?}");
        assert_eq!(said[answer], expected[expectation], "{answer} of {said}");
    }
    assert_eq!(said["undelivered"], 0);
    assert_eq!(said["totals"]["total_stat_sheets"], expected["accepted"]);
    let quality = server.get("/api/quality").await.expect(200);
    assert_eq!(quality["data"]["rejected"], expected["rejected"]);
    (expected, run.iter().map(|arg| (*arg).to_owned()).collect())
}

fn borrowed(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

/// The title of the comparison with what was generated, and what is left out of it.
async fn compared(from: &[&str], outputs: &str) -> (String, Value) {
    let args = [
        "report",
        "--charts",
        "local_vs_server_comparison",
        "--json",
        "--output",
        outputs,
    ];
    let said: Value =
        serde_json::from_str(&process::stdout_of(&[&args, from].concat()).await).unwrap();
    let summary = read(Path::new(outputs), "generated_summary.json");
    let title = said[0]["title"].as_str().unwrap().to_owned();
    (title, serde_json::from_str(&summary).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_finds_all_of_a_run_whose_uploads_went_wrong() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let url = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let outputs = folder.path().join("new").to_str().unwrap().to_owned();
    let run = [
        "generate",
        "--scenario",
        "stress",
        "--players-total",
        "60",
        "--seed",
        "3",
        "--outputs",
        &outputs,
    ];
    // What is only written is compared, too: with a server that has nothing of it.
    let sheets = folder.path().join("sheets.ndjson");
    let sheets = sheets.to_str().unwrap();
    process::stdout_of(&[&run[..], &["--generate-only", "--output", sheets]].concat()).await;
    let written: Value =
        serde_json::from_str(&read(Path::new(&outputs), "generated_summary.json")).unwrap();
    assert!(
        written["run"]
            .as_str()
            .unwrap()
            .ends_with("written to sheets.ndjson"),
        "{written}"
    );

    // Twice: what is sent again counts once.
    for _ in 0..2 {
        process::stdout_of(&[&run[..], &["--server", &url]].concat()).await;
        let (title, summary) = compared(&["--server", &url], &outputs).await;
        assert_eq!(title, "Everything generated is stored", "{summary}");
        assert!(
            summary["mishaps"]["faults"]["duplicate"].as_u64() > Some(0),
            "{summary}"
        );
        for key in ["sheets", "matches", "players", "items", "mishaps"] {
            assert_eq!(summary[key], written[key], "{key}");
        }
        let held = process::stdout_of(&["stats", "--json", "--server", &url]).await;
        let held: Value = serde_json::from_str(&held).unwrap();
        for (key, total) in [
            ("sheets", "total_stat_sheets"),
            ("matches", "total_matches"),
            ("players", "total_players"),
        ] {
            assert_eq!(summary[key], held[total], "{key}");
        }
    }
    // The file says the same to those who send it themselves.
    let local = ["--server", &url, "--local", sheets];
    assert_eq!(
        compared(&local, &outputs).await.0,
        "Everything generated is stored"
    );
}

/// At one upload a second none is ever far from a pause in which to be interrupted.
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_leaves_its_truth_and_its_summary() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let url = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let (outputs, truth) = (folder.path().join("outputs"), folder.path().join("truth/"));
    let mut child = process::loot(&[
        "generate",
        "--scenario",
        "extraction",
        "--players-total",
        "50",
        "--seed",
        "3",
        "--rate",
        "1",
        "--server",
        &url,
        "--outputs",
        outputs.to_str().unwrap(),
        "--truth",
        truth.to_str().unwrap(),
    ])
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let stored = async || {
        let held = process::run(&["stats", "--json", "--server", &url]).await;
        let held: Value = serde_json::from_slice(&held.stdout).unwrap_or_default();
        held["total_stat_sheets"].as_u64() > Some(0)
    };
    while !stored().await {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    let id = child.id().unwrap().to_string();
    let signal = ["-s", "INT", &id];
    let sent = std::process::Command::new("kill").args(signal).status();
    assert!(sent.unwrap().success());
    let ended = tokio::time::timeout(Duration::from_secs(60), child.wait()).await;
    assert_eq!(ended.unwrap().unwrap().code(), Some(1));

    let summary: Value = serde_json::from_str(&read(&outputs, "generated_summary.json")).unwrap();
    let uploads = read(&truth, "uploads.ndjson").lines().count();
    assert!(uploads > 0);
    assert_eq!(summary["mishaps"]["uploads"], uploads, "{summary}");
    assert_eq!(summary["complete"], false, "{summary}");
    let sheets = summary["sheets"].as_u64().unwrap();
    assert!(
        sheets > 0 && sheets < 60,
        "of all sheets only those that were due"
    );
}

/// A minute of play in a second: sheets arrive one after the other, not at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_pace_sends_uploads_at_their_time() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let url = format!("http://{}", server.address);
    let args = [
        "generate",
        "--scenario",
        "mobile_puzzle",
        "--server",
        &url,
        "--players-total",
        "200",
        "--days",
        "1",
        "--seed",
        "1",
        "--set",
        "players.arrivals.at_launch=1",
        "--set",
        "players.hours=[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]",
        "--set",
        "delivery={}",
        "--set",
        "experiments={}",
        "--set",
        "players.time_zones=[]",
        "--set",
        "players.archetypes={all: {weight: 1, matches_per_session: 1}}",
        "--set",
        "players.churn={first: 1, later: 1}",
        "--start",
        "2026-01-01",
        "--pace",
        "1000x",
        "--json",
    ];
    let said: Value = serde_json::from_str(&process::stdout_of(&args).await).unwrap();
    assert_eq!(said["accepted"], 200, "{said}");
    // Everybody arrives within the first hour, which takes 3.6 s at this pace, and plays one match.
    let seconds = said["seconds"].as_f64().unwrap();
    assert!((3.0..60.0).contains(&seconds), "{said}");
}

/// The days until now come at once; then players' time goes on, a minute in 50 ms here, until somebody ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_pace_is_a_feed_that_has_the_past_and_goes_on_from_now() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &["-q"]).await;
    let url = format!("http://{}", server.address);
    let outputs = tempfile::tempdir().unwrap();
    let begun = now_ms();
    let mut child = process::loot(&[
        "generate",
        "--scenario",
        "mobile_puzzle",
        "--server",
        &url,
        "--players-total",
        "200",
        "--days",
        "2",
        "--seed",
        "1",
        "--set",
        "delivery={}",
        "--pace",
        "1200x",
        "--outputs",
        outputs.path().to_str().unwrap(),
    ])
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let newest = "select coalesce(max(timestamp_ms), 0) from stat_sheets";
    let hour_ms = 3_600_000;
    crate::harness::waiting::until("an hour after now is there", async || {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        database.number(newest).await > begun + hour_ms
    })
    .await;
    let oldest = database
        .number("select min(timestamp_ms) from stat_sheets")
        .await;
    let days = (begun - oldest) as f64 / 24.0 / hour_ms as f64;
    assert!((1.5..2.1).contains(&days), "begins {days} days ago");
    let id = child.id().unwrap().to_string();
    let signal = ["-s", "INT", &id];
    let sent = std::process::Command::new("kill").args(signal).status();
    assert!(sent.unwrap().success());
    let ended = tokio::time::timeout(Duration::from_secs(60), child.wait()).await;
    // To end it is no failure: it has no other end.
    assert_eq!(ended.unwrap().unwrap().code(), Some(0));
}

fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_millis() as i64
}
