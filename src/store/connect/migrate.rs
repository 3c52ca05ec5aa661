//! Brings a database's schema to this binary's version, and refuses one from a newer binary.

use crate::store::StoreError;
use crate::store::connect::database::{Database, on};
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection, PgPool, SqlSafeStr, SqlitePool};
use std::borrow::Cow;
use std::time::Duration;

/// Number, description, and the text for SQLite and for PostgreSQL.
const MIGRATIONS: [(i64, &str, [&str; 2]); 37] = [
    (
        1,
        "raw rows",
        [
            include_str!("../../../migrations/0001_raw_rows.sqlite.sql"),
            include_str!("../../../migrations/0001_raw_rows.postgres.sql"),
        ],
    ),
    (
        2,
        "keys and indexes",
        both(include_str!(
            "../../../migrations/0002_keys_and_indexes.sql"
        )),
    ),
    (
        3,
        "totals",
        both(include_str!("../../../migrations/0003_totals.sql")),
    ),
    (
        4,
        "dead letters",
        both(include_str!("../../../migrations/0004_dead_letters.sql")),
    ),
    (
        5,
        "storage",
        [
            include_str!("../../../migrations/0005_storage.sqlite.sql"),
            include_str!("../../../migrations/0005_storage.postgres.sql"),
        ],
    ),
    (
        6,
        "events",
        both(include_str!("../../../migrations/0006_events.sql")),
    ),
    (
        7,
        "slots and spread",
        both(include_str!(
            "../../../migrations/0007_slots_and_spread.sql"
        )),
    ),
    (
        8,
        "arrivals",
        both(include_str!("../../../migrations/0008_arrivals.sql")),
    ),
    (
        9,
        "events by slice",
        [
            include_str!("../../../migrations/0009_events_by_slice.sqlite.sql"),
            include_str!("../../../migrations/0009_events_by_slice.postgres.sql"),
        ],
    ),
    (
        10,
        "rollups",
        both(include_str!("../../../migrations/0010_rollups.sql")),
    ),
    (
        11,
        "player days",
        both(include_str!("../../../migrations/0011_player_days.sql")),
    ),
    (
        12,
        "cohorts",
        both(include_str!("../../../migrations/0012_cohorts.sql")),
    ),
    (
        13,
        "jobs",
        both(include_str!("../../../migrations/0013_jobs.sql")),
    ),
    (
        14,
        "lists",
        [
            include_str!("../../../migrations/0014_lists.sqlite.sql"),
            include_str!("../../../migrations/0014_lists.postgres.sql"),
        ],
    ),
    (
        15,
        "activity of all time",
        both(include_str!(
            "../../../migrations/0015_activity_of_all_time.sql"
        )),
    ),
    (
        16,
        "play time",
        both(include_str!("../../../migrations/0016_play_time.sql")),
    ),
    (
        17,
        "ids by their bytes",
        [
            include_str!("../../../migrations/0017_ids_by_their_bytes.sqlite.sql"),
            include_str!("../../../migrations/0017_ids_by_their_bytes.postgres.sql"),
        ],
    ),
    (
        18,
        "heat tails",
        both(include_str!("../../../migrations/0018_heat_tails.sql")),
    ),
    (
        19,
        "quarters of an hour",
        both(include_str!(
            "../../../migrations/0019_quarters_of_an_hour.sql"
        )),
    ),
    (
        20,
        "hashes",
        both(include_str!("../../../migrations/0020_hashes.sql")),
    ),
    (
        21,
        "heat by player",
        both(include_str!("../../../migrations/0021_heat_by_player.sql")),
    ),
    (
        22,
        "seen in events",
        both(include_str!("../../../migrations/0022_seen_in_events.sql")),
    ),
    (
        23,
        "player days by zone",
        [
            include_str!("../../../migrations/0023_player_days_by_zone.sqlite.sql"),
            include_str!("../../../migrations/0023_player_days_by_zone.postgres.sql"),
        ],
    ),
    (
        24,
        "places of names",
        both(include_str!("../../../migrations/0024_places_of_names.sql")),
    ),
    (
        25,
        "match sizes",
        both(include_str!("../../../migrations/0025_match_sizes.sql")),
    ),
    (
        26,
        "heat pending",
        both(include_str!("../../../migrations/0026_heat_pending.sql")),
    ),
    (
        27,
        "quicker hashes",
        both(include_str!("../../../migrations/0027_quicker_hashes.sql")),
    ),
    (
        28,
        "maps",
        both(include_str!("../../../migrations/0028_maps.sql")),
    ),
    (
        29,
        "regions",
        both(include_str!("../../../migrations/0029_regions.sql")),
    ),
    (
        30,
        "views and annotations",
        both(include_str!(
            "../../../migrations/0030_views_and_annotations.sql"
        )),
    ),
    (
        31,
        "real games",
        both(include_str!("../../../migrations/0031_real_games.sql")),
    ),
    (
        32,
        "economies",
        both(include_str!("../../../migrations/0032_economies.sql")),
    ),
    (
        33,
        "pending places of slices",
        both(include_str!(
            "../../../migrations/0033_pending_places_of_slices.sql"
        )),
    ),
    (
        34,
        "sessions",
        both(include_str!("../../../migrations/0034_sessions.sql")),
    ),
    (
        35,
        "samples of events",
        both(include_str!(
            "../../../migrations/0035_samples_of_events.sql"
        )),
    ),
    (
        36,
        "other dimensions",
        [
            include_str!("../../../migrations/0036_other_dimensions.sqlite.sql"),
            include_str!("../../../migrations/0036_other_dimensions.postgres.sql"),
        ],
    ),
    (
        37,
        "delays",
        both(include_str!("../../../migrations/0037_delays.sql")),
    ),
];

