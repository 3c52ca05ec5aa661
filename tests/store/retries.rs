//! A retry counts once, whenever and however it comes.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{DeadLetterFilter, PageRequest};
use loot::store::Outcome;
use serde_json::{Value, json};

on_both_databases! {
    a_retry_counts_once,
    another_sheet_with_a_known_key_is_told_and_kept,
    events_that_were_stored_before_are_not_counted_with_a_sheet,
    a_repeat_within_one_batch_counts_once,
    the_key_of_another_player_is_another_key,
    sheets_without_a_key_are_never_repeats,
    an_event_counts_once_alone_or_inside_sheets,
    a_repeated_sheet_brings_no_events,
    keys_are_known_for_ever,
}

async fn a_retry_counts_once(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let more =
        json!({"sheet_id": "k", "looted_items": {"medkit": 3}, "events": [{"event_type": "jump"}]});
    let first = sheet("m", "p", more.clone());
    let outcome = writer.commit(&[sheet_entry(&first)]).await.unwrap();
    let id = accepted(&outcome[0]);
    // A client may set the time anew when it tries again.
    let mut later = more;
    later["timestamp"] = json!("2026-01-31T12:00:09Z");
    let retry = sheet("m", "p", later);
    for _ in 0..3 {
        let outcome = writer.commit(&[sheet_entry(&retry)]).await.unwrap();
        assert_eq!(outcome, [Outcome::Duplicate { id }]);
    }
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.units(), totals.total_stat_sheets), (3, 1));
    assert_eq!(reader.quality().await.unwrap().duplicates, 3);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn another_sheet_with_a_known_key_is_told_and_kept(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of = |more: Value| {
        let mut fields = json!({"sheet_id": "k", "looted_items": {"medkit": 3}});
        fields
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        sheet_entry(&sheet("m", "p", fields))
    };
    let outcome = writer.commit(&[of(json!({}))]).await.unwrap();
    let id = accepted(&outcome[0]);
    let others = [
        json!({"match_id": "other"}),
        json!({"looted_items": {"medkit": 4}}),
        json!({"locations": {"medkit": [1, 2]}}),
        json!({"game_mode": "solo"}),
        json!({"player_level": 1}),
        json!({"match_duration": 1.5}),
        json!({"experiments": {"price": "high"}}),
        json!({"custom_stats": {"kills": 1}}),
        json!({"more": true}),
        json!({"events": [{"event_type": "jump"}]}),
    ];
    let batch: Vec<_> = others
        .iter()
        .cloned()
        .map(of)
        .chain([of(json!({}))])
        .collect();
    let outcomes = writer.commit(&batch).await.unwrap();
    let (last, differing) = outcomes.split_last().unwrap();
    assert_eq!(last, &Outcome::Duplicate { id });
    assert_eq!(differing, vec![Outcome::Differs { id }; others.len()]);
    let quality = reader.quality().await.unwrap();
    assert_eq!((quality.sheets, quality.duplicates), (1, 1));
    assert_eq!(
        json!(quality.rejected_by_reason),
        json!({"differs": others.len()})
    );
    let all = PageRequest {
        limit: 100,
        before: None,
    };
    let letters = reader
        .dead_letters(&DeadLetterFilter::default(), all)
        .await
        .unwrap();
    assert_eq!(letters.rows.len(), others.len());
    assert!(String::from_utf8_lossy(&letters.rows[0].payload).contains("jump"));
    // Judged again, it is no other sheet; it stays where it is.
    let newest = letters.rows[0].id;
    let replayed = writer.replay(&[newest]).await.unwrap();
    assert!(
        matches!(&replayed[..], [(id, Outcome::Rejected(_))] if *id == newest),
        "{replayed:?}"
    );
    assert_eq!(
        json!(reader.quality().await.unwrap().rejected_by_reason),
        json!({"differs": others.len()})
    );
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn events_that_were_stored_before_are_not_counted_with_a_sheet(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    writer
        .commit(&[event_entry(&event("p", json!({"event_id": "e"})))])
        .await
        .unwrap();
    let events = json!([{"event_type": "jump", "event_id": "e"}, {"event_type": "jump", "event_id": "f"},
        {"event_type": "jump", "event_id": "f"}, {"event_type": "rest"}]);
    writer
        .commit(&[sheet_entry(&sheet("m", "p", json!({"events": events})))])
        .await
        .unwrap();
    let first = reader.first_sheet().await.unwrap().unwrap();
    assert_eq!(first.event_count, 2);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn a_repeat_within_one_batch_counts_once(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let key = |key: &str| sheet_entry(&sheet("m", "p", json!({"sheet_id": key})));
    let batch = [key("a"), key("b"), key("a"), key("a"), key("c"), key("b")];
    let outcomes = writer.commit(&batch).await.unwrap();
    let (a, b, c) = (
        accepted(&outcomes[0]),
        accepted(&outcomes[1]),
        accepted(&outcomes[4]),
    );
    assert!(
        a < b && b < c,
        "ids grow in the order of arrival: {a} {b} {c}"
    );
    for (place, id) in [(2, a), (3, a), (5, b)] {
        assert_eq!(outcomes[place], Outcome::Duplicate { id });
    }
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 3);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn the_key_of_another_player_is_another_key(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let of = |player: &str| sheet_entry(&sheet("m", player, json!({"sheet_id": "k"})));
    for outcome in writer.commit(&[of("p"), of("q"), of("P")]).await.unwrap() {
        accepted(&outcome);
    }
    assert_eq!(reader.totals(None).await.unwrap().total_players, 3);
}

async fn sheets_without_a_key_are_never_repeats(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let keyless = sheet_entry(&sheet("m", "p", json!({})));
    for _ in 0..2 {
        let outcomes = writer
            .commit(&[keyless.clone(), keyless.clone()])
            .await
            .unwrap();
        assert_ne!(accepted(&outcomes[0]), accepted(&outcomes[1]));
    }
    let quality = reader.quality().await.unwrap();
    assert_eq!(
        (
            quality.sheets,
            quality.sheets_without_key,
            quality.duplicates
        ),
        (4, 4, 0)
    );
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn an_event_counts_once_alone_or_inside_sheets(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let alone = event_entry(&event("p", json!({"event_id": "e"})));
    let outcomes = writer
        .commit(&[alone.clone(), alone.clone()])
        .await
        .unwrap();
    let id = accepted(&outcomes[0]);
    assert_eq!(outcomes[1], Outcome::Duplicate { id });

    let twice_inside = json!({"events": [
        {"event_type": "jump", "event_id": "e"},
        {"event_type": "fall", "event_id": "f"},
        {"event_type": "fall", "event_id": "f"},
        {"event_type": "rest"},
        {"event_type": "rest"},
    ]});
    let outcomes = writer
        .commit(&[sheet_entry(&sheet("m", "p", twice_inside))])
        .await
        .unwrap();
    accepted(&outcomes[0]);
    let outcomes = writer.commit(&[alone]).await.unwrap();
    assert_eq!(outcomes, [Outcome::Duplicate { id }]);

    let totals = reader.totals(None).await.unwrap();
    // e, f, and two rests without a key.
    assert_eq!((totals.total_events, totals.total_stat_sheets), (4, 1));
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn a_repeated_sheet_brings_no_events(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let with_events = sheet(
        "m",
        "p",
        json!({"sheet_id": "k", "events": [{"event_type": "a"}, {"event_type": "b"}]}),
    );
    let entry = sheet_entry(&with_events);
    writer
        .commit(&[entry.clone(), entry.clone()])
        .await
        .unwrap();
    writer.commit(&[entry]).await.unwrap();
    assert_eq!(reader.totals(None).await.unwrap().total_events, 2);
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn keys_are_known_for_ever(database: TestDatabase) {
    let entry = sheet_entry(&sheet("m", "p", json!({"sheet_id": "k"})));
    let (reader, mut writer) = database.open().await;
    let id = accepted(&writer.commit(std::slice::from_ref(&entry)).await.unwrap()[0]);
    reader.close().await;
    writer.close().await;

    let (reader, mut writer) = database.open().await;
    assert_eq!(
        writer.commit(&[entry]).await.unwrap(),
        [Outcome::Duplicate { id }]
    );
    assert_eq!(reader.totals(None).await.unwrap().total_stat_sheets, 1);
}
