//! Sessions: by their ids, by silence without one, whatever the order in which rows come, and counted once.

use crate::fixtures::sheets::{accepted, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, Event, Millis, Name, PlayedSession, PlayerId, SessionFilter, SessionListRequest, TimeRange,
};
use loot::store::{Entry, Reader, Writer};
use serde_json::{Value, json};

on_both_databases! {
    a_silence_ends_a_session_and_what_fills_it_joins_two,
    an_id_is_one_session_with_all_of_its_rows,
    a_repeat_is_counted_once_and_a_deleted_database_has_none,
    pages_hold_each_session_once,
    many_rows_are_counted_in_steps,
}

const DAY: i64 = 1_769_688_000_000;

/// A sheet at a minute of the day, of a match that took so many.
fn at(player: &str, minute: i64, took: i64, more: Value) -> Entry {
    let mut all = json!({
        "timestamp": Millis(DAY + minute * 60_000).to_string(),
        "match_duration": took * 60,
    });
    let members = all.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    sheet_entry(&sheet(&format!("m{minute}"), player, all))
}

fn happened(player: &str, minute: i64, more: Value) -> Entry {
    let mut all = json!({
        "player_id": player,
        "event_type": "ping",
        "timestamp": Millis(DAY + minute * 60_000).to_string(),
    });
    let members = all.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    event_entry(&Event::parse(all.to_string().as_bytes(), Millis(0)).unwrap())
}

async fn store(writer: &mut Writer, entries: &[Entry]) {
    for outcome in writer.commit(entries).await.unwrap() {
        accepted(&outcome);
    }
}

async fn counted(writer: &mut Writer) {
    while writer.count_sessions().await.unwrap() {}
}

fn newest(limit: u32) -> SessionListRequest {
    SessionListRequest {
        filter: SessionFilter::default(),
        ascending: false,
        limit,
        after: None,
    }
}

async fn all(reader: &Reader, filter: SessionFilter) -> Vec<PlayedSession> {
    let asked = SessionListRequest {
        filter,
        ascending: true,
        ..newest(1_000)
    };
    let list = reader.sessions(&asked).await.unwrap();
    assert_eq!((list.behind, list.next), (0, None));
    list.sessions
}

/// First and last minute, sheets, events.
fn told(sessions: &[PlayedSession]) -> Vec<(i64, i64, u64, u64)> {
    let minute = |at: Millis| (at.0 - DAY) / 60_000;
    let sessions = sessions.iter();
    let told = sessions.map(|one| (minute(one.first), minute(one.last), one.sheets, one.events));
    told.collect()
}

async fn sound(reader: &Reader) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn a_silence_ends_a_session_and_what_fills_it_joins_two(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let none = json!({});
    let rows = [
        at("ada", 20, 20, none.clone()),
        at("ada", 100, 15, none.clone()),
        happened("ada", 131, none.clone()),
        at("bob", 50, 5, none.clone()),
    ];
    store(&mut writer, &rows).await;
    let behind = reader.sessions(&newest(1)).await.unwrap().behind;
    assert_eq!(behind, 4);
    counted(&mut writer).await;
    let filter = |player: &str| SessionFilter {
        player_id: Some(PlayerId::parse(player).unwrap()),
        ..SessionFilter::default()
    };
    let of_ada = all(&reader, filter("ada")).await;
    // The silence of 131 - 100 minutes is longer than 30, that of 85 - 20 too.
    assert_eq!(
        told(&of_ada),
        [(0, 20, 1, 0), (85, 100, 1, 0), (131, 131, 0, 1)]
    );
    assert_eq!(of_ada[0].seconds, 1_200.0);
    assert_eq!(of_ada[0].session_id, None);
    store(&mut writer, &[happened("ada", 50, none.clone())]).await;
    store(&mut writer, &[happened("ada", 70, none.clone())]).await;
    store(&mut writer, &[happened("ada", 101, none)]).await;
    counted(&mut writer).await;
    assert_eq!(told(&all(&reader, filter("ada")).await), [(0, 131, 2, 4)]);
    assert_eq!(told(&all(&reader, filter("bob")).await), [(45, 50, 1, 0)]);
    sound(&reader).await;
}

