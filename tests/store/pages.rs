//! Pages of rows: complete, without repeats, in order, and only what was asked for.

use crate::fixtures::any_sheet::any_sheet;
use crate::fixtures::sheets::{
    RECEIVED, accepted, event, event_entry, rejected_entry, sheet, sheet_entry,
};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    DeadLetterFilter, GameMode, JourneyRequest, MatchId, Millis, PageRequest, PlayerId,
    SheetFilter, StatSheet, StoredSheet, TimeRange, TimelineRow,
};
use loot::store::Reader;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::json;

on_both_databases! {
    any_sheet_reads_back_as_it_was_sent,
    pages_are_complete_and_without_repeats_for_every_filter,
    rows_that_arrive_between_two_pages_change_nothing,
    dead_letters_come_in_pages_too,
    large_rows_end_a_page_before_its_limit,
    large_rows_end_a_page_of_a_journey_without_a_gap,
}

async fn any_sheet_reads_back_as_it_was_sent(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, mut writer) = database.open().await;
    let sheets: Vec<StatSheet> = (0..150)
        .map(|_| any_sheet().new_tree(&mut runner).unwrap().current())
        .collect();
    let entries: Vec<_> = sheets.iter().map(sheet_entry).collect();
    for outcome in writer.commit(&entries).await.unwrap() {
        accepted(&outcome);
    }
    let stored = all(&reader, &SheetFilter::default(), 40).await;
    assert_eq!(stored.len(), sheets.len());
    for (stored, mut sent) in stored.into_iter().rev().zip(sheets) {
        assert_eq!(stored.event_count, sent.events.len() as u64);
        assert_eq!(stored.created_at, RECEIVED);
        sent.events.clear();
        assert_eq!(stored.sheet, sent);
    }
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}

async fn pages_are_complete_and_without_repeats_for_every_filter(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut sent: Vec<StatSheet> = Vec::new();
    for k in 0..60_i64 {
        // Seven times, so that many are equal; three matches, four players, two modes and none.
        let time = Millis(RECEIVED.0 + (k * 37 % 7) * Millis::HOUR).to_string();
        let mode = [None, Some("solo"), Some("duo")][(k % 3) as usize];
        let more = json!({"timestamp": time, "game_mode": mode});
        sent.push(sheet(
            &format!("m{}", k % 5),
            &format!("p{}", k * 7 % 4),
            more,
        ));
    }
    let entries: Vec<_> = sent.iter().map(sheet_entry).collect();
    writer.commit(&entries).await.unwrap();

    let range = |since, until| TimeRange { since, until };
    let hour = |n: i64| Some(Millis(RECEIVED.0 + n * Millis::HOUR));
    let match_id = Some(MatchId::parse("m2").unwrap());
    let player_id = Some(PlayerId::parse("p1").unwrap());
    let game_mode = Some(GameMode::parse("solo").unwrap());
    let none = SheetFilter::default;
    for filter in [
        none(),
        SheetFilter {
            match_id: match_id.clone(),
            ..none()
        },
        SheetFilter {
            player_id: player_id.clone(),
            ..none()
        },
        SheetFilter {
            game_mode: game_mode.clone(),
            ..none()
        },
        SheetFilter {
            range: range(hour(3), None),
            ..none()
        },
        SheetFilter {
            range: range(None, hour(3)),
            ..none()
        },
        SheetFilter {
            range: range(hour(1), hour(5)),
            ..none()
        },
        SheetFilter {
            range: range(hour(5), hour(1)),
            ..none()
        },
        SheetFilter {
            match_id: match_id.clone(),
            range: range(hour(2), None),
            ..none()
        },
        SheetFilter {
            match_id,
            player_id,
            game_mode,
            range: range(hour(0), hour(7)),
        },
        SheetFilter {
            match_id: Some(MatchId::parse("unheard of").unwrap()),
            ..none()
        },
    ] {
        let mut wanted: Vec<&StatSheet> =
            sent.iter().filter(|sheet| fits(sheet, &filter)).collect();
        wanted.reverse();
        if filter.range.is_limited() {
            // Stable, so that equal times stay newest first.
            wanted.sort_by_key(|sheet| std::cmp::Reverse(sheet.timestamp.at()));
        }
        for limit in [1, 3, 7, 1_000] {
            let got = all(&reader, &filter, limit).await;
            let got: Vec<&StatSheet> = got.iter().map(|stored| &stored.sheet).collect();
            assert_eq!(got, wanted, "limit {limit}, {filter:?}");
        }
    }
}

fn fits(sheet: &StatSheet, filter: &SheetFilter) -> bool {
    filter
        .match_id
        .as_ref()
        .is_none_or(|id| *id == sheet.match_id)
        && filter
            .player_id
            .as_ref()
            .is_none_or(|id| *id == sheet.player_id)
        && (filter.game_mode.is_none() || filter.game_mode == sheet.game_mode)
        && filter.range.contains(sheet.timestamp.at())
}

