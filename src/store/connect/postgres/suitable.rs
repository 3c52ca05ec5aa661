//! Whether a PostgreSQL can hold our data. What cannot is refused at start, with what to do about it, rather than at some
//! row later.

use crate::store::error::StoreError;
use sqlx::{Executor, PgPool, Row};

/// The oldest that we know to work, as PostgreSQL counts.
const OLDEST: i32 = 150_000;

const ABOUT: &str = "
    select cast(current_setting('server_version_num') as int), current_setting('server_version'),
        current_setting('server_encoding'), pg_is_in_recovery(), current_setting('default_transaction_read_only')";

/// What a server says of itself and of the database.
#[derive(Debug, Clone)]
struct About {
    version: i32,
    version_text: String,
    encoding: String,
    is_replica: bool,
    is_read_only: bool,
}

/// Fails when the database cannot be written to, or not everything can be stored in it.
pub(in crate::store) async fn require_suitable(pool: &PgPool) -> Result<(), StoreError> {
    let row = pool.fetch_one(sqlx::raw_sql(ABOUT)).await?;
    let read_only: String = row.try_get(4)?;
    let about = About {
        version: row.try_get(0)?,
        version_text: row.try_get(1)?,
        encoding: row.try_get(2)?,
        is_replica: row.try_get(3)?,
        is_read_only: read_only == "on",
    };
    about
        .fault()
        .map_or(Ok(()), |fault| Err(StoreError::Unsuitable(fault)))
}

impl About {
    fn fault(&self) -> Option<String> {
        if self.version < OLDEST {
            return Some(format!(
                "the server is PostgreSQL {}; loot needs {} or newer",
                self.version_text,
                OLDEST / 10_000
            ));
        }
        if self.encoding != "UTF8" {
            return Some(format!(
                "the database has the encoding {}, in which not every name can be stored; make one with: create database \
                loot template template0 encoding 'UTF8'",
                self.encoding
            ));
        }
        if self.is_replica {
            return Some(
                "the server is a read-only replica; give the address of the primary".into(),
            );
        }
        self.is_read_only.then(|| {
            "transactions of this user are read-only (default_transaction_read_only is on); loot has to write".into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_hold_our_data_is_refused_for_its_reason() {
        let good = About {
            version: 150_004,
            version_text: "15.4".into(),
            encoding: "UTF8".into(),
            is_replica: false,
            is_read_only: false,
        };
        assert_eq!(good.fault(), None);
        let old = About {
            version: 140_009,
            version_text: "14.9".into(),
            ..good.clone()
        };
        assert!(old.fault().unwrap().contains("14.9; loot needs 15"));
        for encoding in ["LATIN1", "SQL_ASCII", "EUC_JP"] {
            let unfit = About {
                encoding: encoding.into(),
                ..good.clone()
            };
            assert!(unfit.fault().unwrap().contains(encoding));
        }
        let replica = About {
            is_replica: true,
            ..good.clone()
        };
        assert!(replica.fault().unwrap().contains("replica"));
        let read_only = About {
            is_read_only: true,
            ..good
        };
        assert!(read_only.fault().unwrap().contains("read-only"));
    }
}
