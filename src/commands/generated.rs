//! What was generated: the summary that a run leaves for `loot report`, and the same read back from it or counted
//! from a file of sheets.

use crate::model::ItemKind;
use crate::simulator::{CLASSIC, Simulation};
use anyhow::{Context, bail};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

/// The file in the output folder.
pub(super) const SUMMARY: &str = "generated_summary.json";

/// What one run made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Generated {
    /// The run in words.
    pub(super) run: String,
    /// Sheets.
    pub(super) sheets: u64,
    /// Sheets that were not delivered.
    #[serde(default)]
    pub(super) undelivered: u64,
    /// Units by item.
    pub(super) items: BTreeMap<ItemKind, u64>,
}

/// Writes what `run` made into `folder`, which is made when it is missing.
pub(super) fn leave(run: &Simulation, undelivered: u64, folder: &Path) -> anyhow::Result<()> {
    let generated = Generated {
        run: format!(
            "{} matches × {} players of scenario {CLASSIC}, seed {}",
            run.matches, run.players_per_match, run.seed
        ),
        sheets: run.sheet_count(),
        undelivered,
        items: count(run),
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    let path = folder.join(SUMMARY);
    let text = serde_json::to_string_pretty(&generated)? + "\n";
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

/// Reads a summary, or counts a file of sheets: a JSON array or one per line, maybe compressed.
pub(super) fn read(path: &Path) -> anyhow::Result<Generated> {
    let attempt = || format!("reading what was generated from {}", path.display());
    let file = File::open(path).with_context(attempt)?;
    let ending = path.extension().and_then(|ending| ending.to_str());
    let reader: Box<dyn Read> = match ending {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::new(file).with_context(attempt)?),
        _ => Box::new(file),
    };
    let mut sums = Sums::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    sums.read(BufReader::with_capacity(1 << 16, reader))
        .with_context(attempt)?;
    match sums.summary {
        Some(summary) => Ok(summary),
        None if sums.sheets == 0 => bail!("{} holds no sheets", path.display()),
        None => Ok(Generated {
            run: name.into_owned(),
            sheets: sums.sheets,
            undelivered: 0,
            items: sums.items,
        }),
    }
}

#[derive(Default)]
struct Sums {
    sheets: u64,
    items: BTreeMap<ItemKind, u64>,
    summary: Option<Generated>,
}

/// A line of a file: a sheet, or a summary.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Sheet {
        looted_items: BTreeMap<ItemKind, u64>,
    },
    Summary(Generated),
}

impl Sums {
    fn read(&mut self, mut reader: impl io::BufRead) -> anyhow::Result<()> {
        let first = loop {
            let buffer = reader.fill_buf()?;
            match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(at) => break Some(buffer[at]),
                None if buffer.is_empty() => break None,
                None => {
                    let length = buffer.len();
                    reader.consume(length);
                }
            }
        };
        if first == Some(b'[') {
            let mut json = serde_json::Deserializer::from_reader(reader);
            self.deserialize(&mut json)?;
            return Ok(json.end()?);
        }
        for line in serde_json::Deserializer::from_reader(reader).into_iter() {
            self.add(line?);
        }
        Ok(())
    }

    fn add(&mut self, line: Line) {
        match line {
            Line::Sheet { looted_items } => {
                self.sheets += 1;
                for (item, units) in looted_items {
                    *self.items.entry(item).or_default() += units;
                }
            }
            Line::Summary(summary) => self.summary = Some(summary),
        }
    }
}

/// An array is added up as it is read; it may be larger than memory.
impl<'de> DeserializeSeed<'de> for &mut Sums {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Sums {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of sheets")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sheets: A) -> Result<(), A::Error> {
        while let Some(line) = sheets.next_element()? {
            self.add(line);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::DEFAULT_START;
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
        leave(&RUN, 3, &outputs).unwrap();
        let summary = read(&outputs.join(SUMMARY)).unwrap();
        assert_eq!((summary.sheets, summary.undelivered), (120, 3));

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

    #[test]
    fn what_is_no_file_of_sheets_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        for bad in [
            "",
            "[]",
            "{\"a\": 1}",
            "[{\"looted_items\": {\"duck\": -1}}]",
            "[{\"looted_items\": {}}",
        ] {
            fs::write(&path, bad).unwrap();
            assert!(read(&path).is_err(), "{bad}");
        }
        assert!(read(&folder.path().join("none")).is_err());
    }
}
