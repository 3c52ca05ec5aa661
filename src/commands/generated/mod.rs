//! What was generated: the summary that a run leaves for `loot report`.

mod file;

pub(super) use file::read;

use crate::model::{ItemKind, counted};
use crate::simulator::{CLASSIC, DeliveryFault, Simulation};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self};

use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

/// The file in the output folder.
pub(super) const SUMMARY: &str = "generated_summary.json";

/// What one run made, as a server should hold it when all of it has arrived: what it should refuse, and what it
/// should count once, is not in the sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Generated {
    /// The run in words.
    pub(super) run: String,
    /// Sheets.
    pub(super) sheets: u64,
    /// Matches they are of; 0 when nobody counted.
    #[serde(default)]
    pub(super) matches: u64,
    /// Players they are of; 0 when nobody counted.
    #[serde(default)]
    pub(super) players: u64,
    /// Whether the run came to its end. The summary of one that did not replaces none of one that did.
    #[serde(default = "always")]
    pub(super) complete: bool,
    /// Uploads that were not delivered.
    #[serde(default)]
    pub(super) undelivered: u64,
    /// What went wrong on the way, where a scenario plans that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mishaps: Option<Mishaps>,
    /// Units by item.
    pub(super) items: BTreeMap<ItemKind, u64>,
}

/// What goes wrong on the way to a server because the scenario says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mishaps {
    /// Everything that is sent: sheets, sheets again, and what is broken.
    pub(super) uploads: u64,
    /// Of these, sheets sent again, which count once.
    pub(super) duplicates: u64,
    /// Of these, broken or cut off, which are refused.
    pub(super) refused: u64,
    /// Uploads by what is wrong with them.
    pub(super) faults: BTreeMap<DeliveryFault, u64>,
}

/// Older summaries do not say it.
fn always() -> bool {
    true
}

impl Generated {
    /// Of a run of `classic`, all of which is known however far it was sent.
    pub(super) fn of_classic(run: &Simulation, undelivered: u64) -> Self {
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
    pub(super) fn in_words(&self) -> String {
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
    pub(super) fn left_out(&self) -> Option<String> {
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

/// Writes what a run made into `folder`, which is made when it is missing; of a run that is not complete only where there
/// is nothing of one that is.
pub(super) fn leave(generated: &Generated, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    let path = folder.join(SUMMARY);
    if !generated.complete && read(&path).is_ok_and(|earlier| earlier.complete) {
        return Ok(());
    }
    let text = serde_json::to_string_pretty(generated)? + "\n";
    write_whole(&path, text.as_bytes())
}

/// Replaces a file only when all of the new one is written.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written.with_context(|| format!("writing {}", path.display()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::DEFAULT_START;
    use std::fs::File;
    use std::io::Write;

    const RUN: Simulation = Simulation {
        matches: 30,
        players_per_match: 4,
        seed: 7,
        start: DEFAULT_START,
    };

    #[test]
    fn a_summary_says_what_its_sheets_say() {
        let folder = tempfile::tempdir().unwrap();
        let outputs = folder.path().join("new");
        let run = |undelivered| {
            leave(&Generated::of_classic(&RUN, undelivered), &outputs).unwrap();
            read(&outputs.join(SUMMARY)).unwrap()
        };
        let (partly, whole, again) = (run(3), run(0), run(7));
        assert!(
            partly.in_words().ends_with("3 uploads were not delivered"),
            "{}",
            partly.in_words()
        );
        assert_eq!((partly.complete, whole.complete), (false, true));
        let summary = again;
        assert_eq!(summary, whole, "one that was cut off replaces none");
        assert_eq!((summary.sheets, summary.undelivered), (120, 0));
        assert_eq!((summary.matches, summary.players), (30, 120));

        let sheets: Vec<_> = RUN.sheets(0..120).collect();
        let lines: Vec<_> = sheets
            .iter()
            .map(|s| serde_json::to_string(s).unwrap())
            .collect();
        let array = format!("  [\n{}\n]\n", lines.join(",\n"));
        for (name, text) in [("a.json", array), ("b.ndjson", lines.join("\n"))] {
            let path = folder.path().join(name);
            fs::write(&path, &text).unwrap();
            assert_eq!(read(&path).unwrap().items, summary.items, "{name}");
            let zipped = folder.path().join(format!("{name}.gz"));
            let file = File::create(&zipped).unwrap();
            let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap();
            assert_eq!(read(&zipped).unwrap().items, summary.items, "{name}.gz");
        }
        let all: u64 = sheets.iter().map(|sheet| sheet.total_units()).sum();
        assert_eq!(summary.items.values().sum::<u64>(), all);
    }
}
