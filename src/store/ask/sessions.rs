//! Questions about sessions.

use crate::model::{
    EntityCursor, Millis, PlayedSession, SessionCounts, SessionFilter, SessionList,
    SessionListRequest,
};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Player, session, first, last, sheets, events, dimensions.
pub(in crate::store) type SessionRow = (String, String, i64, i64, i64, i64, Option<String>);

/// Between a player and a session id in a cursor; neither has one.
pub(in crate::store) const BETWEEN: char = '\t';

impl Reader {
    /// Sessions, page by page.
    pub async fn sessions(&self, asked: &SessionListRequest) -> Result<SessionList, StoreError> {
        in_time(async {
            let mut rows = on!(self.database, ask::sessions::page(asked))?;
            let more = rows.len() > asked.limit as usize;
            rows.truncate(asked.limit as usize);
            let last = rows.last().filter(|_| more);
            let next = last.map(|(player, session, first, ..)| EntityCursor {
                first_seen: Millis(*first),
                id: format!("{player}{BETWEEN}{session}"),
            });
            Ok(SessionList {
                sessions: rows.into_iter().map(session).collect(),
                next,
                behind: on!(self.database, ask::sessions::behind())? as u64,
            })
        })
        .await
    }

    /// How many sessions began when, and how long they were.
    pub async fn session_counts(
        &self,
        filter: &SessionFilter,
    ) -> Result<SessionCounts, StoreError> {
        in_time(async {
            Ok(SessionCounts {
                starts: on!(self.database, ask::sessions::starts(filter))?,
                lengths: on!(self.database, ask::sessions::lengths(filter))?,
                behind: on!(self.database, ask::sessions::behind())? as u64,
            })
        })
        .await
    }
}

fn session(
    (player_id, session_id, first, last, sheets, events, dimensions): SessionRow,
) -> PlayedSession {
    let dimensions = dimensions.and_then(|text| serde_json::from_str(&text).ok());
    PlayedSession {
        player_id,
        session_id: Some(session_id).filter(|id| !id.is_empty()),
        first: Millis(first),
        last: Millis(last),
        seconds: (last - first) as f64 / 1_000.0,
        sheets: sheets as u64,
        events: events as u64,
        dimensions: dimensions.unwrap_or_default(),
    }
}
