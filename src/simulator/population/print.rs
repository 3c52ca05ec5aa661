//! A run's sheet as text: the JSON of the stat sheet that [`StatSheet::parse`](crate::model::StatSheet::parse) reads.

use super::sheet::{Event, FieldValue, Sheet, Spot};
use crate::model::{MAX_COUNT, Millis};
use crate::simulator::scenario::{Circumstances, Emit};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// Units of one item in one sheet whose places are told; of more, the first ones stand for all.
const MAX_PLACES: usize = 64;

impl Serialize for Sheet<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scenario = &self.population.scenario;
        let mode = &scenario.modes[usize::from(self.mode)];
        let match_id = self.population.ids.of_match(self.key.match_number);
        let player_id = self.key.player_id(self.population);
        let key = self.key.text();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("match_id", &match_id)?;
        map.serialize_entry("player_id", &player_id)?;
        map.serialize_entry("timestamp", &Shown(Millis(self.at)))?;
        map.serialize_entry("looted_items", &Looted(self))?;
        map.serialize_entry("locations", &Locations(self))?;
        map.serialize_entry("sheet_id", &key)?;
        map.serialize_entry("match_duration", &self.seconds)?;
        map.serialize_entry("player_level", &self.level)?;
        map.serialize_entry("game_mode", &mode.name)?;
        if let Some(played_on) = self.map {
            map.serialize_entry("map", scenario.maps.get(played_on).name())?;
        }
        let session_id = self.population.ids.session(self.key.player, self.session);
        map.serialize_entry("session_id", &session_id)?;
        if !scenario.experiments.is_empty() {
            map.serialize_entry("experiments", &Assigned(self))?;
        }
        if !scenario.dimensions.is_empty() {
            let circumstances = Circumstances {
                player_id: player_id.as_str(),
                time_zone: usize::from(self.time_zone),
                match_id: match_id.as_str(),
                mode: usize::from(self.mode),
                session_after_ms: self.session_after_ms,
            };
            let all = scenario.dimensions.iter();
            let values = all.filter_map(|dimension| {
                let value = dimension.value(&circumstances)?;
                Some((&dimension.name, value))
            });
            map.serialize_entry("dimensions", &Collected(values))?;
        }
        if !self.facts.is_empty() {
            let names = scenario.players.facts.iter().map(|(name, _)| name);
            map.serialize_entry("player", &Collected(names.zip(&self.facts)))?;
        }
        if !self.stats.is_empty() {
            map.serialize_entry("custom_stats", &Stats(self))?;
        }
        if !self.events.is_empty() {
            let events = Events {
                sheet: self,
                match_id: match_id.as_str(),
                player_id: player_id.as_str(),
                key: &key,
            };
            map.serialize_entry("events", &events)?;
        }
        map.end()
    }
}

impl Serialize for FieldValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Fixed(value) => value.serialize(serializer),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Whole(number) => serializer.serialize_i64(number),
            Self::Fraction(number) => serializer.serialize_f64(number),
            Self::Flag(flag) => serializer.serialize_bool(flag),
        }
    }
}

impl Sheet<'_> {
    /// Sorted as in print.
    fn by_name<'s, T>(&self, all: &'s [T], item: impl Fn(&T) -> u32) -> Vec<&'s T> {
        let places = &self.population.item_places;
        let mut sorted: Vec<&T> = all.iter().collect();
        sorted.sort_by_key(|one| places[item(one) as usize]);
        sorted
    }

    fn item(&self, number: u32) -> &str {
        let items = &self.population.scenario.items;
        items[number as usize].kind.as_str()
    }
}

/// Printed by its `Display`, without a `String` in between.
struct Shown<T>(T);

impl<T: std::fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An object of what an iterator gives.
struct Collected<I>(I);

impl<K: Serialize, V: Serialize, I: Iterator<Item = (K, V)> + Clone> Serialize for Collected<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone())
    }
}

struct Looted<'a>(&'a Sheet<'a>);

impl Serialize for Looted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sorted = self.0.by_name(&self.0.looted, |(item, _)| *item);
        let entries = sorted.into_iter();
        serializer
            .collect_map(entries.map(|(item, units)| (self.0.item(*item), (*units).min(MAX_COUNT))))
    }
}

struct Locations<'a>(&'a Sheet<'a>);

impl Serialize for Locations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sorted = self.0.by_name(&self.0.spots, |spot| spot.item);
        let by_item = sorted.chunk_by(|a, b| a.item == b.item);
        serializer
            .collect_map(by_item.map(|spots| (self.0.item(spots[0].item), ItemLocations(spots))))
    }
}

/// A place for each unit.
struct ItemLocations<'a>(&'a [&'a Spot]);

impl Serialize for ItemLocations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let units = self
            .0
            .iter()
            .flat_map(|spot| std::iter::repeat_n(spot.place, spot.units as usize));
        serializer.collect_seq(units.take(MAX_PLACES))
    }
}

struct Assigned<'a>(&'a Sheet<'a>);

impl Serialize for Assigned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbered = self.0.population.scenario.experiments.iter().enumerate();
        serializer.collect_map(numbered.map(|(number, experiment)| {
            let variant = &experiment.variants[self.0.arms.of(number)];
            (&experiment.name, &variant.name)
        }))
    }
}

struct Stats<'a>(&'a Sheet<'a>);

impl Serialize for Stats<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stats = self.0.population.scenario.stats_of(self.0.mode);
        serializer.collect_map(stats.map(|(_, stat)| &stat.name).zip(&self.0.stats))
    }
}

struct Events<'a> {
    sheet: &'a Sheet<'a>,
    match_id: &'a str,
    player_id: &'a str,
    key: &'a str,
}

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.sheet.events.len()))?;
        let mut details = self.sheet.details.as_slice();
        for (event, number) in self.sheet.events.iter().zip(1..) {
            let (own, rest) = details.split_at(event.emit.details.len());
            details = rest;
            all.serialize_element(&PrintedEvent {
                all: self,
                event,
                number,
                details: own,
            })?;
        }
        all.end()
    }
}

struct PrintedEvent<'a> {
    all: &'a Events<'a>,
    event: &'a Event<'a>,
    /// From 1.
    number: u32,
    details: &'a [FieldValue<'a>],
}

impl Serialize for PrintedEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Events {
            sheet,
            match_id,
            player_id,
            key,
        } = self.all;
        let emit = self.event.emit;
        let mut map = serializer.serialize_map(None)?;
        let event_type = &sheet.population.scenario.event_types[emit.event];
        map.serialize_entry("event_type", event_type)?;
        map.serialize_entry("match_id", match_id)?;
        map.serialize_entry("player_id", player_id)?;
        map.serialize_entry("timestamp", &Shown(Millis(self.event.at)))?;
        map.serialize_entry("event_id", &Shown(format_args!("{key}-{}", self.number)))?;
        if let Some(position) = &self.event.position {
            map.serialize_entry("position", position)?;
        }
        if !self.details.is_empty() {
            map.serialize_entry("details", &Details(emit, self.details))?;
        }
        map.end()
    }
}

struct Details<'a>(&'a Emit, &'a [FieldValue<'a>]);

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.0.details.iter().map(|(name, _)| name);
        serializer.collect_map(names.zip(self.1))
    }
}
