//! Paths of players are put together alike by both databases, however many passes that takes.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, game_event, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, EventType, GameMode, Millis, Name, PathRow, PathsRead, PathsRequest, PlayerPath,
    SliceFilter, StepNames, TimeRange,
};
use loot::store::{Reader, Writer};
use serde_json::{Value, json};
use std::sync::Mutex;

on_both_databases! {
    a_path_holds_the_rows_of_the_player_in_the_match_and_no_others,
    events_alone_make_paths_by_match_by_session_and_by_the_time_between,
    a_path_is_in_a_slice_where_one_of_its_rows_is,
    a_path_that_is_too_long_is_cut_and_that_is_said,
}

fn at(second: i64) -> String {
    Millis(RECEIVED.0 + second * 1_000).to_string()
}

/// Room for all.
const AT_ONCE: usize = 100_000;

/// Each path as `match player: steps`, sorted.
async fn told(reader: &Reader, asked: &PathsRequest, at_once: usize) -> (Vec<String>, PathsRead) {
    let mut paths: Vec<(PathRow, String)> = Vec::new();
    let done = Mutex::new(vec![0.0]);
    let progress = |share| done.lock().unwrap().push(share);
    let mut names = StepNames::default();
    let add = |path: &PlayerPath<'_>, names: &StepNames| {
        let step = |step: &loot::model::PathStep| {
            let name = names.name(step.name).map_or("others", |(_, name)| name);
            match (step.units, step.at) {
                (0, _) => name.to_owned(),
                (units, None) => format!("({units} {name})"),
                (units, Some(_)) => format!("{units} {name}"),
            }
        };
        let steps: Vec<_> = path.steps.iter().map(step).collect();
        paths.push((path.row, steps.join(" ")));
    };
    let read = reader
        .paths(asked, &mut names, at_once, progress, add)
        .await;
    let rows: Vec<_> = paths.iter().map(|(row, _)| *row).collect();
    let owners = reader.path_owners(&rows).await.unwrap();
    let told = paths.iter().map(|(row, steps)| {
        let owner = &owners[row];
        let match_id = owner.match_id.as_ref().map_or("-", |id| id.as_str());
        format!("{match_id} {}: {steps}", owner.player_id)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    let done = done.into_inner().unwrap();
    assert!(
        done.iter().all(|share| (0.0..=1.0).contains(share)),
        "{done:?}"
    );
    assert_eq!(done.last(), Some(&1.0));
    (told, read.unwrap())
}

async fn a_path_holds_the_rows_of_the_player_in_the_match_and_no_others(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    let mut expected = Vec::new();
    for k in 0..1_200_i64 {
        let events = json!([
            {"event_type": "late", "timestamp": at(k + 9)}, {"event_type": "early", "timestamp": at(k)},
        ]);
        let looted = json!({"b": 2, "a": 2, "c": k % 2 * 5});
        let mode = if k % 3 == 0 { "solo" } else { "duo" };
        let more = json!({"events": events, "timestamp": at(k), "looted_items": looted, "game_mode": mode});
        let (match_id, player) = (format!("m{k}"), format!("p{}", k % 7));
        entries.push(sheet_entry(&sheet(&match_id, &player, more)));
        if k < 1_199 {
            let most = if k % 2 == 1 { "(5 c)" } else { "(2 a)" };
            expected.push(format!("{match_id} {player}: {most} early late"));
        }
    }
    // A second sheet of a match, another player's event, and one that came alone.
    entries.push(sheet_entry(&sheet(
        "m1199",
        "p2",
        json!({"timestamp": at(5_000)}),
    )));
    entries.push(event_entry(&event("p1", json!({"match_id": "m1199"}))));
    entries.push(event_entry(&event(
        "p2",
        json!({"match_id": "m1199", "timestamp": at(1_203), "event_type": "alone"}),
    )));
    writer.commit(&entries).await.unwrap();
    expected.push("m1199 p1: jump".into());
    expected.push("m1199 p2: (5 c) (1 medkit) early alone late".into());
    expected.sort();
    let all = PathsRequest::default();
    for at_once in [AT_ONCE, 1_000, 64] {
        let (paths, read) = told(&reader, &all, at_once).await;
        assert_eq!(paths, expected, "{at_once}");
        assert!(read.coverage.complete);
        let rows = 3 * 1_200 + 3;
        assert!(read.passes as usize >= rows / at_once, "{}", read.passes);
        assert!(
            (read.passes as usize) < 4 * rows / at_once + 2,
            "{}",
            read.passes
        );
    }
    let some = PathsRequest {
        left_out: ["early", "alone"]
            .map(|name| EventType::parse(name).unwrap())
            .into(),
        ..all.clone()
    };
    let (without, _) = told(&reader, &some, AT_ONCE).await;
    assert_eq!(without.len(), expected.len());
    assert!(without.contains(&"m1199 p2: (5 c) (1 medkit) late".to_owned()));
    let newest = PathsRequest {
        limit: Some(100),
        slice: Some(GameMode::parse("solo").unwrap()).into(),
        ..all.clone()
    };
    let (paths, read) = told(&reader, &newest, AT_ONCE).await;
    let expected: Vec<_> = (0..100)
        .map(|n| 1_197 - 3 * n)
        .map(|k| {
            format!(
                "m{k} p{}: {} early late",
                k % 7,
                if k % 2 == 1 { "(5 c)" } else { "(2 a)" }
            )
        })
        .collect();
    for path in &expected {
        assert!(paths.contains(path), "{path}");
    }
    assert_eq!(paths.len(), 100);
    let since = read.coverage.covered_since.map(|since| since.to_string());
    assert_eq!(since, Some(at(1_197 - 99 * 3)));
    // Rows count when they happened in the range.
    let range = TimeRange {
        since: Some(Millis(RECEIVED.0 + 4_000)),
        until: Some(Millis(RECEIVED.0 + 12_000)),
    };
    let (paths, _) = told(&reader, &PathsRequest { range, ..all }, AT_ONCE).await;
    let whole = (4..12).map(|k| {
        let late = if k < 3 { " late" } else { "" };
        format!(
            "m{k} p{}: {} early{late}",
            k % 7,
            if k % 2 == 1 { "(5 c)" } else { "(2 a)" }
        )
    });
    let rest = (0..3).map(|k| format!("m{k} p{k}: late"));
    let mut expected: Vec<_> = whole.chain(rest).collect();
    expected.sort();
    assert_eq!(paths, expected);
}

async fn send(writer: &mut Writer, events: &[Value]) {
    let entries = events.iter().map(|json| event_entry(&game_event(json)));
    let entries: Vec<_> = entries.collect();
    writer.commit(&entries).await.unwrap();
}

async fn events_alone_make_paths_by_match_by_session_and_by_the_time_between(
    database: TestDatabase,
) {
    let (reader, mut writer) = database.open().await;
    let happened = |player: &str, event: &str, minute: i64, more: Value| {
        let mut json =
            json!({"player_id": player, "event_type": event, "timestamp": at(60 * minute)});
        json.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json
    };
    let gold = json!({"items": {"gold": 3, "medkit": 1}});
    send(
        &mut writer,
        &[
            happened("ann", "won", 9, json!({"match_id": "m"})),
            happened("ann", "land", 1, json!({"match_id": "m"})),
            happened("bob", "land", 2, json!({"match_id": "m"})),
            // In no match, and a day apart in one session.
            happened("ann", "open", 0, json!({"session_id": "s"})),
            happened("ann", "close", 1_440, json!({"session_id": "s"})),
            happened("bob", "open", 0, json!({"session_id": "s"})),
            // In neither: half an hour is near, more is not.
            happened("ann", "first", 0, json!({})),
            happened("ann", "second", 30, gold),
            happened("ann", "third", 61, json!({})),
            happened("bob", "first", 30, json!({})),
        ],
    )
    .await;
    let expected = [
        "- ann: first second 3 gold 1 medkit",
        "- ann: open close",
        "- ann: third",
        "- bob: first",
        "- bob: open",
        "m ann: land won",
        "m bob: land",
    ];
    // Five is as much as the longest has. Which path comes when is another matter each time.
    for at_once in [AT_ONCE].into_iter().chain([5; 30]) {
        let (paths, read) = told(&reader, &PathsRequest::default(), at_once).await;
        assert_eq!(paths, expected);
        assert!(read.coverage.complete);
    }
}

async fn a_path_is_in_a_slice_where_one_of_its_rows_is(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (player, variant, map) in [
        ("ann", "a", "dust"),
        ("bob", "b", "dust"),
        ("cid", "a", "mirage"),
    ] {
        let more = json!({
            "experiments": {"drop": variant}, "map": map, "dimensions": {"build": "1"}, "game_mode": "solo",
            "events": [{"event_type": "jump", "dimensions": {"build": "2"}}],
        });
        writer
            .commit(&[sheet_entry(&sheet("m", player, more))])
            .await
            .unwrap();
    }
    // It says nothing of a variant, and is of the same path.
    let late =
        json!({"player_id": "ann", "match_id": "m", "event_type": "late", "timestamp": at(9)});
    let other =
        json!({"player_id": "dan", "match_id": "m", "event_type": "late", "game_mode": "duo"});
    send(&mut writer, &[late, other]).await;
    let players = async |mode: Option<&str>, arm: Option<(&str, &str)>| {
        let name = |text: &str| Name::parse(text).unwrap();
        let slice = SliceFilter {
            game_mode: mode.map(|mode| GameMode::parse(mode).unwrap()),
            arm: arm.map(|(experiment, variant)| Arm {
                experiment: name(experiment),
                variant: name(variant),
            }),
        };
        let asked = PathsRequest {
            slice,
            ..PathsRequest::default()
        };
        told(&reader, &asked, AT_ONCE).await.0.join(", ")
    };
    let (ann, bob, cid) = (
        "m ann: (1 medkit) jump late",
        "m bob: (1 medkit) jump",
        "m cid: (1 medkit) jump",
    );
    assert_eq!(
        players(None, Some(("drop", "a"))).await,
        format!("{ann}, {cid}")
    );
    assert_eq!(
        players(Some("solo"), Some(("map", "dust"))).await,
        format!("{ann}, {bob}")
    );
    assert_eq!(
        players(None, Some(("build", "2"))).await,
        format!("{ann}, {bob}, {cid}")
    );
    assert_eq!(players(Some("duo"), None).await, "m dan: late");
    assert_eq!(players(Some("duo"), Some(("drop", "a"))).await, "");
}

async fn a_path_that_is_too_long_is_cut_and_that_is_said(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let tick = |player: &str, second: i64| json!({"player_id": player, "match_id": "m", "event_type": "tick", "timestamp": at(second)});
    let mut events: Vec<_> = (0..500).map(|second| tick("bot", second)).collect();
    events.extend([tick("ann", 0), tick("bob", 0)]);
    send(&mut writer, &events).await;
    let (paths, read) = told(&reader, &PathsRequest::default(), 100).await;
    let players: Vec<_> = paths.iter().map(|path| &path[..7]).collect();
    assert_eq!(players, ["m ann: ", "m bob: ", "m bot: "]);
    let ticks = paths[2].matches("tick").count();
    assert!((50..=100).contains(&ticks), "{ticks}");
    assert!(!read.coverage.complete);
}
