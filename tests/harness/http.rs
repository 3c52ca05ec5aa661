//! HTTP as bytes on a socket: a client that sends exactly what it is told, good or bad, and reads one answer.

use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer later than this is none.
const DEADLINE: Duration = Duration::from_secs(60);

/// What the server said.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// None at all.
    pub(crate) fn hung_up() -> Self {
        Self {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The value of a header, by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        let json = serde_json::from_slice(&self.body);
        json.unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    /// The JSON of an answer that must have this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The JSON of an error of this status, which must have the one shape of errors.
    pub(crate) fn expect_error(&self, status: u16) -> Value {
        let body = self.expect(status);
        let error = body["error"].as_str().unwrap_or_default();
        assert!(error.len() > 5, "says nothing: {body}");
        for fault in body["faults"].as_array().expect("faults is a list") {
            assert!(
                fault["field"].is_string() && fault["reason"].is_string(),
                "{fault}"
            );
        }
        let id = body["request_id"].as_str().expect("request_id is text");
        assert_eq!(self.header("x-request-id"), Some(id));
        assert_eq!(self.header("content-type"), Some("application/json"));
        body
    }
}

/// A request in bytes; `content-length` is added, and a `host` where none is given.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if headers.iter().all(|(name, _)| *name != "host") {
        bytes.push_str("host: localhost\r\n");
    }
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method == "POST" {
        bytes.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Sends `bytes` on a connection of their own and reads the answer; `None` when the server hangs up without one.
pub(crate) async fn exchange(address: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut from, mut to) = stream.into_split();
    // Together: an early answer must not wait for a body that nobody reads, nor the other way round.
    let sending = async {
        let _ = to.write_all(bytes).await;
        to
    };
    let (answer, _to) = tokio::join!(read_answer(&mut from, bytes.starts_with(b"HEAD ")), sending);
    answer
}

/// A connection that stays open: an answer that is longer or shorter than it says spoils the next one.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self {
            stream: TcpStream::connect(address).await.unwrap(),
            received: Vec::new(),
        }
    }

    /// Asks and reads the answer, which must begin where the last one has ended; `None` when the server hangs up.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let request = request(method, path, headers, body);
        let request = String::from_utf8(request).unwrap();
        let request = request.replacen("connection: close\r\n", "", 1);
        self.stream.write_all(request.as_bytes()).await.ok()?;
        let mut chunk = vec![0; 64 << 10];
        loop {
            let starts = self.received.len().min(9);
            assert_eq!(self.received[..starts], b"HTTP/1.1 "[..starts], "{path}");
            if let Some((answer, length)) = parse(&self.received, method == "HEAD", false) {
                self.received.drain(..length);
                return Some(answer);
            }
            let reading = tokio::time::timeout(DEADLINE, self.stream.read(&mut chunk));
            match reading.await.expect("the server did not answer in time") {
                Ok(0) | Err(_) => return None,
                Ok(read) => self.received.extend_from_slice(&chunk[..read]),
            }
        }
    }
}

/// Reads one answer; `bodiless` for that to a HEAD request.
pub(crate) async fn read_answer(
    from: &mut (impl AsyncReadExt + Unpin),
    bodiless: bool,
) -> Option<Answer> {
    let reading = async {
        let mut received = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let ended = match from.read(&mut chunk).await {
                Ok(0) | Err(_) => true,
                Ok(read) => {
                    received.extend_from_slice(&chunk[..read]);
                    false
                }
            };
            let answer = parse(&received, bodiless, ended);
            if answer.is_some() || ended {
                return answer.map(|(answer, _)| answer);
            }
        }
    };
    let answer = tokio::time::timeout(DEADLINE, reading).await;
    answer.expect("the server did not answer in time")
}

/// The answer in `received` and its length, once it is whole.
fn parse(received: &[u8], bodiless: bool, ended: bool) -> Option<(Answer, usize)> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    let head = end + 4;
    let rest = &received[head..];
    if bodiless || status == 204 || status == 304 {
        return Some((answer, head));
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        let (body, length) = unchunk(rest)?;
        answer.body = body;
        return Some((answer, head + length));
    }
    match answer
        .header("content-length")
        .and_then(|length| length.parse().ok())
    {
        Some(length) if rest.len() >= length => answer.body = rest[..length].to_vec(),
        None if ended => answer.body = rest.to_vec(),
        _ => return None,
    }
    let length = head + answer.body.len();
    Some((answer, length))
}

/// The body within chunks and their length, once the last one is there.
fn unchunk(chunks: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut rest = chunks;
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line]).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            let end = rest.get(2..)?;
            return Some((body, chunks.len() - end.len()));
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
