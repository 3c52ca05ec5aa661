//! Which players and matches rows touch, and what they add to each. Pure; which of them are new, only the database
//! knows (`entities.rs`).

use crate::model::{Event, Millis, StatSheet};
use std::collections::{BTreeMap, BTreeSet};

/// What rows add to one player or one match in one game mode.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Touch {
    pub(in crate::store) sheets: i64,
    pub(in crate::store) units: i64,
    pub(in crate::store) events: i64,
    pub(in crate::store) first_seen_ms: i64,
    pub(in crate::store) last_seen_ms: i64,
}

/// Players and matches by (id, game mode), and who reported on what.
#[derive(Debug, Default)]
pub(in crate::store) struct EntityDeltas<'a> {
    pub(in crate::store) players: BTreeMap<(&'a str, &'a str), Touch>,
    pub(in crate::store) matches: BTreeMap<(&'a str, &'a str), Touch>,
    /// (match, player) with the game mode of the first sheet.
    pub(in crate::store) pairs: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> EntityDeltas<'a> {
    pub(in crate::store) fn add_sheet(&mut self, sheet: &'a StatSheet) {
        let game_mode = sheet.game_mode.as_ref().map_or("", |mode| mode.as_str());
        let (match_id, player_id) = (sheet.match_id.as_str(), sheet.player_id.as_str());
        let add = Touch {
            sheets: 1,
            units: sheet.total_units() as i64,
            ..Touch::default()
        };
        let at = sheet.timestamp.at();
        touch(&mut self.players, (player_id, game_mode), add, at);
        touch(&mut self.matches, (match_id, game_mode), add, at);
        self.pairs.entry((match_id, player_id)).or_insert(game_mode);
    }

    pub(in crate::store) fn add_event(&mut self, event: &'a Event, game_mode: &'a str) {
        let add = Touch {
            events: 1,
            ..Touch::default()
        };
        let at = event.timestamp.at();
        touch(
            &mut self.players,
            (event.player_id.as_str(), game_mode),
            add,
            at,
        );
        touch(
            &mut self.matches,
            (event.match_id.as_str(), game_mode),
            add,
            at,
        );
    }

    /// The distinct matches.
    pub(in crate::store) fn match_ids(&self) -> Vec<&'a str> {
        distinct(self.matches.keys().map(|(id, _)| *id))
    }

    /// The distinct players.
    pub(in crate::store) fn player_ids(&self) -> Vec<&'a str> {
        distinct(self.players.keys().map(|(id, _)| *id))
    }
}

fn touch<'a>(
    all: &mut BTreeMap<(&'a str, &'a str), Touch>,
    key: (&'a str, &'a str),
    add: Touch,
    at: Millis,
) {
    let sum = all.entry(key).or_insert(Touch {
        first_seen_ms: at.0,
        last_seen_ms: at.0,
        ..Touch::default()
    });
    sum.sheets += add.sheets;
    sum.units += add.units;
    sum.events += add.events;
    sum.first_seen_ms = sum.first_seen_ms.min(at.0);
    sum.last_seen_ms = sum.last_seen_ms.max(at.0);
}

fn distinct<'a>(sorted: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    sorted.collect::<BTreeSet<_>>().into_iter().collect()
}
