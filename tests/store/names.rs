//! No client can grow the totals without bound: new names are refused past a limit, known ones never are.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{DeadLetterFilter, PageRequest};
use loot::store::{Entry, Outcome};
use serde_json::{Map, Value, json};

on_both_databases! {
    items_past_the_limit_are_refused_without_harm_to_their_neighbours,
    game_modes_and_variants_are_limited_too,
    event_types_are_limited_alone_and_inside_sheets,
    the_limit_holds_for_a_second_writer_and_after_a_restart,
    a_batch_of_very_many_new_names_is_refused_in_few_words,
}

/// One sheet with items `item_{from}` to below `item_{to}`.
fn items(from: u32, to: u32) -> Entry {
    let items: Map<String, Value> = (from..to)
        .map(|k| (format!("item_{k}"), json!(1)))
        .collect();
    sheet_entry(&sheet("m", "p", json!({"looted_items": items})))
}

/// All 5,000 that may be.
fn all_items() -> Vec<Entry> {
    (0..20).map(|k| items(k * 250, (k + 1) * 250)).collect()
}

fn refused_field(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Rejected(faults) => {
            assert!(faults.first().reason.contains("limit"), "{faults}");
            &faults.first().field
        }
        other => panic!("expected it to be refused, got {other:?}"),
    }
}

async fn items_past_the_limit_are_refused_without_harm_to_their_neighbours(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for outcome in writer.commit(&all_items()).await.unwrap() {
        accepted(&outcome);
    }
    let placed_only = sheet_entry(&sheet(
        "m",
        "p",
        json!({"looted_items": {}, "locations": {"item_6000": [1, 2]}}),
    ));
    let batch = [
        items(0, 1),
        items(4_999, 5_001),
        items(4_998, 5_000),
        placed_only,
    ];
    let outcomes = writer.commit(&batch).await.unwrap();
    accepted(&outcomes[0]);
    assert_eq!(refused_field(&outcomes[1]), "looted_items.item_5000");
    accepted(&outcomes[2]);
    assert_eq!(refused_field(&outcomes[3]), "locations.item_6000");

    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_items.len(), totals.units()), (5_000, 5_003));
    assert_eq!(
        database
            .number("select count(*) from item_totals where item = 'item_6000'")
            .await,
        0
    );
    let all = PageRequest {
        limit: 10,
        before: None,
    };
    assert_eq!(
        reader
            .dead_letters(&DeadLetterFilter::default(), all)
            .await
            .unwrap()
            .rows
            .len(),
        2
    );
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn game_modes_and_variants_are_limited_too(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let modes: Vec<_> = (0..101)
        .map(|k| sheet_entry(&sheet("m", "p", json!({"game_mode": format!("g{k}")}))))
        .collect();
    assert_one_refused(&writer.commit(&modes).await.unwrap(), "game_mode");

    let variant = |k: u32| json!({"experiments": {"e": format!("v{k}")}});
    let variants: Vec<_> = (0..501)
        .map(|k| sheet_entry(&sheet("m", "p", variant(k))))
        .collect();
    assert_one_refused(&writer.commit(&variants).await.unwrap(), "experiments.e");
    assert!(reader.integrity().await.unwrap().is_sound());
}

async fn event_types_are_limited_alone_and_inside_sheets(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let event_of = |k: u32| event_entry(&event("p", json!({"event_type": format!("t{k}")})));
    let sheet_of = |k: u32| {
        let events = json!([{"event_type": "t1"}, {"event_type": format!("t{k}")}]);
        sheet_entry(&sheet("m", "p", json!({"events": events})))
    };
    let events: Vec<_> = (0..1_000).map(event_of).collect();
    for outcome in writer.commit(&events).await.unwrap() {
        accepted(&outcome);
    }
    let batch = [event_of(7), event_of(1_000), sheet_of(8), sheet_of(1_000)];
    let outcomes = writer.commit(&batch).await.unwrap();
    accepted(&outcomes[0]);
    assert_eq!(refused_field(&outcomes[1]), "event_type");
    accepted(&outcomes[2]);
    assert_eq!(refused_field(&outcomes[3]), "events[1].event_type");
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_events, totals.total_stat_sheets), (1_003, 1));
    assert!(reader.integrity().await.unwrap().is_sound());
}

/// Which of the names of one batch come first is not promised.
fn assert_one_refused(outcomes: &[Outcome], field: &str) {
    let refused: Vec<_> = outcomes
        .iter()
        .filter(|outcome| !matches!(outcome, Outcome::Accepted { .. }))
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused_field(refused[0]), field);
}

async fn the_limit_holds_for_a_second_writer_and_after_a_restart(database: TestDatabase) {
    let (_, mut second) = database.open().await;
    accepted(&second.commit(&[items(0, 1)]).await.unwrap()[0]);
    let (_, mut writer) = database.open().await;
    writer.commit(&all_items()).await.unwrap();
    let outcomes = second
        .commit(&[items(5_000, 5_001), items(17, 19)])
        .await
        .unwrap();
    assert_eq!(refused_field(&outcomes[0]), "looted_items.item_5000");
    accepted(&outcomes[1]);
    second.close().await;
    writer.close().await;

    let (_, mut writer) = database.open().await;
    let outcomes = writer
        .commit(&[items(5_000, 5_001), items(17, 19)])
        .await
        .unwrap();
    assert_eq!(refused_field(&outcomes[0]), "looted_items.item_5000");
    accepted(&outcomes[1]);
}

async fn a_batch_of_very_many_new_names_is_refused_in_few_words(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // Of six digits, so that they come in order.
    let sheet_of = |k: u32| items(k * 250, (k + 1) * 250);
    let batch: Vec<Entry> = (400..1_400).map(sheet_of).collect();
    let outcomes = writer.commit(&batch).await.unwrap();
    for outcome in &outcomes[..20] {
        accepted(outcome);
    }
    assert_few_words(outcomes[20..].iter());
    let names = "select count(*) from names where kind = 'item'";
    assert_eq!(database.number(names).await, 5_000);
    let kept = "select cast(sum(octet_length(faults)) as bigint) from dead_letters";
    assert!(database.number(kept).await < 1 << 20);

    // Again, in several transactions.
    let any = DeadLetterFilter::default();
    let ids = reader.dead_letter_ids(&any, 0, 980, u64::MAX);
    let (ids, _) = ids.await.unwrap();
    let outcomes = writer.replay(&ids).await.unwrap();
    assert_eq!(outcomes.len(), 980);
    assert_few_words(outcomes.iter().map(|(_, outcome)| outcome));
    assert!(reader.integrity().await.unwrap().is_sound());
}

/// Each has 250 faults; more than 1,000 in all are not listed.
fn assert_few_words<'o>(outcomes: impl Iterator<Item = &'o Outcome>) {
    let refused = outcomes.map(|outcome| match outcome {
        Outcome::Rejected(faults) => faults.as_slice(),
        other => panic!("expected it to be refused, got {other:?}"),
    });
    for (index, faults) in refused.enumerate() {
        if index < 4 {
            assert_eq!(faults.len(), 250);
        } else {
            assert_eq!(faults.len(), 2);
            assert!(
                faults[1].reason.starts_with("has 249 more faults"),
                "{faults:?}"
            );
        }
    }
}
