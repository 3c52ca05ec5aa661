//! `/ws/telemetry`: games send messages, each answered after the commit that holds it. What a message holds is
//! stored, refused and counted exactly as over HTTP; both use the same queue.

mod answer;
mod envelope;

use super::entries;
use super::error::ApiError;
use super::socket::{Broken, Ended, Message, Received, Socket, TICK, frame, ping_interval};
use super::state::AppState;
use crate::ingest::Share;
use crate::model::MAX_SHEET_BYTES;
use actix_http::ws::CloseCode;
use actix_web::web::Data;
use answer::{SOURCE, answer};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The most bytes of one message: those of a batch, and its envelope.
pub(super) const MAX_MESSAGE_BYTES: usize = entries::MAX_BODY_BYTES + 1_024;
/// Messages of one socket that may wait for their answers; past it nothing more is read from it.
pub(super) const MAX_UNACKNOWLEDGED: usize = 64;
/// How long a socket waits before it looks for memory again.
const MEMORY_PAUSE: Duration = Duration::from_millis(20);

/// The first thing a client is told.
#[derive(Serialize)]
struct Hello<'a> {
    r#type: &'static str,
    server: &'static str,
    version: &'static str,
    connection_id: &'a str,
    max_unacknowledged: usize,
    max_message_bytes: usize,
    max_items: usize,
    max_sheet_bytes: usize,
    ping_interval_s: u64,
    idle_timeout_s: u64,
}

/// Serves one game until either side is done.
pub(super) async fn serve(socket: Socket, state: Data<AppState>, connection_id: String) {
    let begun = Instant::now();
    let mut session = Session {
        socket,
        state,
        connection_id: connection_id.into(),
        pending: FuturesUnordered::new(),
        answered: 0,
    };
    let ended = session.converse().await;
    tracing::info!(
        route = SOURCE,
        request_id = &*session.connection_id,
        messages = session.answered,
        ms = begun.elapsed().as_millis() as u64,
        reason = ended.reason,
        "socket closed"
    );
    if let Some(code) = ended.code {
        session.socket.close(code, &ended.reason).await;
    }
}

struct Session {
    socket: Socket,
    state: Data<AppState>,
    connection_id: Arc<str>,
    /// Becoming answers.
    pending: FuturesUnordered<LocalBoxFuture<'static, (Bytes, Option<Share>)>>,
    answered: u64,
}

impl Session {
    async fn converse(&mut self) -> Ended {
        let mut stopping = self.state.stopping.clone();
        let mut ticks = tokio::time::interval(TICK);
        let ping_interval = ping_interval(&self.state.options);
        let mut pinged_at = Instant::now();
        let mut memory = Memory::default();
        let mut goodbye = None;
        if self.socket.outgoing.send(self.hello()).await.is_err() {
            return Ended::gone();
        }
        loop {
            if self.pending.is_empty()
                && let Some(ended) = goodbye.take()
            {
                return ended;
            }
            let has_room = self.pending.len() < MAX_UNACKNOWLEDGED;
            let reads = goodbye.is_none() && has_room && !memory.pauses;
            // What is sent in answer to what happened.
            let mut answer = None;
            let mut _until_sent = None;
            tokio::select! {
                biased;
                Some((acknowledgement, held)) = self.pending.next() => {
                    self.answered += 1;
                    memory.pauses = false;
                    if !has_room {
                        self.socket.incoming.forgive();
                    }
                    answer = Some(acknowledgement);
                    _until_sent = held;
                }
                _ = stopping.wait_for(|stopping| *stopping), if goodbye.is_none() => {
                    goodbye = Some(Ended::server_stops());
                }
                received = self.socket.incoming.next(), if reads => {
                    memory.note(&received);
                    match received {
                        Ok(Received::Message(message)) => self.take(message),
                        Ok(Received::Ping(payload)) => answer = Some(frame::pong(&payload)),
                        Ok(Received::Pong | Received::Busy) => {}
                        Ok(Received::Close) => goodbye = Some(Ended::politely()),
                        Err(broken) => goodbye = Some(self.give_up(broken)),
                    }
                }
                () = tokio::time::sleep(MEMORY_PAUSE), if memory.pauses => memory.pauses = false,
                _ = ticks.tick() => {
                    if pinged_at.elapsed() >= ping_interval {
                        pinged_at = Instant::now();
                        answer = Some(frame::ping());
                    }
                    if goodbye.is_none() && has_room {
                        goodbye = self.overdue(&memory);
                    }
                }
            }
            if let Some(frame) = answer
                && self.socket.outgoing.send(frame).await.is_err()
            {
                return Ended::gone();
            }
        }
    }

    fn hello(&self) -> Bytes {
        let options = &self.state.options;
        let hello = Hello {
            r#type: "hello",
            server: "loot",
            version: env!("CARGO_PKG_VERSION"),
            connection_id: &self.connection_id,
            max_unacknowledged: MAX_UNACKNOWLEDGED,
            max_message_bytes: MAX_MESSAGE_BYTES,
            max_items: entries::MAX_ITEMS_PER_BATCH,
            max_sheet_bytes: MAX_SHEET_BYTES,
            ping_interval_s: ping_interval(options).as_secs(),
            idle_timeout_s: options.socket_timeout.as_secs(),
        };
        frame::json(&hello)
    }

    fn take(&mut self, message: Message) {
        let answer = answer(self.state.clone(), Arc::clone(&self.connection_id), message);
        self.pending.push(Box::pin(answer));
    }

    /// Whether the other side, or our memory, has taken too long.
    fn overdue(&self, memory: &Memory) -> Option<Ended> {
        let patience = self.state.options.body_timeout;
        let is_over = |since: Option<Instant>| since.is_some_and(|at| at.elapsed() > patience);
        if is_over(memory.busy_since) {
            return Some(Ended::because(
                CloseCode::Again,
                "the server has too much to do",
            ));
        }
        let broken = self.socket.incoming.overdue(&self.state.options);
        broken.map(|broken| self.give_up(broken))
    }

    /// What was arriving is refused and not kept, which counts as over HTTP.
    fn give_up(&self, broken: Broken) -> Ended {
        let error = match &broken {
            Broken::TooLarge(limit) => Some(ApiError::TooLarge { limit: *limit }),
            Broken::Protocol(reason) => Some(ApiError::of("body", reason.as_str())),
            Broken::Slow => Some(ApiError::BodyTooSlow(self.state.options.body_timeout)),
            Broken::NotText => Some(ApiError::of("body", broken.to_string())),
            Broken::Silent | Broken::Gone => None,
        };
        if let Some(error) = error {
            self.state.refusals.note(SOURCE, &error);
        }
        broken.into()
    }
}

/// Whether the budget had room for what arrived.
#[derive(Default)]
struct Memory {
    pauses: bool,
    busy_since: Option<Instant>,
}

impl Memory {
    fn note(&mut self, received: &Result<Received, Broken>) {
        if let Ok(Received::Busy) = received {
            self.pauses = true;
            self.busy_since.get_or_insert_with(Instant::now);
        } else {
            self.busy_since = None;
        }
    }
}
