//! What rows add to the totals. One definition for both who keep them: the writer, from the rows that were new, and
//! the recount, from the rows that are there. Pure: no database here.

use crate::model::{Event, Millis, Places, Position, Slice, StatSheet};
use compact_str::CompactString;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
pub(super) type Counters = BTreeMap<(&'static str, CompactString), i64>;

pub(super) fn count(counters: &mut Counters, counter: Counter, label: &str, n: i64) {
    *counters
        .entry((counter.as_str(), label.into()))
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

/// What some rows add to every total but those of distinct things.
///
/// A sheet touches its slices' sums once per item, so the sums are nested (slice, then item) and found by hash; they
/// are put into primary-key order when they are written. Two servers that write the same rows in the same order
/// cannot wait for each other in a circle.
#[derive(Debug, Default)]
pub(super) struct Delta<'a> {
    pub(super) counters: Counters,
    slices: HashMap<Slice<'a>, SliceSums<'a>>,
    /// Over all slices, in the order of arrival.
    places: HashMap<&'a str, Vec<(Position, u64)>>,
}

#[derive(Debug, Default)]
struct SliceSums<'a> {
    items: HashMap<&'a str, ItemSums>,
    /// By minute; hours are put together from them.
    minutes: HashMap<i64, ActivitySum>,
}

#[derive(Debug, Default)]
struct ItemSums {
    sum: ItemSum,
    /// Units by hour; a batch spans few.
    hours: Vec<(i64, i64)>,
    points: Vec<(Position, u64)>,
}

/// A sum with its key, in primary-key order.
pub(super) type Sorted<K, V> = Vec<(K, V)>;

impl<'a> Delta<'a> {
    /// Adds one stored sheet, without its events.
    pub(super) fn add_sheet(&mut self, sheet: &'a StatSheet, received_at: Millis) {
        let at = sheet.timestamp.at();
        let units = sheet.total_units() as i64;
        let hour = at.bucket(Millis::HOUR).0;
        let mut located = 0;
        for slice in Slice::of(sheet) {
            let sums = self.slices.entry(slice).or_default();
            for (item, count) in &sheet.looted_items {
                sums.items
                    .entry(item.as_str())
                    .or_default()
                    .add_units(count.get() as i64, hour);
            }
            for (item, places) in &sheet.locations {
                let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
                located += sums
                    .items
                    .entry(item.as_str())
                    .or_default()
                    .add_places(places, count);
            }
            let minute = sums.minutes.entry(at.bucket(Millis::MINUTE).0).or_default();
            minute.sheets += 1;
            minute.units += units;
        }
        for (item, places) in &sheet.locations {
            let count = sheet.looted_items.get(item).map_or(0, |count| count.get());
            self.places
                .entry(item.as_str())
                .or_default()
                .extend(places.weighted(count));
        }
        self.count_sheet(sheet, received_at, units > 0 && located == 0);
    }

    fn count_sheet(&mut self, sheet: &StatSheet, received_at: Millis, without_locations: bool) {
        let counters = &mut self.counters;
        count(counters, Counter::Sheets, "", 1);
        if let Some(game_mode) = &sheet.game_mode {
            count(counters, Counter::ModeSheets, game_mode.as_str(), 1);
        }
        if without_locations {
            count(counters, Counter::SheetsWithoutLocations, "", 1);
        }
        if sheet.sheet_id.is_none() {
            count(counters, Counter::SheetsWithoutKey, "", 1);
        }
        let skew = skew_label(sheet.timestamp.at(), received_at);
        count(counters, Counter::ClockSkew, skew, 1);
    }

    /// Adds one stored event, which happened in `slice`'s game mode.
    pub(super) fn add_event(&mut self, event: &Event, slice: Slice<'a>) {
        let minute = event.timestamp.at().bucket(Millis::MINUTE).0;
        let sums = self.slices.entry(slice).or_default();
        sums.minutes.entry(minute).or_default().events += 1;
        count(&mut self.counters, Counter::Events, "", 1);
        if !slice.game_mode.is_empty() {
            count(&mut self.counters, Counter::ModeEvents, slice.game_mode, 1);
        }
    }

