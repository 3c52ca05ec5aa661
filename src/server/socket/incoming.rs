//! Messages as they arrive: frames put together, sizes and times watched, memory taken from the budget byte by byte.

use super::received::{Broken, Message, Received, announced_bytes, goodbye};
use crate::ingest::{Exhausted, MemoryBudget, Share};
use crate::server::connection::Demand;
use crate::server::options::ServerOptions;
use actix_http::ws::{OpCode, Parser, ProtocolError};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::time::{Duration, Instant};

/// The most that comes before a frame's payload.
const HEADER_BYTES: usize = 14;

/// The least and the most that is read of a message at a time.
const LEAST_BYTES: usize = 2 << 10;
const MOST_BYTES: usize = 8 << 10;

/// Who has sent nothing for this long has read what we said.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(300);

/// The receiving half of a socket.
pub(in crate::server) struct Incoming {
    payload: Demand,
    limit: usize,
    budget: MemoryBudget,
    /// What `buffer`, `waiting` and `message` hold.
    share: Share,
    buffer: BytesMut,
    /// Arrived, but the budget had no room for it.
    waiting: Option<Bytes>,
    /// A message in several frames, as far as it has come.
    message: Option<Parts>,
    heard_at: Instant,
    begun_at: Option<Instant>,
}

/// The beginning of a message.
struct Parts {
    is_text: bool,
    bytes: BytesMut,
}

impl Incoming {
    pub(super) fn new(payload: Demand, limit: usize, budget: &MemoryBudget) -> Self {
        Self {
            payload,
            limit,
            budget: budget.clone(),
            share: budget.share(),
            buffer: BytesMut::new(),
            waiting: None,
            message: None,
            heard_at: Instant::now(),
            begun_at: None,
        }
    }

    /// The next thing that arrives. Nothing is lost when the wait is given up.
    ///
    /// # Errors
    /// When nothing more can be read.
    pub(in crate::server) async fn next(&mut self) -> Result<Received, Broken> {
        loop {
            if let Some(received) = self.take_frame()? {
                return Ok(received);
            }
            let chunk = match self.waiting.take() {
                Some(chunk) => chunk,
                None => {
                    if self.make_room_for_more().is_err() {
                        return Ok(Received::Busy);
                    }
                    let chunk = self.payload.next().await.ok_or(Broken::Gone)?;
                    self.heard_at = Instant::now();
                    chunk.map_err(|_| Broken::Gone)?
                }
            };
            if self.make_room(chunk.len()).is_err() {
                self.waiting = Some(chunk);
                return Ok(Received::Busy);
            }
            self.begun_at.get_or_insert_with(Instant::now);
            self.buffer.extend_from_slice(&chunk);
        }
    }

    /// Of a message that has begun no more is read than there is room for. Its beginning needs none: it fits into what
    /// each connection has.
    fn make_room_for_more(&mut self) -> Result<(), Exhausted> {
        if self.buffer.is_empty() && self.message.is_none() {
            self.payload.at_a_time(MOST_BYTES);
            return Ok(());
        }
        let more = self.buffer.len().clamp(LEAST_BYTES, MOST_BYTES);
        self.make_room(more)?;
        self.payload.at_a_time(more);
        Ok(())
    }

    /// Memory is taken as bytes arrive, not as they are announced; the buffer doubles.
    fn make_room(&mut self, bytes: usize) -> Result<(), Exhausted> {
        let parts = self.parts_bytes();
        let length = self.buffer.len() + bytes;
        if self.buffer.capacity() >= length {
            return self.share.grow_to(parts + self.buffer.capacity());
        }
        let mut room = (2 * length).min(self.limit + HEADER_BYTES).max(length);
        if self.share.grow_to(parts + room).is_err() {
            room = length;
            self.share.grow_to(parts + room)?;
        }
        self.buffer.reserve(room - self.buffer.len());
        Ok(())
    }

    /// Reads on until the other side is silent for a moment, and forgets it all.
    pub(super) async fn drain(&mut self) {
        while let Ok(Some(Ok(_))) = tokio::time::timeout(DRAIN_TIMEOUT, self.payload.next()).await {
        }
    }

    /// Whether the other side has been silent for too long, or a message has taken too long to arrive.
    pub(in crate::server) fn overdue(&self, options: &ServerOptions) -> Option<Broken> {
        if self.heard_at.elapsed() > options.socket_timeout {
            return Some(Broken::Silent);
        }
        let patience = options.body_timeout;
        let begun = self.begun_at.filter(|begun| begun.elapsed() > patience);
        begun.map(|_| Broken::Slow)
    }

    /// Starts the clocks anew: nobody was listening, so the other side cannot be blamed.
    pub(in crate::server) fn forgive(&mut self) {
        self.heard_at = Instant::now();
        if self.begun_at.is_some() {
            self.begun_at = Some(self.heard_at);
        }
    }

