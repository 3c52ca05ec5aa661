//! A socket to `/ws/telemetry`: the same uploads over one connection that stays open.

use super::answer::message_of;
use super::connection::{CONNECT_TIMEOUT, REQUEST_TIMEOUT};
use super::{ClientError, ServerUrl};
use serde::Deserialize;
use serde_json::value::RawValue;
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

/// An open socket. Dropped after any failure: what was sent last may or may not have arrived.
pub(super) struct Telemetry {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    sent: u64,
}

/// The answer to a message.
#[derive(Debug, Deserialize)]
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
    pub(super) fn connect(server: &ServerUrl) -> Result<Self, ClientError> {
        let unreachable = |cause: String| ClientError::Unreachable {
            server: server.to_string(),
            cause,
        };
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
        let mut telemetry = Self { socket, sent: 0 };
        let greeting = telemetry
            .read()
            .map_err(|error| unreachable(error.to_string()))?;
        match serde_json::from_str::<Greeting>(&greeting) {
            Ok(greeting) if greeting.r#type == "hello" => Ok(telemetry),
            _ => Err(unexpected("it did not say hello".into())),
        }
    }

    /// Sends `load` (JSON) as a message's `field` and waits for its acknowledgement.
    pub(super) fn exchange(
        &mut self,
        field: &str,
        load: &[u8],
    ) -> Result<Acknowledgement, tungstenite::Error> {
        self.sent += 1;
        let mut message = format!("{{\"ref\":{},\"{field}\":", self.sent).into_bytes();
        message.reserve(load.len() + 1);
        message.extend_from_slice(load);
        message.push(b'}');
        // Our own JSON is UTF-8; as bytes it need not be looked through again.
        self.socket.send(Message::Binary(message.into()))?;
        let answer = self.read()?;
        let answer: Acknowledgement = serde_json::from_str(&answer)
            .map_err(|error| io::Error::other(format!("an unreadable answer: {error}")))?;
        match answer.reference {
            Some(reference) if reference == self.sent => Ok(answer),
            _ => Err(io::Error::other("an answer to something else").into()),
        }
    }

    /// The next text; pings are answered on the way.
    fn read(&mut self) -> Result<String, tungstenite::Error> {
        loop {
            match self.socket.read()? {
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
        let _ = self.socket.close(None);
        let _ = self.socket.flush();
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