    /// By item and slice.
    pub(super) fn items(&self) -> Sorted<(&'a str, Slice<'a>), ItemSum> {
        self.sorted(|slice, sums, all| {
            // An item that was only placed, with no units, opens no row.
            let counted = sums
                .items
                .iter()
                .filter(|(_, sums)| sums.sum != ItemSum::default());
            all.extend(counted.map(|(item, sums)| ((*item, slice), sums.sum)));
        })
    }

    /// By width in milliseconds, start and slice.
    pub(super) fn activity(&self) -> Sorted<(i64, i64, Slice<'a>), ActivitySum> {
        self.sorted(|slice, sums, all| {
            let mut hours: HashMap<i64, ActivitySum> = HashMap::new();
            for (start, sum) in &sums.minutes {
                hours
                    .entry(Millis(*start).bucket(Millis::HOUR).0)
                    .or_default()
                    .add(*sum);
                all.push(((Millis::MINUTE, *start, slice), *sum));
            }
            all.extend(
                hours
                    .into_iter()
                    .map(|(start, sum)| ((Millis::HOUR, start, slice), sum)),
            );
        })
    }

    /// Units by start of the hour, item and slice.
    pub(super) fn item_activity(&self) -> Sorted<(i64, &'a str, Slice<'a>), i64> {
        self.sorted(|slice, sums, all| {
            for (item, sums) in &sums.items {
                all.extend(
                    sums.hours
                        .iter()
                        .map(|(hour, units)| ((*hour, *item, slice), *units)),
                );
            }
        })
    }

    /// Places with their units, by item and slice; none without a place.
    pub(super) fn heat(&self) -> Sorted<(&'a str, Slice<'a>), &[(Position, u64)]> {
        self.sorted(|slice, sums, all| {
            let placed = sums
                .items
                .iter()
                .filter(|(_, sums)| !sums.points.is_empty());
            all.extend(placed.map(|(item, sums)| ((*item, slice), sums.points.as_slice())));
        })
    }

    /// Places with their units by item, in the order of arrival; none without a place.
    pub(super) fn places(&self) -> Sorted<&'a str, &[(Position, u64)]> {
        let placed = self.places.iter().filter(|(_, places)| !places.is_empty());
        let mut all: Vec<_> = placed
            .map(|(item, places)| (*item, places.as_slice()))
            .collect();
        all.sort_by_key(|(item, _)| *item);
        all
    }

    fn sorted<'s, K: Ord, V>(
        &'s self,
        mut collect: impl FnMut(Slice<'a>, &'s SliceSums<'a>, &mut Sorted<K, V>),
    ) -> Sorted<K, V> {
        let mut all = Vec::new();
        for (slice, sums) in &self.slices {
            collect(*slice, sums, &mut all);
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }
}

impl ItemSums {
    fn add_units(&mut self, units: i64, hour: i64) {
        self.sum.units += units;
        self.sum.sheets += 1;
        if units > 0 {
            match self.hours.iter_mut().find(|(start, _)| *start == hour) {
                Some((_, sum)) => *sum += units,
                None => self.hours.push((hour, units)),
            }
        }
    }

    /// Returns the units that have a place.
    fn add_places(&mut self, places: &Places, count: u64) -> u64 {
        let before = self.points.len();
        self.points.extend(places.weighted(count));
        let located = self.points[before..].iter().map(|(_, units)| units).sum();
        self.sum.located_units += located as i64;
        located
    }
}

impl ActivitySum {
    pub(super) fn add(&mut self, other: Self) {
        self.sheets += other.sheets;
        self.units += other.units;
        self.events += other.events;
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
