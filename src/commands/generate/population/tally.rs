//! Adds up what a server should hold of a run's uploads, and what the scenario made go wrong with them on the way.
//! Knows nothing of any server: what really arrived, others count.

use super::merge::{Merged, Units};
use crate::commands::generated::{Generated, Mishaps};
use crate::model::{Millis, StatSheet};
use crate::simulator::{Expected, Population};

/// Sums over the uploads taken so far.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    population: &'a Population,
    sheets: u64,
    units: Units,
    matches: Numbers,
    players: Numbers,
    mishaps: Mishaps,
}

impl<'a> Tally<'a> {
    pub(super) fn new(population: &'a Population) -> Self {
        Self {
            population,
            sheets: 0,
            units: Units::default(),
            matches: Numbers::default(),
            players: Numbers::default(),
            mishaps: Mishaps::default(),
        }
    }

    /// Adds the first `taken` uploads of a window: all of them, but for one in which a run ended.
    pub(super) fn take(&mut self, window: &Merged<'_>, taken: usize) {
        for line in window.lines().take(taken) {
            let label = line.label;
            self.mishaps.uploads += 1;
            if let Some(fault) = label.fault {
                *self.mishaps.faults.entry(fault).or_default() += 1;
            }
            match label.expected {
                Expected::Accepted => {
                    self.sheets += 1;
                    self.matches.insert(label.match_number());
                    self.players.insert(label.player_number());
                }
                Expected::Duplicate => self.mishaps.duplicates += 1,
                Expected::Rejected => self.mishaps.refused += 1,
            }
        }
        if taken == window.len() {
            for part in window.units() {
                let units = part.0.iter().enumerate();
                units.for_each(|(item, units)| self.units.add(item, *units));
            }
            return;
        }
        // The sums of a window are of all of it. This one is the last: it may take its time.
        let accepted = window.lines().take(taken);
        for line in accepted.filter(|line| line.label.expected == Expected::Accepted) {
            if let Ok(sheet) = StatSheet::parse(line.text, Millis(0)) {
                self.add_sheet(&sheet);
            }
        }
    }

    fn add_sheet(&mut self, sheet: &StatSheet) {
        for (number, name) in self.population.item_names().enumerate() {
            if let Some(count) = sheet.looted_items.get(name) {
                self.units.add(number, count.get());
            }
        }
    }

    /// The uploads that were taken.
    pub(super) fn uploads(&self) -> u64 {
        self.mishaps.uploads
    }

    /// All of it, of the run described by `run`.
    pub(super) fn generated(self, run: String, complete: bool, undelivered: u64) -> Generated {
        let names = self.population.item_names().cloned();
        let items = names.zip(self.units.0);
        Generated {
            run,
            sheets: self.sheets,
            matches: self.matches.count,
            players: self.players.count,
            complete,
            undelivered,
            mishaps: Some(self.mishaps),
            items: items.filter(|(_, units)| *units > 0).collect(),
        }
    }
}

/// A set of numbers with few gaps: a bit for each.
#[derive(Debug, Default)]
struct Numbers {
    bits: Vec<u64>,
    count: u64,
}

impl Numbers {
    fn insert(&mut self, number: u64) {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.count += u64::from(self.bits[word] & bit == 0);
        self.bits[word] |= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::{Write, for_each_window};
    use super::*;
    use crate::simulator::{BuiltIn, DEFAULT_START, Run};
    use std::collections::{BTreeMap, BTreeSet};

    fn population() -> Population {
        let scenario = BuiltIn::find("stress").unwrap().scenario();
        let run = Run {
            seed: 4,
            start: DEFAULT_START,
            days: 3,
            players_total: 5_000,
            matches: Some(300),
        };
        Population::new(scenario, run)
    }

    /// What a server would count that takes the uploads one by one and knows nothing of labels.
    #[derive(Debug, Default, PartialEq)]
    struct Server {
        keys: BTreeSet<(String, String)>,
        matches: BTreeSet<String>,
        players: BTreeSet<String>,
        duplicates: u64,
        refused: u64,
        items: BTreeMap<String, u64>,
    }

    impl Server {
        fn receive(&mut self, text: &[u8]) {
            let Ok(sheet) = StatSheet::parse(text, Millis(0)) else {
                self.refused += 1;
                return;
            };
            let key = sheet.sheet_id.as_ref().unwrap().to_string();
            if !self.keys.insert((sheet.player_id.to_string(), key)) {
                self.duplicates += 1;
                return;
            }
            self.matches.insert(sheet.match_id.to_string());
            self.players.insert(sheet.player_id.to_string());
            for (item, count) in sheet.looted_items {
                *self.items.entry(item.to_string()).or_default() += count.get();
            }
        }
    }

    /// Both counts of a run that ends after `most` uploads.
    fn both(population: &Population, threads: usize, most: usize) -> (Generated, Server) {
        let mut tally = Tally::new(population);
        let mut server = Server::default();
        let mut left = most;
        let write: Write = |upload, out| upload.write(out);
        let end = for_each_window(population, threads, (write, false), |window| {
            let taken = left.min(window.len());
            left -= taken;
            window
                .lines()
                .take(taken)
                .for_each(|line| server.receive(line.text));
            tally.take(window, taken);
            if left == 0 {
                return Err(std::io::ErrorKind::Interrupted.into());
            }
            Ok(())
        });
        assert_eq!(end.is_err(), left == 0);
        (tally.generated("a run".into(), true, 0), server)
    }

    #[test]
    fn a_tally_is_what_a_server_counts_also_of_a_run_that_ends_early() {
        let population = population();
        for (threads, most) in [(1, usize::MAX), (3, usize::MAX), (2, 1_000), (2, 1)] {
            let (generated, server) = both(&population, threads, most);
            let mishaps = generated.mishaps.unwrap();
            assert_eq!(generated.sheets, server.keys.len() as u64);
            assert_eq!(generated.matches, server.matches.len() as u64);
            assert_eq!(generated.players, server.players.len() as u64);
            assert_eq!(mishaps.duplicates, server.duplicates);
            assert_eq!(mishaps.refused, server.refused);
            let items = generated.items.iter();
            let items: BTreeMap<_, _> = items.map(|(item, n)| (item.to_string(), *n)).collect();
            assert_eq!(items, server.items, "{threads} threads, {most} uploads");
            let all = generated.sheets + mishaps.duplicates + mishaps.refused;
            assert_eq!(mishaps.uploads, all);
            if most > 1 {
                assert!(mishaps.duplicates > 0 && mishaps.refused > 0, "{mishaps:?}");
            }
        }
    }
}