/// Follows the cursor to the end.
async fn all(reader: &Reader, filter: &SheetFilter, limit: u32) -> Vec<StoredSheet> {
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = reader
            .sheets(filter, PageRequest { limit, before })
            .await
            .unwrap();
        assert!(page.rows.len() <= limit as usize);
        assert!(rows.len() < 10_000, "the pages never end");
        assert!(page.next.is_none() || page.rows.len() == limit as usize);
        rows.extend(page.rows);
        if page.next.is_none() {
            return rows;
        }
        before = page.next;
    }
}

async fn rows_that_arrive_between_two_pages_change_nothing(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let entry = sheet_entry(&sheet("m", "p", json!({})));
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(accepted(
            &writer.commit(std::slice::from_ref(&entry)).await.unwrap()[0],
        ));
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = reader
            .sheets(&SheetFilter::default(), PageRequest { limit: 3, before })
            .await
            .unwrap();
        seen.extend(page.rows.iter().map(|row| row.id));
        writer.commit(std::slice::from_ref(&entry)).await.unwrap();
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    ids.reverse();
    assert_eq!(seen, ids);
    assert_eq!(
        reader.first_sheet().await.unwrap().unwrap().id,
        *ids.last().unwrap()
    );
}

async fn dead_letters_come_in_pages_too(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let letters: Vec<_> = (0..10).map(|_| rejected_entry("body", b"{")).collect();
    writer.commit(&letters).await.unwrap();
    let mut ids = Vec::new();
    let mut before = None;
    loop {
        let page = reader
            .dead_letters(
                &DeadLetterFilter::default(),
                PageRequest { limit: 4, before },
            )
            .await
            .unwrap();
        ids.extend(page.rows.iter().map(|letter| letter.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), 10);
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
}

/// Two of them fit on a page, three do not.
const LARGE: usize = 900_000;

async fn large_rows_end_a_page_before_its_limit(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let note = "n".repeat(LARGE);
    let mut entries = Vec::new();
    for minute in 0..5 {
        let timestamp = Millis(RECEIVED.0 + minute * Millis::MINUTE).to_string();
        let more = json!({"timestamp": timestamp, "note": note});
        entries.push(sheet_entry(&sheet("m", "ann", more)));
        let details = json!({"timestamp": timestamp, "details": {"note": note}});
        entries.push(event_entry(&event("ann", details)));
    }
    // Newest first: three small ones, one that is larger than a page, and two that fit on one.
    for bytes in [LARGE, LARGE, 3 << 20, 1, 1, 1] {
        entries.push(rejected_entry("body", vec![b'{'; bytes].leak()));
    }
    writer.commit(&entries).await.unwrap();

    let by_time = SheetFilter {
        range: TimeRange {
            since: Some(RECEIVED),
            until: None,
        },
        ..SheetFilter::default()
    };
    for filter in [SheetFilter::default(), by_time] {
        let mut rows = Vec::new();
        let mut before = None;
        loop {
            let asked = PageRequest { limit: 100, before };
            let page = reader.sheets(&filter, asked).await.unwrap();
            rows.push(page.rows.len());
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(rows, [2, 2, 1]);
    }
    let everything = DeadLetterFilter::default();
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let asked = PageRequest { limit: 100, before };
        let page = reader.dead_letters(&everything, asked).await.unwrap();
        rows.push(page.rows.len());
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(rows, [3, 1, 2]);
    let match_id = MatchId::parse("m").unwrap();
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let detail = reader.match_detail(&match_id, 100, after).await.unwrap();
        let detail = detail.unwrap();
        rows.push(detail.events.len());
        after = detail.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(rows, [2, 2, 1]);
}

async fn large_rows_end_a_page_of_a_journey_without_a_gap(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let note = "n".repeat(LARGE);
    let mut entries = Vec::new();
    // Sheets are large at first and events later, so each is the first of the two to fill a page.
    for minute in 0..12 {
        let timestamp = Millis(RECEIVED.0 + minute * Millis::MINUTE).to_string();
        let [small, large] = ["", note.as_str()];
        let [of_sheet, of_event] = if minute < 6 {
            [large, small]
        } else {
            [small, large]
        };
        let more = json!({"timestamp": timestamp, "note": of_sheet});
        entries.push(sheet_entry(&sheet("m", "ann", more)));
        let details = json!({"timestamp": timestamp, "details": {"note": of_event}});
        entries.push(event_entry(&event("ann", details)));
    }
    writer.commit(&entries).await.unwrap();
    for ascending in [false, true] {
        let mut asked = JourneyRequest::newest(PlayerId::parse("ann").unwrap(), 100);
        asked.ascending = ascending;
        let mut seen = Vec::new();
        loop {
            let page = reader.journey(&asked).await.unwrap().unwrap();
            // Two large rows, and a small one on either side.
            assert!(
                (1..=5).contains(&page.moments.len()),
                "{}",
                page.moments.len()
            );
            seen.extend(page.moments.iter().map(TimelineRow::cursor));
            asked.after = page.next;
            if page.next.is_none() {
                break;
            }
        }
        if !ascending {
            seen.reverse();
        }
        assert!(seen.is_sorted_by(|older, newer| older < newer), "{seen:?}");
        assert_eq!(seen.len(), 24, "{seen:?}");
    }
}
