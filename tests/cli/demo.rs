//! `loot demo`.

use crate::harness::database::TestDatabase;
use crate::harness::process::LootServer;
use crate::harness::{http, process};
use loot::store;
use serde_json::Value;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};

/// What takes longer on two busy cores hangs.
const DEADLINE: Duration = Duration::from_secs(120);
const API: &str = include_str!("../../docs/api.md");

/// Sheets and units.
async fn totals(database: &TestDatabase) -> (u64, u64) {
    let reader = store::open_read_only(&database.url()).await.unwrap();
    assert!(reader.integrity().await.unwrap().is_sound());
    let totals = reader.totals(None).await.unwrap();
    (totals.total_stat_sheets, totals.units())
}

fn once<'a>(database: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = [
        "demo",
        "--once",
        "--listen",
        "127.0.0.1:0",
        "--database",
        database,
    ];
    [&args, more].concat()
}

async fn said(args: &[&str]) -> String {
    let output = process::run(args).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn run_twice_it_neither_fails_nor_counts_the_same_seed_twice() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    let args = once(&url, &["--matches", "100", "--seed", "7"]);
    let shown = process::stdout_of(&args).await;
    for word in ["medkit", "rubber_duck", "Everything generated is stored"] {
        assert!(shown.contains(word), "{word} is not in:\n{shown}");
    }
    let first = totals(&database).await;
    assert!(first.0 > 100, "{first:?}");
    let again = said(&args).await;
    let known = format!("{} were there already", first.0);
    assert!(again.contains(&known), "{again}");
    assert_eq!(totals(&database).await, first);
    // The same to the last byte: else they would be kept as other sheets with known keys.
    let differing = "select count(*) from dead_letters where reason = 'differs'";
    assert_eq!(database.number(differing).await, 0);
    let other = said(&once(&url, &["--matches", "100", "--seed", "8"])).await;
    assert!(other.contains("of another run"), "{other}");
    assert!(totals(&database).await.0 > first.0 + 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_said_and_another_one_picked() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let database = TestDatabase::postgres().await;
    let args = [
        "demo",
        "--once",
        "--matches",
        "3",
        "--players",
        "1",
        "--listen",
        &address,
        "--database",
        &database.url(),
    ];
    let said = said(&args).await;
    assert!(said.contains(&address) && said.contains("taken"), "{said}");
    assert_eq!(totals(&database).await.0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_it_names_is_there_until_it_is_stopped() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    let args = [
        "demo",
        "--matches",
        "3",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &url,
    ];
    let mut command = process::loot(&args);
    let mut demo = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let mut pages = Vec::new();
    tokio::time::timeout(DEADLINE, async {
        while let Some(line) = lines.next_line().await.unwrap() {
            let line = line.trim();
            if line.starts_with("http://") {
                pages.extend(line.split_whitespace().next().map(str::to_owned));
                let shows = lines.next_line().await.unwrap().unwrap();
                assert!(shows.len() > 20, "{line} says not what is there: {shows}");
            }
            if line == "Ctrl-C stops." {
                break;
            }
        }
    })
    .await
    .expect("demo does not get there");
    assert_eq!(pages.len(), 5, "{pages:?}");
    assert!(pages[0].ends_with("/dashboard"), "{pages:?}");
    for page in &pages {
        let (address, path) = page["http://".len()..].split_once('/').unwrap();
        let request = http::request("GET", &format!("/{path}"), &[], b"");
        let answer = http::exchange(address.parse().unwrap(), &request).await;
        assert_eq!(answer.expect("an answer").status, 200, "{page}");
    }
    let id = demo.id().unwrap().to_string();
    let sent = tokio::process::Command::new("kill")
        .args(["-s", "INT", &id])
        .status();
    assert!(sent.await.unwrap().success());
    let status = tokio::time::timeout(DEADLINE, demo.wait()).await;
    assert!(status.expect("demo does not end").unwrap().success());
}

/// The questions that the documents ask of it, as paths.
fn questions() -> Vec<&'static str> {
    let asked = API.lines().filter_map(|line| {
        let (_, rest) = line.split_once("curl 'http://localhost:5000")?;
        Some(rest.split_once('\'')?.0)
    });
    asked.collect()
}

/// How many things an answer's data have.
fn things(data: &Value) -> usize {
    match data {
        Value::Array(all) => all.len(),
        Value::Object(all) => all.values().map(things).sum(),
        Value::Null => 0,
        Value::Number(number) => usize::from(number.as_f64() != Some(0.0)),
        _ => 1,
    }
}

/// The whole game: every view has what it shows, and the questions in docs/api.md have answers.
#[tokio::test(flavor = "multi_thread")]
async fn the_game_has_something_for_every_view_and_every_question() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    process::stdout_of(&once(&url, &["--seed", "7"])).await;
    let maps = "select count(*) from maps where picture is not null";
    assert_eq!(database.number(maps).await, 2);
    let server = LootServer::start(&url, &["-q"]).await;

    let names = &server.get("/api/names").await.expect(200)["data"];
    for (kind, least) in [
        ("game_modes", 2),
        ("experiments", 2),
        ("dimensions", 3),
        ("maps", 2),
        ("items", 7),
        ("event_types", 12),
    ] {
        assert!(things(&names[kind]) >= least, "{kind}: {names}");
    }
    let questions = questions();
    assert!(questions.len() >= 4, "{questions:?}");
    let of_views = [
        "/api/aggregate",
        "/api/events/newest?type=boss_defeat",
        "/api/players/daily",
        "/api/retention",
        "/api/sessions",
        "/api/stats-fields",
        "/api/economy?currency=gold",
        "/api/dead-letters",
        "/api/funnel?item1=rubber_duck&step2=boss_defeat",
    ];
    for question in questions.into_iter().chain(of_views) {
        let answer = server.get(question).await;
        let answer = answer.expect(200);
        assert!(things(&answer["data"]) > 3, "{question}: {answer}");
    }
    // Two weeks until now, of growing numbers.
    let days = server.get("/api/players/daily").await.expect(200);
    let days = days["data"].as_array().unwrap();
    let active = |day: &Value| day["active"].as_u64().unwrap();
    assert!((14..=16).contains(&days.len()), "{}", days.len());
    assert!(active(&days[1]) < active(&days[13]), "{days:?}");
    let now = loot::model::Millis(
        i64::try_from(
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_millis(),
        )
        .unwrap(),
    );
    let newest = database
        .number("select max(timestamp_ms) from stat_sheets")
        .await;
    let hours = (now.0 - newest) as f64 / 3.6e6;
    assert!((-1.0..6.0).contains(&hours), "{hours} hours ago");
}
