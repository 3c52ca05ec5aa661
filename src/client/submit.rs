//! Uploads: one sheet or a batch. What became of each is read in `delivery.rs`.

use super::connection::{Answer, Post};
use super::delivery::{BATCH, Delivery, ONE};
use super::{Client, ClientError};
use crate::model::StatSheet;

/// What a usual sheet takes as JSON, to reserve room.
const USUAL_SHEET_BYTES: usize = 1_024;

/// Sheets that a socket carries at once: while some are committed the next arrive.
const SHEETS_AT_ONCE: usize = 1_500;
/// Half of what a server works on for one socket.
const MESSAGES_AT_ONCE: usize = 32;

/// An upload that was begun; finish it with the client that began it.
#[derive(Debug)]
pub struct Begun {
    sheets: u64,
    single: bool,
    travels: Travels,
}

#[derive(Debug)]
enum Travels {
    InRequest(Vec<u8>),
    AsMessage(u64),
}

impl Client {
    /// Uploads one sheet.
    ///
    /// # Errors
    /// When it was not delivered in time or was refused for a reason outside the sheet.
    pub fn submit_one(&self, sheet: &StatSheet) -> Result<Delivery, ClientError> {
        self.finish(self.begin_one(sheet)?)
    }

    /// Begins to upload the JSON of one sheet, valid or not.
    pub fn begin_text(&self, body: Vec<u8>) -> Begun {
        let travels = match self.streams() {
            true => Travels::AsMessage(self.stream_begin("sheet", &body)),
            false => Travels::InRequest(body),
        };
        Begun {
            sheets: 1,
            single: true,
            travels,
        }
    }

    /// Begins to upload lines of JSON, `count` of them, each of which may be a valid sheet or not. Over a socket they are
    /// elements of an array, so each must be JSON of some kind.
    pub fn begin_lines(&self, mut body: Vec<u8>, count: u64) -> Begun {
        let travels = if self.streams() {
            body.pop_if(|last| *last == b'\n');
            let between = body.iter_mut().filter(|byte| **byte == b'\n');
            between.for_each(|byte| *byte = b',');
            let array = [b"[", body.as_slice(), b"]"].concat();
            Travels::AsMessage(self.stream_begin("sheets", &array))
        } else {
            Travels::InRequest(body)
        };
        Begun {
            sheets: count,
            single: false,
            travels,
        }
    }

    /// Uploads many sheets in one request or message.
    ///
    /// # Errors
    /// When they were not delivered in time or were refused as a whole.
    pub fn submit_batch(&self, sheets: &[StatSheet]) -> Result<Delivery, ClientError> {
        self.finish(self.begin_batch(sheets)?)
    }

    /// How many uploads of so many sheets should be begun before the first is finished.
    pub fn uploads_at_once(&self, sheets: u64) -> usize {
        if !self.streams() {
            return 1;
        }
        let wanted = SHEETS_AT_ONCE / (sheets.max(1) as usize);
        wanted.clamp(2, MESSAGES_AT_ONCE)
    }

    /// Begins to upload one sheet, or many as a batch: a message is on its way then, a request is not yet.
    ///
    /// # Errors
    /// Only when the sheets cannot be printed.
    pub fn begin(&self, sheets: &[StatSheet]) -> Result<Begun, ClientError> {
        match sheets {
            [only] => self.begin_one(only),
            _ => self.begin_batch(sheets),
        }
    }

    /// Waits until an upload that was begun is answered.
    ///
    /// # Errors
    /// When it was not delivered in time or was refused as a whole.
    pub fn finish(&self, begun: Begun) -> Result<Delivery, ClientError> {
        let (route, content_type) = match begun.single {
            true => (ONE, "application/json"),
            false => (BATCH, "application/x-ndjson"),
        };
        let answer = match begun.travels {
            Travels::AsMessage(reference) => self.stream_end(reference)?,
            Travels::InRequest(body) => self.upload(route, content_type, body)?,
        };
        match begun.single {
            true => self.read_one(&answer),
            false => self.read_batch(&answer, begun.sheets),
        }
    }

    fn begin_one(&self, sheet: &StatSheet) -> Result<Begun, ClientError> {
        let body = serde_json::to_vec(sheet);
        let body = body.map_err(|error| self.unexpected(ONE, error.to_string()))?;
        Ok(self.begin_text(body))
    }

