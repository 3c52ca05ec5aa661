//! Dead letters that are parsed again: each is counted once, before and after, whatever becomes of it.

use crate::fixtures::sheets::{
    RECEIVED, accepted, rejected_entry, rejected_entry_at, sheet, sheet_entry,
};
use crate::harness::database::{TestDatabase, on_both_databases};
use bytes::Bytes;
use loot::model::{
    DeadLetter, DeadLetterFilter, Faults, Millis, PageRequest, SheetFilter, StoredDeadLetter,
    StoredSheet,
};
use loot::store::{Entry, Outcome, Reader, Writer};
use serde_json::json;

on_both_databases! {
    a_mended_letter_is_stored_under_the_time_it_was_received,
    what_still_fails_stays_under_its_number_with_its_new_faults,
    a_letter_with_a_known_key_is_a_repeat,
    dropped_letters_are_no_longer_counted,
    many_and_large_letters_go_in_several_transactions,
}

const GOOD_SHEET: &[u8] =
    br#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2},"locations":{"medkit":[1,2]}}"#;
const GOOD_EVENT: &[u8] = br#"{"match_id":"m","player_id":"p","event_type":"jump"}"#;

async fn a_mended_letter_is_stored_under_the_time_it_was_received(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let earlier = Millis(RECEIVED.0 - 3 * Millis::DAY);
    let refused = [
        rejected_entry_at("looted_items", GOOD_SHEET, earlier),
        rejected_entry("body", b"{"),
        event_letter(earlier),
    ];
    writer.commit(&refused).await.unwrap();
    let ids = ids(&reader).await;
    let outcomes = writer.replay(&[ids[0], ids[2], 999]).await.unwrap();
    let [
        (first, Outcome::Accepted { id }),
        (last, Outcome::Accepted { .. }),
    ] = outcomes[..]
    else {
        panic!("{outcomes:?}");
    };
    assert_eq!((first, last), (ids[0], ids[2]));

    let rows = sheets(&reader).await;
    assert_eq!((rows.len(), rows[0].id), (1, id));
    assert_eq!(rows[0].created_at, earlier);
    assert_eq!(rows[0].sheet.timestamp.at(), earlier);
    let left = letters(&reader).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, ids[1]);
    assert_eq!(refusals(&reader).await, 1);
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_stat_sheets, totals.total_events), (1, 1));
    assert_sound(&reader).await;

    // Nothing is left of them to be replayed.
    assert_eq!(writer.replay(&[ids[0], ids[2]]).await.unwrap(), []);
    assert_eq!(sheets(&reader).await.len(), 1);
}

async fn what_still_fails_stays_under_its_number_with_its_new_faults(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let payload = br#"{"match_id":"m","looted_items":{}}"#;
    writer
        .commit(&[rejected_entry("looted_items", payload)])
        .await
        .unwrap();
    let ids = ids(&reader).await;
    let outcomes = writer.replay(&ids).await.unwrap();
    let [(_, Outcome::Rejected(faults))] = &outcomes[..] else {
        panic!("{outcomes:?}");
    };
    assert_eq!(faults.first().field, "player_id");
    let left = letters(&reader).await;
    assert_eq!((left.len(), left[0].id), (1, ids[0]));
    assert_eq!(left[0].faults, *faults);
    assert_eq!(left[0].payload, payload);
    assert_eq!(
        (left[0].created_at, &*left[0].source),
        (RECEIVED, "/api/submit")
    );
    assert_eq!(refusals(&reader).await, 1);
    assert_sound(&reader).await;
}

async fn a_letter_with_a_known_key_is_a_repeat(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let stored = sheet("m", "p", json!({"sheet_id": "k"}));
    let first = accepted(&writer.commit(&[sheet_entry(&stored)]).await.unwrap()[0]);
    let payload = br#"{"match_id":"m","player_id":"p","looted_items":{"medkit":1},"sheet_id":"k"}"#;
    writer
        .commit(&[rejected_entry("events", payload)])
        .await
        .unwrap();
    let outcomes = writer.replay(&ids(&reader).await).await.unwrap();
    assert!(matches!(outcomes[..], [(_, Outcome::Duplicate { id })] if id == first));
    assert!(letters(&reader).await.is_empty());
    assert_eq!(sheets(&reader).await.len(), 1);
    assert_sound(&reader).await;
}

