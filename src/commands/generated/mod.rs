//! What was generated: the summary that a run leaves for `loot report`.

mod file;
mod run;

pub(super) use file::read;
pub(super) use run::{Generated, Mishaps};

use anyhow::Context;
use std::fs;
use std::path::Path;

/// The file in the output folder.
pub(super) const SUMMARY: &str = "generated_summary.json";

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::{DEFAULT_START, Simulation};
    use std::fs::File;
    use std::io::Write;

    const RUN: Simulation = Simulation {
        matches: 30,
        players_per_match: 4,
        seed: 7,
        start: DEFAULT_START,
        dressed: false,
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
