//! Players by the day they were first seen: what a recount gives, in whatever order their days arrive.

use crate::fixtures::sheets::{event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::store::Entry;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

on_both_databases! {
    days_in_any_order_give_what_a_recount_gives,
    a_late_first_day_moves_the_others,
}

/// Of a few players on a few days around the end of a month, some of them long ago.
fn any_entry() -> impl Strategy<Value = Entry> {
    let day = prop_oneof![
        (27..=31u32).prop_map(|day| format!("2026-01-{day}")),
        (1..=4u32).prop_map(|day| format!("2026-02-0{day}")),
        Just("1969-12-31".to_owned()),
        Just("2024-02-29".to_owned()),
    ];
    let mode = prop_oneof![Just(json!(null)), Just(json!("solo")), Just(json!("duo"))];
    (0..5u32, day, 0..24u32, mode, any::<bool>()).prop_map(|(player, day, hour, mode, is_sheet)| {
        let player = format!("p{player}");
        let timestamp = format!("{day}T{hour:02}:59:59.999Z");
        if is_sheet {
            let more = json!({"timestamp": timestamp, "game_mode": mode, "match_duration": 0.0625 * f64::from(hour)});
            sheet_entry(&sheet("m", &player, more))
        } else {
            event_entry(&event(&player, json!({"timestamp": timestamp})))
        }
    })
}

async fn days_in_any_order_give_what_a_recount_gives(database: TestDatabase) {
    let mut runner = TestRunner::deterministic();
    let (reader, mut writer) = database.open().await;
    for _ in 0..12 {
        let batch = proptest::collection::vec(any_entry(), 1..6);
        let batch = batch.new_tree(&mut runner).unwrap().current();
        writer.commit(&batch).await.unwrap();
        let integrity = reader.integrity().await.unwrap();
        assert!(integrity.is_sound(), "{integrity:#?}");
    }
}

async fn a_late_first_day_moves_the_others(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let cohorts = async || {
        let text = "select count(*) from cohort_days where players = 1 and scope = 'everyone' and cohort_ms = ";
        let of = |day: &str| format!("{text}{}", loot::model::Millis::parse(day).unwrap().0);
        let days = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"].map(of);
        [
            database.number(&days[0]).await,
            database.number(&days[1]).await,
        ]
    };
    let mut commit = async |day: &str| {
        let more = json!({"timestamp": format!("{day}T12:00:00Z"), "game_mode": "solo"});
        writer
            .commit(&[sheet_entry(&sheet("m", "p", more))])
            .await
            .unwrap();
    };
    commit("2026-01-05").await;
    commit("2026-01-02").await;
    assert_eq!(cohorts().await, [0, 2]);
    commit("2026-01-01").await;
    assert_eq!(cohorts().await, [3, 0]);
}
