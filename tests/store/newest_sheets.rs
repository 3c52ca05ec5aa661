//! The newest sheets of a selection: those and no others, from both databases, in bounded memory.

use crate::fixtures::sheets::{RECEIVED, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Arm, GameMode, LookedAt, MatchId, Millis, Name, NewestSheets, PlayerId, SheetFilter, StatSheet,
    StoredSheet, TimeRange,
};
use loot::store::{Reader, SheetParts};
use serde_json::json;
use std::ops::ControlFlow;
use std::time::Duration;

on_both_databases! {
    each_selection_gives_its_newest_sheets_in_the_order_of_pages,
    a_sheet_has_the_parts_that_are_asked_for,
    sheets_of_any_size_come_once_each,
    many_pages_of_numbers_are_gone_through,
    it_ends_where_there_is_no_room_or_no_patience,
}

/// 1,300 sheets, more than one parcel; their times are in another order than their arrival.
fn sheets() -> Vec<StatSheet> {
    let sheet = |k: i64| {
        let time = Millis(RECEIVED.0 + k * 7 % 1_300 * Millis::MINUTE).to_string();
        let mode = ["solo", "duo", ""][(k % 3) as usize];
        let mode = Some(mode).filter(|mode| !mode.is_empty());
        let variant = if k % 4 == 0 { "a" } else { "b" };
        let more = json!({
            "timestamp": time, "game_mode": mode, "experiments": {"odds": variant}, "looted_items": {"n": k},
        });
        self::sheet(&format!("m{}", k % 5), &format!("p{}", k % 7), more)
    };
    (0..1_300).map(sheet).collect()
}

/// The numbers in the sheets that are handed over, the newest first.
async fn numbers(reader: &Reader, asked: &NewestSheets) -> (Vec<u64>, LookedAt) {
    let mut found = Vec::new();
    let add = |stored: &StoredSheet| {
        found.push((stored.id, stored.sheet.total_units()));
        ControlFlow::Continue(())
    };
    let looked_at = reader.newest_sheets(asked, SheetParts::Items, add);
    let looked_at = looked_at.await.unwrap();
    found.sort_unstable();
    let numbers = found.into_iter().rev().map(|(_, number)| number);
    (numbers.collect(), looked_at)
}

async fn each_selection_gives_its_newest_sheets_in_the_order_of_pages(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sent = sheets();
    let entries: Vec<_> = sent.iter().map(sheet_entry).collect();
    writer.commit(&entries).await.unwrap();
    let range = |since, until| TimeRange { since, until };
    let minute = |n: i64| Some(Millis(RECEIVED.0 + n * Millis::MINUTE));
    let match_id = Some(MatchId::parse("m2").unwrap());
    let player_id = Some(PlayerId::parse("p1").unwrap());
    let game_mode = Some(GameMode::parse("solo").unwrap());
    let arm = Some(Arm {
        experiment: Name::parse("odds").unwrap(),
        variant: Name::parse("a").unwrap(),
    });
    let all = SheetFilter::default;
    for filter in [
        all(),
        SheetFilter {
            match_id: match_id.clone(),
            ..all()
        },
        SheetFilter {
            player_id: player_id.clone(),
            ..all()
        },
        SheetFilter {
            game_mode: game_mode.clone(),
            ..all()
        },
        SheetFilter {
            player_id: player_id.clone(),
            game_mode: game_mode.clone(),
            ..all()
        },
        SheetFilter {
            range: range(minute(300), None),
            ..all()
        },
        SheetFilter {
            player_id: player_id.clone(),
            range: range(None, minute(900)),
            ..all()
        },
        SheetFilter {
            match_id,
            player_id,
            game_mode,
            range: range(minute(1), minute(1_200)),
        },
    ] {
        let by_time = filter.range.is_limited();
        let is_wanted = |sheet: &StatSheet| {
            let at = sheet.timestamp.at();
            let of = |wanted: bool, is: bool| !wanted || is;
            of(
                filter.match_id.is_some(),
                filter.match_id.as_ref() == Some(&sheet.match_id),
            ) && of(
                filter.player_id.is_some(),
                filter.player_id.as_ref() == Some(&sheet.player_id),
            ) && of(
                filter.game_mode.is_some(),
                filter.game_mode == sheet.game_mode,
            ) && filter.range.contains(at)
        };
        let mut wanted: Vec<_> = sent.iter().filter(|sheet| is_wanted(sheet)).collect();
        let number = |sheet: &&StatSheet| sheet.total_units();
        wanted.sort_by_key(|sheet| {
            let at = if by_time { sheet.timestamp.at().0 } else { 0 };
            std::cmp::Reverse((at, number(sheet)))
        });
        for (limit, arm) in [
            (None, &None),
            (Some(5_000), &arm),
            (Some(wanted.len() as u32), &None),
            (Some(wanted.len() as u32 - 1), &None),
            (Some(2), &arm),
        ] {
            let asked = NewestSheets {
                filter: filter.clone(),
                arm: arm.clone(),
                limit,
                ..NewestSheets::default()
            };
            let most = limit.map_or(wanted.len(), |limit| limit as usize);
            let newest = &wanted[..wanted.len().min(most)];
            let counted = newest.iter().filter(|sheet| asked.wants(sheet));
            let mut counted: Vec<_> = counted.map(number).collect();
            counted.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
            let (found, looked_at) = numbers(&reader, &asked).await;
            assert_eq!(found, counted, "{asked:?}");
            let expected = LookedAt {
                events_looked_at: 0,
                looked_at: newest.len() as u64,
                complete: newest.len() == wanted.len(),
            };
            assert_eq!(looked_at, expected, "{asked:?}");
        }
    }
}

