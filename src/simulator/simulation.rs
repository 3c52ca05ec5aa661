//! A run of `classic`: how large, which seed. Any part of it can be made on its own, and the sheets of a
//! match depend on the seed and the start alone, so a longer run begins with the sheets of a shorter one.

use super::classic::{Classic, Match};
use super::dice::Dice;
use super::dressed::Dress;
use crate::model::{Millis, StatSheet};
use std::ops::Range;

/// 2026-01-01T00:00:00Z: the start of a run that must be the same on any day.
pub const DEFAULT_START: Millis = Millis(1_767_225_600_000);

/// The name of the scenario that these runs follow: the predecessor's, where nobody returns.
pub const CLASSIC: &str = "classic";
/// What keys of dressed sheets begin with.
const DEMO: &str = "demo";

/// Describes a run of `classic` completely: equal descriptions give equal sheets, anywhere and on any day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// How many matches are played.
    pub matches: u32,
    /// How many players each of them has.
    pub players_per_match: u32,
    /// Names the run among all runs of the scenario.
    pub seed: u64,
    /// When the matches begin to end.
    pub start: Millis,
    /// Whether sheets say more than the predecessor's did: maps, builds, sessions, events. See [`classic_maps`](super::classic_maps).
    pub dressed: bool,
}

impl Simulation {
    /// How many sheets the run has: one per match and player.
    pub fn sheet_count(&self) -> u64 {
        u64::from(self.matches) * u64::from(self.players_per_match)
    }

    /// The sheets with these numbers (from 0), in order; numbers past the run's end have none.
    pub fn sheets(&self, numbers: Range<u64>) -> Sheets {
        // Both may be on one server: their sheets have different keys.
        let name = if self.dressed { DEMO } else { CLASSIC };
        let key = format!("{name}-{:x}", self.seed);
        Sheets {
            run: *self,
            dress: self
                .dressed
                .then(|| Dress::new(key.clone(), self.players_per_match, self.start)),
            classic: Classic::new(key),
            dice: Dice::new(CLASSIC, self.seed),
            played: None,
            numbers: numbers.start..numbers.end.min(self.sheet_count()),
        }
    }
}

/// Makes sheets one after the other, in constant memory.
pub struct Sheets {
    run: Simulation,
    classic: Classic,
    dress: Option<Dress>,
    dice: Dice,
    /// The match of the last sheet.
    played: Option<Match>,
    numbers: Range<u64>,
}

impl Sheets {
    /// Turns to other sheets of the same run; cheaper than a new `Sheets`.
    pub fn turn_to(&mut self, numbers: Range<u64>) {
        self.numbers = numbers.start..numbers.end.min(self.run.sheet_count());
    }
}

impl Iterator for Sheets {
    type Item = StatSheet;

    fn next(&mut self) -> Option<StatSheet> {
        let number = self.numbers.next()?;
        let players = u64::from(self.run.players_per_match);
        // People count from one.
        let match_number = number / players + 1;
        let player = (number % players) as u32 + 1;
        let played = match self.played.take() {
            Some(played) if played.number == match_number => played,
            _ => self
                .classic
                .play(match_number, self.run.start, &mut self.dice),
        };
        let mut sheet = self.classic.report(&played, player, &mut self.dice);
        if let Some(dress) = &self.dress {
            dress.dress(&mut sheet, match_number, player);
        }
        self.played = Some(played);
        Some(sheet)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::SPAN_MS;
    use sha2::{Digest, Sha256};
    use std::collections::{BTreeMap, BTreeSet};

    const RUN: Simulation = Simulation {
        matches: 250,
        players_per_match: 4,
        seed: 42,
        start: DEFAULT_START,
        dressed: false,
    };

    fn printed(sheets: impl Iterator<Item = StatSheet>) -> Vec<String> {
        sheets
            .map(|sheet| serde_json::to_string(&sheet).unwrap())
            .collect()
    }

    #[test]
    fn any_part_of_a_run_equals_that_part_of_the_whole() {
        let whole = printed(RUN.sheets(0..RUN.sheet_count()));
        assert_eq!(whole.len(), 1_000);
        for range in [0..1, 1..2, 3..9, 997..1_000] {
            let part = printed(RUN.sheets(range.clone()));
            assert_eq!(part, whole[range.start as usize..range.end as usize]);
        }
        let mut sheets = RUN.sheets(500..501);
        sheets.next();
        sheets.turn_to(2..4);
        assert_eq!(printed(sheets), whole[2..4]);
        assert_eq!(RUN.sheets(999..2_000).count(), 1);
    }

    #[test]
    fn a_longer_run_begins_with_the_shorter_one() {
        let longer = Simulation {
            matches: 2_000,
            ..RUN
        };
        assert_eq!(
            printed(longer.sheets(0..1_000)),
            printed(RUN.sheets(0..1_000))
        );
    }

    /// When this fails, an old seed no longer gives its old bytes: the CHANGELOG must say so.
    #[test]
    fn the_bytes_of_a_seed_never_change() {
        let mut hash = Sha256::new();
        for line in printed(RUN.sheets(0..1_000)) {
            hash.update(line);
        }
        let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hash,
            "b24445c4ffc1cf38210da09b2c95ec9ea9ce16efb6e4504e40df5f112eca9741"
        );
    }

