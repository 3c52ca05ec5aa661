//! A tiny HTTP server for tests that answers as a script says: also wrongly, late, or not at all.

use super::ServerUrl;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// One received request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Method and path.
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What the server does with a request.
pub(crate) enum Reply {
    /// Answers with this status, these header lines and this body.
    Answer(u16, &'static str, String),
    /// Closes the connection without a word.
    HangUp,
}

pub(crate) struct ScriptedServer {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<Request>>>,
}

impl ScriptedServer {
    /// Answers every request by `script`, which is told how many there were before it. One at a time.
    pub(crate) fn start(script: impl FnMut(usize, &Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = thread::spawn(move || serve(&listener, &stopped, script));
        Self {
            address,
            stop,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> ServerUrl {
        ServerUrl::parse(&format!("http://{}", self.address)).unwrap()
    }

    /// Stops and gives all requests, in order.
    pub(crate) fn finish(mut self) -> Vec<Request> {
        self.stop();
        self.thread.take().unwrap().join().unwrap()
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes it from `accept`.
        drop(TcpStream::connect(self.address));
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stop();
            let _ = thread.join();
        }
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn serve(
    listener: &TcpListener,
    stop: &AtomicBool,
    mut script: impl FnMut(usize, &Request) -> Reply,
) -> Vec<Request> {
    let mut requests = Vec::new();
    for stream in listener.incoming() {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let mut stream = stream.unwrap();
        let Some(request) = read(&stream) else {
            continue;
        };
        if let Reply::Answer(status, headers, body) = script(requests.len(), &request) {
            let length = body.len();
            // The client may be gone; that is its test's business.
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
            );
        }
        requests.push(request);
    }
    requests
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let line = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
    let mut request = Request {
        line,
        headers,
        body: Vec::new(),
    };
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}
