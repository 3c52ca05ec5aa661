//! Rows as they are read, and how they become model values again.

use crate::model::{
    Event, EventType, Fault, Faults, ItemKind, JsonMembers, LiveEvent, LiveSheet, Millis, Position,
    Refusal, StatSheet, StoredDeadLetter, StoredEvent, StoredSheet,
};
use crate::store::error::StoreError;
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::FromRow;
use std::collections::BTreeMap;

/// The columns of [`SheetRow`], in order.
pub(in crate::store) const SHEET_COLUMNS: &str = "id, match_id, player_id, timestamp, looted_items, locations, created_at, \
    sheet_id, game_mode, match_duration, player_level, map, session_id, experiments, dimensions, player, custom_stats, extra, \
    event_count";

/// Those of them whose texts may be large.
pub(in crate::store) const LARGE_SHEET_COLUMNS: [&str; 7] = [
    "looted_items",
    "locations",
    "experiments",
    "dimensions",
    "player",
    "custom_stats",
    "extra",
];

#[derive(FromRow)]
pub(in crate::store) struct SheetRow {
    pub(in crate::store) id: i64,
    match_id: String,
    player_id: String,
    timestamp: String,
    looted_items: String,
    locations: String,
    created_at: i64,
    sheet_id: Option<String>,
    game_mode: String,
    match_duration: Option<f64>,
    player_level: Option<i64>,
    map: String,
    session_id: Option<String>,
    experiments: Option<String>,
    dimensions: Option<String>,
    player: Option<String>,
    custom_stats: Option<String>,
    extra: Option<String>,
    event_count: i64,
}

impl TryFrom<SheetRow> for StoredSheet {
    type Error = StoreError;

    /// The columns are put together as the JSON they came from and parsed by the one parser.
    fn try_from(row: SheetRow) -> Result<Self, StoreError> {
        let mut json = JsonObject::default();
        json.value("match_id", &row.match_id);
        json.value("player_id", &row.player_id);
        json.value("timestamp", &row.timestamp);
        json.raw("looted_items", &row.looted_items);
        json.raw("locations", &row.locations);
        json.optional("sheet_id", row.sheet_id.as_ref());
        json.optional(
            "game_mode",
            Some(&row.game_mode).filter(|mode| !mode.is_empty()),
        );
        json.optional("match_duration", row.match_duration.as_ref());
        json.optional("player_level", row.player_level.as_ref());
        json.optional("map", Some(&row.map).filter(|map| !map.is_empty()));
        json.optional("session_id", row.session_id.as_ref());
        for (name, column) in [
            ("experiments", &row.experiments),
            ("dimensions", &row.dimensions),
            ("player", &row.player),
            ("custom_stats", &row.custom_stats),
        ] {
            if let Some(text) = column {
                json.raw(name, text);
            }
        }
        let created_at = Millis(row.created_at);
        let mut sheet = StatSheet::parse_stored(json.finish().as_bytes(), created_at)
            .map_err(|faults| StoreError::bad_row("stat_sheets", row.id, faults))?;
        sheet.extra = extra(row.extra.as_deref())
            .map_err(|error| StoreError::bad_row("stat_sheets", row.id, error))?;
        Ok(Self {
            id: row.id,
            created_at,
            sheet,
            event_count: row.event_count.max(0) as u64,
        })
    }
}

/// The columns of [`EventRow`], in order.
pub(in crate::store) const EVENT_COLUMNS: &str = "id, match_id, player_id, event_type, timestamp, created_at, event_id, x, y, z, \
    game_mode, map, session_id, dimensions, items, player, details, extra, stat_sheet_id";

/// Those of them whose texts may be large.
pub(in crate::store) const LARGE_EVENT_COLUMNS: [&str; 5] =
    ["dimensions", "items", "player", "details", "extra"];

#[derive(FromRow)]
pub(in crate::store) struct EventRow {
    pub(in crate::store) id: i64,
    match_id: String,
    player_id: String,
    event_type: String,
    timestamp: String,
    created_at: i64,
    event_id: Option<String>,
    x: Option<f64>,
    y: Option<f64>,
    z: Option<f64>,
    game_mode: String,
    map: String,
    session_id: Option<String>,
    dimensions: Option<String>,
    items: Option<String>,
    player: Option<String>,
    details: Option<String>,
    extra: Option<String>,
    stat_sheet_id: Option<i64>,
}

