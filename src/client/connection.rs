//! One connection to a server: sends requests, tries again when that may help, reads answers up to a limit.

use super::answer::message_of;
use super::retry::{Retry, parse_retry_after, pause};
use super::telemetry::{Flight, Transport};
use super::timeouts::{CONNECT_TIMEOUT, REQUEST_TIMEOUT};
use super::{ClientError, Compression, ServerUrl, roots};
use crate::wire::Health;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::time::{Duration, Instant, SystemTime};
use ureq::http::{Response, header};
use ureq::{Agent, Body};

/// A batch of 10,000 sheets answered with a few faults each stays below.
const MAX_ANSWER_BYTES: u64 = 64 << 20;

/// Speaks to one server. Make one per thread.
pub struct Client {
    agent: Agent,
    server: ServerUrl,
    retry_for: Duration,
    between_tries: Box<dyn Fn(&Retry<'_>) -> bool + Send>,
    pub(super) compression: Compression,
    transport: Transport,
    flight: RefCell<Flight>,
}

/// What a server answered: the status and the whole body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// What is posted.
pub(super) struct Post<'a> {
    pub(super) route: &'a str,
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

impl Client {
    /// A client of `server` that tries everything once and sends bodies as they are.
    pub fn new(server: ServerUrl) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirected POST would arrive as a GET without its body.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(REQUEST_TIMEOUT))
            .user_agent(concat!("loot/", env!("CARGO_PKG_VERSION")));
        let config = if server.is_encrypted() {
            config.tls_config(roots::trusted())
        } else {
            config
        };
        // No proxy leads to this machine.
        let config = if server.is_loopback() {
            config.proxy(None)
        } else {
            config
        };
        Self {
            agent: config.build().into(),
            server,
            retry_for: Duration::ZERO,
            between_tries: Box::new(|retry| {
                std::thread::sleep(retry.pause);
                true
            }),
            compression: Compression::None,
            transport: Transport::Http,
            flight: RefCell::default(),
        }
    }

    /// Tries again for this long, counted from the first try of each request.
    pub fn retry_for(mut self, limit: Duration) -> Self {
        self.retry_for = limit;
        self
    }

    /// Replaces the sleep between two tries. It must wait for the pause; `false` ends the trying.
    pub fn between_tries(mut self, wait: impl Fn(&Retry<'_>) -> bool + Send + 'static) -> Self {
        self.between_tries = Box::new(wait);
        self
    }

    /// Compresses what is sent.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Chooses how uploads travel; over a socket they are never compressed.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    pub(super) fn streams(&self) -> bool {
        self.transport == Transport::WebSocket
    }

    /// The server's address, for people.
    pub fn server(&self) -> &ServerUrl {
        &self.server
    }

    /// Asks whether the server is well; tries once.
    ///
    /// # Errors
    /// When nothing answers, or something else than a loot server, or it is not well.
    pub fn health(&self) -> Result<Health, ClientError> {
        let route = "/api/health";
        let answer = self.try_get(route)?;
        let health: Health = self.read(route, &answer.body)?;
        if answer.status != 200 || health.status != "healthy" {
            return Err(ClientError::Unavailable {
                server: self.server.to_string(),
                status: answer.status,
                message: health.message,
                retry_after: None,
            });
        }
        Ok(health)
    }

    /// A route's answer; `path` may have a query.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let answer = self.persist(|| self.available(self.try_get(path)?))?;
        if answer.status != 200 {
            return Err(self.refused(path, &answer));
        }
        self.read(path, &answer.body)
    }

    /// Posts until there is an answer other than 429 and 5xx.
    pub(super) fn post(&self, post: &Post<'_>) -> Result<Answer, ClientError> {
        self.persist(|| {
            let mut request = self
                .agent
                .post(self.server.route(post.route))
                .header(header::CONTENT_TYPE, post.content_type);
            if let Some(encoding) = self.compression.content_encoding() {
                request = request.header(header::CONTENT_ENCODING, encoding);
            }
            self.available(self.received(post.route, request.send(post.body))?)
        })
    }

    /// Puts until there is an answer other than 429 and 5xx; `path` may have a query.
    pub(super) fn put(&self, path: &str, body: &[u8]) -> Result<Answer, ClientError> {
        self.persist(|| {
            let request = self.agent.put(self.server.route(path));
            self.available(self.received(path, request.send(body))?)
        })
    }

    /// Deletes until there is an answer other than 429 and 5xx; `path` may have a query.
    pub(super) fn delete(&self, path: &str) -> Result<Answer, ClientError> {
        self.persist(|| {
            let request = self.agent.delete(self.server.route(path));
            self.available(self.received(path, request.call())?)
        })
    }

    /// Whatever is at a path, which may have a query.
    pub(super) fn file(&self, path: &str) -> Result<Answer, ClientError> {
        self.persist(|| self.available(self.try_get(path)?))
    }

    /// Sends a message over the socket; [`stream_end`](Self::stream_end) waits for its answer.
    pub(super) fn stream_begin(&self, field: &str, load: &[u8]) -> u64 {
        let mut flight = self.flight.borrow_mut();
        flight.begin(&self.server, field, load)
    }

    /// Waits until there is an answer other than 429 and 5xx, sending again where that may help.
    pub(super) fn stream_end(&self, reference: u64) -> Result<Answer, ClientError> {
        self.persist(|| {
            let answer = self.flight.borrow_mut().finish(&self.server, reference)?;
            let retry_after = answer.retry_after_s;
            self.available(Received {
                status: answer.status,
                body: answer.result.get().as_bytes().to_vec(),
                retry_after: retry_after.map(|seconds| Duration::from_secs(seconds.into())),
            })
        })
    }

    /// Reads JSON.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        route: &str,
        body: &[u8],
    ) -> Result<T, ClientError> {
        serde_json::from_slice(body).map_err(|error| self.unexpected(route, error.to_string()))
    }

    pub(super) fn unexpected(&self, route: &str, cause: String) -> ClientError {
        ClientError::Unexpected {
            server: self.server.to_string(),
            route: route.to_owned(),
            cause,
        }
    }

    pub(super) fn refused(&self, route: &str, answer: &Answer) -> ClientError {
        ClientError::Refused {
            server: self.server.to_string(),
            route: route.to_owned(),
            status: answer.status,
            message: answer.message(),
        }
    }

    /// Tries until it succeeds, fails for good, or time is up.
    fn persist(
        &self,
        attempt: impl Fn() -> Result<Answer, ClientError>,
    ) -> Result<Answer, ClientError> {
        let deadline = Instant::now() + self.retry_for;
        let mut tries = 0;
        loop {
            let error = match attempt() {
                Err(error) if error.is_transient() => error,
                outcome => return outcome,
            };
            tries += 1;
            let pause = pause(tries, rand::random(), error.retry_after());
            if pause > deadline.saturating_duration_since(Instant::now()) {
                return Err(error.given_up(self.retry_for));
            }
            let retry = Retry {
                error: &error,
                tries,
                pause,
            };
            if !(self.between_tries)(&retry) {
                return Err(ClientError::Interrupted);
            }
        }
    }

    fn try_get(&self, path: &str) -> Result<Received, ClientError> {
        self.received(path, self.agent.get(self.server.route(path)).call())
    }

    /// Reads a response to its end.
    fn received(
        &self,
        route: &str,
        outcome: Result<Response<Body>, ureq::Error>,
    ) -> Result<Received, ClientError> {
        let mut response = outcome.map_err(|error| self.failed(route, error))?;
        let retry_after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| parse_retry_after(value, SystemTime::now()));
        let body = response
            .body_mut()
            .with_config()
            .limit(MAX_ANSWER_BYTES)
            .read_to_vec()
            .map_err(|error| self.failed(route, error))?;
        Ok(Received {
            status: response.status().as_u16(),
            body,
            retry_after,
        })
    }

    /// Turns 429 and 5xx into an error that is worth another try.
    fn available(&self, received: Received) -> Result<Answer, ClientError> {
        let retry_after = received.retry_after;
        let answer = Answer {
            status: received.status,
            body: received.body,
        };
        if answer.status == 429 || answer.status >= 500 {
            return Err(ClientError::Unavailable {
                server: self.server.to_string(),
                status: answer.status,
                message: answer.message(),
                retry_after,
            });
        }
        Ok(answer)
    }

    fn failed(&self, route: &str, error: ureq::Error) -> ClientError {
        use ureq::Error;
        let cause = match error {
            Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "connection refused".into()
            }
            Error::Io(error) => error.to_string(),
            Error::Timeout(_) => format!("nothing within {} s", REQUEST_TIMEOUT.as_secs()),
            Error::BadUri(_) | Error::Rustls(_) | Error::Tls(_) | Error::BodyExceedsLimit(_) => {
                return self.unexpected(route, error.to_string());
            }
            error => error.to_string(),
        };
        ClientError::Unreachable {
            server: self.server.to_string(),
            cause,
        }
    }
}

