//! One player's time line: complete, in order, without repeats, cut into sessions where the player was silent.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    EventType, Journey, JourneyCursor, JourneyRequest, Millis, PlayerId, Session, TimeRange,
    TimelineRow,
};
use loot::store::{Entry, Reader};
use serde_json::json;

on_both_databases! {
    pages_hold_every_row_once_in_either_order_whatever_their_length,
    sessions_end_where_the_player_was_silent_for_longer_than_the_gap,
    a_long_match_is_no_silence,
    filters_show_less_and_change_no_total,
    nobody_has_no_journey,
    of_each_fact_of_a_player_the_newest_value_is_known,
}

fn player(id: &str) -> PlayerId {
    PlayerId::parse(id).unwrap()
}

fn at(minute: i64) -> Millis {
    Millis(RECEIVED.0 + minute * Millis::MINUTE)
}

/// Sheets with two events each and events alone, many of the same minute, and somebody else's in between.
fn some_of_everything() -> Vec<Entry> {
    let mut entries = Vec::new();
    for k in 0..40_i64 {
        let time = at(k * 37 % 11).to_string();
        let earlier = at(k * 37 % 11 - 1).to_string();
        let events =
            json!([{"event_type": "jump"}, {"event_type": "boss_defeat", "timestamp": earlier}]);
        let more =
            json!({"timestamp": time, "events": events, "looted_items": {"medkit": 2, "gold": k}});
        entries.push(sheet_entry(&sheet(&format!("m{k}"), "ann", more)));
        let more = json!({"timestamp": time, "event_type": "death", "details": {"by": "a bear"}});
        entries.push(event_entry(&event("ann", more)));
        entries.push(event_entry(&event("bob", json!({"timestamp": time}))));
    }
    entries
}

async fn journey(reader: &Reader, asked: &JourneyRequest) -> Journey {
    reader.journey(asked).await.unwrap().unwrap()
}

async fn all_pages(reader: &Reader, asked: &JourneyRequest) -> Vec<JourneyCursor> {
    let mut asked = asked.clone();
    let mut places = Vec::new();
    loop {
        let page = journey(reader, &asked).await;
        assert!(page.moments.len() <= asked.limit as usize);
        places.extend(page.moments.iter().map(TimelineRow::cursor));
        asked.after = page.next;
        if page.next.is_none() {
            return places;
        }
        assert_eq!(page.moments.len(), asked.limit as usize);
    }
}

async fn pages_hold_every_row_once_in_either_order_whatever_their_length(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    writer.commit(&some_of_everything()).await.unwrap();
    let whole = all_pages(&reader, &JourneyRequest::newest(player("ann"), 1_000)).await;
    assert_eq!(whole.len(), 40 + 80 + 40);
    assert!(whole.is_sorted_by(|newer, older| newer > older));
    let reversed: Vec<_> = whole.iter().rev().copied().collect();
    for limit in [1, 2, 7, 159, 160, 161] {
        let mut asked = JourneyRequest::newest(player("ann"), limit);
        let newest_first = all_pages(&reader, &asked).await;
        assert_eq!(newest_first, whole, "{limit} rows a page");
        asked.ascending = true;
        let oldest_first = all_pages(&reader, &asked).await;
        assert_eq!(oldest_first, reversed, "{limit} rows a page");
    }
    let page = journey(&reader, &JourneyRequest::newest(player("ann"), 3)).await;
    let totals = &page.totals;
    assert_eq!((totals.sheets, totals.events), (40, 120));
    assert_eq!(json!(totals.items), json!({"medkit": 80, "gold": 780}));
    let types = json!({"jump": 40, "boss_defeat": 40, "death": 40});
    assert_eq!((json!(totals.event_types), totals.units), (types, 860));
    assert_eq!((page.first_seen, page.last_seen), (at(-1), RECEIVED));
}

