//! A socket to `/ws/telemetry`: the same uploads over one connection that stays open.

use super::answer::message_of;
use super::timeouts::{CONNECT_TIMEOUT, REQUEST_TIMEOUT};
use super::{ClientError, ServerUrl};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::Uri;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{HandshakeError, Message, WebSocket};

const ROUTE: &str = "/ws/telemetry";

/// How uploads travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// A request for each upload.
    #[default]
    Http,
    /// A message for each upload, over one socket.
    WebSocket,
}

/// Messages on their way over one socket. They are kept until they are answered: when the socket breaks, what was
/// sent may or may not have arrived, and goes again over a new one.
#[derive(Default)]
pub(super) struct Flight {
    socket: Option<Telemetry>,
    unanswered: VecDeque<Sent>,
    /// Those that came before they were asked for.
    answers: HashMap<u64, Acknowledgement>,
    last_reference: u64,
}

struct Sent {
    reference: u64,
    message: Bytes,
}

impl Flight {
    /// Sends `load` (JSON) as a message's `field`, and returns what its answer will be known by. A failure shows when
    /// the answer is asked for.
    pub(super) fn begin(&mut self, server: &ServerUrl, field: &str, load: &[u8]) -> u64 {
        self.last_reference += 1;
        let reference = self.last_reference;
        let mut message = format!("{{\"ref\":{reference},\"{field}\":").into_bytes();
        message.reserve(load.len() + 1);
        message.extend_from_slice(load);
        message.push(b'}');
        let message = Bytes::from(message);
        self.unanswered.push_back(Sent {
            reference,
            message: message.clone(),
        });
        let sent = match &mut self.socket {
            Some(socket) => socket.send(message).is_ok(),
            // It goes with the others that are unanswered.
            None => self.connect(server).is_ok(),
        };
        if !sent {
            self.socket = None;
        }
        reference
    }

    /// Waits for the answer, over a new socket where the old one is broken; asks once more where it broke while nobody
    /// looked.
    pub(super) fn finish(
        &mut self,
        server: &ServerUrl,
        reference: u64,
    ) -> Result<Acknowledgement, ClientError> {
        let was_open = self.socket.is_some();
        let answer = match self.wait(server, reference) {
            Err(_) if was_open => self.wait(server, reference)?,
            answer => answer?,
        };
        if answer.status == 429 || answer.status >= 500 {
            // Nothing was stored. Sent again, with all others, once it is asked for again.
            self.socket = None;
        } else {
            self.unanswered.retain(|sent| sent.reference != reference);
        }
        Ok(answer)
    }

    fn wait(&mut self, server: &ServerUrl, reference: u64) -> Result<Acknowledgement, ClientError> {
        loop {
            if let Some(answer) = self.answers.remove(&reference) {
                return Ok(answer);
            }
            let socket = match &mut self.socket {
                Some(socket) => socket,
                None => self.connect(server)?,
            };
            match socket.receive() {
                Ok(answer) => {
                    self.answers.extend(answer.reference.map(|of| (of, answer)));
                }
                Err(error) => {
                    self.socket = None;
                    return Err(unreachable_because(server, error.to_string()));
                }
            }
        }
    }

    /// Opens a socket and sends all that is unanswered.
    fn connect(&mut self, server: &ServerUrl) -> Result<&mut Telemetry, ClientError> {
        self.answers.clear();
        let mut socket = Telemetry::connect(server)?;
        for sent in &self.unanswered {
            socket
                .send(sent.message.clone())
                .map_err(|error| unreachable_because(server, error.to_string()))?;
        }
        Ok(self.socket.insert(socket))
    }
}

/// An open socket.
struct Telemetry(WebSocket<MaybeTlsStream<TcpStream>>);

/// The answer to a message.
#[derive(Deserialize)]
pub(super) struct Acknowledgement {
    #[serde(rename = "ref")]
    reference: Option<u64>,
    pub(super) status: u16,
    pub(super) retry_after_s: Option<u32>,
    pub(super) result: Box<RawValue>,
}

/// The first message of a server.
#[derive(Deserialize)]
struct Greeting {
    r#type: String,
}

impl Telemetry {
    /// Connects and waits to be greeted.
    fn connect(server: &ServerUrl) -> Result<Self, ClientError> {
        let unreachable = |cause: String| unreachable_because(server, cause);
        let unexpected = |cause: String| ClientError::Unexpected {
            server: server.to_string(),
            route: ROUTE.to_owned(),
            cause,
        };
        let address = server.socket_route(ROUTE);
        let request = address
            .as_str()
            .into_client_request()
            .map_err(|error| unexpected(error.to_string()))?;
        let stream = connect(request.uri()).map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => unreachable("connection refused".into()),
            _ => unreachable(error.to_string()),
        })?;
        let opened = tungstenite::client_tls_with_config(request, stream, None, None);
        let (socket, _) = opened.map_err(|error| match error {
            HandshakeError::Failure(tungstenite::Error::Http(answer)) => {
                let status = answer.status().as_u16();
                refused(server, status, answer.body().as_deref())
            }
            HandshakeError::Failure(tungstenite::Error::Io(error)) => {
                unreachable(error.to_string())
            }
            error => unexpected(error.to_string()),
        })?;
        let mut telemetry = Self(socket);
        let greeting = telemetry
            .read()
            .map_err(|error| unreachable(error.to_string()))?;
        match serde_json::from_str::<Greeting>(&greeting) {
            Ok(greeting) if greeting.r#type == "hello" => Ok(telemetry),
            _ => Err(unexpected("it did not say hello".into())),
        }
    }

    /// Our own JSON is UTF-8; as bytes it need not be looked through again.
    fn send(&mut self, message: Bytes) -> Result<(), tungstenite::Error> {
        self.0.send(Message::Binary(message))
    }

    fn receive(&mut self) -> Result<Acknowledgement, tungstenite::Error> {
        let answer = self.read()?;
        let answer = serde_json::from_str(&answer);
        answer.map_err(|error| io::Error::other(format!("an unreadable answer: {error}")).into())
    }

    /// The next text; pings are answered on the way.
    fn read(&mut self) -> Result<String, tungstenite::Error> {
        loop {
            match self.0.read()? {
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(Some(said)) => {
                    return Err(io::Error::other(format!("it closed: {}", said.reason)).into());
                }
                Message::Close(None) => return Err(tungstenite::Error::ConnectionClosed),
                _ => {}
            }
        }
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // A goodbye, when it can be said; nobody waits for the answer.
        let _ = self.0.close(None);
        let _ = self.0.flush();
    }
}

fn unreachable_because(server: &ServerUrl, cause: String) -> ClientError {
    ClientError::Unreachable {
        server: server.to_string(),
        cause,
    }
}

fn connect(uri: &Uri) -> io::Result<TcpStream> {
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let usual = if uri.scheme_str() == Some("wss") {
        443
    } else {
        80
    };
    let mut last = io::Error::other("the name has no address");
    for address in (host, uri.port_u16().unwrap_or(usual)).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(REQUEST_TIMEOUT))?;
                stream.set_write_timeout(Some(REQUEST_TIMEOUT))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn refused(server: &ServerUrl, status: u16, body: Option<&[u8]>) -> ClientError {
    let body = body.unwrap_or_default();
    let message = message_of(body);
    let server = server.to_string();
    if status == 429 || status >= 500 {
        return ClientError::Unavailable {
            server,
            status,
            message,
            retry_after: Some(Duration::from_secs(1)),
        };
    }
    ClientError::Refused {
        server,
        route: ROUTE.to_owned(),
        status,
        message,
    }
}
