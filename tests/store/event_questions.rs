//! Questions about events are answered as a plain count of what was sent would.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    EventFilter, EventType, GameMode, ItemKind, LootBefore, LootBeforeRequest, Millis,
    RateByLevelRequest, TimeRange,
};
use loot::store::{Entry, Reader};
use serde_json::json;

on_both_databases! {
    loot_before_the_first_event_counts_the_sheets_before_it,
    loot_before_goes_back_as_far_as_it_may_and_says_so,
    the_rate_by_level_is_the_share_of_sheets_whose_player_met_the_event,
}

fn at(minute: i64) -> String {
    Millis(RECEIVED.0 + minute * Millis::MINUTE).to_string()
}

fn ducks(player: &str, minute: i64, ducks: u64, mode: &str) -> Entry {
    let items = json!({"rubber \"duck\"": ducks, "medkit": 100});
    let more = json!({"timestamp": at(minute), "looted_items": items, "game_mode": mode});
    sheet_entry(&sheet(&format!("m{minute}"), player, more))
}

fn boss_alone(player: &str, minute: i64) -> Entry {
    let more = json!({"timestamp": at(minute), "event_type": "boss"});
    event_entry(&event(player, more))
}

fn before_the_boss() -> LootBeforeRequest {
    LootBeforeRequest {
        event_type: EventType::parse("boss").unwrap(),
        item: ItemKind::parse("rubber \"duck\"").unwrap(),
        filter: EventFilter::default(),
        arm: None,
        limit: 10,
    }
}

async fn ask(reader: &Reader, asked: &LootBeforeRequest) -> LootBefore {
    reader.loot_before(asked).await.unwrap()
}

async fn loot_before_the_first_event_counts_the_sheets_before_it(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let boss_inside = json!({
        "timestamp": at(30), "looted_items": {"rubber \"duck\"": 1_000}, "game_mode": "solo",
        "events": [{"event_type": "boss"}, {"event_type": "jump", "timestamp": at(1)}],
    });
    let entries = [
        ducks("ann", 1, 2, "solo"),
        ducks("ann", 2, 3, "duo"),
        // Reported with the boss in it: nothing tells what came before.
        sheet_entry(&sheet("m30", "ann", boss_inside)),
        ducks("ann", 40, 50, "solo"),
        boss_alone("ann", 50),
        ducks("bob", 1, 7, "solo"),
        boss_alone("bob", 2),
        boss_alone("bob", 3),
        boss_alone("cid", 5),
        ducks("dan", 1, 9, "solo"),
    ];
    writer.commit(&entries).await.unwrap();
    let answer = ask(&reader, &before_the_boss()).await;
    let units = answer.units.unwrap();
    // ann 5, bob 7, cid 0; dan never met the boss.
    assert_eq!((answer.players, units.mean, units.median), (3, 4.0, 5.0));
    assert_eq!((units.min, units.max), (0, 7));
    assert!(answer.coverage.complete);

    let solo = EventFilter {
        game_mode: Some(GameMode::parse("solo").unwrap()),
        ..EventFilter::default()
    };
    let asked = LootBeforeRequest {
        filter: solo,
        ..before_the_boss()
    };
    let answer = ask(&reader, &asked).await;
    assert_eq!((answer.players, answer.units.unwrap().mean), (1, 2.0));

    // bob's first boss is out of the range, and his second is not his first.
    let late = EventFilter {
        range: TimeRange {
            since: Some(Millis(RECEIVED.0 + 3 * Millis::MINUTE)),
            until: Some(Millis(RECEIVED.0 + 30 * Millis::MINUTE)),
        },
        ..EventFilter::default()
    };
    let asked = LootBeforeRequest {
        filter: late,
        ..before_the_boss()
    };
    assert_eq!(ask(&reader, &asked).await.players, 1);
    let asked = LootBeforeRequest {
        event_type: EventType::parse("unheard of").unwrap(),
        ..before_the_boss()
    };
    let nobody = ask(&reader, &asked).await;
    assert_eq!((nobody.players, nobody.units), (0, None));
}

async fn loot_before_goes_back_as_far_as_it_may_and_says_so(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // More than a page of events, most of which are nobody's first.
    let mut entries = Vec::new();
    for k in 0..5_000_i64 {
        let player = format!("p{}", k % 100);
        entries.push(boss_alone(&player, k));
        if k < 100 {
            entries.push(ducks(&player, k - 1, k as u64, "solo"));
        }
    }
    writer.commit(&entries).await.unwrap();
    let answer = ask(&reader, &before_the_boss()).await;
    assert!(!answer.coverage.complete);
    let since = Millis(RECEIVED.0 + 90 * Millis::MINUTE);
    assert_eq!(answer.coverage.covered_since, Some(since));
    let units = answer.units.unwrap();
    assert_eq!((answer.players, units.min, units.max), (10, 90, 99));
    for limit in [100, 101] {
        let asked = LootBeforeRequest {
            limit,
            ..before_the_boss()
        };
        let answer = ask(&reader, &asked).await;
        assert!(answer.coverage.complete);
        assert_eq!((answer.players, answer.units.unwrap().mean), (100, 49.5));
    }
}

async fn the_rate_by_level_is_the_share_of_sheets_whose_player_met_the_event(
    database: TestDatabase,
) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    for k in 0..5_000_i64 {
        let (player, a_match) = (format!("p{k}"), format!("m{}", k / 4));
        let inside = json!([{"event_type": "won"}]);
        let events = if k % 4 == 0 { inside } else { json!([]) };
        let level = (k % 10 != 9).then_some(k % 35);
        let more = json!({"player_level": level, "events": events, "timestamp": at(k)});
        entries.push(sheet_entry(&sheet(&a_match, &player, more)));
        if k % 4 == 1 {
            // Alone, and some of another match.
            let a_match = if k % 8 == 1 { &a_match } else { "another" };
            let more = json!({"event_type": "won", "match_id": a_match});
            entries.push(event_entry(&event(&player, more)));
        }
    }
    writer.commit(&entries).await.unwrap();
    let mut asked = RateByLevelRequest {
        event_type: EventType::parse("won").unwrap(),
        width: 10,
        filter: EventFilter::default(),
        arm: None,
        limit: 100_000,
    };
    for (limit, first) in [(100_000, 0), (3_000, 2_000), (5, 4_995)] {
        asked.limit = limit;
        let answer = reader.rate_by_level(&asked).await.unwrap();
        assert_eq!(answer.coverage.complete, first == 0);
        let covered = answer.coverage.covered_since.map(|since| since.to_string());
        assert_eq!(covered, (first > 0).then(|| at(first)));
        assert_eq!(answer.sheets, (5_000 - first) as u64);
        let counted = |from: i64, met: bool| {
            let of_level = (first..5_000).filter(|k| k % 10 != 9 && k % 35 / 10 * 10 == from);
            of_level
                .filter(|k| !met || k % 4 == 0 || k % 8 == 1)
                .count() as u64
        };
        let mut with_level = 0;
        for levels in &answer.levels {
            let from = i64::from(levels.from);
            assert_eq!(i64::from(levels.to), from + 9);
            assert_eq!(
                (levels.sheets, levels.with_event),
                (counted(from, false), counted(from, true))
            );
            let rate = levels.with_event as f64 / levels.sheets as f64;
            assert!((levels.rate - rate).abs() < 1e-12);
            with_level += levels.sheets;
        }
        assert_eq!(with_level + answer.sheets_without_level, answer.sheets);
        assert!(answer.levels.is_sorted_by_key(|levels| levels.from));
    }
}