/// The number of the newest migration.
pub(in crate::store) const CURRENT: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Applies what is missing.
pub(in crate::store) async fn up(database: &Database, is_pooled: bool) -> Result<(), StoreError> {
    let outcome = match database {
        Database::Sqlite(connections) => {
            let taken = connections.take().await?;
            let done = up_sqlite(&taken).await;
            taken.give_back();
            done
        }
        Database::Postgres(pool) if is_pooled => up_pooled(pool).await,
        Database::Postgres(pool) => migrator(POSTGRES).run(pool).await,
    };
    outcome.map_err(explain)
}

/// Any number, which is the same for all.
const LOCK: &str = "select pg_advisory_xact_lock(6279108)";

/// In one transaction, because the lock that migrations are otherwise made under is a connection's.
async fn up_pooled(pool: &PgPool) -> Result<(), MigrateError> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql(LOCK).execute(&mut *transaction).await?;
    let mut migrator = migrator(POSTGRES);
    migrator.set_locking(false);
    migrator.run(&mut *transaction).await?;
    transaction.clear_cached_statements().await?;
    Ok(transaction.commit().await?)
}

/// SQLite has no lock for migrations as PostgreSQL has. Of two processes that begin at the same moment one
/// fails in the middle of the other's work; when it looks again, that is done.
async fn up_sqlite(pool: &SqlitePool) -> Result<(), MigrateError> {
    const ATTEMPTS: u32 = 10;
    const BETWEEN: Duration = Duration::from_millis(50);
    for _ in 1..ATTEMPTS {
        match migrator(SQLITE).run(pool).await {
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) => {
                tokio::time::sleep(BETWEEN).await;
            }
            outcome => return outcome,
        }
    }
    migrator(SQLITE).run(pool).await
}

/// Fails unless the schema is exactly this binary's.
pub(in crate::store) async fn require_current(database: &Database) -> Result<(), StoreError> {
    let applied = match database {
        Database::Sqlite(connections) => {
            let taken = connections.take().await?;
            let applied = taken.acquire().await?.list_applied_migrations(TABLE).await;
            taken.give_back();
            applied
        }
        Database::Postgres(pool) => pool.acquire().await?.list_applied_migrations(TABLE).await,
    };
    // Without the table nothing was ever applied.
    let newest = match applied {
        Ok(applied) => applied.iter().map(|migration| migration.version).max(),
        Err(MigrateError::Execute(sqlx::Error::Database(_))) => None,
        Err(error) => return Err(explain(error)),
    };
    match newest {
        Some(version) if version == CURRENT => {
            if !on!(database, ask::uncounted::uncounted())?.is_empty() {
                return Err(StoreError::Unsuitable(
                    "bringing the database up to date was interrupted; `loot serve` ends it".into(),
                ));
            }
            Ok(())
        }
        Some(version) if version > CURRENT => Err(newer(version)),
        Some(version) => Err(StoreError::Unsuitable(format!(
            "the database has schema {version}, this loot needs {CURRENT}; `loot serve` brings it up to date"
        ))),
        None => Err(StoreError::Unsuitable(
            "the database holds no loot data yet; `loot serve` or `loot demo` prepares it".into(),
        )),
    }
}

const TABLE: &str = "_sqlx_migrations";

const fn both(text: &str) -> [&str; 2] {
    [text, text]
}

/// A key that is text makes a table and an index, two trees, in SQLite unless it is told otherwise; PostgreSQL does not
/// know the words.
fn text_for(texts: [&'static str; 2], which: usize) -> sqlx::SqlStr {
    match which {
        SQLITE => sqlx::SqlStr::from_static(texts[SQLITE]),
        _ => sqlx::AssertSqlSafe(texts[POSTGRES].replace(" without rowid;", ";")).into_sql_str(),
    }
}

const SQLITE: usize = 0;
const POSTGRES: usize = 1;

fn migrator(which: usize) -> Migrator {
    let migrations = MIGRATIONS.map(|(version, description, texts)| {
        Migration::new(
            version,
            Cow::Borrowed(description),
            MigrationType::Simple,
            text_for(texts, which),
            false,
        )
    });
    Migrator::with_migrations(migrations.to_vec())
}

fn explain(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => newer(version),
        MigrateError::VersionMismatch(version) => StoreError::Unsuitable(format!(
            "migration {version} of the database is not the one this loot knows; it was changed by something else"
        )),
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
        other => StoreError::Unexpected(other.to_string()),
    }
}

fn newer(version: i64) -> StoreError {
    StoreError::Unsuitable(format!(
        "the database was written by a newer loot (schema {version}; this one knows {CURRENT}); upgrade this binary"
    ))
}
