//! Which rows a scan wants, as a condition.

use crate::model::{EventFilter, EventType, GameMode, NewestRows, SheetFilter, TimeRange};
use crate::store::connect::statement::Value;
use std::fmt::Write;

/// The first number that is free for a condition's values: $1 and $2 say between which ids to look.
const FIRST: usize = 3;

/// ` and …` for each condition, and the values in it from `$3` on.
#[derive(Debug, Clone, Default)]
pub(super) struct Condition {
    pub(super) text: String,
    pub(super) values: Vec<Value<'static>>,
}

impl Condition {
    fn and(&mut self, comparison: &str, value: Option<Value<'static>>) {
        if let Some(value) = value {
            let number = FIRST + self.values.len();
            let _ = write!(self.text, " and {comparison} ${number}");
            self.values.push(value);
        }
    }

    fn and_text(&mut self, comparison: &str, text: Option<&str>) {
        self.and(comparison, text.map(|text| text.to_owned().into()));
    }

    /// Rows of some time, of one match or player, and events of one type: what an index serves. Of a match or player that is its own
    /// index, and not that of all events of a type.
    pub(super) fn newest(event_type: Option<&EventType>, asked: &NewestRows) -> Self {
        let mut all = Self::default();
        let (match_id, player_id) = (&asked.match_id, &asked.player_id);
        all.and_text("match_id =", match_id.as_ref().map(|id| id.as_str()));
        all.and_text("player_id =", player_id.as_ref().map(|id| id.as_str()));
        let of_type = match match_id.is_some() || player_id.is_some() {
            true => "event_type || '' =",
            false => "event_type =",
        };
        all.and_text(of_type, event_type.map(|wanted| wanted.as_str()));
        all.and_slice(None, asked.range);
        all
    }

    fn and_slice(&mut self, mode: Option<&GameMode>, range: TimeRange) {
        self.and_text("game_mode =", mode.map(|mode| mode.as_str()));
        self.and("timestamp_ms >=", range.since.map(|since| since.0.into()));
        self.and("timestamp_ms <", range.until.map(|until| until.0.into()));
    }
}

impl From<&SheetFilter> for Condition {
    fn from(filter: &SheetFilter) -> Self {
        let mut all = Self::default();
        all.and_text("match_id =", filter.match_id.as_ref().map(|id| id.as_str()));
        let player = filter.player_id.as_ref();
        all.and_text("player_id =", player.map(|id| id.as_str()));
        all.and_slice(filter.game_mode.as_ref(), filter.range);
        all
    }
}

impl From<&EventFilter> for Condition {
    fn from(filter: &EventFilter) -> Self {
        let mut all = Self::default();
        all.and_slice(filter.game_mode.as_ref(), filter.range);
        all
    }
}
