//! Whether a file can be a database of SQLite's, said before SQLite says it in its own words.

use crate::store::StoreError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What each of them begins with (<https://www.sqlite.org/fileformat2.html#magic_header_string>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Fails when the folder is missing, or there is a file that begins otherwise. A missing or empty one is fine: it will be made.
pub(in crate::store) fn require_sqlite(path: &Path) -> Result<(), StoreError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(StoreError::Unavailable(format!(
            "there is no folder {}; make it, or name a file in another one",
            folder.display()
        )));
    }
    // What cannot be opened is told by who opens it next.
    let Ok(file) = File::open(path) else {
        return Ok(());
    };
    let mut begins = Vec::new();
    let is_read = file
        .take(MAGIC.len() as u64)
        .read_to_end(&mut begins)
        .is_ok();
    if is_read && !begins.is_empty() && begins != MAGIC {
        return Err(StoreError::Unsuitable(format!(
            "{} is not a database of SQLite's, or its beginning is damaged; name another file, or put back a backup",
            path.display()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_and_missing_folders_are_told_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("notes.txt"), "hello").unwrap();
        std::fs::write(at("empty.db"), "").unwrap();
        std::fs::write(at("real.db"), [&MAGIC[..], b"..."].concat()).unwrap();
        for (name, said) in [
            ("notes.txt", Some("notes.txt is not a database")),
            ("nowhere/loot.db", Some("no folder")),
            ("empty.db", None),
            ("real.db", None),
            ("new.db", None),
        ] {
            let told = require_sqlite(&at(name))
                .err()
                .map(|error| error.to_string());
            assert_eq!(told.is_some(), said.is_some(), "{name}: {told:?}");
            assert!(
                told.unwrap_or_default().contains(said.unwrap_or_default()),
                "{name}"
            );
        }
    }
}
