//! Where the truth is written: one file, or a folder with a file for each kind of record. What is there appears
//! whole at the end of the run, also of one that was interrupted while sending.

use super::merge::Merged;
use crate::simulator::{Population, Record};
use anyhow::Context;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

const FILES: [&str; 4] = [
    "run.ndjson",
    "players.ndjson",
    "sessions.ndjson",
    "uploads.ndjson",
];

/// The truth on its way to a disk.
pub(super) struct TruthFile {
    /// All go into the first one, or each kind into its own.
    drafts: Vec<Draft>,
    /// The number of the last upload.
    seq: u64,
    /// Something is there to be published.
    pub(super) has_begun: bool,
}

struct Draft {
    file: BufWriter<File>,
    part: PathBuf,
    target: PathBuf,
}

impl TruthFile {
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        let writing = || format!("writing the truth to {}", path.display());
        let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/');
        let targets = if is_folder {
            fs::create_dir_all(path).with_context(writing)?;
            FILES.map(|name| path.join(name)).to_vec()
        } else {
            vec![path.to_owned()]
        };
        let drafts = targets
            .into_iter()
            .map(Draft::beside)
            .collect::<io::Result<_>>();
        Ok(Self {
            drafts: drafts.with_context(writing)?,
            seq: 0,
            has_begun: false,
        })
    }

    /// What is true before anybody plays.
    pub(super) fn begin(&mut self, population: &Population) -> io::Result<()> {
        self.has_begun = true;
        population
            .truth()
            .iter()
            .try_for_each(|record| self.put(record))
    }

    /// What was drawn in a window, and the first `sent` of its uploads.
    pub(super) fn window(&mut self, merged: &Merged<'_>, sent: usize) -> io::Result<()> {
        for record in &merged.truth {
            self.put(record)?;
        }
        for line in merged.lines().take(sent) {
            self.seq += 1;
            self.put(&Record::upload(self.seq, line.at, &line.label))?;
        }
        Ok(())
    }

    pub(super) fn publish(self) -> anyhow::Result<()> {
        for draft in self.drafts {
            let target = draft.target.clone();
            draft
                .publish()
                .with_context(|| format!("writing the truth to {}", target.display()))?;
        }
        Ok(())
    }

    fn put(&mut self, record: &Record) -> io::Result<()> {
        let kind = match record {
            Record::Player(_) => 1,
            Record::Session(_) => 2,
            Record::Upload(_) => 3,
            _ => 0,
        };
        let place = if self.drafts.len() == 1 { 0 } else { kind };
        let out = &mut self.drafts[place].file;
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")
    }
}

impl Draft {
    fn beside(target: PathBuf) -> io::Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = target.with_file_name(name);
        Ok(Self {
            file: BufWriter::new(File::create(&part)?),
            part,
            target,
        })
    }

    fn publish(mut self) -> io::Result<()> {
        self.file.flush()?;
        fs::rename(&self.part, &self.target)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Once published there is nothing here to remove.
        let _ = fs::remove_file(&self.part);
    }
}
