//! Rows as readers are given them: what was sent, with our own columns beside it.

use super::{Event, JsonMembers, Millis, StatSheet};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A stored sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSheet {
    /// The number under which it was stored; grows with every sheet.
    pub id: i64,
    /// When it was received.
    pub created_at: Millis,
    /// The sheet, without its events: those are counted here and kept as rows of their own.
    pub sheet: StatSheet,
    /// How many events came inside it.
    pub event_count: u64,
}

/// A stored event.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// The number under which it was stored.
    pub id: i64,
    /// When it was received.
    pub created_at: Millis,
    /// The event.
    pub event: Event,
    /// The sheet it came inside, if any.
    pub stat_sheet_id: Option<i64>,
}

/// Names of our own columns. A client's unknown field of such a name is given back inside `extra`.
const TAKEN: [&str; 7] = [
    "id",
    "timestamp_utc",
    "kind",
    "created_at",
    "event_count",
    "stat_sheet_id",
    "extra",
];

impl Serialize for StoredSheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        self.sheet.serialize_fields(&mut map)?;
        map.serialize_entry("timestamp_utc", &self.sheet.timestamp.at().to_string())?;
        map.serialize_entry("created_at", &self.created_at.to_string())?;
        map.serialize_entry("event_count", &self.event_count)?;
        serialize_extra(&mut map, &self.sheet.extra)?;
        map.end()
    }
}

impl Serialize for StoredEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        self.event.serialize_fields(&mut map)?;
        map.serialize_entry("timestamp_utc", &self.event.timestamp.at().to_string())?;
        map.serialize_entry("created_at", &self.created_at.to_string())?;
        if let Some(id) = self.stat_sheet_id {
            map.serialize_entry("stat_sheet_id", &id)?;
        }
        serialize_extra(&mut map, &self.event.extra)?;
        map.end()
    }
}

fn serialize_extra<M: SerializeMap>(map: &mut M, extra: &JsonMembers) -> Result<(), M::Error> {
    let (taken, free): (Vec<_>, Vec<_>) = extra.iter().partition(|(name, _)| TAKEN.contains(name));
    for (name, value) in free {
        map.serialize_entry(name, value)?;
    }
    if taken.is_empty() {
        return Ok(());
    }
    let taken: BTreeMap<&str, &RawValue> = taken.into_iter().collect();
    map.serialize_entry("extra", &taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_row_is_what_was_sent_with_our_columns_and_no_key_twice() {
        let json = br#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2},"id":"theirs","mood":"good",
            "timestamp":"20260131T120000+0545"}"#;
        let row = StoredSheet {
            id: 7,
            created_at: Millis(0),
            sheet: StatSheet::parse(json, Millis(0)).unwrap(),
            event_count: 0,
        };
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(text.matches("\"id\"").count(), 2, "{text}");
        let row: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(row["id"], 7);
        assert_eq!(row["extra"]["id"], "theirs");
        assert_eq!(row["mood"], "good");
        assert_eq!(row["looted_items"]["medkit"], 2);
        assert_eq!(row["created_at"], "1970-01-01T00:00:00.000Z");
        assert_eq!(row["timestamp"], "20260131T120000+0545");
        assert_eq!(row["timestamp_utc"], "2026-01-31T06:15:00.000Z");

        let json = br#"{"match_id":"m","player_id":"p","event_type":"jump","stat_sheet_id":"theirs","mood":"good"}"#;
        let row = StoredEvent {
            id: 8,
            created_at: Millis(0),
            event: Event::parse(json, Millis(0)).unwrap(),
            stat_sheet_id: Some(7),
        };
        let row = serde_json::to_value(&row).unwrap();
        assert_eq!(row["stat_sheet_id"], 7);
        assert_eq!(row["extra"]["stat_sheet_id"], "theirs");
        assert_eq!(row["mood"], "good");
    }
}
