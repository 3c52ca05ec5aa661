//! What rows add to the totals. One definition for both who keep them: the writer, from the rows that were new, and
//! the recount, from the rows that are there. Pure: no database here.

use crate::model::{Event, Millis, Position, Slice, StatSheet};
use std::collections::{BTreeMap, BTreeSet};

/// The counters that have no table of their own. Some have a label: a reason, a mode, a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counter {
    ClockSkew,
    DuplicateEvents,
    DuplicateSheets,
    Events,
    MatchSize,
    Matches,
    ModeEvents,
    ModeMatches,
    ModePlayers,
    ModeSheets,
    Players,
    Rejected,
    Sheets,
    SheetsWithoutKey,
    SheetsWithoutLocations,
}

impl Counter {
    pub(super) const ALL: [Self; 15] = [
        Self::ClockSkew,
        Self::DuplicateEvents,
        Self::DuplicateSheets,
        Self::Events,
        Self::MatchSize,
        Self::Matches,
        Self::ModeEvents,
        Self::ModeMatches,
        Self::ModePlayers,
        Self::ModeSheets,
        Self::Players,
        Self::Rejected,
        Self::Sheets,
        Self::SheetsWithoutKey,
        Self::SheetsWithoutLocations,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::ClockSkew => "clock_skew",
            Self::DuplicateEvents => "duplicate_events",
            Self::DuplicateSheets => "duplicate_sheets",
            Self::Events => "events",
            Self::MatchSize => "match_size",
            Self::Matches => "matches",
            Self::ModeEvents => "mode_events",
            Self::ModeMatches => "mode_matches",
            Self::ModePlayers => "mode_players",
            Self::ModeSheets => "mode_sheets",
            Self::Players => "players",
            Self::Rejected => "rejected",
            Self::Sheets => "sheets",
            Self::SheetsWithoutKey => "sheets_without_key",
            Self::SheetsWithoutLocations => "sheets_without_locations",
        }
    }
}