impl TryFrom<EventRow> for StoredEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let mut json = JsonObject::default();
        json.value("event_type", &row.event_type);
        for (name, text) in [
            ("match_id", &row.match_id),
            ("game_mode", &row.game_mode),
            ("map", &row.map),
        ] {
            json.optional(name, Some(text).filter(|text| !text.is_empty()));
        }
        json.value("player_id", &row.player_id);
        json.value("timestamp", &row.timestamp);
        json.optional("event_id", row.event_id.as_ref());
        let position = row.x.zip(row.y);
        let position = position.and_then(|(x, y)| Position::of(x, y, row.z));
        json.optional("position", position.as_ref());
        json.optional("session_id", row.session_id.as_ref());
        for (name, column) in [
            ("dimensions", &row.dimensions),
            ("items", &row.items),
            ("player", &row.player),
            ("details", &row.details),
        ] {
            if let Some(text) = column {
                json.raw(name, text);
            }
        }
        let created_at = Millis(row.created_at);
        let mut event = Event::parse(json.finish().as_bytes(), created_at)
            .map_err(|faults| StoreError::bad_row("events", row.id, faults))?;
        event.extra = extra(row.extra.as_deref())
            .map_err(|error| StoreError::bad_row("events", row.id, error))?;
        Ok(Self {
            id: row.id,
            created_at,
            event,
            stat_sheet_id: row.stat_sheet_id,
        })
    }
}

#[derive(FromRow)]
pub(in crate::store) struct DeadLetterRow {
    id: i64,
    created_at: i64,
    source: String,
    faults: String,
    payload: Vec<u8>,
}

impl TryFrom<DeadLetterRow> for StoredDeadLetter {
    type Error = StoreError;

    fn try_from(row: DeadLetterRow) -> Result<Self, StoreError> {
        let faults: Faults = serde_json::from_str(&row.faults)
            .map_err(|error| StoreError::bad_row("dead_letters", row.id, error))?;
        Ok(Self {
            id: row.id,
            created_at: Millis(row.created_at),
            source: row.source,
            faults,
            payload: row.payload,
        })
    }
}

/// The sums of one item.
#[derive(FromRow)]
pub(in crate::store) struct ItemRow {
    pub(in crate::store) item: String,
    pub(in crate::store) units: i64,
    pub(in crate::store) located_units: i64,
}

/// One bucket.
#[derive(FromRow)]
pub(in crate::store) struct ActivityRow {
    pub(in crate::store) start_ms: i64,
    pub(in crate::store) sheets: i64,
    pub(in crate::store) units: i64,
    pub(in crate::store) events: i64,
}

/// Units of one item in one bucket.
#[derive(FromRow)]
pub(in crate::store) struct ItemActivityRow {
    pub(in crate::store) start_ms: i64,
    pub(in crate::store) item: String,
    pub(in crate::store) units: i64,
}

/// A match or a player.
#[derive(FromRow)]
pub(in crate::store) struct EntityRow {
    pub(in crate::store) id: String,
    pub(in crate::store) players: i64,
    pub(in crate::store) sheets: i64,
    pub(in crate::store) units: i64,
    pub(in crate::store) events: i64,
    pub(in crate::store) first_seen_ms: i64,
    pub(in crate::store) last_seen_ms: i64,
    /// 1, or 0 when it is not in the mode that was asked for and its sums are nothing.
    pub(in crate::store) in_mode: i64,
    /// Known from other rows than the sums.
    #[sqlx(default)]
    pub(in crate::store) sheets_missing: i64,
}

/// What one counter with its label counted in one bucket.
#[derive(FromRow)]
pub(in crate::store) struct ReceiptRow {
    pub(in crate::store) start_ms: i64,
    pub(in crate::store) counter: String,
    pub(in crate::store) label: String,
    pub(in crate::store) n: i64,
}

/// The events of one type.
#[derive(FromRow)]
pub(in crate::store) struct EventTypeRow {
    pub(in crate::store) event_type: String,
    pub(in crate::store) events: i64,
}

/// The events of one type in one bucket.
#[derive(FromRow)]
pub(in crate::store) struct EventPointRow {
    pub(in crate::store) start_ms: i64,
    pub(in crate::store) event_type: String,
    pub(in crate::store) events: i64,
}

