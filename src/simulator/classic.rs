//! The predecessor's simulation: five items, 0–5 of each per player, each unit found anywhere on a square map.

use super::dice::{Dice, WORDS_PER_PLAYER};
use crate::model::{
    Count, ItemKind, Locations, MatchId, Millis, PlayerId, Position, SheetId, StatSheet, Timestamp,
};
use std::fmt::Write;

/// The matches of a run end within these 12 hours after its start.
pub const SPAN_MS: u32 = 12 * 60 * 60 * 1_000;

pub(super) const ITEMS: [&str; 5] = ["rubber_duck", "medkit", "ammo_box", "grenade", "gold_coin"];
const MAX_OF_EACH: u32 = 5;
/// Hundredths of a world unit: two decimals place a duck well enough and keep the JSON small.
const MAP_SIDE_HUNDREDTHS: u32 = 10_000;
const DURATION_SECONDS: (u32, u32) = (300, 1_800);
const LEVELS: (u32, u32) = (1, 50);

// A level, five counts and two coordinates per unit fit into what a player may draw.
const _: () = assert!(ITEMS.len() as u32 * (1 + 2 * MAX_OF_EACH) < WORDS_PER_PLAYER);

/// Makes the sheets of the scenario `classic`.
pub(super) struct Classic {
    items: [ItemKind; ITEMS.len()],
    /// What every sheet id starts with.
    key: String,
    text: String,
}

/// What all sheets of one match share.
pub(super) struct Match {
    id: MatchId,
    pub(super) number: u64,
    reported: Timestamp,
    duration_seconds: f64,
}

impl Classic {
    pub(super) fn new(key: String) -> Self {
        Self {
            items: ITEMS.map(|name| ItemKind::parse(name).expect("item names are valid")),
            key,
            text: String::new(),
        }
    }

    /// Match number `number` (from 1) of a run whose matches end within [`SPAN_MS`] after `start`.
    pub(super) fn play(&mut self, number: u64, start: Millis, dice: &mut Dice) -> Match {
        dice.turn_to_match(number);
        let ended = Millis(start.0 + i64::from(dice.below(SPAN_MS)));
        let duration_seconds = f64::from(within(DURATION_SECONDS, dice));
        Match {
            id: self.written(|text, _| write!(text, "match_{number:03}"), MatchId::parse),
            number,
            reported: Timestamp::from(ended),
            duration_seconds,
        }
    }

    /// What player number `player` (from 1) reports of `played`; `dice` are turned to its match.
    pub(super) fn report(&mut self, played: &Match, player: u32, dice: &mut Dice) -> StatSheet {
        dice.turn_to_player(player);
        let number = played.number;
        let player_id = self.written(
            |text, _| write!(text, "player_{number}_{player}"),
            PlayerId::parse,
        );
        let mut sheet = StatSheet::new(played.id.clone(), player_id, played.reported.clone());
        sheet.sheet_id = Some(self.written(
            |text, key| write!(text, "{key}-{number}-{player}"),
            SheetId::parse,
        ));
        sheet.match_duration = Some(played.duration_seconds);
        sheet.player_level = Some(within(LEVELS, dice));
        for item in &self.items {
            let units = dice.below(MAX_OF_EACH + 1);
            let count = Count::new(u64::from(units)).expect("a handful is a valid count");
            sheet.looted_items.insert(item.clone(), count);
            if units > 0 {
                let places = (0..units).map(|_| anywhere(dice)).collect();
                sheet
                    .locations
                    .insert(item.clone(), Locations::Each(places));
            }
        }
        sheet
    }

    /// An id through the one buffer that all of them are written into.
    fn written<T>(
        &mut self,
        write: impl FnOnce(&mut String, &str) -> std::fmt::Result,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> T {
        self.text.clear();
        write(&mut self.text, &self.key).expect("a String takes any text");
        parse(&self.text).expect("letters and numbers make a valid id")
    }
}

/// A whole number of the range, both ends included.
fn within((lowest, highest): (u32, u32), dice: &mut Dice) -> u32 {
    lowest + dice.below(highest - lowest + 1)
}

fn anywhere(dice: &mut Dice) -> Position {
    let mut coordinate = || f64::from(dice.below(MAP_SIDE_HUNDREDTHS)) / 100.0;
    let (x, y) = (coordinate(), coordinate());
    Position::new(x, y).expect("hundredths of a map are finite")
}
