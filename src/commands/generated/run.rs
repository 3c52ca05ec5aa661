//! What one run made, in figures and in words.

use crate::model::{ItemKind, counted};
use crate::simulator::{CLASSIC, DeliveryFault, Simulation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::thread;

/// What one run made, as a server should hold it when all of it has arrived: what it should refuse, and what it
/// should count once, is not in the sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Generated {
    /// The run in words.
    pub(in crate::commands) run: String,
    /// Sheets.
    pub(in crate::commands) sheets: u64,
    /// Matches they are of; 0 when nobody counted.
    #[serde(default)]
    pub(in crate::commands) matches: u64,
    /// Players they are of; 0 when nobody counted.
    #[serde(default)]
    pub(in crate::commands) players: u64,
    /// Whether the run came to its end. The summary of one that did not replaces none of one that did.
    #[serde(default = "always")]
    pub(in crate::commands) complete: bool,
    /// Uploads that were not delivered.
    #[serde(default)]
    pub(in crate::commands) undelivered: u64,
    /// What went wrong on the way, where a scenario plans that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) mishaps: Option<Mishaps>,
    /// Units by item.
    pub(in crate::commands) items: BTreeMap<ItemKind, u64>,
}

/// What goes wrong on the way to a server because the scenario says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::commands) struct Mishaps {
    /// Everything that is sent: sheets, sheets again, and what is broken.
    pub(in crate::commands) uploads: u64,
    /// Of these, sheets sent again, which count once.
    pub(in crate::commands) duplicates: u64,
    /// Of these, broken or cut off, which are refused.
    pub(in crate::commands) refused: u64,
    /// Uploads by what is wrong with them.
    pub(in crate::commands) faults: BTreeMap<DeliveryFault, u64>,
}

/// Older summaries do not say it.
fn always() -> bool {
    true
}

impl Generated {
    /// Of a run of `classic`, all of which is known however far it was sent.
    pub(in crate::commands) fn of_classic(run: &Simulation, undelivered: u64) -> Self {
        Self {
            run: format!(
                "{} × {} of scenario {CLASSIC}, seed {}",
                counted(run.matches.into(), "match", "matches"),
                counted(run.players_per_match.into(), "player", "players"),
                run.seed
            ),
            sheets: run.sheet_count(),
            matches: run.matches.into(),
            // Nobody returns.
            players: run.sheet_count(),
            complete: undelivered == 0,
            undelivered,
            mishaps: None,
            items: count(run),
        }
    }

    /// The run in words, and what of it did not arrive.
    pub(in crate::commands) fn in_words(&self) -> String {
        let run = &self.run;
        match self.undelivered {
            0 if self.complete => run.clone(),
            0 => format!("{run}; interrupted"),
            n => {
                let uploads = counted(n, "upload was", "uploads were");
                format!("{run}; {uploads} not delivered")
            }
        }
    }

    /// What the sums leave out, as a sentence.
    pub(in crate::commands) fn left_out(&self) -> Option<String> {
        let mishaps = self.mishaps.as_ref()?;
        let uploads = counted(mishaps.uploads, "upload", "uploads");
        let again = counted(
            mishaps.duplicates,
            "repeats a sheet and counts",
            "repeat a sheet and count",
        );
        match (mishaps.duplicates, mishaps.refused) {
            (0, 0) => None,
            (_, 0) => Some(format!("Of {uploads} {again} once.")),
            (_, refused) => Some(format!(
                "Of {uploads} {again} once, and {} broken and to be refused: both are left out of what was generated.",
                counted(refused, "is", "are")
            )),
        }
    }
}

/// Units by item. The sheets are made once more: that takes a moment per million, and no part in sending them.
fn count(run: &Simulation) -> BTreeMap<ItemKind, u64> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get) as u64;
    let share = run.sheet_count().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                scope.spawn(move || {
                    let mut items: BTreeMap<ItemKind, u64> = BTreeMap::new();
                    for sheet in run.sheets(part * share..(part + 1) * share) {
                        for (item, count) in sheet.looted_items {
                            *items.entry(item).or_default() += count.get();
                        }
                    }
                    items
                })
            })
            .collect();
        let mut whole: BTreeMap<ItemKind, u64> = BTreeMap::new();
        for part in parts {
            for (item, units) in part.join().unwrap_or_default() {
                *whole.entry(item).or_default() += units;
            }
        }
        whole
    })
}
