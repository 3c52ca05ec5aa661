//! The files that SQLite keeps beside a database. Together with it they are one database.

use std::path::{Path, PathBuf};

/// The file whose name is that of `path` with `ending`.
pub(in crate::store) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