    #[test]
    fn dressed_sheets_say_more_and_loot_the_same() {
        let dressed = Simulation {
            dressed: true,
            ..RUN
        };
        let mut maps = BTreeMap::new();
        let mut builds = BTreeMap::new();
        let mut sittings: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for (plain, sheet) in RUN.sheets(0..1_000).zip(dressed.sheets(0..1_000)) {
            assert_eq!(sheet.looted_items, plain.looted_items);
            assert_ne!(sheet.sheet_id, plain.sheet_id);
            let json = serde_json::to_vec(&sheet).unwrap();
            assert_eq!(StatSheet::parse(&json, Millis(0)).unwrap(), sheet);
            let map = sheet.map.as_ref().unwrap().to_string();
            let flat = map == "quarry";
            let places = sheet
                .locations
                .values()
                .flat_map(|places| places.weighted(1));
            assert!(
                places
                    .into_iter()
                    .all(|(place, _)| place.z().is_none() == flat)
            );
            *maps.entry(map).or_insert(0) += 1;
            let build = sheet.dimensions.iter().next().unwrap().1.to_string();
            *builds.entry(build).or_insert(0) += 1;
            let at = sheet.timestamp.at().0 - RUN.start.0;
            assert!((0..i64::from(SPAN_MS)).contains(&at));
            sittings
                .entry((sheet.session_id, sheet.player_id))
                .or_default()
                .push(at);
            let [first, .., last] = &sheet.events[..] else {
                panic!("no events");
            };
            assert_eq!(first.event_type.as_str(), "landing");
            assert_eq!(last.timestamp.at(), sheet.timestamp.at());
        }
        assert_eq!((maps.len(), builds.len(), sittings.len()), (2, 2, 200));
        assert!(
            maps.values()
                .chain(builds.values())
                .all(|sheets| *sheets > 200)
        );
        for times in sittings.values() {
            let breaks = times.windows(2).map(|pair| pair[1] - pair[0]);
            assert!(times.len() == 5 && breaks.into_iter().all(|ms| ms < 30 * 60_000));
        }
    }

    #[test]
    fn another_seed_gives_other_sheets_and_other_keys() {
        let other = Simulation { seed: 43, ..RUN };
        for (a, b) in RUN.sheets(0..20).zip(other.sheets(0..20)) {
            assert_ne!(a.locations, b.locations);
            assert_ne!(a.sheet_id, b.sheet_id);
            assert_eq!((a.match_id, a.player_id), (b.match_id, b.player_id));
        }
    }

    #[test]
    fn every_key_is_distinct_and_every_sheet_reads_back() {
        let mut keys = BTreeSet::new();
        for sheet in RUN.sheets(0..1_000) {
            assert!(keys.insert(sheet.sheet_id.clone()));
            let json = serde_json::to_vec(&sheet).unwrap();
            assert_eq!(StatSheet::parse(&json, Millis(0)).unwrap(), sheet);
        }
    }

    #[test]
    fn ids_look_as_they_did_in_the_predecessor() {
        let sheet = RUN.sheets(0..1).next().unwrap();
        assert_eq!(sheet.match_id.as_str(), "match_001");
        assert_eq!(sheet.player_id.as_str(), "player_1_1");
        let large = Simulation {
            matches: 5_000,
            ..RUN
        };
        let last = large.sheets(19_999..20_000).next().unwrap();
        assert_eq!(last.match_id.as_str(), "match_5000");
        assert_eq!(last.player_id.as_str(), "player_5000_4");
    }

    #[test]
    fn every_value_is_as_likely_as_the_next() {
        let run = Simulation {
            matches: 5_000,
            ..RUN
        };
        let mut counts: BTreeMap<(String, u64), u32> = BTreeMap::new();
        let mut quadrants = [0_u32; 4];
        for sheet in run.sheets(0..20_000) {
            let seconds = sheet.match_duration.unwrap();
            assert!((300.0..=1_800.0).contains(&seconds));
            assert!((1..=50).contains(&sheet.player_level.unwrap()));
            let late = sheet.timestamp.at().0 - DEFAULT_START.0;
            assert!((0..i64::from(SPAN_MS)).contains(&late));
            for (item, count) in &sheet.looted_items {
                *counts.entry((item.to_string(), count.get())).or_default() += 1;
                let places = sheet.locations.get(item);
                let found: Vec<_> = places
                    .into_iter()
                    .flat_map(|places| places.weighted(count.get()))
                    .collect();
                assert_eq!(found.len() as u64, count.get());
                for (place, _) in found {
                    assert!((0.0..100.0).contains(&place.x()) && (0.0..100.0).contains(&place.y()));
                    quadrants
                        [usize::from(place.x() >= 50.0) + 2 * usize::from(place.y() >= 50.0)] += 1;
                }
            }
        }
        // Five standard deviations: 20,000 sheets, one of six counts; about 250,000 units, one of four quadrants.
        assert_eq!(counts.len(), 5 * 6);
        for (what, n) in counts {
            assert!(n.abs_diff(20_000 / 6) < 270, "{what:?}: {n}");
        }
        let units: u32 = quadrants.iter().sum();
        for n in quadrants {
            assert!(n.abs_diff(units / 4) < 1_100, "{quadrants:?}");
        }
    }
}
