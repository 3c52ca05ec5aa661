//! Where generated sheets are written: a file that appears whole or not at all, or standard output.

use super::encode::{Encoding, Layout, Packing};
use crate::commands::progress::Progress;
use crate::runtime::stop::Stop;
use crate::simulator::Simulation;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `--output` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    Stdout,
    File(PathBuf),
}

/// What was written.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Written {
    pub(super) sheets: u64,
    pub(super) bytes: u64,
}

impl Output {
    pub(super) fn from_path(path: PathBuf) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdout
        } else {
            Self::File(path)
        }
    }

    /// Writes all of `run`.
    ///
    /// # Errors
    /// When it cannot be written, or `stop` ends it; the file is then as it was before.
    pub(super) fn write(&self, run: &Simulation, writing: &Writing<'_>) -> io::Result<Written> {
        let (layout, packing) = self.format();
        let encoding = Encoding {
            run: *run,
            layout,
            packing,
        };
        self.fill(|out| writing.all(&encoding, out))
    }

    /// Lets `write` write what is to be there. A file appears when it has done so, and not when it fails.
    ///
    /// # Errors
    /// As `write` says, or when the file cannot be made.
    pub(super) fn fill<T>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        match self {
            Self::Stdout => write(&mut io::stdout().lock()),
            // A device or a pipe is written to; it must not be replaced by a file.
            Self::File(path) if fs::metadata(path).is_ok_and(|there| !there.is_file()) => {
                write(&mut File::create(path)?)
            }
            Self::File(path) => {
                let mut draft = Draft::beside(path)?;
                let written = write(&mut draft.file)?;
                draft.publish()?;
                Ok(written)
            }
        }
    }

    /// The format that the name asks for: `.ndjson` or `.jsonl`, then `.gz` or `.zst`; else a JSON array.
    pub(super) fn format(&self) -> (Layout, Packing) {
        let Self::File(path) = self else {
            return (Layout::Array, Packing::None);
        };
        let extension = |path: &Path| {
            let extension = path.extension().unwrap_or_default();
            extension.to_string_lossy().to_ascii_lowercase()
        };
        let packing = match extension(path).as_str() {
            "gz" => Packing::Gzip,
            "zst" => Packing::Zstd,
            _ => Packing::None,
        };
        let inner = match packing {
            Packing::None => extension(path),
            Packing::Gzip | Packing::Zstd => extension(&path.with_extension("")),
        };
        match inner.as_str() {
            "ndjson" | "jsonl" => (Layout::Lines, packing),
            _ => (Layout::Array, packing),
        }
    }
}

/// How it is written.
pub(super) struct Writing<'a> {
    pub(super) threads: usize,
    pub(super) progress: &'a Progress,
    pub(super) stop: &'a Stop,
}

impl Writing<'_> {
    fn all(&self, encoding: &Encoding, out: &mut dyn Write) -> io::Result<Written> {
        let mut written = Written::default();
        encoding.for_each_chunk(self.threads, |chunk| {
            if self.stop.is_set() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            out.write_all(&chunk.bytes)?;
            written.sheets += chunk.sheets;
            written.bytes += chunk.bytes.len() as u64;
            self.progress.add(chunk.sheets);
            Ok(())
        })?;
        out.flush()?;
        Ok(written)
    }
}

/// A file that is not there yet. Dropped before it is published, it leaves nothing.
struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    fn beside(target: &Path) -> io::Result<Self> {
        // Through a link, so that what it points to is replaced and not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let path = target.with_file_name(name);
        Ok(Self {
            file: File::create(&path)?,
            path,
            target,
        })
    }

    fn publish(self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Once published there is nothing here to remove.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::DEFAULT_START;

    const RUN: Simulation = Simulation {
        matches: 2_000,
        players_per_match: 2,
        seed: 3,
        start: DEFAULT_START,
        dressed: false,
    };

    fn write(path: &Path, stop: &Stop) -> io::Result<Written> {
        let progress = Progress::new(RUN.sheet_count(), "sheets");
        let writing = Writing {
            threads: 2,
            progress: &progress,
            stop,
        };
        Output::from_path(path.to_owned()).write(&RUN, &writing)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn the_name_chooses_the_format() {
        for (name, layout, packing) in [
            ("-", Layout::Array, Packing::None),
            ("x.json", Layout::Array, Packing::None),
            ("x", Layout::Array, Packing::None),
            ("a.b/x.NDJSON", Layout::Lines, Packing::None),
            ("x.jsonl.zst", Layout::Lines, Packing::Zstd),
            ("x.json.gz", Layout::Array, Packing::Gzip),
            ("x.gz", Layout::Array, Packing::Gzip),
        ] {
            let output = Output::from_path(name.into());
            assert_eq!(output.format(), (layout, packing), "{name}");
        }
    }

    #[test]
    fn a_file_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ndjson");
        fs::write(&path, "old").unwrap();
        let written = write(&path, &Stop::default()).unwrap();
        assert_eq!(written.sheets, 4_000);
        let text = fs::read(&path).unwrap();
        assert_eq!(text.len() as u64, written.bytes);
        assert_eq!(text.iter().filter(|byte| **byte == b'\n').count(), 4_000);
        assert_eq!(names(folder.path()), ["x.ndjson"]);
    }

    #[test]
    fn an_interrupted_run_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        fs::write(&path, "old").unwrap();
        let stop = Stop::default();
        stop.set();
        let error = write(&path, &stop).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Interrupted);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["x.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_to_and_links_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("x.json"), folder.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let written = write(&link, &Stop::default()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&target).unwrap().len(), written.bytes);

        write(Path::new("/dev/null"), &Stop::default()).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