    fn begin_batch(&self, sheets: &[StatSheet]) -> Result<Begun, ClientError> {
        let mut body = Vec::with_capacity(sheets.len() * USUAL_SHEET_BYTES);
        for sheet in sheets {
            serde_json::to_writer(&mut body, sheet)
                .map_err(|error| self.unexpected(BATCH, error.to_string()))?;
            body.push(b'\n');
        }
        Ok(self.begin_lines(body, sheets.len() as u64))
    }

    fn upload(
        &self,
        route: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Result<Answer, ClientError> {
        let body = self
            .compression
            .compress(body)
            .map_err(|error| self.unexpected(route, format!("compressing: {error}")))?;
        self.post(&Post {
            route,
            content_type,
            body: &body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Compression;
    use super::super::scripted_server::{Reply, ScriptedServer};
    use super::*;
    use crate::simulator::{DEFAULT_START, Simulation};
    use std::sync::mpsc;
    use std::time::Duration;

    const STORED: &str =
        r#"{"success":true,"message":"stored","id":1,"timestamp":"2026-01-31T12:00:00Z"}"#;
    const PATIENT: Duration = Duration::from_secs(60);

    fn sheets(count: u64) -> Vec<StatSheet> {
        let run = Simulation {
            matches: 1_000,
            players_per_match: 4,
            seed: 1,
            start: DEFAULT_START,
            dressed: false,
        };
        run.sheets(0..count).collect()
    }

    fn said(status: u16, accepted: u64, duplicates: u64, rejected: u64) -> Reply {
        let body = format!(
            r#"{{"success":true,"accepted":{accepted},"duplicates":{duplicates},"rejected":{rejected},
                "results":[{{"index":1,"status":"duplicate","id":7}},
                           {{"index":2,"status":"rejected","faults":[{{"field":"player_id","reason":"is required"}}]}}]}}"#
        );
        Reply::Answer(status, "", body)
    }

    #[test]
    fn a_batch_survives_unavailability_and_lost_connections() {
        let server = ScriptedServer::start(|before, _| match before {
            0 => Reply::Answer(
                503,
                "retry-after: 1\r\n",
                r#"{"error":"queue full"}"#.into(),
            ),
            1 => Reply::HangUp,
            2 => Reply::Answer(429, "retry-after: 0\r\n", String::new()),
            3 => Reply::Answer(500, "", "<html>".into()),
            _ => said(201, 9, 1, 0),
        });
        let (told, retries) = mpsc::channel();
        let client = Client::new(server.url())
            .retry_for(PATIENT)
            .between_tries(move |retry| {
                told.send((retry.error.to_string(), retry.pause)).unwrap();
                true
            });
        let delivery = client.submit_batch(&sheets(10)).unwrap();
        assert_eq!((delivery.accepted, delivery.duplicates), (9, 1));
        drop(client);

        let retries: Vec<_> = retries.into_iter().collect();
        assert_eq!(retries.len(), 4);
        assert!(retries[0].0.contains("503: queue full"), "{retries:?}");
        assert!(retries[0].1 >= Duration::from_secs(1), "{retries:?}");
        assert!(retries[1].0.contains("no answer"), "{retries:?}");
        assert!(retries[1].1 < Duration::from_secs(1), "{retries:?}");
        assert!(retries[3].0.contains("<html>"), "{retries:?}");

        let requests = server.finish();
        assert_eq!(requests.len(), 5);
        for request in requests {
            assert_eq!(request.line, "POST /api/submit/batch");
            assert_eq!(request.header("content-type"), Some("application/x-ndjson"));
            assert_eq!(request.body.split(|byte| *byte == b'\n').count(), 11);
        }
    }

    #[test]
    fn what_stays_unavailable_is_given_up() {
        let server = ScriptedServer::start(|_, _| {
            Reply::Answer(503, "retry-after: 4294967295\r\n", String::new())
        });
        let client = Client::new(server.url()).retry_for(PATIENT);
        let error = client.submit_batch(&sheets(2)).unwrap_err();
        assert!(error.is_transient(), "{error}");
        assert!(error.to_string().contains("for 136 years"), "{error}");
        assert_eq!(server.finish().len(), 1, "that is more than we may wait");
    }

    #[test]
    fn the_caller_can_end_the_trying() {
        let server = ScriptedServer::start(|_, _| Reply::HangUp);
        let client = Client::new(server.url())
            .retry_for(PATIENT)
            .between_tries(|retry| retry.tries < 3);
        let error = client.submit_batch(&sheets(2)).unwrap_err();
        assert!(matches!(error, ClientError::Interrupted), "{error}");
        assert_eq!(server.finish().len(), 3);
    }

    #[test]
    fn refused_sheets_are_counted_and_described_and_not_sent_again() {
        for (status, accepted) in [(207, 2), (400, 0)] {
            let server = ScriptedServer::start(move |_, _| said(status, accepted, 1, 3 - accepted));
            let client = Client::new(server.url()).retry_for(PATIENT);
            let delivery = client.submit_batch(&sheets(4)).unwrap();
            assert_eq!(delivery.rejected, 3 - accepted);
            assert_eq!(delivery.rejections.len(), 1);
            assert_eq!(delivery.rejections[0].index, 2);
            assert_eq!(
                delivery.rejections[0].faults[0].to_string(),
                "player_id: is required"
            );
            assert_eq!(server.finish().len(), 1);
        }
    }

    #[test]
    fn an_answer_that_does_not_add_up_is_not_believed() {
        for (reply, expected) in [
            (
                (
                    201,
                    r#"{"success":true,"accepted":3,"duplicates":0,"rejected":0,"results":[]}"#,
                ),
                "3 of 4",
            ),
            ((201, "welcome"), "as a loot server would"),
            ((404, "nginx"), "404"),
            ((413, r#"{"error":"too large"}"#), "too large"),
            ((302, ""), "302"),
            (
                (
                    400,
                    r#"{"error":"not UTF-8","success":false,"accepted":0,"duplicates":0,"rejected":0,"results":[]}"#,
                ),
                "not UTF-8",
            ),
        ] {
            let server =
                ScriptedServer::start(move |_, _| Reply::Answer(reply.0, "", reply.1.into()));
            let client = Client::new(server.url()).retry_for(PATIENT);
            let error = client.submit_batch(&sheets(4)).unwrap_err();
            assert!(!error.is_transient());
            assert!(error.to_string().contains(expected), "{error}");
            assert_eq!(server.finish().len(), 1);
        }
    }

    #[test]
    fn a_single_sheet_is_accepted_known_or_refused() {
        for (status, body, expected) in [
            (201, STORED, (1, 0, 0)),
            (
                200,
                r#"{"success":true,"message":"again","id":1,"timestamp":"2026-01-31T12:00:00Z","duplicate":true}"#,
                (0, 1, 0),
            ),
            (400, r#"{"error":"no","faults":[]}"#, (0, 0, 1)),
        ] {
            let server = ScriptedServer::start(move |_, _| Reply::Answer(status, "", body.into()));
            let delivery = Client::new(server.url()).submit_one(&sheets(1)[0]).unwrap();
            let counted = (delivery.accepted, delivery.duplicates, delivery.rejected);
            assert_eq!(counted, expected);
            let request = server.finish().remove(0);
            assert_eq!(request.line, "POST /api/submit");
            assert_eq!(
                StatSheet::parse(&request.body, DEFAULT_START).unwrap(),
                sheets(1)[0]
            );
        }
    }

    #[test]
    fn bodies_are_compressed_when_asked() {
        use std::io::Read;
        let plain = serde_json::to_vec(&sheets(1)[0]).unwrap();
        for (compression, encoding) in [
            (Compression::None, None),
            (Compression::Gzip, Some("gzip")),
            (Compression::Zstd, Some("zstd")),
        ] {
            let server = ScriptedServer::start(|_, _| Reply::Answer(201, "", STORED.into()));
            let client = Client::new(server.url()).compression(compression);
            client.submit_one(&sheets(1)[0]).unwrap();
            let request = server.finish().remove(0);
            assert_eq!(request.header("content-encoding"), encoding);
            let body = match compression {
                Compression::None => request.body,
                Compression::Zstd => zstd::decode_all(&request.body[..]).unwrap(),
                Compression::Gzip => {
                    let mut body = Vec::new();
                    let mut decoder = flate2::read::GzDecoder::new(&request.body[..]);
                    decoder.read_to_end(&mut body).unwrap();
                    body
                }
            };
            assert_eq!(body, plain);
        }
    }
}