async fn dropped_letters_are_no_longer_counted(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let refused = [rejected_entry("body", b"{"), rejected_entry("events", b"[")];
    writer.commit(&refused).await.unwrap();
    let ids = ids(&reader).await;
    assert_eq!(writer.drop_dead_letters(&[ids[1], 999]).await.unwrap(), 1);
    let left = letters(&reader).await;
    assert_eq!((left.len(), left[0].id), (1, ids[0]));
    assert_eq!(refusals(&reader).await, 1);
    assert_sound(&reader).await;
}

async fn many_and_large_letters_go_in_several_transactions(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let large = format!(r#"{{"mood":"{}"}}"#, "x".repeat(1 << 20));
    let letter = |k: usize| {
        let payload = match k % 120 {
            0 => large.clone(),
            _ => format!(r#"{{"match_id":"m{k}","player_id":"p","looted_items":{{"medkit":1}}}}"#),
        };
        Entry::rejected(DeadLetter {
            payload: Bytes::from(payload),
            faults: Faults::one("body", "is wrong"),
            received_at: Millis(RECEIVED.0 + k as i64 * Millis::MINUTE),
            source: "/api/submit/batch",
        })
    };
    let refused: Vec<_> = (0..1_200).map(letter).collect();
    writer.commit(&refused).await.unwrap();
    let outcomes = replay_all(&reader, &mut writer).await;
    let stored = outcomes
        .iter()
        .filter(|one| matches!(one, (_, Outcome::Accepted { .. })));
    assert_eq!((outcomes.len(), stored.count()), (1_200, 1_190));
    assert_eq!(letters(&reader).await.len(), 10);
    assert_eq!(refusals(&reader).await, 10);
    let totals = reader.totals(None).await.unwrap();
    assert_eq!(totals.total_stat_sheets, 1_190);
    assert_sound(&reader).await;
}

fn event_letter(received_at: Millis) -> Entry {
    Entry::rejected(DeadLetter {
        payload: Bytes::from_static(GOOD_EVENT),
        faults: Faults::one("event_type", "is wrong"),
        received_at,
        source: "/api/events",
    })
}

async fn replay_all(reader: &Reader, writer: &mut Writer) -> Vec<(i64, Outcome)> {
    let ids = ids(reader).await;
    writer.replay(&ids).await.unwrap()
}

/// Newest first.
async fn letters(reader: &Reader) -> Vec<StoredDeadLetter> {
    let any = DeadLetterFilter::default();
    let mut letters = Vec::new();
    let mut before = None;
    loop {
        let page = PageRequest {
            limit: 5_000,
            before,
        };
        let page = reader.dead_letters(&any, page).await.unwrap();
        letters.extend(page.rows);
        before = page.next;
        if before.is_none() {
            return letters;
        }
    }
}

/// Oldest first.
async fn ids(reader: &Reader) -> Vec<i64> {
    let letters = letters(reader).await;
    letters.iter().rev().map(|letter| letter.id).collect()
}

/// Newest first.
async fn sheets(reader: &Reader) -> Vec<StoredSheet> {
    let any = SheetFilter::default();
    let mut sheets = Vec::new();
    let mut before = None;
    loop {
        let page = PageRequest {
            limit: 5_000,
            before,
        };
        let page = reader.sheets(&any, page).await.unwrap();
        sheets.extend(page.rows);
        before = page.next;
        if before.is_none() {
            return sheets;
        }
    }
}

async fn refusals(reader: &Reader) -> u64 {
    reader.quality().await.unwrap().rejected
}

async fn assert_sound(reader: &Reader) {
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}
