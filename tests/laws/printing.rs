//! Parse and print are inverse, and nothing that was sent is lost between them.

use crate::fixtures::any_json::any_value;
use crate::fixtures::any_sheet::{any_event, any_sheet};
use loot::model::{Event, Millis, StatSheet};
use proptest::prelude::*;
use serde_json::Value;

const RECEIVED: Millis = Millis(1_700_000_000_000);

proptest! {
    #[test]
    fn a_printed_sheet_parses_to_itself(sheet in any_sheet()) {
        let printed = serde_json::to_vec(&sheet).unwrap();
        prop_assert_eq!(StatSheet::parse(&printed, RECEIVED), Ok(sheet));
    }

    #[test]
    fn a_printed_event_parses_to_itself(event in any_event()) {
        let printed = serde_json::to_vec(&event).unwrap();
        prop_assert_eq!(Event::parse(&printed, RECEIVED), Ok(event));
    }

    #[test]
    fn layout_does_not_matter(sheet in any_sheet()) {
        let printed = serde_json::to_vec_pretty(&sheet).unwrap();
        prop_assert_eq!(StatSheet::parse(&printed, RECEIVED), Ok(sheet));
    }

    #[test]
    fn unknown_fields_come_back_as_they_were(
        sheet in any_sheet(),
        name in "[A-Z][A-Za-z ./\\[\\]\"]{0,20}",
        value in any_value(),
    ) {
        let mut sent = serde_json::to_value(&sheet).unwrap();
        sent[&name] = value.clone();
        if let Some(Value::Array(events)) = sent.get_mut("events") {
            for event in events {
                event[&name] = value.clone();
            }
        }
        let parsed = StatSheet::parse(sent.to_string().as_bytes(), RECEIVED).unwrap();
        prop_assert_eq!(serde_json::to_value(&parsed).unwrap(), sent);
    }
}

#[test]
fn a_sheet_that_says_no_time_gets_the_time_of_receipt_and_keeps_it() {
    let json =
        br#"{"match_id":"m","player_id":"p","looted_items":{},"events":[{"event_type":"e"}]}"#;
    let sheet = StatSheet::parse(json, RECEIVED).unwrap();
    assert_eq!(sheet.timestamp.at(), RECEIVED);
    assert_eq!(sheet.events[0].timestamp, sheet.timestamp);
    let printed = serde_json::to_vec(&sheet).unwrap();
    assert_eq!(StatSheet::parse(&printed, Millis(0)), Ok(sheet));
}

#[test]
fn an_event_in_a_sheet_may_say_for_itself_what_the_sheet_supplies() {
    let json = br#"{
        "match_id": "m", "player_id": "p", "looted_items": {}, "timestamp": "2026-01-31T12:00:00Z",
        "events": [{"event_type": "a"}, {"event_type": "b", "match_id": "other", "timestamp": "2026-01-31T11:00:00Z"}]
    }"#;
    let sheet = StatSheet::parse(json, RECEIVED).unwrap();
    let [first, second] = sheet.events.as_slice() else {
        panic!("two events were sent")
    };
    assert_eq!(
        (
            first.match_id.as_ref().unwrap().as_str(),
            first.player_id.as_str()
        ),
        ("m", "p")
    );
    assert_eq!(first.timestamp.as_str(), "2026-01-31T12:00:00Z");
    assert_eq!(
        (
            second.match_id.as_ref().unwrap().as_str(),
            second.player_id.as_str()
        ),
        ("other", "p")
    );
    assert_eq!(second.timestamp.as_str(), "2026-01-31T11:00:00Z");
}

#[test]
fn null_means_absent_for_every_optional_field() {
    let json = br#"{
        "match_id": "m", "player_id": "p", "looted_items": {}, "timestamp": null, "locations": null,
        "sheet_id": null, "match_duration": null, "player_level": null, "game_mode": null,
        "experiments": null, "custom_stats": null, "events": null
    }"#;
    let bare = br#"{"match_id": "m", "player_id": "p", "looted_items": {}}"#;
    assert_eq!(
        StatSheet::parse(json, RECEIVED),
        StatSheet::parse(bare, RECEIVED)
    );

    let json = br#"{
        "event_type": "e", "match_id": "m", "player_id": "p",
        "timestamp": null, "event_id": null, "position": null, "details": null
    }"#;
    let bare = br#"{"event_type": "e", "match_id": "m", "player_id": "p"}"#;
    assert_eq!(Event::parse(json, RECEIVED), Event::parse(bare, RECEIVED));
}
