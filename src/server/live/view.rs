//! One filter's view: looks at the database when something was committed, and tells all who watch through it.

use super::picture::Picture;
use crate::model::{LiveFilter, LiveLook, Millis, Seen};
use crate::runtime::clock;
use crate::server::socket::Sockets;
use crate::store::{Reader, StoreError};
use bytes::Bytes;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, broadcast, mpsc, oneshot, watch};

/// At most ten looks a second, and ten messages to each watcher.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
/// Looks take at most this part of the time.
const PAUSE_PER_LOOK: u32 = 20;
/// All watchers together get about a thousand messages a second.
const PAUSE_PER_SOCKET: Duration = Duration::from_millis(1);
/// Looks that may be under way at once, each through a connection: those who submit want the processors too.
pub(in crate::server) const MOST_LOOKS: u32 = 2;
/// Other servers on the same database announce nothing here.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Messages that wait for a slow watcher; past it a snapshot replaces them.
const MOST_WAITING: usize = 4;

/// A watcher's way in: what there is now, and what changes from then on.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) snapshot: Bytes,
    pub(super) deltas: broadcast::Receiver<Bytes>,
}

pub(super) type Answer = oneshot::Sender<Result<Subscription, StoreError>>;

/// What views share.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    pub(super) reader: Reader,
    pub(super) commits: watch::Receiver<u64>,
    pub(super) sockets: Sockets,
    pub(super) looks: Arc<Semaphore>,
}

impl Surroundings {
    async fn look(&self, filter: &LiveFilter, seen: Seen) -> Result<LiveLook, StoreError> {
        // Never closed, and if it were, one could still look.
        let _turn = self.looks.acquire().await;
        self.reader.look(filter, seen).await
    }
}

/// Lives as long as somebody watches.
pub(super) async fn run(
    filter: LiveFilter,
    mut here: Surroundings,
    mut askers: mpsc::Receiver<Answer>,
) -> LiveFilter {
    let (deltas, _) = broadcast::channel(MOST_WAITING);
    here.commits.mark_unchanged();
    let mut looked_at = Instant::now();
    let first = here.look(&filter, Seen::default()).await;
    let mut picture = match first {
        Ok(look) => Picture::new(filter.clone(), look),
        Err(error) => {
            refuse(&mut askers, &error);
            return filter;
        }
    };
    let mut pause = pause_after(looked_at.elapsed(), &here.sockets);
    loop {
        let next_look = looked_at + pause;
        let commit = async {
            tokio::time::sleep_until(next_look.into()).await;
            let rest = LONGEST_PAUSE.saturating_sub(looked_at.elapsed());
            // The end of the writer is the end of the server.
            let _ = tokio::time::timeout(rest, here.commits.changed()).await;
        };
        tokio::select! {
            biased;
            asker = askers.recv() => match asker {
                Some(answer) => {
                    // Who comes is not shown what was deleted since the last look.
                    let generation = here.reader.generation().await;
                    if generation.is_ok_and(|now| now != picture.seen().generation) {
                        look_again(&filter, &here, &mut picture, &deltas).await;
                    }
                    let subscription = Subscription {
                        snapshot: picture.snapshot(now()),
                        deltas: deltas.subscribe(),
                    };
                    // Who has hung up in the meantime is not here any more.
                    let _ = answer.send(Ok(subscription));
                }
                None => return filter,
            },
            () = commit => {
                if deltas.receiver_count() == 0 {
                    return filter;
                }
                looked_at = Instant::now();
                here.commits.mark_unchanged();
                look_again(&filter, &here, &mut picture, &deltas).await;
                pause = pause_after(looked_at.elapsed(), &here.sockets);
            }
        }
    }
}

/// Brings the picture up to date and tells those who watch.
async fn look_again(
    filter: &LiveFilter,
    here: &Surroundings,
    picture: &mut Picture,
    deltas: &broadcast::Sender<Bytes>,
) {
    match here.look(filter, picture.seen()).await {
        Ok(look) => {
            let frame = match look.seen.generation == picture.seen().generation {
                true => picture.update(look, now()),
                false => Some(picture.begin_again(look, now())),
            };
            if let Some(frame) = frame {
                // Without watchers there is nobody to tell.
                let _ = deltas.send(frame);
            }
        }
        Err(error) => {
            tracing::warn!(%error, "could not read what is new; clients of /ws/live wait");
        }
    }
}

fn pause_after(look: Duration, sockets: &Sockets) -> Duration {
    let for_watchers = PAUSE_PER_SOCKET * sockets.open() as u32;
    SHORTEST_PAUSE
        .max(look * PAUSE_PER_LOOK)
        .max(for_watchers)
        .min(LONGEST_PAUSE.max(look * PAUSE_PER_LOOK))
}

/// Answers all who have asked so far.
fn refuse(askers: &mut mpsc::Receiver<Answer>, error: &StoreError) {
    tracing::warn!(%error, "could not read the snapshot for clients of /ws/live");
    while let Ok(answer) = askers.try_recv() {
        let _ = answer.send(Err(StoreError::Unavailable(error.to_string())));
    }
}

fn now() -> Millis {
    Millis(clock::now_ms())
}
