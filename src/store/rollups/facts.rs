//! What totals need to know of what was stored. Names are numbers here ([`Texts`](super::texts::Texts)).

use super::counter::Counter;
use super::texts::TextId;
use crate::model::Millis;
use std::ops::Add;

/// A [`Slice`](crate::model::Slice).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::store) struct SliceKey {
    pub(in crate::store) game_mode: TextId,
    pub(in crate::store) experiment: TextId,
    pub(in crate::store) variant: TextId,
}

/// A stored sheet, without its events.
#[derive(Debug)]
pub(in crate::store) struct SheetFacts<'f> {
    pub(in crate::store) player: TextId,
    pub(in crate::store) match_id: TextId,
    pub(in crate::store) game_mode: TextId,
    /// Everyone's first.
    pub(in crate::store) slices: &'f [SliceKey],
    pub(in crate::store) items: &'f [ItemFacts],
    pub(in crate::store) at: Millis,
    /// When the player was there: see [`seen`].
    pub(in crate::store) seen: Millis,
    /// Of all items.
    pub(in crate::store) units: i64,
    /// Of all items, those with a place.
    pub(in crate::store) located_units: i64,
    /// How long it took the player.
    pub(in crate::store) played_ms: i64,
    pub(in crate::store) has_key: bool,
    /// A label of [`Counter::ClockSkew`].
    pub(in crate::store) clock_skew: TextId,
    /// See [`delay_seconds`](super::delays::delay_seconds).
    pub(in crate::store) delay_seconds: Option<i64>,
}

/// One item of a sheet or an event.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct ItemFacts {
    pub(in crate::store) name: TextId,
    pub(in crate::store) units: i64,
    pub(in crate::store) located_units: i64,
    /// 1 when a sheet lists it; 0 when it has only places for it, and of events.
    pub(in crate::store) sheets: i64,
}

/// A stored event.
#[derive(Debug)]
pub(in crate::store) struct EventFacts<'f> {
    pub(in crate::store) player: TextId,
    /// Empty where it was in none.
    pub(in crate::store) match_id: TextId,
    pub(in crate::store) event_type: TextId,
    pub(in crate::store) game_mode: TextId,
    /// Everyone's first.
    pub(in crate::store) slices: &'f [SliceKey],
    pub(in crate::store) items: &'f [ItemFacts],
    pub(in crate::store) at: Millis,
    /// When the player was there: see [`seen`].
    pub(in crate::store) seen: Millis,
    /// Of all items.
    pub(in crate::store) units: i64,
}

/// When something was there that says `at` of itself: then, unless that cannot be, because it was received before or
/// its clock was never set. Then it was when it was received.
pub(in crate::store) fn seen(at: Millis, received_at: Millis) -> Millis {
    match (Millis::FIRST_BUCKET..=received_at).contains(&at) {
        true => at,
        false => received_at,
    }
}

/// Whole milliseconds, so that sums do not depend on their order. Rounded as the recount of `player_days` does.
pub(in crate::store) fn played_ms(seconds: Option<f64>) -> i64 {
    seconds.map_or(0, |seconds| (seconds * 1_000.0 + 0.5).floor() as i64)
}

/// Something that was received.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Receipt {
    /// What became of it.
    pub(in crate::store) counter: Counter,
    /// The reason of a refusal; else empty.
    pub(in crate::store) label: TextId,
    pub(in crate::store) received_at: Millis,
}

/// What a player or a match has in one game mode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::store) struct Having {
    pub(in crate::store) sheets: i64,
    pub(in crate::store) units: i64,
}

impl Having {
    pub(in crate::store) fn is_something(self) -> bool {
        self.sheets > 0 || self.units > 0
    }
}

impl Add for Having {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            sheets: self.sheets + other.sheets,
            units: self.units + other.units,
        }
    }
}

/// A player or a match in one game mode, before this commit and in it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::store) struct ModeChange {
    /// The player or the match.
    pub(in crate::store) owner: TextId,
    pub(in crate::store) game_mode: TextId,
    pub(in crate::store) before: Having,
    pub(in crate::store) added: Having,
    pub(in crate::store) start: Start,
}

/// When a player or a match was first seen in a mode, as far as was known before this commit, and in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::store) struct Start {
    pub(in crate::store) before: Option<Millis>,
    pub(in crate::store) added: Option<Millis>,
}

/// A player that rows of this commit are about.
#[derive(Debug, Default)]
pub(in crate::store) struct PlayerChange<'f> {
    pub(in crate::store) player: TextId,
    /// All modes the player was ever in.
    pub(in crate::store) modes: &'f [ModeChange],
    /// The days on which the player was there before, with the modes; when there are new ones. Of those, the first and
    /// the last are enough as long as every new one is after the last.
    pub(in crate::store) days_before: &'f [(Millis, TextId)],
    /// The days on which the player was not there before, with the modes.
    pub(in crate::store) new_days: &'f [(Millis, TextId)],
}

/// A match that rows of this commit are about.
#[derive(Debug)]
pub(in crate::store) struct MatchChange<'f> {
    pub(in crate::store) match_id: TextId,
    /// All modes it was ever in.
    pub(in crate::store) modes: &'f [ModeChange],
    /// Players of whom there were sheets, by the mode of the first.
    pub(in crate::store) players_before: &'f [(TextId, i64)],
    /// The modes of the first sheets of players of whom there were none.
    pub(in crate::store) new_players: &'f [TextId],
}
