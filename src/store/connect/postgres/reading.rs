//! One moment of the database for several questions.

use super::BEGIN_SNAPSHOT;
use crate::store::connect::address::Server;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::ops::{Deref, DerefMut};

/// A connection whose statements all see one state.
pub(in crate::store) enum Snapshot {
    /// In a transaction of its own.
    Own(Transaction<'static, Postgres>),
    /// In the one that each connection through a pooler is in while it is taken.
    Pooled(PoolConnection<Postgres>),
}

/// Begins it.
pub(in crate::store) async fn begin_snapshot(pool: &PgPool) -> sqlx::Result<Snapshot> {
    let options = pool.connect_options();
    if options.get_application_name() == Some(Server::POOLED) {
        return Ok(Snapshot::Pooled(pool.acquire().await?));
    }
    Ok(Snapshot::Own(pool.begin_with(BEGIN_SNAPSHOT).await?))
}

impl Snapshot {
    /// Ends it.
    pub(in crate::store) async fn end(self) -> sqlx::Result<()> {
        match self {
            Self::Own(transaction) => transaction.rollback().await,
            Self::Pooled(_) => Ok(()),
        }
    }
}

impl Deref for Snapshot {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Own(transaction) => transaction,
            Self::Pooled(connection) => connection,
        }
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Own(transaction) => transaction,
            Self::Pooled(connection) => connection,
        }
    }
}
