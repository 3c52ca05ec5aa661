//! Requests that were refused with nothing of them kept: of another type, too large, of a foreign page. Who sends them
//! would go unseen otherwise. They are counted by door, status and reason, all from closed sets, and the sums are written
//! once a second, so that no flood of them takes the database from those who submit.

use super::error::ApiError;
use crate::ingest::Ingest;
use crate::model::{Millis, RefusedRequests};
use crate::runtime::clock;
use actix_web::ResponseError;
use actix_web::http::Method;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The doors through which data come, as they are noted with dead letters.
const DOORS: [&str; 4] = [
    "/api/submit",
    "/api/submit/batch",
    "/api/events",
    "/ws/telemetry",
];
/// How long they are gathered.
const PAUSE: Duration = Duration::from_secs(1);
/// How long somebody who looks waits until all is written.
const PATIENCE: Duration = Duration::from_millis(500);

/// What was refused and not written yet; clones count together.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals {
    counts: Arc<Mutex<BTreeMap<Kind, u64>>>,
    /// Somebody wants to read them.
    wanted: Arc<Notify>,
    /// How often they were written.
    written: watch::Sender<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    source: &'static str,
    status: u16,
    reason: &'static str,
}

/// The door that a request came to; `None` where no data come.
pub(super) fn door(method: &Method, path: &str) -> Option<&'static str> {
    let in_version = path.strip_prefix("/api/v1/");
    let mut doors = DOORS.into_iter();
    let door = doors.find(|door| match in_version {
        Some(rest) => door.strip_prefix("/api/") == Some(rest),
        None => *door == path,
    });
    // Events are read at the address they are sent to.
    door.filter(|door| !method.is_safe() || door.starts_with("/ws/"))
}

impl Refusals {
    /// Counts a request that was answered with `error`, where the client is to blame and nothing was kept.
    pub(super) fn note(&self, source: &'static str, error: &ApiError) {
        let Some(reason) = error.unkept_reason() else {
            return;
        };
        let kind = Kind {
            source,
            status: error.status_code().as_u16(),
            reason,
        };
        *self.counts().entry(kind).or_default() += 1;
    }

    /// Forgets what was counted and not written.
    pub(super) fn forget(&self) {
        self.counts().clear();
    }

    /// Writes what was counted; keeps it when that fails.
    pub(super) async fn write(&self, ingest: &Ingest) {
        let counted = std::mem::take(&mut *self.counts());
        if counted.is_empty() {
            return;
        }
        let refused = counted.iter().map(|(kind, requests)| RefusedRequests {
            source: kind.source.to_owned(),
            status: kind.status,
            reason: kind.reason.to_owned(),
            requests: *requests,
        });
        let now = Millis(clock::now_ms());
        if let Err(error) = ingest.count_refused(refused.collect(), now).await {
            tracing::debug!(%error, "refused requests are counted later");
            let mut counts = self.counts();
            for (kind, requests) in counted {
                *counts.entry(kind).or_default() += requests;
            }
        }
    }

    /// Writes now and then, and when it is wanted, until the server stops.
    pub(super) async fn write_on(self, ingest: Ingest, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                () = self.wanted.notified() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
            self.write(&ingest).await;
            self.written.send_modify(|times| *times += 1);
        }
    }

    /// Returns when all that was counted is written, or after a moment when that takes longer.
    pub(super) async fn settle(&self) {
        let mut written = self.written.subscribe();
        self.wanted.notify_one();
        let settled = async {
            // One that is under way may have left behind what was counted since.
            while written.changed().await.is_ok() && !self.counts().is_empty() {}
        };
        let _ = tokio::time::timeout(PATIENCE, settled).await;
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<Kind, u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_known_under_both_prefixes_and_only_to_those_who_send() {
        for (method, path, expected) in [
            (Method::POST, "/api/submit", Some("/api/submit")),
            (
                Method::POST,
                "/api/v1/submit/batch",
                Some("/api/submit/batch"),
            ),
            (Method::PUT, "/api/events", Some("/api/events")),
            (Method::GET, "/ws/telemetry", Some("/ws/telemetry")),
            (Method::GET, "/api/events", None),
            (Method::POST, "/api/v1/ws/telemetry", None),
            (Method::POST, "/api/maps/compare", None),
            (Method::POST, "/api/v1/", None),
            (Method::POST, "/submit", None),
        ] {
            assert_eq!(door(&method, path), expected, "{method} {path}");
        }
    }
}
