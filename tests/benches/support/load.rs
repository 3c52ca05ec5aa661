//! A load generator that costs little: requests made beforehand, sent over kept connections from one thread.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What was answered.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Milliseconds, in no order until asked.
    latencies_ms: Vec<f64>,
    statuses: Vec<u16>,
    elapsed: Duration,
}

/// A POST request as it goes over the wire.
pub(crate) fn post(path: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A GET request as it goes over the wire.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

impl Load {
    /// Sends `requests` one after the other, again from the start when they are used up, for `seconds`.
    pub(crate) fn run(
        address: SocketAddr,
        requests: &[Vec<u8>],
        connections: usize,
        seconds: f64,
    ) -> Self {
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        let next = AtomicUsize::new(0);
        // Posts are sent once: a repeat would be answered without an insert.
        let once = requests.len() > 1;
        drive(address, connections, || {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let used_up = once && index >= requests.len();
            (Instant::now() < end && !used_up).then(|| requests[index % requests.len()].as_slice())
        })
    }

    /// Sends `requests` once, for as long as `goes_on` and there are any.
    pub(crate) fn run_while(
        address: SocketAddr,
        requests: &[Vec<u8>],
        connections: usize,
        goes_on: impl Fn() -> bool,
    ) -> Self {
        let next = AtomicUsize::new(0);
        drive(address, connections, || {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let request = requests.get(index).map(Vec::as_slice);
            request.filter(|_| goes_on())
        })
    }

    /// Sends all `requests` once.
    pub(crate) fn run_all(address: SocketAddr, requests: &[Vec<u8>], connections: usize) -> Self {
        let next = AtomicUsize::new(0);
        drive(address, connections, || {
            requests
                .get(next.fetch_add(1, Ordering::Relaxed))
                .map(Vec::as_slice)
        })
    }

    pub(crate) fn requests(&self) -> usize {
        self.latencies_ms.len()
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.requests() as f64 / self.elapsed.as_secs_f64()
    }

    pub(crate) fn percentile_ms(&self, share: f64) -> f64 {
        let mut sorted = self.latencies_ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share) as usize]
    }

    /// Ends the bench when anything else was answered: its figure would mean something else.
    pub(crate) fn must_be(&self, status: u16) {
        if let Some(other) = self.statuses.iter().find(|given| **given != status) {
            panic!("expected only {status}, got a {other}");
        }
        assert!(!self.statuses.is_empty(), "nothing was answered");
    }
}

fn drive<'a>(address: SocketAddr, connections: usize, next: impl Fn() -> Option<&'a [u8]>) -> Load {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut streams = Vec::new();
        for _ in 0..connections {
            let stream = TcpStream::connect(address).await.expect("a connection");
            stream.set_nodelay(true).expect("no delay");
            streams.push(stream);
        }
        let begun = Instant::now();
        let next = &next;
        let all = streams.into_iter().map(|stream| converse(stream, next));
        let mut load = Load::default();
        for (latencies, statuses) in futures_util::future::join_all(all).await {
            load.latencies_ms.extend(latencies);
            load.statuses.extend(statuses);
        }
        load.elapsed = begun.elapsed();
        load
    })
}

async fn converse<'a>(
    mut stream: TcpStream,
    next: &impl Fn() -> Option<&'a [u8]>,
) -> (Vec<f64>, Vec<u16>) {
    let (mut latencies, mut statuses) = (Vec::new(), Vec::new());
    let mut answer = Vec::with_capacity(16 << 10);
    while let Some(request) = next() {
        let begun = Instant::now();
        stream.write_all(request).await.expect("sending");
        answer.clear();
        let mut whole = None;
        while whole.is_none_or(|whole| answer.len() < whole) {
            assert_ne!(
                stream.read_buf(&mut answer).await.expect("receiving"),
                0,
                "the server hung up"
            );
            whole = whole.or_else(|| length(&answer));
        }
        latencies.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let status = std::str::from_utf8(&answer[9..12])
            .ok()
            .and_then(|text| text.parse().ok());
        statuses.push(status.expect("a status"));
    }
    (latencies, statuses)
}

/// The length of the whole answer, once its head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let line = text
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("content-length:"))?;
    Some(head + line.split(':').nth(1)?.trim().parse::<usize>().ok()?)
}
