//! WebSocket as bytes on a socket: a client that sends exactly what it is told, good or bad.

use super::http::{self, Answer};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What comes later than this does not come.
const DEADLINE: Duration = Duration::from_secs(60);
const HANDSHAKE: &[(&str, &str)] = &[
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

/// An open socket.
pub(crate) struct SocketClient {
    stream: TcpStream,
    received: Vec<u8>,
}

/// A frame from the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) opcode: u8,
    pub(crate) payload: Vec<u8>,
}

impl SocketClient {
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Self {
        match Self::try_open(address, path, &[]).await {
            Ok(client) => client,
            Err(answer) => panic!("{path}: {}: {}", answer.status, answer.text()),
        }
    }

    /// Opens a socket if anybody is there.
    pub(crate) async fn connect(address: SocketAddr, path: &str) -> Option<Self> {
        let stream = TcpStream::connect(address).await.ok()?;
        Self::open_on(stream, path, &[]).await.ok()
    }

    /// Opens a socket, or says how that was refused.
    pub(crate) async fn try_open(
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Answer> {
        Self::open_on(TcpStream::connect(address).await.unwrap(), path, headers).await
    }

    /// Opens a socket whose system keeps little of what the server sends.
    pub(crate) async fn open_narrow(address: SocketAddr, path: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 << 10).unwrap();
        let stream = socket.connect(address).await.unwrap();
        Self::open_on(stream, path, &[]).await.ok().unwrap()
    }

    async fn open_on(
        mut stream: TcpStream,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Answer> {
        let all = [HANDSHAKE, headers].concat();
        let request = String::from_utf8(http::request("GET", path, &all, b"")).unwrap();
        let request = request.replacen("connection: close\r\n", "", 1);
        let sent = stream.write_all(request.as_bytes()).await;
        let mut received = Vec::new();
        let head = loop {
            let end = received.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
            if sent.is_err() || read_some(&mut stream, &mut received).await == 0 {
                return Err(Answer::hung_up());
            }
        };
        if received.starts_with(b"HTTP/1.1 101 ") {
            let head = String::from_utf8_lossy(&received[..head]).to_lowercase();
            // The answer to the key above, from RFC 6455, section 1.3.
            let accept = "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=";
            assert!(head.contains(accept), "{head}");
            received.drain(..head.len());
            return Ok(Self { stream, received });
        }
        let mut rest = std::io::Cursor::new(received).chain(stream);
        Err(http::read_answer(&mut rest, false).await.unwrap())
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.send_frame(TEXT, message.to_string().as_bytes()).await;
    }

    /// Fails when the server is gone.
    pub(crate) async fn try_send(&mut self, message: &Value) -> std::io::Result<()> {
        let frame = frame(TEXT, true, message.to_string().as_bytes());
        self.stream.write_all(&frame).await
    }

    /// Fails when the server is gone.
    pub(crate) async fn try_send_raw(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    pub(crate) async fn send_frame(&mut self, opcode: u8, payload: &[u8]) {
        self.send_raw(&frame(opcode, true, payload)).await;
    }

    pub(crate) async fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next frame; `None` when the connection ends.
    pub(crate) async fn frame(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, length)) = parse(&self.received) {
                self.received.drain(..length);
                return Some(frame);
            }
            if read_some(&mut self.stream, &mut self.received).await == 0 {
                return None;
            }
        }
    }

    /// The next message that is no ping; `None` when there will be none.
    pub(crate) async fn try_json(&mut self) -> Option<Value> {
        loop {
            let frame = self.frame().await?;
            match frame.opcode {
                TEXT => return Some(serde_json::from_slice(&frame.payload).unwrap()),
                PING => self.send_frame(PONG, &frame.payload).await,
                CLOSE => return None,
                other => panic!("an unexpected frame {other}"),
            }
        }
    }

    pub(crate) async fn json(&mut self) -> Value {
        self.try_json().await.expect("a message")
    }

    /// The code of the goodbye, which must come next but for messages; the connection must end after it.
    pub(crate) async fn goodbye(&mut self) -> u16 {
        loop {
            let frame = self.frame().await.expect("a goodbye");
            if frame.opcode != CLOSE {
                continue;
            }
            let code = u16::from_be_bytes(frame.payload[..2].try_into().unwrap());
            // A client answers with the same.
            let _ = self
                .stream
                .write_all(&self::frame(CLOSE, true, &frame.payload[..2]))
                .await;
            assert_eq!(self.frame().await, None);
            return code;
        }
    }
}

/// A frame as a client sends it.
pub(crate) fn frame(opcode: u8, finished: bool, payload: &[u8]) -> Vec<u8> {
    let mask = [0x12, 0x34, 0x56, 0x78];
    let mut frame = vec![opcode | if finished { 0x80 } else { 0 }];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length @ 126..0x1_0000 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    let masked = payload.iter().zip(mask.iter().cycle());
    frame.extend(masked.map(|(byte, mask)| byte ^ mask));
    frame
}

/// The frame that begins here and its length, once it is whole. Servers do not mask.
fn parse(received: &[u8]) -> Option<(Frame, usize)> {
    let (start, length) = match *received.get(1)? {
        126 => {
            let length = received.get(2..4)?.try_into().unwrap();
            (4, u16::from_be_bytes(length) as usize)
        }
        127 => {
            let length = received.get(2..10)?.try_into().unwrap();
            (10, u64::from_be_bytes(length) as usize)
        }
        length => (2, length as usize),
    };
    assert!(received[0] & 0x80 != 0, "our server sends whole messages");
    let frame = Frame {
        opcode: received[0] & 0x0f,
        payload: received.get(start..start + length)?.to_vec(),
    };
    Some((frame, start + length))
}

async fn read_some(stream: &mut TcpStream, received: &mut Vec<u8>) -> usize {
    let mut chunk = vec![0; 64 << 10];
    let read = tokio::time::timeout(DEADLINE, stream.read(&mut chunk)).await;
    let read = read.expect("the server says nothing").unwrap_or(0);
    received.extend_from_slice(&chunk[..read]);
    read
}