    fn take_frame(&mut self) -> Result<Option<Received>, Broken> {
        loop {
            if !self.holds_a_frame()? {
                return Ok(None);
            }
            let parsed = Parser::parse(&mut self.buffer, true, self.limit);
            let parsed = parsed.map_err(|error| self.broken(&error))?;
            let Some((finished, opcode, payload)) = parsed else {
                return Ok(None);
            };
            let payload = payload.unwrap_or_default();
            match opcode {
                OpCode::Ping | OpCode::Pong | OpCode::Close if !finished => {
                    return Err(Broken::Protocol(
                        "a ping, a pong or a goodbye in several frames".into(),
                    ));
                }
                OpCode::Ping => {
                    self.begin_anew();
                    return Ok(Some(Received::Ping(payload.freeze())));
                }
                OpCode::Pong => {
                    self.begin_anew();
                    return Ok(Some(Received::Pong));
                }
                OpCode::Close => return goodbye(&payload),
                OpCode::Text | OpCode::Binary if self.message.is_some() => {
                    return Err(Broken::Protocol(
                        "a message began before the last one was complete".into(),
                    ));
                }
                OpCode::Text | OpCode::Binary => {
                    let parts = Parts {
                        is_text: opcode == OpCode::Text,
                        bytes: payload,
                    };
                    if finished {
                        return self.complete(parts).map(Some);
                    }
                    self.message = Some(parts);
                }
                OpCode::Continue => {
                    let Some(mut message) = self.message.take() else {
                        return Err(Broken::Protocol("a continuation of nothing".into()));
                    };
                    message.bytes.extend_from_slice(&payload);
                    if finished {
                        return self.complete(message).map(Some);
                    }
                    self.message = Some(message);
                }
                OpCode::Bad => return Err(Broken::Protocol("an unknown kind of frame".into())),
            }
        }
    }

    /// The bytes until here are no part of a message any more: a pong is whole, too, and nothing is late after it.
    fn begin_anew(&mut self) {
        if self.message.is_none() {
            self.begun_at = (!self.buffer.is_empty()).then(Instant::now);
        }
    }

    fn parts_bytes(&self) -> usize {
        let parts = self.message.as_ref();
        parts.map_or(0, |parts| parts.bytes.len())
    }

    fn complete(&mut self, parts: Parts) -> Result<Received, Broken> {
        if parts.is_text && std::str::from_utf8(&parts.bytes).is_err() {
            return Err(Broken::NotText);
        }
        let bytes = parts.bytes.freeze();
        self.begin_anew();
        // What has arrived of the next message is counted when more of it does.
        let share = std::mem::replace(&mut self.share, self.budget.share());
        Ok(Received::Message(Message { bytes, share }))
    }

    /// The parser would wait for all of a frame before it looks at its length, and reserve what is announced.
    fn holds_a_frame(&self) -> Result<bool, Broken> {
        let Some((header, payload)) = announced_bytes(&self.buffer) else {
            return Ok(false);
        };
        let parts = self.parts_bytes();
        if payload.saturating_add(parts as u64) > self.limit as u64 {
            return Err(Broken::TooLarge(self.limit));
        }
        Ok(self.buffer.len() as u64 >= header + payload)
    }

