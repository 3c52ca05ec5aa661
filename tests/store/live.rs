//! What watchers see: sums from rollups are those of the rows, and the newest rows are those of the filter.

use crate::fixtures::sheets::{event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{Arm, GameMode, ItemKind, LiveFilter, LiveLook, Name, PlayerId, Seen};
use serde_json::json;

on_both_databases! {
    sums_kept_and_sums_of_rows_are_the_same_through_every_filter,
    a_look_at_a_variant_reads_no_hours,
}

/// All sheets and events are one player's, so that asking for that player changes nothing but where the answer is from.
const PLAYER: &str = "ann";

async fn sums_kept_and_sums_of_rows_are_the_same_through_every_filter(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = vec![event_entry(&event(PLAYER, json!({"event_type": "alone"})))];
    for k in 0..18 {
        let items = [
            json!({"medkit": 2}),
            json!({"medkit": 0, "gold \"coin\"": 3}),
            json!({}),
        ];
        let experiments = [
            json!({"price": "high", "music": "on"}),
            json!({"price": "low"}),
            json!({}),
        ];
        let more = json!({
            "looted_items": items[k % 3], "experiments": experiments[k / 3 % 3],
            "game_mode": if k < 9 { "solo" } else { "duo" },
            "events": [{"event_type": "jump"}, {"event_type": if k % 2 == 0 { "win" } else { "loss" }}],
        });
        entries.push(sheet_entry(&sheet(&format!("m{k}"), PLAYER, more)));
    }
    writer.commit(&entries).await.unwrap();
    let arm = |experiment: &str, variant: &str| Arm {
        experiment: Name::parse(experiment).unwrap(),
        variant: Name::parse(variant).unwrap(),
    };
    let modes = [None, Some("solo")];
    let items = [None, Some("medkit"), Some("gold \"coin\""), Some("none")];
    let arms = [
        None,
        Some(arm("price", "high")),
        Some(arm("music", "on")),
        Some(arm("price", "on")),
    ];
    let mut seen = Vec::new();
    for (mode, (item, arm)) in product(modes, product(items, arms)) {
        let filter = LiveFilter {
            game_mode: mode.map(|mode| GameMode::parse(mode).unwrap()),
            item: item.map(|item| ItemKind::parse(item).unwrap()),
            arm,
            ..LiveFilter::default()
        };
        let kept = reader.look(&filter, Seen::default()).await.unwrap();
        let of_player = LiveFilter {
            player_id: Some(PlayerId::parse(PLAYER).unwrap()),
            ..filter.clone()
        };
        let counted = reader.look(&of_player, Seen::default()).await.unwrap();
        assert_eq!(told(&kept), told(&counted), "{filter:?}");
        assert_eq!(
            kept.sheets.len() as u64,
            kept.totals.total_stat_sheets,
            "{filter:?}"
        );
        seen.push(kept.totals.total_stat_sheets);
    }
    // Everything, then each variant; then the same of those with a medkit.
    assert_eq!(seen[..8], [18, 6, 6, 0, 12, 4, 4, 0]);
}

async fn a_look_at_a_variant_reads_no_hours(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let hours = (0..30).map(|hour| {
        let at = format!("2026-01-{:02}T{:02}:00:00Z", 1 + hour / 10, hour % 10);
        let more = json!({
            "timestamp": at, "experiments": {"price": "high"}, "events": [{"event_type": "jump", "timestamp": at}],
        });
        sheet_entry(&sheet(&format!("m{hour}"), PLAYER, more))
    });
    writer.commit(&hours.collect::<Vec<_>>()).await.unwrap();
    let filter = LiveFilter {
        arm: Some(Arm {
            experiment: Name::parse("price").unwrap(),
            variant: Name::parse("high").unwrap(),
        }),
        ..LiveFilter::default()
    };
    let before = reader.look(&filter, Seen::default()).await.unwrap();
    assert_eq!(before.totals.total_stat_sheets, 30);
    assert_eq!(before.totals.total_events, Some(30));
    for statement in [
        "delete from activity where width_ms > 0",
        "delete from item_activity",
        "delete from event_activity",
    ] {
        database.execute(statement).await;
    }
    let after = reader.look(&filter, Seen::default()).await.unwrap();
    assert_eq!(told(&after), told(&before));
}

/// An item of which there are no units may be told or left out.
fn told(look: &LiveLook) -> serde_json::Value {
    let items = look.totals.total_items.iter().filter(|(_, n)| **n > 0);
    json!({
        "items": items.collect::<std::collections::BTreeMap<_, _>>(),
        "sheets": look.totals.total_stat_sheets, "events": look.totals.total_events, "types": look.event_types,
        "newest": look.sheets.iter().map(|sheet| sheet.id).collect::<Vec<_>>(),
        "newest_events": look.events.iter().map(|event| event.id).collect::<Vec<_>>(),
    })
}

fn product<A: Clone, B: Clone>(
    some: impl IntoIterator<Item = A>,
    others: impl IntoIterator<Item = B>,
) -> Vec<(A, B)> {
    let others: Vec<_> = others.into_iter().collect();
    let pairs = some.into_iter().flat_map(|one| {
        others
            .iter()
            .cloned()
            .map(move |other| (one.clone(), other))
    });
    pairs.collect()
}