async fn sessions_end_where_the_player_was_silent_for_longer_than_the_gap(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // 0, 30 and 60 are one session at 30 minutes and three at 29; 91 begins another.
    let mut entries = Vec::new();
    for minute in [91, 0, 60, 30, 30, 60] {
        let more = json!({"timestamp": at(minute).to_string()});
        entries.push(event_entry(&event("ann", more.clone())));
        entries.push(sheet_entry(&sheet("m", "ann", more)));
    }
    writer.commit(&entries).await.unwrap();
    let session = |start, end, n| Session {
        start: at(start),
        end: at(end),
        sheets: n,
        events: n,
    };
    for (gap_minutes, expected) in [
        (30, vec![session(91, 91, 1), session(0, 60, 5)]),
        (
            29,
            vec![
                session(91, 91, 1),
                session(60, 60, 2),
                session(30, 30, 2),
                session(0, 0, 1),
            ],
        ),
        (31, vec![session(0, 91, 6)]),
    ] {
        let mut asked = JourneyRequest {
            gap_minutes,
            ..JourneyRequest::newest(player("ann"), 100)
        };
        let whole = journey(&reader, &asked).await;
        assert_eq!(whole.sessions, expected, "{gap_minutes} minutes");
        asked.ascending = true;
        let mut reversed = journey(&reader, &asked).await.sessions;
        reversed.reverse();
        assert_eq!(reversed, expected, "{gap_minutes} minutes");
        asked.ascending = false;
        assert_eq!(whole.totals.sessions, expected.len() as u64);
        // A page tells of its own sessions only, each of them whole.
        asked.limit = 2;
        let page = journey(&reader, &asked).await;
        assert_eq!(page.sessions, expected[..1]);
        assert_eq!(page.totals.sessions, expected.len() as u64);
        asked.range.until = Some(at(-100));
        let empty = journey(&reader, &asked).await;
        assert_eq!((empty.moments.len(), empty.sessions.len()), (0, 0));
        assert_eq!(empty.totals.sessions, expected.len() as u64);
    }
}

async fn a_long_match_is_no_silence(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (minute, took) in [(50, 45), (0, 10), (200, 100), (90, 15)] {
        let more = json!({"timestamp": at(minute).to_string(), "match_duration": took * 60});
        let entry = sheet_entry(&sheet(&format!("m{minute}"), "ann", more));
        writer.commit(&[entry]).await.unwrap();
    }
    let whole = journey(&reader, &JourneyRequest::newest(player("ann"), 100)).await;
    let told = whole.sessions.iter().map(|one| (one.start, one.end));
    let told: Vec<_> = told.collect();
    assert_eq!(told, [(at(-10), at(200))]);
    let asked = JourneyRequest {
        gap_minutes: 24,
        ..JourneyRequest::newest(player("ann"), 100)
    };
    let apart = journey(&reader, &asked).await.sessions;
    let told: Vec<_> = apart.iter().map(|one| (one.start, one.end)).collect();
    assert_eq!(told, [(at(75), at(200)), (at(-10), at(50))]);
}

async fn filters_show_less_and_change_no_total(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    writer.commit(&some_of_everything()).await.unwrap();
    let everything = JourneyRequest::newest(player("ann"), 7);
    let totals = journey(&reader, &everything).await.totals;
    let whole = all_pages(&reader, &everything).await;

    let of_range = JourneyRequest {
        range: TimeRange {
            since: Some(at(2)),
            until: Some(at(5)),
        },
        ..everything.clone()
    };
    let expected: Vec<_> = whole
        .iter()
        .filter(|place| place.at >= at(2) && place.at < at(5))
        .copied()
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(all_pages(&reader, &of_range).await, expected);

    let of_type = JourneyRequest {
        event_type: Some(EventType::parse("death").unwrap()),
        ..everything
    };
    assert_eq!(all_pages(&reader, &of_type).await.len(), 40);
    let page = journey(&reader, &of_type).await;
    assert!(
        page.moments
            .iter()
            .all(|moment| matches!(moment, TimelineRow::Event(stored)
        if stored.event.event_type.as_str() == "death" && stored.stat_sheet_id.is_none()))
    );
    assert_eq!(page.totals, totals);
}

async fn nobody_has_no_journey(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    writer.commit(&some_of_everything()).await.unwrap();
    let asked = JourneyRequest::newest(player("cid"), 10);
    assert_eq!(reader.journey(&asked).await.unwrap(), None);
}

async fn of_each_fact_of_a_player_the_newest_value_is_known(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // In another order than they happened.
    let said = [
        (3, json!({"platform": "ps5", "vip": true})),
        (1, json!({"platform": "pc", "level": 7, "clan": "owls"})),
        (2, json!({"level": 8.5})),
    ];
    for (minute, facts) in said {
        let time = at(minute).to_string();
        let more = json!({"timestamp": time, "player": facts});
        let entry = match minute {
            2 => event_entry(&event("ann", more)),
            _ => sheet_entry(&sheet(&format!("m{minute}"), "ann", more)),
        };
        writer.commit(&[entry]).await.unwrap();
    }
    let later = json!({"timestamp": at(4).to_string(), "player": {"platform": "tv"}});
    let of_bob = event_entry(&event("bob", later));
    writer.commit(&[of_bob]).await.unwrap();
    let known = journey(&reader, &JourneyRequest::newest(player("ann"), 1)).await;
    let expected = json!({"clan": "owls", "level": 8.5, "platform": "ps5", "vip": true});
    assert_eq!(json!(known.facts), expected);
    let known = journey(&reader, &JourneyRequest::newest(player("bob"), 1)).await;
    assert_eq!(json!(known.facts), json!({"platform": "tv"}));
}
