//! Stored rows: what was sent, with our own columns beside it. `model` prints them; here they are read back and described.

use crate::model::{Event, Millis, StatSheet, StoredEvent, StoredSheet};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

impl<'de> Deserialize<'de> for StoredSheet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut row = Row::read(deserializer)?;
        let id = row.required("id")?;
        let created_at = row.required("created_at")?;
        let event_count = row.required("event_count")?;
        row.optional::<Millis, _>("timestamp_utc")?;
        let sheet = StatSheet::parse_stored(&row.sent()?, created_at).map_err(de::Error::custom)?;
        Ok(Self {
            id,
            created_at,
            sheet,
            event_count,
        })
    }
}

impl<'de> Deserialize<'de> for StoredEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut row = Row::read(deserializer)?;
        let id = row.required("id")?;
        let created_at: Millis = row.required("created_at")?;
        let stat_sheet_id = row.optional("stat_sheet_id")?;
        row.optional::<Millis, _>("timestamp_utc")?;
        let event = Event::parse(&row.sent()?, created_at).map_err(de::Error::custom)?;
        Ok(Self {
            id,
            created_at,
            event,
            stat_sheet_id,
        })
    }
}

/// A row on its way back: take our columns, then what was [`sent`](Self::sent).
struct Row(Map<String, Value>);

impl Row {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self)
    }

    fn optional<T: de::DeserializeOwned, E: de::Error>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, E> {
        let value = self.0.remove(name).map(serde_json::from_value);
        let value = value.transpose();
        value.map_err(|error| E::custom(format_args!("{name}: {error}")))
    }

    fn required<T: de::DeserializeOwned, E: de::Error>(
        &mut self,
        name: &'static str,
    ) -> Result<T, E> {
        self.optional(name)?.ok_or_else(|| E::missing_field(name))
    }

    /// What is left, with those fields of the client that had given way to our columns.
    fn sent<E: de::Error>(mut self) -> Result<Vec<u8>, E> {
        if let Some(Value::Object(given_way)) = self.0.remove("extra") {
            self.0.extend(given_way);
        }
        serde_json::to_vec(&self.0).map_err(E::custom)
    }
}

/// A stored sheet, without its events: those are counted here and kept as rows of their own.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes how `model` prints the row")]
struct SheetRow {
    /// The number under which it was stored; grows with every sheet.
    id: i64,
    /// When it was received.
    created_at: Millis,
    /// The instant of `timestamp`, in UTC.
    timestamp_utc: Millis,
    /// How many events came inside it.
    event_count: u64,
    /// Fields of the sheet whose names these columns need.
    extra: Option<Map<String, Value>>,
    #[serde(flatten)]
    sheet: StatSheet,
}

/// A stored event.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes how `model` prints the row")]
struct EventRow {
    /// The number under which it was stored.
    id: i64,
    /// When it was received.
    created_at: Millis,
    /// The instant of `timestamp`, in UTC.
    timestamp_utc: Millis,
    /// The sheet it came inside.
    stat_sheet_id: Option<i64>,
    /// Fields of the event whose names these columns need.
    extra: Option<Map<String, Value>>,
    #[serde(flatten)]
    event: Event,
}

macro_rules! described_as {
    ($($row:ident: $description:ident;)*) => {$(
        impl PartialSchema for $row {
            fn schema() -> RefOr<Schema> {
                $description::schema()
            }
        }

        impl ToSchema for $row {
            fn name() -> Cow<'static, str> {
                stringify!($row).into()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $description::schemas(schemas);
            }
        }
    )*};
}

described_as! {
    StoredSheet: SheetRow;
    StoredEvent: EventRow;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_printed() {
        let json = br#"{"match_id":"m","player_id":"p","looted_items":{"medkit":2},"locations":{"medkit":[1,2.5]},
            "id":"theirs","mood":"good","timestamp":"2026-01-31T12:00:00+01:00","custom_stats":{"won":true}}"#;
        let row = StoredSheet {
            id: 7,
            created_at: Millis(1_000),
            sheet: StatSheet::parse(json, Millis(0)).unwrap(),
            event_count: 3,
        };
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<StoredSheet>(&text).unwrap(), row);
        let json = br#"{"match_id":"m","player_id":"p","event_type":"jump","kind":"theirs","mood":"good","position":[1,2]}"#;
        for stat_sheet_id in [None, Some(7)] {
            let row = StoredEvent {
                id: 8,
                created_at: Millis(1_000),
                event: Event::parse(json, Millis(0)).unwrap(),
                stat_sheet_id,
            };
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(serde_json::from_str::<StoredEvent>(&text).unwrap(), row);
        }
    }

    #[test]
    fn what_is_no_row_says_why() {
        let missing = serde_json::from_str::<StoredSheet>(r#"{"id":1}"#).unwrap_err();
        assert!(missing.to_string().contains("created_at"), "{missing}");
        let row = r#"{"id":1,"created_at":"1970-01-01","event_count":0,"match_id":"m"}"#;
        let faulty = serde_json::from_str::<StoredSheet>(row).unwrap_err();
        assert!(faulty.to_string().contains("player_id"), "{faulty}");
    }
}
