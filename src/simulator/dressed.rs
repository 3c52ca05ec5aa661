//! The matches of `classic` as a game of today reports them: on two maps, one with floors, in modes, from platforms and
//! regions, with a new build halfway, several in a sitting, with events. What is looted, and how much, is as in `classic`.

use super::CatalogueItem;
use super::classic::{ITEMS, SPAN_MS};
use super::dealing::{dealt, dealt_share};
use super::maps::{Map, MapId, Maps, MapsWire};
use super::rolls::Rolls;
use super::yaml;
use crate::model::{
    Event, EventId, EventType, GameMode, JsonMembers, JsonObject, Label, Locations, Millis, Name,
    PlayerId, Position, SessionId, StatSheet, Timestamp,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Matches that the same players play in a row.
const MATCHES_A_SITTING: u64 = 5;
/// From the end of one to that of the next: no break that ends a session.
const APART_MS: u32 = 29 * 60 * 1_000;
/// They end before the next one does.
const LONGEST_SECONDS: f64 = 1_680.0;
/// The last one ends within the span of the run, too.
const SITTINGS_BEGIN_WITHIN_MS: u32 = SPAN_MS - (MATCHES_A_SITTING as u32 - 1) * APART_MS;

/// The maps that these matches are played on.
pub fn classic_maps() -> Maps {
    let text = include_str!("scenarios/classic_maps.yaml");
    let tree = yaml::read(text).expect("the file is YAML");
    let wire: MapsWire = serde_json::from_value(tree.to_json()).expect("the file has maps");
    let items = ITEMS.map(|name| CatalogueItem {
        name: name.to_owned(),
        rarity: None,
    });
    Maps::parse(&wire, &items).expect("the maps are valid")
}

/// Adds to the sheets of `classic` what its rules do not know.
pub(super) struct Dress {
    maps: Maps,
    harbour: MapId,
    quarry: MapId,
    key: String,
    players: u64,
    start: Millis,
}

impl Dress {
    /// For a run whose keys begin with `key`, of matches of so many players.
    pub(super) fn new(key: String, players: u32, start: Millis) -> Self {
        let maps = classic_maps();
        let map = |name: &str| maps.find(name).expect("the file has it");
        Self {
            harbour: map("harbour"),
            quarry: map("quarry"),
            maps,
            key,
            players: u64::from(players.max(1)),
            start,
        }
    }

    /// What player number `seat` (from 1) of match number `number` (from 1) reports.
    pub(super) fn dress(&self, sheet: &mut StatSheet, number: u64, seat: u32) {
        let sitting = (number - 1) / MATCHES_A_SITTING + 1;
        let which = (number - 1) % MATCHES_A_SITTING;
        let of_match = format!("{}-m{number}", self.key);
        let of_sitting = format!("{}-s{sitting}", self.key);
        let player = format!("{of_sitting}-{seat}");
        let late = dealt_share("sitting", "", &of_sitting);
        let after_ms = (late * f64::from(SITTINGS_BEGIN_WITHIN_MS)) as i64
            + which as i64 * i64::from(APART_MS);
        let one_of = |what: &str, id: &str, words: &[&'static str]| {
            words[(dealt_share(what, "", id) * words.len() as f64) as usize]
        };
        sheet.player_id = valid(PlayerId::parse(&format!("player_{sitting}_{seat}")));
        sheet.timestamp = Timestamp::from(Millis(self.start.0 + after_ms));
        sheet.match_duration = sheet
            .match_duration
            .map(|seconds| seconds.min(LONGEST_SECONDS));
        sheet.session_id = Some(valid(SessionId::parse(&player)));
        let mode = one_of("mode", &of_match, &["casual", "casual", "ranked"]);
        sheet.game_mode = Some(valid(GameMode::parse(mode)));
        let newest = late * f64::from(SITTINGS_BEGIN_WITHIN_MS) > f64::from(SPAN_MS) / 2.0;
        let platforms = ["pc", "pc", "console", "console", "phone"];
        sheet.dimensions = labels([
            ("build", if newest { "1.3" } else { "1.2" }),
            ("platform", one_of("platform", &player, &platforms)),
            (
                "region",
                one_of("region", &player, &["europe", "america", "asia"]),
            ),
        ]);
        let level = sheet.player_level.unwrap_or_default();
        sheet.player = [(valid(Name::parse("level")), Value::from(level))].into();

        let on = match dealt("map", "", &of_match) % 3 {
            0 => self.quarry,
            _ => self.harbour,
        };
        let map = self.maps.get(on);
        sheet.map = Some(valid(Label::parse(map.name())));
        let mut rolls = Dealt::to(&format!("{of_match}-{seat}"));
        place(sheet, map, &mut rolls);
        let won = u64::from(seat) == 1 + dealt("winner", "", &of_match) % self.players;
        let weapon = ["bow", "crossbow", "sling"][rolls.within(0, 2) as usize];
        let kills = rolls.within(0, 2) + rolls.within(0, 1) * rolls.within(0, level / 8);
        sheet.custom_stats = [
            (valid(Name::parse("kills")), Value::from(kills)),
            (valid(Name::parse("weapon")), Value::from(weapon)),
            (valid(Name::parse("won")), Value::from(won)),
        ]
        .into();
        sheet.events = events(sheet, map, (won, kills, weapon), &mut rolls);
    }
}

/// Everything that was found lies where the map says.
fn place(sheet: &mut StatSheet, map: &Map, rolls: &mut Dealt) {
    for (item, places) in &mut sheet.locations {
        let number = ITEMS.iter().position(|name| *name == item.as_str());
        if let (Some(number), Locations::Each(places)) = (number, places) {
            for place in places {
                *place = map.place(number, rolls).1;
            }
        }
    }
}

/// What happened on the way, the first one first.
fn events(
    sheet: &StatSheet,
    map: &Map,
    (won, kills, weapon): (bool, u32, &str),
    rolls: &mut Dealt,
) -> Vec<Event> {
    let mut told: Vec<(f64, &str, Position, Option<JsonObject>)> = Vec::new();
    told.push((0.0, "landing", map.stop(rolls).1, None));
    let all_places = sheet
        .locations
        .values()
        .flat_map(|places| places.weighted(1));
    for (place, _) in all_places.step_by(3) {
        told.push((rolls.between(0.05, 0.95), "chest_opened", place, None));
    }
    for _ in 0..kills {
        let details = serde_json::Map::from_iter([("weapon".to_owned(), Value::from(weapon))]);
        let at = rolls.between(0.1, 0.95);
        told.push((at, "elimination", map.stop(rolls).1, Some(details.into())));
    }
    let end = if won { "victory" } else { "death" };
    told.push((1.0, end, map.stop(rolls).1, None));
    told.sort_by(|one, other| one.0.total_cmp(&other.0));
    let seconds = sheet.match_duration.unwrap_or_default();
    let began = sheet.timestamp.at().0 - (seconds * 1_000.0) as i64;
    let key = sheet.sheet_id.as_ref().map_or("", |id| id.as_str());
    let events = told.into_iter().enumerate();
    events
        .map(|(index, (share, event_type, place, details))| Event {
            event_type: valid(EventType::parse(event_type)),
            match_id: Some(sheet.match_id.clone()),
            player_id: sheet.player_id.clone(),
            timestamp: Timestamp::from(Millis(began + (share * seconds * 1_000.0) as i64)),
            event_id: Some(valid(EventId::parse(&format!("{key}-{}", index + 1)))),
            position: Some(place),
            game_mode: None,
            map: None,
            session_id: None,
            dimensions: BTreeMap::new(),
            items: BTreeMap::new(),
            player: BTreeMap::new(),
            details,
            extra: JsonMembers::default(),
        })
        .collect()
}

fn labels<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<Label, Label> {
    let label = |text| valid(Label::parse(text));
    pairs
        .map(|(name, value)| (label(name), label(value)))
        .into()
}

fn valid<T>(parsed: Result<T, String>) -> T {
    parsed.expect("words and numbers of our own are valid")
}

/// Rolls that are dealt, so that those of `classic` stay what they are: SplitMix64 (Steele, Lea and Flood 2014).
struct Dealt(u64);

impl Dealt {
    fn to(id: &str) -> Self {
        Self(dealt("rolls", "", id))
    }
}

impl Rolls for Dealt {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