/// An answer that may yet turn out to be worth another try.
struct Received {
    status: u16,
    body: Vec<u8>,
    retry_after: Option<Duration>,
}

impl Answer {
    /// What the server says went wrong, on one line.
    pub(super) fn message(&self) -> String {
        message_of(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::super::scripted_server::{Reply, ScriptedServer};
    use super::*;

    #[test]
    fn a_well_server_says_so() {
        let server = ScriptedServer::start(|_, _| {
            let body = r#"{"status":"healthy","message":"fine","version":"0.1.0","timestamp":"2026-01-31T12:00:00Z"}"#;
            Reply::Answer(200, "", body.into())
        });
        let health = Client::new(server.url()).health().unwrap();
        assert_eq!(health.version, "0.1.0");
    }

    #[test]
    fn health_tells_an_unwell_server_from_a_stranger_and_from_nobody() {
        for (status, body, expected) in [
            (
                503,
                r#"{"status":"unhealthy","message":"disk full","version":"0.1.0","timestamp":"2026-01-31T12:00:00Z"}"#,
                "503: disk full",
            ),
            (200, "<h1>It works!</h1>", "as a loot server would"),
        ] {
            let server = ScriptedServer::start(move |_, _| Reply::Answer(status, "", body.into()));
            let error = Client::new(server.url()).health().unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
        let gone = ScriptedServer::start(|_, _| Reply::HangUp);
        let url = gone.url();
        gone.finish();
        let error = Client::new(url).health().unwrap_err();
        assert!(error.to_string().ends_with("connection refused"), "{error}");
    }

    #[test]
    fn totals_are_read_with_a_retry() {
        let server = ScriptedServer::start(|before, _| {
            let body = r#"{"success":true,"data":{"total_items":{"medkit":3},"total_matches":1,"total_players":1,
                "total_stat_sheets":1,"total_events":0,"located_items":{},"item_colours":{}}}"#;
            Reply::Answer(if before == 0 { 503 } else { 200 }, "", body.into())
        });
        let client = Client::new(server.url())
            .retry_for(Duration::from_secs(60))
            .between_tries(|_| true);
        assert_eq!(client.totals(None).unwrap().totals.units(), 3);
        assert_eq!(server.finish()[1].line, "GET /api/aggregate");
    }
}