async fn a_sheet_has_the_parts_that_are_asked_for(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let more = json!({
        "locations": {"medkit": [1, 2]}, "experiments": {"odds": "a"}, "custom_stats": {"kills": 3},
        "events": [{"event_type": "jump"}], "theirs": true, "sheet_id": "s",
    });
    let sent = sheet("m", "p", more);
    writer.commit(&[sheet_entry(&sent)]).await.unwrap();
    let asked = NewestSheets {
        limit: Some(1),
        ..NewestSheets::default()
    };
    for parts in [SheetParts::Items, SheetParts::ItemsAndPlaces] {
        let mut expected = sent.clone();
        expected.events.clear();
        expected.custom_stats.clear();
        expected.extra = Default::default();
        if parts == SheetParts::Items {
            expected.locations.clear();
        }
        let mut found = Vec::new();
        let add = |stored: &StoredSheet| {
            found.push(stored.clone());
            ControlFlow::Continue(())
        };
        reader.newest_sheets(&asked, parts, add).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].sheet, found[0].event_count), (&expected, 1));
    }
}

async fn sheets_of_any_size_come_once_each(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    // From small to one that is nearly as large as a sheet may be.
    let places = |k: u64| vec![[123_456.5, 654_321.5]; [1, 40_000, 9_000][(k % 3) as usize]];
    let sheets: Vec<_> = (0..12)
        .map(|k| {
            let more = json!({"looted_items": {"duck": k}, "locations": {"duck": places(k)}});
            sheet("m", "p", more)
        })
        .collect();
    let entries: Vec<_> = sheets.iter().map(sheet_entry).collect();
    writer.commit(&entries).await.unwrap();
    let asked = NewestSheets::default();
    let mut found = Vec::new();
    let add = |stored: &StoredSheet| {
        let item = stored.sheet.locations.keys().next().unwrap();
        let places = stored.sheet.places_of(item).count();
        found.push((stored.sheet.total_units(), places));
        ControlFlow::Continue(())
    };
    let looked_at = reader.newest_sheets(&asked, SheetParts::ItemsAndPlaces, add);
    assert_eq!(looked_at.await.unwrap().looked_at, 12);
    found.sort_unstable();
    let expected: Vec<_> = (0..12).map(|k| (k, places(k).len())).collect();
    assert_eq!(found, expected);
}

async fn many_pages_of_numbers_are_gone_through(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let sheet = |k: u64| {
        let time = Millis(RECEIVED.0 + (k % 50) as i64).to_string();
        sheet(
            "m",
            "p",
            json!({"timestamp": time, "looted_items": {"n": k}}),
        )
    };
    let entries: Vec<_> = (0..20_001).map(|k| sheet_entry(&sheet(k))).collect();
    for part in entries.chunks(5_000) {
        writer.commit(part).await.unwrap();
    }
    let by_time = SheetFilter {
        range: TimeRange {
            since: Some(Millis(0)),
            until: None,
        },
        ..SheetFilter::default()
    };
    let of_one = SheetFilter {
        player_id: Some(PlayerId::parse("p").unwrap()),
        ..SheetFilter::default()
    };
    for filter in [SheetFilter::default(), by_time, of_one] {
        for limit in [None, Some(10_000), Some(10_001), Some(20_001)] {
            let asked = NewestSheets {
                filter: filter.clone(),
                limit,
                ..NewestSheets::default()
            };
            let (mut numbers, looked_at) = numbers(&reader, &asked).await;
            let most = limit.unwrap_or(20_001);
            let expected = LookedAt {
                events_looked_at: 0,
                looked_at: u64::from(most),
                complete: most == 20_001,
            };
            assert_eq!(looked_at, expected, "{asked:?}");
            // Each of them once.
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(numbers.len() as u32, most, "{asked:?}");
        }
    }
}

async fn it_ends_where_there_is_no_room_or_no_patience(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let entries: Vec<_> = sheets().iter().map(sheet_entry).collect();
    writer.commit(&entries).await.unwrap();
    let asked = NewestSheets::default();
    let mut room = 700;
    let looked_at = reader.newest_sheets(&asked, SheetParts::Items, |_| {
        room -= 1;
        if room > 0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    let looked_at = looked_at.await.unwrap();
    // To the end of what was read together.
    assert!((700..1_300).contains(&looked_at.looked_at), "{looked_at:?}");
    assert!(!looked_at.complete);
    let hasty = NewestSheets {
        patience: Duration::ZERO,
        ..asked
    };
    let (numbers, looked_at) = numbers(&reader, &hasty).await;
    assert!(!looked_at.complete && !numbers.is_empty());
    assert_eq!(numbers.len() as u64, looked_at.looked_at);
    // What one look has seen whole is whole, however little patience there is.
    let few = NewestSheets {
        filter: SheetFilter {
            match_id: Some(MatchId::parse("m2").unwrap()),
            ..SheetFilter::default()
        },
        ..hasty
    };
    let (_, looked_at) = self::numbers(&reader, &few).await;
    assert_eq!((looked_at.looked_at, looked_at.complete), (260, true));
}