    fn broken(&self, error: &ProtocolError) -> Broken {
        match error {
            ProtocolError::Overflow => Broken::TooLarge(self.limit),
            error => Broken::Protocol(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::FromRequest;
    use actix_web::test::TestRequest;
    use actix_web::web::Payload;

    async fn incoming(bytes: Vec<u8>, limit: usize, budget: usize) -> Incoming {
        let (request, mut inner) = TestRequest::default().set_payload(bytes).to_http_parts();
        let payload = Payload::from_request(&request, &mut inner).await.unwrap();
        let payload = Demand::new(payload, &request);
        Incoming::new(payload, limit, &MemoryBudget::new(budget))
    }

    fn frames(all: &[(&[u8], OpCode, bool)]) -> Vec<u8> {
        let mut bytes = BytesMut::new();
        for (payload, opcode, finished) in all {
            Parser::write_message(&mut bytes, payload, *opcode, *finished, true);
        }
        bytes.to_vec()
    }

    fn text(received: Result<Received, Broken>) -> String {
        match received {
            Ok(Received::Message(message)) => String::from_utf8(message.bytes.to_vec()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[actix_web::test]
    async fn parts_are_joined_around_the_pings_between_them() {
        let bytes = frames(&[
            (b"on", OpCode::Text, false),
            (b"there?", OpCode::Ping, true),
            (b"e", OpCode::Continue, true),
            (b"two", OpCode::Binary, true),
            (b"", OpCode::Text, true),
        ]);
        let mut incoming = incoming(bytes, 10, 1 << 20).await;
        assert!(matches!(incoming.next().await, Ok(Received::Ping(bytes)) if bytes == "there?"));
        assert_eq!(text(incoming.next().await), "one");
        assert_eq!(text(incoming.next().await), "two");
        assert_eq!(text(incoming.next().await), "");
        assert!(matches!(incoming.next().await, Err(Broken::Gone)));
    }

    #[actix_web::test]
    async fn who_only_answers_pings_has_no_message_that_is_late() {
        let bytes = frames(&[
            (b"", OpCode::Pong, true),
            (b"on", OpCode::Text, false),
            (b"", OpCode::Pong, true),
            (b"e", OpCode::Continue, true),
        ]);
        let (alone, begun) = bytes.split_at(frames(&[(b"", OpCode::Pong, true)]).len());
        let mut idle = incoming(alone.to_vec(), 10, 1 << 20).await;
        assert!(matches!(idle.next().await, Ok(Received::Pong)));
        assert!(idle.begun_at.is_none());
        let mut busy = incoming(begun.to_vec(), 10, 1 << 20).await;
        assert!(matches!(busy.next().await, Ok(Received::Pong)));
        assert!(busy.begun_at.is_some(), "half a message has arrived");
        assert_eq!(text(busy.next().await), "one");
        assert!(busy.begun_at.is_none());
    }

    #[actix_web::test]
    async fn a_message_past_the_limit_is_refused_by_its_announcement_or_by_its_parts() {
        let announced = [0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4];
        let parts = frames(&[
            (b"12345678", OpCode::Text, false),
            (b"90a", OpCode::Continue, true),
        ]);
        for bytes in [announced.to_vec(), parts] {
            let mut incoming = incoming(bytes, 10, 1 << 20).await;
            assert!(matches!(incoming.next().await, Err(Broken::TooLarge(10))));
        }
    }

    #[actix_web::test]
    async fn what_is_no_protocol_is_refused() {
        let unmasked = [0x81, 1, b'x'].to_vec();
        let unknown = [0x83, 0x81, 0, 0, 0, 0, b'x'].to_vec();
        let reserved = [0xc1, 0x81, 0, 0, 0, 0, b'x'].to_vec();
        let nothing_to_go_on_with = frames(&[(b"x", OpCode::Continue, true)]);
        let two_at_once = frames(&[(b"x", OpCode::Text, false), (b"y", OpCode::Text, true)]);
        let mut all = vec![
            unmasked,
            unknown,
            reserved,
            nothing_to_go_on_with,
            two_at_once,
        ];
        for control in [OpCode::Ping, OpCode::Pong, OpCode::Close] {
            all.push(frames(&[(b"", control, false)]));
            all.push(frames(&[(&[b'x'; 126], control, true)]));
        }
        let code = |code: u16| frames(&[(&code.to_be_bytes(), OpCode::Close, true)]);
        all.push(frames(&[(b"x", OpCode::Close, true)]));
        all.extend([0, 999, 1004, 1005, 1006, 1015, 2_999, 5_000, 65_535].map(code));
        for bytes in all {
            let mut incoming = incoming(bytes.clone(), 200, 1 << 20).await;
            let received = incoming.next().await;
            assert!(
                matches!(received, Err(Broken::Protocol(_))),
                "{bytes:?}: {received:?}"
            );
        }
    }

    #[actix_web::test]
    async fn a_goodbye_may_have_nothing_a_code_or_a_code_and_a_reason() {
        for payload in [
            b"".as_slice(),
            &1000_u16.to_be_bytes(),
            b"\x03\xe8bye \xc3\xa9",
            &3000_u16.to_be_bytes(),
            &4999_u16.to_be_bytes(),
        ] {
            let bytes = frames(&[(payload, OpCode::Close, true)]);
            let mut incoming = incoming(bytes, 200, 1 << 20).await;
            let received = incoming.next().await;
            assert!(matches!(received, Ok(Received::Close)), "{payload:?}");
        }
    }

    #[actix_web::test]
    async fn text_is_utf_8_however_it_is_cut_and_other_bytes_are_anything() {
        let cut = [
            (b"caf\xc3".as_slice(), OpCode::Text, false),
            (b"\xa9", OpCode::Continue, true),
        ];
        let mut good = incoming(frames(&cut), 10, 1 << 20).await;
        assert_eq!(text(good.next().await), "café");
        let latin = (b"caf\xe9".as_slice(), OpCode::Text, true);
        let torn = (b"\xc3".as_slice(), OpCode::Continue, true);
        let reason = (b"\x03\xe8\xff".as_slice(), OpCode::Close, true);
        for bad in [vec![latin], vec![cut[0], torn], vec![reason]] {
            let mut bad = incoming(frames(&bad), 10, 1 << 20).await;
            assert!(matches!(bad.next().await, Err(Broken::NotText)));
        }
        let mut binary = incoming(frames(&[(b"\xff", OpCode::Binary, true)]), 10, 1 << 20).await;
        assert!(matches!(binary.next().await, Ok(Received::Message(_))));
    }

    #[actix_web::test]
    async fn without_memory_it_waits_and_then_goes_on() {
        let bytes = frames(&[(&[b'x'; 5_000], OpCode::Text, true)]);
        let mut incoming = incoming(bytes, 10_000, 8 << 10).await;
        let mut other = incoming.budget.share();
        other.grow_to(4 << 10).unwrap();
        assert!(matches!(incoming.next().await, Ok(Received::Busy)));
        assert!(matches!(incoming.next().await, Ok(Received::Busy)));
        drop(other);
        assert_eq!(text(incoming.next().await).len(), 5_000);
    }
}