async fn an_id_is_one_session_with_all_of_its_rows(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of = |build: &str| json!({"session_id": "s1", "dimensions": {"build": build}, "experiments": {"chests": "rich"}});
    store(&mut writer, &[at("ada", 20, 20, of("1.2"))]).await;
    counted(&mut writer).await;
    let event = json!({"session_id": "s1", "dimensions": {"build": "1.3"}, "map": "dust"});
    let rows = [
        happened("ada", 400, event),
        at("ada", 410, 2, json!({})),
        at("bob", 20, 1, of("1.2")),
    ];
    store(&mut writer, &rows).await;
    counted(&mut writer).await;
    let sessions = all(&reader, SessionFilter::default()).await;
    assert_eq!(
        told(&sessions),
        [(0, 400, 1, 1), (19, 20, 1, 0), (408, 410, 1, 0)]
    );
    assert_eq!(sessions[0].session_id.as_deref(), Some("s1"));
    let kept = json!(sessions[0].dimensions);
    assert_eq!(
        kept,
        json!({"build": "1.3", "chests": "rich", "map": "dust"})
    );
    let dimension = |name: &str, value: &str| SessionFilter {
        arm: Some(Arm {
            experiment: Name::parse(name).unwrap(),
            variant: Name::parse(value).unwrap(),
        }),
        ..SessionFilter::default()
    };
    for (name, value, sessions) in [
        ("build", "1.2", 1),
        ("build", "1", 0),
        ("chests", "rich", 2),
        ("map", "dust", 1),
    ] {
        let found = all(&reader, dimension(name, value)).await;
        assert_eq!(found.len(), sessions, "{name} {value}");
    }
    let range = TimeRange {
        since: Some(Millis(DAY + 60_000)),
        until: Some(Millis(DAY + 400 * 60_000)),
    };
    let began = SessionFilter {
        range,
        ..SessionFilter::default()
    };
    assert_eq!(told(&all(&reader, began).await), [(19, 20, 1, 0)]);
    let counts = reader.session_counts(&SessionFilter::default()).await;
    let counts = counts.unwrap();
    let starts: Vec<_> = counts
        .starts
        .iter()
        .map(|one| (one.start.0 - DAY, one.sessions))
        .collect();
    assert_eq!(starts, [(0, 1), (15 * 60_000, 1), (405 * 60_000, 1)]);
    assert_eq!(counts.lengths.values().sum::<u64>(), 3);
    assert_eq!(counts.starts[0].played_ms, 400 * 60_000);
    sound(&reader).await;
}

async fn a_repeat_is_counted_once_and_a_deleted_database_has_none(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let keyed = || at("ada", 20, 5, json!({"sheet_id": "k"}));
    store(&mut writer, &[keyed()]).await;
    writer.commit(&[keyed()]).await.unwrap();
    counted(&mut writer).await;
    assert!(!writer.count_sessions().await.unwrap());
    let sessions = all(&reader, SessionFilter::default()).await;
    assert_eq!(told(&sessions), [(15, 20, 1, 0)]);
    writer.clear().await.unwrap();
    assert!(all(&reader, SessionFilter::default()).await.is_empty());
    store(&mut writer, &[keyed()]).await;
    counted(&mut writer).await;
    let sessions = all(&reader, SessionFilter::default()).await;
    assert_eq!(told(&sessions), [(15, 20, 1, 0)]);
    sound(&reader).await;
}

async fn pages_hold_each_session_once(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let rows: Vec<Entry> = (0..23)
        .map(|k| {
            at(
                &format!("p{:02}", k % 5),
                k / 7 * 100,
                1,
                json!({"session_id": format!("s{k}")}),
            )
        })
        .collect();
    store(&mut writer, &rows).await;
    counted(&mut writer).await;
    for ascending in [true, false] {
        let mut asked = SessionListRequest {
            ascending,
            ..newest(4)
        };
        let mut seen = Vec::new();
        loop {
            let page = reader.sessions(&asked).await.unwrap();
            seen.extend(
                page.sessions
                    .into_iter()
                    .map(|one| (one.first, one.player_id, one.session_id)),
            );
            let Some(next) = page.next else { break };
            asked.after = Some(next);
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        if !ascending {
            sorted.reverse();
        }
        assert_eq!((seen.len(), &seen), (23, &sorted));
    }
}

async fn many_rows_are_counted_in_steps(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let rows: Vec<Entry> = (0..4_500)
        .map(|k| happened(&format!("p{}", k % 40), k / 40 * 20, json!({})))
        .collect();
    store(&mut writer, &rows).await;
    assert!(writer.count_sessions().await.unwrap());
    assert_eq!(reader.sessions(&newest(1)).await.unwrap().behind, 3_500);
    sound(&reader).await;
    counted(&mut writer).await;
    let sessions = all(&reader, SessionFilter::default()).await;
    assert_eq!(sessions.len(), 40);
    assert_eq!(sessions.iter().map(|one| one.events).sum::<u64>(), 4_500);
    sound(&reader).await;
}