/// Sums of one match or player.
pub(in crate::store) struct RawSums {
    /// Sheets, distinct matches, distinct players.
    pub(in crate::store) counts: (i64, i64, i64),
    pub(in crate::store) items: Vec<(String, i64)>,
    pub(in crate::store) event_types: Vec<EventTypeRow>,
}

/// A sheet in short.
#[derive(FromRow)]
pub(in crate::store) struct LiveSheetRow {
    id: i64,
    created_at: i64,
    match_id: String,
    player_id: String,
    timestamp: String,
    timestamp_ms: i64,
    game_mode: String,
    player_level: Option<i64>,
    looted_items: String,
    units: i64,
    event_count: i64,
}

impl TryFrom<LiveSheetRow> for LiveSheet {
    type Error = StoreError;

    fn try_from(row: LiveSheetRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            created_at: Millis(row.created_at).to_string(),
            match_id: row.match_id,
            player_id: row.player_id,
            timestamp: row.timestamp,
            timestamp_utc: Millis(row.timestamp_ms).to_string(),
            game_mode: Some(row.game_mode).filter(|mode| !mode.is_empty()),
            player_level: row.player_level,
            looted_items: RawValue::from_string(row.looted_items)
                .map_err(|error| StoreError::bad_row("stat_sheets", row.id, error))?,
            units: row.units,
            event_count: row.event_count,
        })
    }
}

/// An event in short.
#[derive(FromRow)]
pub(in crate::store) struct LiveEventRow {
    id: i64,
    created_at: i64,
    event_type: String,
    match_id: String,
    player_id: String,
    timestamp: String,
    timestamp_ms: i64,
    x: Option<f64>,
    y: Option<f64>,
    z: Option<f64>,
}

impl From<LiveEventRow> for LiveEvent {
    fn from(row: LiveEventRow) -> Self {
        let position = row.x.zip(row.y);
        Self {
            id: row.id,
            created_at: Millis(row.created_at).to_string(),
            event_type: row.event_type,
            match_id: Some(row.match_id).filter(|id| !id.is_empty()),
            player_id: row.player_id,
            timestamp: row.timestamp,
            timestamp_utc: Millis(row.timestamp_ms).to_string(),
            position: position.and_then(|(x, y)| Position::of(x, y, row.z)),
        }
    }
}

/// An item, as `table` names it.
pub(in crate::store) fn item_of(name: &str, table: &str) -> Result<ItemKind, StoreError> {
    ItemKind::parse_counted(name).map_err(|reason| StoreError::bad_row(table, name, reason))
}

/// A type of event, as `table` names it.
pub(in crate::store) fn event_type_of(name: &str, table: &str) -> Result<EventType, StoreError> {
    EventType::parse_counted(name).map_err(|reason| StoreError::bad_row(table, name, reason))
}

/// The fact `level` about a player.
pub(in crate::store) fn level_in(facts: &str) -> Option<i64> {
    let facts: serde_json::Value = serde_json::from_str(facts).ok()?;
    facts["level"].as_i64()
}

/// Fields that were not known. They are not given to the parser, which may know some of them by now.
fn extra(text: Option<&str>) -> Result<JsonMembers, serde_json::Error> {
    let Some(text) = text else {
        return Ok(JsonMembers::default());
    };
    let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text)?;
    Ok(members.into())
}

/// Puts together a JSON object from values and from texts that are JSON already.
#[derive(Default)]
struct JsonObject(String);

impl JsonObject {
    fn raw(&mut self, name: &str, json: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(json);
    }

    fn value(&mut self, name: &str, value: &impl Serialize) {
        self.raw(name, &crate::store::write::entry::json(value));
    }

    fn optional<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.value(name, value);
        }
    }

    fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Number, time, door, reason and the beginning of the faults.
pub(in crate::store) fn refusal(
    (id, created_at, source, reason, faults): (i64, i64, String, String, String),
) -> Refusal {
    // The list may be cut behind its first.
    let faults = faults.trim_start_matches('[');
    let mut faults = serde_json::Deserializer::from_str(faults).into_iter::<Fault>();
    let first = faults.next().and_then(Result::ok);
    let Fault { field, reason } =
        first.unwrap_or_else(|| Fault::new(reason, "is longer than can be told"));
    Refusal {
        id,
        received_at: Millis(created_at),
        source,
        field,
        reason,
    }
}