/// Counters by name and label, in the order in which they are written.
pub(super) type Counters = BTreeMap<(&'static str, String), i64>;

pub(super) fn count(counters: &mut Counters, counter: Counter, label: &str, n: i64) {
    *counters
        .entry((counter.as_str(), label.to_owned()))
        .or_default() += n;
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemSum {
    pub(super) units: i64,
    pub(super) located_units: i64,
    pub(super) sheets: i64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ActivitySum {
    pub(super) sheets: i64,
    pub(super) units: i64,
    pub(super) events: i64,
}

/// What some rows add to every total but those of distinct things, in primary-key order: two servers that
/// write the same rows in the same order cannot wait for each other in a circle.
#[derive(Debug, Default)]
pub(super) struct Delta<'a> {
    pub(super) counters: Counters,
    pub(super) items: BTreeMap<(&'a str, Slice<'a>), ItemSum>,
    pub(super) activity: BTreeMap<(i64, i64, Slice<'a>), ActivitySum>,
    pub(super) item_activity: BTreeMap<(i64, &'a str, Slice<'a>), i64>,
    pub(super) heat: BTreeMap<(&'a str, Slice<'a>), Vec<(Position, u64)>>,
}

/// Buckets of these widths are kept.
pub(super) const ACTIVITY_WIDTHS: [i64; 2] = [Millis::MINUTE, Millis::HOUR];

impl<'a> Delta<'a> {
    /// Adds one stored sheet, without its events.
    pub(super) fn add_sheet(&mut self, sheet: &'a StatSheet, received_at: Millis) {
        let at = sheet.timestamp.at();
        let units = sheet.total_units() as i64;
        let mut located = 0;
        for slice in Slice::of(sheet) {
            for (item, count) in &sheet.looted_items {
                let sum = self.items.entry((item.as_str(), slice)).or_default();
                sum.units += count.get() as i64;
                sum.sheets += 1;
                if count.get() > 0 {
                    let hour = at.bucket(Millis::HOUR).0;
                    let key = (hour, item.as_str(), slice);
                    *self.item_activity.entry(key).or_default() += count.get() as i64;
                }
            }
            for (item, places) in &sheet.locations {
                let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
                let points = self.heat.entry((item.as_str(), slice)).or_default();
                let before = points.len();
                points.extend(places.weighted(count));
                let here: u64 = points[before..].iter().map(|(_, units)| units).sum();
                located += here;
                if here > 0 {
                    let sum = self.items.entry((item.as_str(), slice)).or_default();
                    sum.located_units += here as i64;
                }
            }
            let add = ActivitySum {
                sheets: 1,
                units,
                events: 0,
            };
            self.add_activity(at, slice, add);
        }
        count(&mut self.counters, Counter::Sheets, "", 1);
        if let Some(game_mode) = &sheet.game_mode {
            count(
                &mut self.counters,
                Counter::ModeSheets,
                game_mode.as_str(),
                1,
            );
        }
        if units > 0 && located == 0 {
            count(&mut self.counters, Counter::SheetsWithoutLocations, "", 1);
        }
        if sheet.sheet_id.is_none() {
            count(&mut self.counters, Counter::SheetsWithoutKey, "", 1);
        }
        let skew = skew_label(at, received_at);
        count(&mut self.counters, Counter::ClockSkew, skew, 1);
    }

    /// Adds one stored event, which happened in `slice`'s game mode.
    pub(super) fn add_event(&mut self, event: &Event, slice: Slice<'a>) {
        let add = ActivitySum {
            sheets: 0,
            units: 0,
            events: 1,
        };
        self.add_activity(event.timestamp.at(), slice, add);
        count(&mut self.counters, Counter::Events, "", 1);
        if !slice.game_mode.is_empty() {
            count(&mut self.counters, Counter::ModeEvents, slice.game_mode, 1);
        }
    }

    fn add_activity(&mut self, at: Millis, slice: Slice<'a>, add: ActivitySum) {
        for width in ACTIVITY_WIDTHS {
            let key = (width, at.bucket(width).0, slice);
            let sum = self.activity.entry(key).or_default();
            sum.sheets += add.sheets;
            sum.units += add.units;
            sum.events += add.events;
        }
    }
}

/// What rows add to one player or one match in one game mode.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) sheets: i64,
    pub(super) units: i64,
    pub(super) events: i64,
    pub(super) first_seen_ms: i64,
    pub(super) last_seen_ms: i64,
}

/// Players and matches by (id, game mode), and who reported on what.
#[derive(Debug, Default)]
pub(super) struct Touched<'a> {
    pub(super) players: BTreeMap<(&'a str, &'a str), Touch>,
    pub(super) matches: BTreeMap<(&'a str, &'a str), Touch>,
    /// (match, player) with the game mode of the first sheet.
    pub(super) pairs: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Touched<'a> {
    pub(super) fn add_sheet(&mut self, sheet: &'a StatSheet) {
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

    pub(super) fn add_event(&mut self, event: &'a Event, game_mode: &'a str) {
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
    pub(super) fn match_ids(&self) -> Vec<&'a str> {
        distinct(self.matches.keys().map(|(id, _)| *id))
    }

    /// The distinct players.
    pub(super) fn player_ids(&self) -> Vec<&'a str> {
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

/// Labels of [`Counter::ClockSkew`].
pub(super) mod skew {
    pub(in crate::store) const WITHIN_5_MINUTES: &str = "within_5_minutes";
    pub(in crate::store) const UP_TO_1_DAY_LATE: &str = "up_to_1_day_late";
    pub(in crate::store) const UP_TO_1_YEAR_LATE: &str = "up_to_1_year_late";
    pub(in crate::store) const ANCIENT: &str = "ancient";
    pub(in crate::store) const FUTURE: &str = "future";
}

fn skew_label(at: Millis, received_at: Millis) -> &'static str {
    match received_at.0.saturating_sub(at.0) {
        late if late < -5 * Millis::MINUTE => skew::FUTURE,
        late if late <= 5 * Millis::MINUTE => skew::WITHIN_5_MINUTES,
        late if late <= Millis::DAY => skew::UP_TO_1_DAY_LATE,
        late if late <= 365 * Millis::DAY => skew::UP_TO_1_YEAR_LATE,
        _ => skew::ANCIENT,
    }
}
