//! Dead letters as what they may be by now: parsed again, by the door they came through. Pure: which letters there are
//! and what becomes of them is in `replay.rs`.
//!
//! A letter is one item and stays one: a body or a message that could not be cut into its items is not cut now.

use crate::model::{Event, Fault, Faults, Listing, Millis, StatSheet, StoredDeadLetter};
use crate::store::write::entry::{Entry, Outcome, Parsed};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// A header that is not kept with the letter, so that what was wrong with it cannot be checked again.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What became of the letters at the start of those that were asked for.
pub(in crate::store) struct Step {
    /// How many of them were looked at.
    pub(in crate::store) seen: usize,
    /// What became of those that were there.
    pub(in crate::store) outcomes: Vec<(i64, Outcome)>,
}

/// What is looked at to tell a sheet, an event and a message apart.
#[derive(Deserialize)]
struct Shape<'a> {
    event_type: Option<IgnoredAny>,
    looted_items: Option<IgnoredAny>,
    #[serde(borrow)]
    sheet: Option<&'a RawValue>,
    #[serde(borrow)]
    event: Option<&'a RawValue>,
    sheets: Option<IgnoredAny>,
    events: Option<IgnoredAny>,
}

enum Kind {
    Sheet,
    Event,
}

/// The letter as an entry that remembers it: a sheet, an event, or refused again.
pub(in crate::store) fn entry(letter: StoredDeadLetter, listing: &mut Listing) -> Entry {
    let payload = Bytes::from(letter.payload);
    let received_at = letter.created_at;
    let parsed = match parse(&payload, &letter.source, received_at, &letter.faults) {
        Parsed::Rejected(faults) => Parsed::Rejected(listing.list(faults)),
        parsed => parsed,
    };
    Entry::of_letter(letter.id, parsed, received_at, payload, letter.source)
}

fn parse(payload: &Bytes, source: &str, received_at: Millis, faults: &Faults) -> Parsed {
    let of_header = |fault: &&Fault| fault.field == IDEMPOTENCY_KEY;
    if faults.as_slice().iter().any(|fault| of_header(&fault)) {
        return Parsed::Rejected(faults.clone());
    }
    let (item, kind) = match source {
        "/api/submit" | "/api/submit/batch" | "predecessor's database" => {
            (payload.clone(), Kind::Sheet)
        }
        "/api/events" => (payload.clone(), Kind::Event),
        _ => item(payload, faults),
    };
    let parsed = match kind {
        Kind::Sheet => {
            StatSheet::parse(&item, received_at).map(|sheet| Parsed::Sheet(Box::new(sheet)))
        }
        Kind::Event => Event::parse(&item, received_at).map(|event| Parsed::Event(Box::new(event))),
    };
    parsed.unwrap_or_else(Parsed::Rejected)
}

/// The item of a message, which is the message itself when it had been cut open before it was refused.
fn item(payload: &Bytes, faults: &Faults) -> (Bytes, Kind) {
    let shape = std::str::from_utf8(payload).ok();
    let shape = shape.and_then(|text| serde_json::from_str::<Shape<'_>>(text).ok());
    match shape {
        Some(Shape {
            sheet: Some(sheet),
            event: None,
            event_type: None,
            looted_items: None,
            ..
        }) => (payload.slice_ref(sheet.get().as_bytes()), Kind::Sheet),
        Some(Shape {
            sheet: None,
            event: Some(event),
            event_type: None,
            looted_items: None,
            sheets: None,
            events: None,
        }) => (payload.slice_ref(event.get().as_bytes()), Kind::Event),
        Some(Shape {
            event_type: Some(_),
            looted_items: None,
            ..
        }) => (payload.clone(), Kind::Event),
        _ => {
            let event = |fault: &Fault| fault.field == "event_type";
            let kind = match faults.as_slice().iter().any(event) {
                true => Kind::Event,
                false => Kind::Sheet,
            };
            (payload.clone(), kind)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(source: &str, payload: &'static str, fault: &str) -> &'static str {
        let payload = Bytes::from_static(payload.as_bytes());
        match parse(
            &payload,
            source,
            Millis(0),
            &Faults::one(fault, "was wrong"),
        ) {
            Parsed::Sheet(_) => "sheet",
            Parsed::Event(_) => "event",
            Parsed::Rejected(_) => "rejected",
        }
    }

    #[test]
    fn a_letter_is_parsed_as_what_its_door_takes() {
        let sheet = r#"{"match_id":"m","player_id":"p","looted_items":{}}"#;
        let event = r#"{"match_id":"m","player_id":"p","event_type":"jump"}"#;
        for (source, payload, fault, kind) in [
            ("/api/submit", sheet, "body", "sheet"),
            ("/api/submit", sheet, IDEMPOTENCY_KEY, "rejected"),
            ("/api/submit/batch", sheet, "body", "sheet"),
            ("/api/submit/batch", event, "body", "rejected"),
            ("predecessor's database", sheet, "body", "sheet"),
            ("/api/events", event, "body", "event"),
            ("/api/events", "[{}]", "body", "rejected"),
            ("/ws/telemetry", sheet, "body", "sheet"),
            ("/ws/telemetry", event, "body", "event"),
            (
                "/ws/telemetry",
                r#"{"sheet":{"match_id":"m","player_id":"p","looted_items":{}}}"#,
                "ref",
                "sheet",
            ),
            (
                "/ws/telemetry",
                r#"{"event":{"match_id":"m","player_id":"p","event_type":"jump"}}"#,
                "ref",
                "event",
            ),
            ("/ws/telemetry", r#"{"sheets":[]}"#, "ref", "rejected"),
            ("/ws/telemetry", "{", "body", "rejected"),
        ] {
            assert_eq!(kind_of(source, payload, fault), kind, "{source} {payload}");
        }
    }
}
