//! A connection begins with its first byte and with a place in the memory budget for its buffers. Those who say nothing
//! cost next to nothing until then; those for whom there is no place wait, and are told to try again.

use super::Metered;
use super::place::Place;
use crate::ingest::MemoryBudget;
use crate::server::options::ServerOptions;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

/// What a connection holds while it is open: actix's buffers of 8 KiB to read into and to write from, and the one with the
/// head of the request under way, which lives as long as its headers do.
const CONNECTION_BYTES: usize = 24 << 10;
/// This part of the budget is for connections alone, so that one can be answered when requests hold all the rest.
const PART_FOR_CONNECTIONS: usize = 16;
/// How long a connection may say nothing before its first byte, and then wait for its place.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often those who wait look whether requests have left room.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// To those who have waited in vain.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    content-type: application/json\r\ncontent-length: 88\r\n\r\n\
    {\"error\":\"the server has too many connections at the moment; try again\",\"faults\":[]}    ";

/// Lets connections in.
#[derive(Debug, Clone)]
pub(in crate::server) struct Admission {
    places: Arc<Semaphore>,
    budget: MemoryBudget,
    write_timeout: Duration,
    stopping: watch::Receiver<bool>,
}

impl Admission {
    /// Parts the memory budget into what is for connections alone and what is for requests, and for connections as long
    /// as there is room.
    pub(in crate::server) fn of(
        options: &ServerOptions,
        stopping: watch::Receiver<bool>,
    ) -> (Self, MemoryBudget) {
        let bytes = options.memory_budget_bytes;
        let kept = bytes / PART_FOR_CONNECTIONS;
        let budget = MemoryBudget::new(bytes - kept);
        let admission = Self {
            places: Arc::new(Semaphore::new((kept / CONNECTION_BYTES).max(1))),
            budget: budget.clone(),
            write_timeout: options.write_timeout,
            stopping,
        };
        (admission, budget)
    }

    /// Waits until the client says something and there is a place for it.
    ///
    /// # Errors
    /// When either takes too long, or the server stops.
    pub(in crate::server) async fn admit(mut self, stream: TcpStream) -> io::Result<Metered> {
        let mut stopping = self.stopping.clone();
        let mut first = [0];
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            heard = timeout(PATIENCE, stream.peek(&mut first)) => {
                if heard.map_err(io::Error::other)?? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        let Ok(place) = timeout(PATIENCE, self.place()).await else {
            // Who does not take even this is gone.
            let _ = stream.try_write(FULL);
            return Err(io::ErrorKind::OutOfMemory.into());
        };
        let share = self.budget.share();
        Ok(Metered::new(stream, place, share, self.write_timeout))
    }

    async fn place(&mut self) -> Place {
        loop {
            let mut share = self.budget.share();
            let places = Arc::clone(&self.places);
            if let Ok(permit) = Arc::clone(&places).try_acquire_owned() {
                return Place::Kept { _permit: permit };
            }
            if share.grow_to(CONNECTION_BYTES).is_ok() {
                return Place::Shared { _share: share };
            }
            tokio::select! {
                Ok(permit) = places.acquire_owned() => return Place::Kept { _permit: permit },
                () = sleep(LOOK_AGAIN) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// The two ends of a connection.
    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (client, server) = tokio::join!(client, listener.accept());
        (client.unwrap(), server.unwrap().0)
    }

    #[test]
    fn the_answer_to_those_without_a_place_is_as_long_as_it_says() {
        let text = std::str::from_utf8(FULL).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains(&format!("content-length: {}", body.len())),
            "{}",
            body.len()
        );
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert!(body["error"].is_string());
    }

    #[tokio::test]
    async fn connections_take_their_part_then_what_requests_leave_and_then_they_wait() {
        let (_stop, stopping) = watch::channel(false);
        let options = ServerOptions {
            memory_budget_bytes: 32 * CONNECTION_BYTES,
            ..ServerOptions::default()
        };
        let (admission, budget) = Admission::of(&options, stopping);
        let mut places = Vec::new();
        for _ in 0..32 {
            places.push(admission.clone().place().await);
        }
        assert!(budget.share().grow_to(1024).is_err(), "they hold all of it");
        let mut last = admission.clone();
        let waiting = timeout(Duration::from_millis(50), last.place()).await;
        assert!(waiting.is_err());
        drop(places.pop());
        let waiting = timeout(Duration::from_secs(5), last.place()).await;
        assert!(waiting.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_is_let_go_and_who_speaks_is_let_in() {
        let (stop, stopping) = watch::channel(false);
        let (admission, _) = Admission::of(&ServerOptions::default(), stopping);
        let (mut silent, server) = pair().await;
        assert!(admission.clone().admit(server).await.is_err());
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        let (mut client, server) = pair().await;
        client.write_all(b"G").await.unwrap();
        assert!(admission.clone().admit(server).await.is_ok());
        let (_client, server) = pair().await;
        stop.send_replace(true);
        assert!(admission.admit(server).await.is_err());
    }
}
