//! Where a database is: a file for SQLite, a URL for PostgreSQL.

use crate::store::StoreError;
use crate::store::connect::beside::beside;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};

/// A parsed `--database`. Its `Display` and `Debug` never show a password.
#[derive(Clone)]
pub(in crate::store) enum Address {
    Sqlite(PathBuf),
    /// A file that nobody has open. It is read as it is, without locks and with no file made beside it.
    Resting(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    /// Takes `sqlite://path`, `sqlite:path`, a bare path, or `postgres://…`.
    pub(in crate::store) fn parse(url: &str) -> Result<Self, StoreError> {
        let url = url.trim();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return url
                .parse()
                .map(|options| Self::Postgres(Box::new(options)))
                // The cause could quote the URL, and with it a password.
                .map_err(|_| unsuitable("the PostgreSQL address could not be read; it should look like postgres://user:password@host:5432/database"));
        }
        let path = match url.split_once(':') {
            Some(("sqlite", rest)) => without_query(rest.strip_prefix("//").unwrap_or(rest))?,
            // One letter before the colon is a drive.
            Some((scheme, rest)) if scheme.len() > 1 && rest.starts_with("//") => {
                return Err(unsuitable(&format!(
                    "databases of kind {scheme:?} are not known; use sqlite://FILE or postgres://…"
                )));
            }
            _ => url,
        };
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(unsuitable(
                "the database needs a file: what is acknowledged must outlive the process",
            ));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    /// For who only reads: a file beside which there is neither a log nor its index is at rest.
    pub(in crate::store) fn for_reading(self) -> Self {
        let is_used = |path: &Path| {
            let mut endings = ["-wal", "-shm", "-journal"].into_iter();
            endings.any(|ending| beside(path, ending).exists())
        };
        match self {
            Self::Sqlite(path) if !is_used(&path) => Self::Resting(path),
            other => other,
        }
    }

    /// Fails when somebody has begun to use a file that was at rest.
    pub(in crate::store) fn require_rest(&self) -> Result<(), StoreError> {
        match self {
            Self::Resting(path) if beside(path, "-wal").exists() => Err(StoreError::Unavailable(
                "a server has begun to use the file while it was read; try again".into(),
            )),
            _ => Ok(()),
        }
    }

    /// Whether it is a file that is there without its log.
    pub(in crate::store) fn lacks_its_log(&self) -> bool {
        match self {
            Self::Sqlite(path) => path.exists() && !beside(path, "-wal").exists(),
            _ => false,
        }
    }

    pub(in crate::store) fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) | Self::Resting(_) => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) | Self::Resting(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(options) => write!(
                f,
                "postgres://{}@{}:{}/{}",
                options.get_username(),
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or(options.get_username())
            ),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The path of a URL whose query asks for what is done anyway, as other programs' URLs do.
fn without_query(rest: &str) -> Result<&str, StoreError> {
    match rest.split_once('?') {
        None | Some((_, "mode=rwc" | "")) => Ok(rest.split('?').next().unwrap_or(rest)),
        Some((_, query)) => Err(unsuitable(&format!(
            "?{query} means nothing to loot, which opens a file as a command needs it; leave it out (a file name with a \
            question mark is given without sqlite://)"
        ))),
    }
}

fn unsuitable(reason: &str) -> StoreError {
    StoreError::Unsuitable(reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_urls_are_told_apart() {
        for (url, shown) in [
            ("sqlite://loot.db", "sqlite://loot.db"),
            ("sqlite:/var/loot.db", "sqlite:///var/loot.db"),
            ("data/loot.db", "sqlite://data/loot.db"),
            ("sqlite://x.db?mode=rwc", "sqlite://x.db"),
            ("sqlite:/var/x.db?mode=rwc", "sqlite:///var/x.db"),
            ("what?mode=rwc", "sqlite://what?mode=rwc"),
            (
                "postgres://ann:secret@db:5433/loot",
                "postgres://ann@db:5433/loot",
            ),
        ] {
            assert_eq!(Address::parse(url).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn passwords_are_never_shown() {
        let address = Address::parse("postgres://ann:secret@db/loot").unwrap();
        assert!(!format!("{address:?} {address}").contains("secret"));
        let error = Address::parse("postgres://ann:secret@db:notaport/loot").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("secret"));
    }

    #[test]
    fn what_cannot_be_durable_or_is_unknown_is_refused() {
        for url in [
            "",
            "sqlite::memory:",
            "sqlite://",
            "sqlite://?mode=rwc",
            "mysql://host/db",
            "sqlite://x.db?mode=memory",
            "sqlite://x.db?mode=ro",
        ] {
            assert!(Address::parse(url).is_err(), "{url:?}");
        }
    }
}
