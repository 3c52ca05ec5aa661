//! No bytes whatever make the parser panic, hang or exhaust its stack; what it accepts is sound.

use crate::fixtures::any_sheet::any_sheet;
use loot::model::{Event, Faults, Millis, StatSheet};
use proptest::collection::vec;
use proptest::prelude::*;

const RECEIVED: Millis = Millis(1_700_000_000_000);

/// Parses `bytes` as both, and checks what comes out.
fn judge(bytes: &[u8]) -> Result<(), TestCaseError> {
    match StatSheet::parse(bytes, RECEIVED) {
        Ok(sheet) => {
            let printed = serde_json::to_vec(&sheet).unwrap();
            prop_assert_eq!(StatSheet::parse(&printed, RECEIVED), Ok(sheet));
        }
        Err(faults) => judge_faults(&faults)?,
    }
    match Event::parse(bytes, RECEIVED) {
        Ok(event) => {
            let printed = serde_json::to_vec(&event).unwrap();
            prop_assert_eq!(Event::parse(&printed, RECEIVED), Ok(event));
        }
        Err(faults) => judge_faults(&faults)?,
    }
    Ok(())
}

fn judge_faults(faults: &Faults) -> Result<(), TestCaseError> {
    prop_assert!(!faults.as_slice().is_empty());
    for fault in faults.as_slice() {
        prop_assert!(!fault.field.is_empty() && !fault.reason.is_empty());
        prop_assert!(
            fault.reason.len() < 1_000,
            "a fault repeats its input: {}",
            fault.reason
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn random_bytes(bytes in vec(any::<u8>(), 0..300)) {
        judge(&bytes)?;
    }

    #[test]
    fn random_tokens(tokens in vec(token(), 0..60)) {
        judge(tokens.concat().as_bytes())?;
    }

    #[test]
    fn valid_sheets_with_bytes_changed(sheet in any_sheet(), changes in vec(change(), 1..6)) {
        let mut bytes = serde_json::to_vec(&sheet).unwrap();
        for change in changes {
            change.apply(&mut bytes);
        }
        judge(&bytes)?;
    }

    #[test]
    fn any_field_with_any_value(field in field_name(), value in crate::fixtures::any_json::any_value()) {
        let mut sheet = serde_json::json!({"match_id": "m", "player_id": "p", "looted_items": {}, "event_type": "e"});
        sheet[field] = value;
        judge(sheet.to_string().as_bytes())?;
    }
}

/// A piece of JSON, or of something like it.
fn token() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\n",
        "null",
        "true",
        "false",
        "NaN",
        "-Infinity",
        "0",
        "-1",
        "1.5",
        "1e999",
        "1e-999",
        "99999999999999999999999",
        "0x10",
        "\"\"",
        "\"a\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"m\":",
        "\"match_id\":",
        "\"player_id\":",
        "\"looted_items\":",
        "\"locations\":",
        "\"events\":",
        "\"event_type\":",
        "\"timestamp\":",
        "\"position\":",
        "[1,2]",
        "[[1,2]]",
        "{\"a\":1}",
    ])
}

fn field_name() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "match_id",
        "player_id",
        "looted_items",
        "locations",
        "timestamp",
        "sheet_id",
        "match_duration",
        "player_level",
        "game_mode",
        "experiments",
        "custom_stats",
        "events",
        "event_type",
        "event_id",
        "position",
        "details",
        "something_else",
    ])
}

/// One way to damage bytes; places are shares of the length.
#[derive(Debug, Clone)]
enum Change {
    Replace(f64, u8),
    Insert(f64, u8),
    Remove(f64),
    Truncate(f64),
}

fn change() -> impl Strategy<Value = Change> {
    let byte = || {
        prop_oneof![
            any::<u8>(),
            proptest::sample::select(b"{}[]\",:\\0-.eE".to_vec())
        ]
    };
    prop_oneof![
        (0.0..1.0, byte()).prop_map(|(place, byte)| Change::Replace(place, byte)),
        (0.0..1.0, byte()).prop_map(|(place, byte)| Change::Insert(place, byte)),
        (0.0..1.0).prop_map(Change::Remove),
        (0.0..1.0).prop_map(Change::Truncate),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |share: f64| (share * bytes.len() as f64) as usize;
        match *self {
            Self::Insert(share, byte) => bytes.insert(place(share), byte),
            Self::Truncate(share) => bytes.truncate(place(share)),
            _ if bytes.is_empty() => {}
            Self::Replace(share, byte) => {
                let place = place(share);
                bytes[place] = byte;
            }
            Self::Remove(share) => {
                bytes.remove(place(share));
            }
        }
    }
}

#[test]
fn json_nested_a_hundred_thousand_deep_is_refused_wherever_it_stands() {
    const DEPTH: usize = 100_000;
    let nests = [
        ("[".repeat(DEPTH), "]".repeat(DEPTH)),
        ("{\"a\":".repeat(DEPTH) + "1", "}".repeat(DEPTH)),
        (
            "[{\"events\":".repeat(DEPTH / 2) + "1",
            "}]".repeat(DEPTH / 2),
        ),
    ];
    let fields = [
        "match_id",
        "looted_items",
        "locations",
        "timestamp",
        "match_duration",
        "experiments",
        "custom_stats",
        "events",
        "position",
        "details",
        "something_else",
    ];
    for (open, close) in &nests {
        for torn in [false, true] {
            let nest = if torn {
                open.clone()
            } else {
                format!("{open}{close}")
            };
            refused(&nest);
            for field in fields {
                let end = if torn { "" } else { "}" };
                refused(&format!(
                    r#"{{"event_type":"e","match_id":"m","player_id":"p","looted_items":{{}},"{field}":{nest}{end}"#
                ));
                refused(&format!(
                    r#"{{"match_id":"m","player_id":"p","looted_items":{{"a":{nest}}},"locations":{{"a":[{nest}]}}}}"#
                ));
            }
        }
    }
}

fn refused(json: &str) {
    let start = &json[..json.len().min(200)];
    assert!(
        StatSheet::parse(json.as_bytes(), RECEIVED).is_err(),
        "taken as a sheet: {start}…"
    );
    assert!(
        Event::parse(json.as_bytes(), RECEIVED).is_err(),
        "taken as an event: {start}…"
    );
}
