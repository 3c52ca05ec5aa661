//! The stat sheet: what one player did and found in one match.

use super::{
    ArmName, Count, Event, Found, GameMode, ItemKind, JsonMembers, Label, Locations, MatchId, Name,
    PlayerId, SessionId, SheetId, Timestamp, arms_of, group_of,
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The largest sheet, in bytes of JSON.
pub const MAX_SHEET_BYTES: usize = 1 << 20;

/// A stat sheet. Made by [`StatSheet::parse`], printed by `serde_json`; the two are inverse.
#[derive(Debug, Clone, PartialEq)]
pub struct StatSheet {
    /// The match it reports on.
    pub match_id: MatchId,
    /// The player it reports on.
    pub player_id: PlayerId,
    /// When the match was reported; the time of receipt when nothing was sent.
    pub timestamp: Timestamp,
    /// How many units of each item were looted.
    pub looted_items: BTreeMap<ItemKind, Count>,
    /// Where they were found.
    pub locations: BTreeMap<ItemKind, Locations>,
    /// The idempotency key, unique per player.
    pub sheet_id: Option<SheetId>,
    /// Seconds, 0 to 604,800.
    pub match_duration: Option<f64>,
    /// 0 to 1,000,000.
    pub player_level: Option<u32>,
    /// Such as `solo`.
    pub game_mode: Option<GameMode>,
    /// The map it was played on.
    pub map: Option<Label>,
    /// The session it was played in.
    pub session_id: Option<SessionId>,
    /// Experiment → variant.
    pub experiments: BTreeMap<Name, Name>,
    /// Dimension → value, such as `platform` → `ps5`; of names that `experiments` has not.
    pub dimensions: BTreeMap<Label, Label>,
    /// Facts of the player that do not change with each match: name → number, string or boolean.
    pub player: BTreeMap<Name, Value>,
    /// Name → number, string or boolean.
    pub custom_stats: BTreeMap<Name, Value>,
    /// What happened in the match.
    pub events: Vec<Event>,
    /// Fields we do not know, given back as they came.
    pub extra: JsonMembers,
}

impl StatSheet {
    /// A sheet with the required parts only.
    pub fn new(match_id: MatchId, player_id: PlayerId, timestamp: Timestamp) -> Self {
        Self {
            match_id,
            player_id,
            timestamp,
            looted_items: BTreeMap::new(),
            locations: BTreeMap::new(),
            sheet_id: None,
            match_duration: None,
            player_level: None,
            game_mode: None,
            map: None,
            session_id: None,
            experiments: BTreeMap::new(),
            dimensions: BTreeMap::new(),
            player: BTreeMap::new(),
            custom_stats: BTreeMap::new(),
            events: Vec::new(),
            extra: JsonMembers::default(),
        }
    }

    /// How many units of all items were looted.
    pub fn total_units(&self) -> u64 {
        self.looted_items.values().map(|count| count.get()).sum()
    }

    /// What it counts in beside everyone: experiments with their variants, dimensions with their values, and the map.
    pub fn arms(&self) -> impl Iterator<Item = ArmName<'_>> + Clone {
        arms_of(&self.experiments, &self.dimensions, self.map.as_ref())
    }

    /// Where its units of `item` were found, as far as it says; none for places without units.
    pub fn places_of(&self, item: &ItemKind) -> impl Iterator<Item = Found> + '_ {
        let count = self.looted_items.get(item).map_or(0, |count| count.get());
        let places = self.locations.get(item).into_iter();
        let group = group_of(self.player_id.as_str());
        let weighted = places.flat_map(move |places| places.weighted(count));
        weighted.map(move |(place, units)| (place, units, group))
    }

    /// All but `extra`.
    pub(super) fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("match_id", &self.match_id)?;
        map.serialize_entry("player_id", &self.player_id)?;
        map.serialize_entry("timestamp", self.timestamp.as_str())?;
        map.serialize_entry("looted_items", &self.looted_items)?;
        map.serialize_entry("locations", &self.locations)?;
        if let Some(sheet_id) = &self.sheet_id {
            map.serialize_entry("sheet_id", sheet_id)?;
        }
        if let Some(seconds) = &self.match_duration {
            map.serialize_entry("match_duration", seconds)?;
        }
        if let Some(level) = &self.player_level {
            map.serialize_entry("player_level", level)?;
        }
        if let Some(game_mode) = &self.game_mode {
            map.serialize_entry("game_mode", game_mode)?;
        }
        if let Some(name) = &self.map {
            map.serialize_entry("map", name)?;
        }
        if let Some(session_id) = &self.session_id {
            map.serialize_entry("session_id", session_id)?;
        }
        if !self.experiments.is_empty() {
            map.serialize_entry("experiments", &self.experiments)?;
        }
        if !self.dimensions.is_empty() {
            map.serialize_entry("dimensions", &self.dimensions)?;
        }
        if !self.player.is_empty() {
            map.serialize_entry("player", &self.player)?;
        }
        if !self.custom_stats.is_empty() {
            map.serialize_entry("custom_stats", &self.custom_stats)?;
        }
        if !self.events.is_empty() {
            map.serialize_entry("events", &self.events)?;
        }
        Ok(())
    }
}

impl Serialize for StatSheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_fields(&mut map)?;
        for (name, value) in self.extra.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
