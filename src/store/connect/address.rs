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
    Postgres(Box<Server>),
}

/// A PostgreSQL server, and how it is reached.
#[derive(Clone)]
pub(in crate::store) struct Server {
    pub(in crate::store) options: PgConnectOptions,
    /// Whether a pooler is in between that may give each transaction another connection (`?pgbouncer=true`). What is set
    /// or prepared then has to end with the transaction.
    pub(in crate::store) is_pooled: bool,
}

impl Server {
    /// The name under which the server lists its connections. Those that are pooled are told by it.
    pub(in crate::store) const POOLED: &str = "loot (pooled)";

    fn parse(url: &str) -> Result<Self, StoreError> {
        let (url, is_pooled) = without_pgbouncer(url)?;
        let options: PgConnectOptions = url
            .parse()
            // The cause could quote the URL, and with it a password.
            .map_err(|_| unsuitable("the PostgreSQL address could not be read; it should look like postgres://user:password@host:5432/database"))?;
        let name = if is_pooled { Self::POOLED } else { "loot" };
        // Poolers refuse settings at the start that they do not know. Numbers travel as bytes, not digits.
        let options = options.extra_float_digits(None).application_name(name);
        Ok(Self { options, is_pooled })
    }
}

impl Address {
    /// Takes `sqlite://path`, `sqlite:path`, a bare path, or `postgres://…`.
    pub(in crate::store) fn parse(url: &str) -> Result<Self, StoreError> {
        let url = url.trim();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(Box::new(Server::parse(url)?)));
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

    /// Whether transactions may each get another connection.
    pub(in crate::store) fn is_pooled(&self) -> bool {
        matches!(self, Self::Postgres(server) if server.is_pooled)
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
            Self::Postgres(server) => write!(
                f,
                "postgres://{}@{}:{}/{}",
                server.options.get_username(),
                server.options.get_host(),
                server.options.get_port(),
                server
                    .options
                    .get_database()
                    .unwrap_or(server.options.get_username())
            ),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The URL without the parameter that is ours, and whether it is true.
fn without_pgbouncer(url: &str) -> Result<(String, bool), StoreError> {
    let Some((address, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), false));
    };
    let mut is_pooled = false;
    let mut rest = Vec::new();
    for parameter in query.split('&') {
        match parameter.split_once('=') {
            Some(("pgbouncer", "true")) => is_pooled = true,
            Some(("pgbouncer", "false")) => {}
            Some(("pgbouncer", _)) => return Err(unsuitable("pgbouncer= is true or false")),
            _ => rest.push(parameter),
        }
    }
    Ok((format!("{address}?{}", rest.join("&")), is_pooled))
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

    #[test]
    fn a_pooler_in_between_is_told_by_the_address() {
        for (url, pooled) in [
            ("postgres://db/loot", false),
            ("postgres://db/loot?pgbouncer=true", true),
            ("postgres://db/loot?pgbouncer=false", false),
            (
                "postgres://db/loot?host=/run/pg&pgbouncer=true&sslmode=disable",
                true,
            ),
        ] {
            let address = Address::parse(url).unwrap();
            assert_eq!(address.is_pooled(), pooled, "{url}");
            assert!(address.to_string().ends_with("/loot"), "{address}");
        }
        assert!(Address::parse("postgres://db/loot?pgbouncer=yes").is_err());
    }
}
