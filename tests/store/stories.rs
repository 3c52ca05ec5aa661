//! Paths of players through matches are put together alike by both databases.

use crate::fixtures::sheets::{RECEIVED, event, event_entry, sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{EventFilter, EventType, GameMode, Millis, PathsRequest};
use serde_json::json;

on_both_databases! {
    a_story_holds_the_players_events_of_the_match_and_no_others,
}

fn at(second: i64) -> String {
    Millis(RECEIVED.0 + second * 1_000).to_string()
}

async fn a_story_holds_the_players_events_of_the_match_and_no_others(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let mut entries = Vec::new();
    // More than one page.
    for k in 0..1_200_i64 {
        let events = json!([
            {"event_type": "late", "timestamp": at(k + 9)}, {"event_type": "early", "timestamp": at(k)},
        ]);
        let looted = json!({"b": 2, "a": 2, "c": k % 2 * 5});
        let mode = if k % 3 == 0 { "solo" } else { "duo" };
        let more = json!({"events": events, "timestamp": at(k), "looted_items": looted, "game_mode": mode});
        entries.push(sheet_entry(&sheet(
            &format!("m{k}"),
            &format!("p{}", k % 7),
            more,
        )));
    }
    // A second sheet of a match that is told already, another player's event, and one that came alone.
    entries.push(sheet_entry(&sheet(
        "m1199",
        "p2",
        json!({"timestamp": at(5_000)}),
    )));
    entries.push(event_entry(&event("p1", json!({"match_id": "m1199"}))));
    entries.push(event_entry(&event(
        "p2",
        json!({"match_id": "m1199", "timestamp": at(1_203), "event_type": "alone"}),
    )));
    writer.commit(&entries).await.unwrap();
    let mut asked = PathsRequest {
        filter: EventFilter::default(),
        limit: 20_000,
        left_out: Vec::new(),
    };
    let all = reader.stories(&asked).await.unwrap();
    assert_eq!(all.stories.len(), 1_200);
    assert!(all.coverage.complete);
    let newest = &all.stories[0];
    let types = |index: usize| -> Vec<&str> {
        all.stories[index]
            .events
            .iter()
            .map(|(event, _)| event.as_str())
            .collect()
    };
    assert_eq!(
        (newest.match_id.as_str(), newest.player_id.as_str()),
        ("m1199", "p2")
    );
    assert_eq!(types(0), ["early", "alone", "late"]);
    for (index, story) in all.stories.iter().enumerate().skip(1) {
        assert_eq!(types(index), ["early", "late"], "{}", story.match_id);
        let odd = (1_199 - index) % 2 == 1;
        let most = story.most_looted.as_ref().map(|item| item.as_str());
        assert_eq!(most, Some(if odd { "c" } else { "a" }));
    }
    let early = EventType::parse("early").unwrap();
    let alone = EventType::parse("alone").unwrap();
    let some = PathsRequest {
        left_out: vec![early, alone],
        ..asked.clone()
    };
    let without = reader.stories(&some).await.unwrap();
    assert_eq!(without.stories.len(), 1_200);
    for story in &without.stories {
        let types: Vec<_> = story
            .events
            .iter()
            .map(|(event, _)| event.as_str())
            .collect();
        assert_eq!(types, ["late"], "{}", story.match_id);
    }
    asked.filter.game_mode = Some(GameMode::parse("solo").unwrap());
    asked.limit = 100;
    let solo = reader.stories(&asked).await.unwrap();
    assert_eq!(solo.stories.len(), 100);
    let since = solo.coverage.covered_since.map(|since| since.to_string());
    assert_eq!(since, Some(at(1_197 - 99 * 3)));
}
