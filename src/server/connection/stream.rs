//! The bytes of a connection on their way in and out.

use super::Meter;
use super::meter::Permission;
use super::place::Place;
use crate::ingest::Share;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// Read of a head at a time, and held of it without asking the budget: actix has a buffer of this size anyway.
const HEAD_BYTES: usize = 8 << 10;
/// How long the rest of a head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long nothing may come between requests; longer than actix keeps a connection that is silent.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);
/// How long a client may take less than [`LEAST_TAKEN`] where the budget has no room for what waits for it.
const WRITE_TIMEOUT_WHEN_FULL: Duration = Duration::from_secs(2);
/// What a client must take of what waits for it within `write_timeout`.
const LEAST_TAKEN: usize = 16 << 10;
/// What may wait to be written without asking the budget.
const WRITTEN_BYTES: usize = 8 << 10;

/// A connection that holds no more memory than there is.
#[derive(Debug)]
pub(in crate::server) struct Metered {
    stream: TcpStream,
    meter: Meter,
    /// For a long head.
    reading: Share,
    /// When what is awaited must have come.
    silence: Option<Pin<Box<Sleep>>>,
    /// For what the client does not take.
    writing: Share,
    stall: Option<Stall>,
    write_timeout: Duration,
    _place: Place,
}

/// The client does not take what it is sent as fast as it comes.
#[derive(Debug)]
struct Stall {
    /// Since the last deadline was set.
    taken: usize,
    deadline: Pin<Box<Sleep>>,
}

impl Metered {
    pub(super) fn new(
        stream: TcpStream,
        place: Place,
        share: Share,
        write_timeout: Duration,
    ) -> Self {
        Self {
            stream,
            meter: Meter::default(),
            reading: share.another(),
            silence: None,
            writing: share,
            stall: None,
            write_timeout,
            _place: place,
        }
    }

    /// What the requests of this connection are given.
    pub(in crate::server) fn meter(&self) -> Meter {
        self.meter.clone()
    }

    fn read_some(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
        most: usize,
    ) -> Poll<io::Result<()>> {
        let most = most.min(buffer.remaining());
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(most));
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut part))?;
        let read = part.filled().len();
        buffer.advance(read);
        self.meter.read(read);
        self.silence = None;
        Poll::Ready(Ok(()))
    }

    /// Looks whether the client is gone, without taking what it may have sent.
    fn watch(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.meter.wait(context);
        let mut byte = [0];
        let peeked = self.stream.poll_peek(context, &mut ReadBuf::new(&mut byte));
        match ready!(peeked) {
            Ok(0) => Poll::Ready(Ok(())),
            Ok(_) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    /// Fails once the client has been silent for too long between requests, or within a head.
    fn wait_for_a_head(&mut self, context: &mut Context<'_>, here: usize) -> Poll<io::Result<()>> {
        let patience = match here {
            0 => IDLE_TIMEOUT,
            _ => HEAD_TIMEOUT,
        };
        let silence = self
            .silence
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + patience)));
        ready!(silence.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Fails once the client has not taken enough of what waits for it.
    fn wait_for_the_reader(
        &mut self,
        context: &mut Context<'_>,
        waiting: usize,
    ) -> Poll<io::Result<usize>> {
        let beyond = waiting.saturating_sub(WRITTEN_BYTES);
        let patience = match self.writing.grow_to(beyond) {
            Ok(()) => self.write_timeout,
            Err(_) => self.write_timeout.min(WRITE_TIMEOUT_WHEN_FULL),
        };
        let stall = self.stall.get_or_insert_with(|| Stall {
            taken: 0,
            deadline: Box::pin(sleep_until(Instant::now() + patience)),
        });
        while stall.deadline.as_mut().poll(context).is_ready() {
            if std::mem::take(&mut stall.taken) < LEAST_TAKEN {
                let reason = "the client does not take its answer";
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, reason)));
            }
            stall.deadline.as_mut().reset(Instant::now() + patience);
        }
        Poll::Pending
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.meter.permission() {
            Permission::Nothing => this.watch(context),
            Permission::LookFirst => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Permission::Body(most) => this.read_some(context, buffer, most),
            Permission::All => this.read_some(context, buffer, usize::MAX),
            Permission::Head(here) => {
                let beyond = (here + HEAD_BYTES).saturating_sub(2 * HEAD_BYTES);
                this.reading.shrink_to(beyond);
                if this.reading.grow_to(beyond).is_err() {
                    return Poll::Ready(Err(io::ErrorKind::OutOfMemory.into()));
                }
                match this.read_some(context, buffer, HEAD_BYTES) {
                    Poll::Pending => this.wait_for_a_head(context, here),
                    read => read,
                }
            }
        }
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write(context, bytes) {
            Poll::Pending => this.wait_for_the_reader(context, bytes.len()),
            Poll::Ready(Ok(written)) => {
                if written == bytes.len() {
                    this.stall = None;
                    this.writing.shrink_to(0);
                } else if let Some(stall) = &mut this.stall {
                    stall.taken += written;
                }
                Poll::Ready(Ok(written))
            }
            failed => failed,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
