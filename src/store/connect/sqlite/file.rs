//! Whether the file at a path is still the one that was opened. SQLite does not ask: it goes on writing to a file that was
//! deleted, or whose place another one took, and everything it says is stored is gone with the process.

use crate::store::error::StoreError;
use std::path::{Path, PathBuf};

/// A path, and the file that was there once.
#[derive(Debug, Clone)]
pub(in crate::store) struct FileAt {
    path: PathBuf,
    file: Option<(u64, u64)>,
}

impl FileAt {
    /// The file that is at `path` now.
    pub(in crate::store) fn now(path: PathBuf) -> Self {
        let file = file_at(&path);
        Self { path, file }
    }

    /// How large the file at the path is.
    pub(in crate::store) fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Fails when another file is there by now, or none.
    pub(in crate::store) fn require_same(&self) -> Result<(), StoreError> {
        if file_at(&self.path) == self.file {
            return Ok(());
        }
        Err(StoreError::Unsuitable(format!(
            "{} was deleted or replaced while it was open; nothing is stored until loot is stopped, the database is in its \
            place again with its -wal, and loot is started again",
            self.path.display()
        )))
    }
}

/// Device and number, which stay the same when the file is renamed or written to.
#[cfg(unix)]
fn file_at(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Elsewhere a file that is open can be neither deleted nor replaced.
#[cfg(not(unix))]
fn file_at(_: &Path) -> Option<(u64, u64)> {
    None
}
