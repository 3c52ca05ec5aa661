//! Finds or opens the view for a watcher's filter. One task runs all views, so that together they never take more
//! than one processor from those who write.

use super::view::{self, Answer, Subscription, Surroundings};
use crate::model::LiveFilter;
use crate::server::error::ApiError;
use crate::server::socket::Sockets;
use crate::store::Reader;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

/// Different filters that may be watched through at once.
const MOST_VIEWS: usize = 256;
/// Watchers that may wait to be let in.
const MOST_ASKERS: usize = 1_024;

/// A watcher's wish.
#[derive(Debug)]
struct Asker {
    filter: LiveFilter,
    answer: Answer,
}

/// The door to the hub; cloned freely. The hub ends when all are dropped.
#[derive(Debug, Clone)]
pub(in crate::server) struct HubDoor(mpsc::Sender<Asker>);

/// Runs the views.
#[derive(Debug)]
pub(in crate::server) struct Hub {
    askers: mpsc::Receiver<Asker>,
    here: Surroundings,
}

impl HubDoor {
    /// Lets a watcher in.
    pub(super) async fn subscribe(&self, filter: LiveFilter) -> Result<Subscription, ApiError> {
        let (answer, subscription) = oneshot::channel();
        let asker = Asker { filter, answer };
        self.0.try_send(asker).map_err(|_| ApiError::Busy)?;
        // No answer means that there are too many views, or that the server ends.
        let subscription = subscription.await.map_err(|_| ApiError::Busy)?;
        subscription.map_err(ApiError::from)
    }
}

impl Hub {
    pub(in crate::server) fn new(
        reader: Reader,
        commits: watch::Receiver<u64>,
        sockets: Sockets,
    ) -> (HubDoor, Self) {
        let (door, askers) = mpsc::channel(MOST_ASKERS);
        let here = Surroundings {
            reader,
            commits,
            sockets,
            looks: Arc::new(Semaphore::new(view::MOST_LOOKS as usize)),
        };
        (HubDoor(door), Self { askers, here })
    }

    /// Runs until nobody can ask any more.
    pub(in crate::server) async fn run(mut self) {
        let mut doors: HashMap<LiveFilter, mpsc::Sender<Answer>> = HashMap::new();
        let mut views = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(closed) = views.next() => {
                    // A new one may have been opened under its name.
                    if doors.get(&closed).is_some_and(mpsc::Sender::is_closed) {
                        doors.remove(&closed);
                    }
                }
                asker = self.askers.recv() => {
                    let Some(Asker { filter, answer }) = asker else {
                        return;
                    };
                    let open = doors.get(&filter).filter(|door| !door.is_closed());
                    if let Some(door) = open {
                        // Unanswered when too many wait already.
                        let _ = door.try_send(answer);
                    } else if views.len() < MOST_VIEWS {
                        let (door, answers) = mpsc::channel(MOST_ASKERS);
                        let _ = door.try_send(answer);
                        doors.insert(filter.clone(), door);
                        views.push(view::run(filter, self.here.clone(), answers));
                    }
                }
            }
        }
    }
}
