//! What the stream of a connection and the requests that come over it tell each other: when there is more to read.

use actix_http::RequestHead;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Waker};

/// Shared by a stream and the requests that come over it, all on one thread.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Meter(Rc<State>);

#[derive(Debug, Default)]
struct State {
    phase: Cell<Phase>,
    /// Bytes read of the head of the next request, as far as is known.
    head_bytes: Cell<usize>,
    /// What was read has not been looked at yet: had it held a whole request, that would have begun.
    unseen: Cell<bool>,
    /// Bytes that a handler wants of the body.
    wanted: Cell<usize>,
    body_ended: Cell<bool>,
    reader: RefCell<Option<Waker>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// No request is under way.
    #[default]
    Between,
    /// A handler has the request; nothing is read but what it wants of the body.
    Handling,
    /// Nobody reads the rest of the request's body: it is taken and forgotten.
    Skipping,
}

/// What may be read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Permission {
    /// At most so many bytes of a body.
    Body(usize),
    /// Of the head of a request, of which so many bytes are here already.
    Head(usize),
    /// As much as comes.
    All,
    /// Nothing before what was read has been looked at.
    LookFirst,
    /// Nothing before a handler wants it.
    Nothing,
}

impl Meter {
    /// A request has come.
    pub(in crate::server) fn begin(&self, head: &RequestHead) {
        let has_body = [CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE]
            .iter()
            .any(|name| head.headers.get(name).is_some_and(|value| value != "0"));
        let state = &self.0;
        state.phase.set(Phase::Handling);
        state.head_bytes.set(0);
        state.unseen.set(true);
        state.wanted.set(0);
        state.body_ended.set(!has_body);
    }

    /// Its answer begins. Returns whether the connection may go on after it: not where a part of the body was not read.
    pub(in crate::server) fn end(&self) -> bool {
        let ended = self.0.body_ended.get();
        self.0.phase.set(match ended {
            true => Phase::Between,
            false => Phase::Skipping,
        });
        self.wake();
        ended
    }

    /// A handler waits for more of the body, `bytes` at most for now.
    pub(super) fn want(&self, bytes: usize) {
        self.0.wanted.set(bytes);
        self.wake();
    }

    /// Nobody waits for the rest of the body any more.
    pub(super) fn give_up_the_body(&self) {
        let is_handled = self.0.phase.get() == Phase::Handling;
        if is_handled && !self.0.body_ended.get() {
            self.0.phase.set(Phase::Skipping);
            self.wake();
        }
    }

    /// All of the body has come.
    pub(super) fn body_ended(&self) {
        self.0.body_ended.set(true);
    }

    pub(super) fn permission(&self) -> Permission {
        let state = &self.0;
        match state.phase.get() {
            Phase::Between | Phase::Skipping if state.unseen.replace(false) => {
                Permission::LookFirst
            }
            Phase::Between => Permission::Head(state.head_bytes.get()),
            Phase::Handling => match state.wanted.get() {
                0 => Permission::Nothing,
                bytes => Permission::Body(bytes),
            },
            Phase::Skipping => Permission::All,
        }
    }

    /// So much was read.
    pub(super) fn read(&self, bytes: usize) {
        let state = &self.0;
        match state.phase.get() {
            Phase::Between => {
                state.head_bytes.set(state.head_bytes.get() + bytes);
                state.unseen.set(true);
            }
            Phase::Handling => state.wanted.set(state.wanted.get().saturating_sub(bytes)),
            // What is forgotten at once does not gather.
            Phase::Skipping => state.unseen.set(true),
        }
    }

    /// Wakes this task when something may be read.
    pub(super) fn wait(&self, context: &Context<'_>) {
        *self.0.reader.borrow_mut() = Some(context.waker().clone());
    }

    fn wake(&self) {
        if let Some(reader) = self.0.reader.take() {
            reader.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn a_head_is_read_piece_by_piece_and_a_body_as_it_is_wanted() {
        let meter = Meter::default();
        // The first time at once: from then on actix gives a head little time, which others may take.
        assert_eq!(meter.permission(), Permission::Head(0));
        meter.read(100);
        assert_eq!(meter.permission(), Permission::LookFirst);
        assert_eq!(meter.permission(), Permission::Head(100));
        let mut head = RequestHead::default();
        head.headers
            .insert(CONTENT_LENGTH, HeaderValue::from_static("9"));
        meter.begin(&head);
        assert_eq!(meter.permission(), Permission::Nothing);
        meter.want(8);
        meter.read(5);
        assert_eq!(meter.permission(), Permission::Body(3));
        meter.read(3);
        assert_eq!(meter.permission(), Permission::Nothing);
        meter.give_up_the_body();
        assert!(!meter.end());
        for _ in 0..2 {
            assert_eq!(meter.permission(), Permission::LookFirst);
            assert_eq!(meter.permission(), Permission::All);
            meter.read(8);
        }
        meter.begin(&RequestHead::default());
        assert!(meter.end());
        assert_eq!(meter.permission(), Permission::LookFirst);
        assert_eq!(meter.permission(), Permission::Head(0));
    }
}
