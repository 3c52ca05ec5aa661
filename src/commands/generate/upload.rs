//! Sends a simulation's sheets to a server from several threads, and counts exactly what became of them.

use super::pace::Pace;
use super::upload_options::UploadOptions;
use crate::client::{ClientError, Delivery};
use crate::commands::progress::Progress;
use crate::model::StatSheet;
use crate::runtime::stop::Stop;
use crate::simulator::Simulation;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Refused sheets are all counted; the first few are told.
pub(super) const MAX_REASONS: usize = 5;

/// What became of the sheets. What is in none of the three numbers was not delivered, as far as we know.
#[derive(Debug, Default)]
pub(crate) struct Uploaded {
    pub(crate) accepted: u64,
    pub(crate) duplicates: u64,
    pub(crate) rejected: u64,
    /// The first few refusals.
    pub(crate) reasons: Vec<String>,
    /// What made it give up.
    pub(crate) failure: Option<ClientError>,
    pub(crate) elapsed: Duration,
}

impl Uploaded {
    /// Sheets the server has.
    pub(crate) fn delivered(&self) -> u64 {
        self.accepted + self.duplicates
    }

    /// Sheets of which the server said something.
    pub(crate) fn answered(&self) -> u64 {
        self.delivered() + self.rejected
    }
}

/// Uploads all of `run`. Ends early when it gives up, or when `stop` wishes so.
pub(crate) fn upload(
    run: &Simulation,
    options: &UploadOptions,
    progress: &Arc<Progress>,
    stop: &Stop,
) -> Uploaded {
    let begun = Instant::now();
    let shared = Shared {
        run,
        options,
        progress,
        stop,
        next: AtomicU64::new(0),
        gave_up: Arc::new(AtomicBool::new(false)),
        pace: options.rate.map(Pace::new),
        uploaded: Mutex::new(Uploaded::default()),
    };
    thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| shared.work());
        }
    });
    let mut uploaded = shared
        .uploaded
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    uploaded.elapsed = begun.elapsed();
    uploaded
}

struct Shared<'a> {
    run: &'a Simulation,
    options: &'a UploadOptions,
    progress: &'a Arc<Progress>,
    stop: &'a Stop,
    /// The first sheet that no thread has taken.
    next: AtomicU64,
    gave_up: Arc<AtomicBool>,
    pace: Option<Pace>,
    uploaded: Mutex<Uploaded>,
}

impl Shared<'_> {
    fn work(&self) {
        let client = self
            .options
            .client_among(self.progress, self.stop, &self.gave_up);
        let mut sheets = self.run.sheets(0..0);
        // Begun, oldest first: over a socket several are on their way.
        let mut begun = VecDeque::new();
        let at_once = client.uploads_at_once(self.options.sheets_per_request());
        loop {
            while begun.len() < at_once
                && let Some(numbers) = self.take()
            {
                let count = numbers.end - numbers.start;
                sheets.turn_to(numbers);
                let batch: Vec<StatSheet> = sheets.by_ref().collect();
                if let Some(pace) = &self.pace
                    && !pace.take(count, self.stop)
                {
                    break;
                }
                match client.begin(&batch) {
                    Ok(sent) => begun.push_back((sent, batch)),
                    Err(failure) => return self.give_up(failure),
                }
            }
            let Some((sent, batch)) = begun.pop_front() else {
                return;
            };
            match client.finish(sent) {
                Ok(delivery) => self.note(&delivery, &batch),
                Err(ClientError::Interrupted) => return,
                Err(failure) => return self.give_up(failure),
            }
            self.progress.add(batch.len() as u64);
        }
    }

    /// The next sheets to send, or `None` when there are none or it is time to stop.
    fn take(&self) -> Option<Range<u64>> {
        if self.stop.is_set() || self.gave_up.load(Ordering::Relaxed) {
            return None;
        }
        let count = self.options.sheets_per_request();
        let total = self.run.sheet_count();
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        (first < total).then(|| first..(first + count).min(total))
    }

    fn note(&self, delivery: &Delivery, batch: &[StatSheet]) {
        let mut uploaded = self.uploaded();
        uploaded.accepted += delivery.accepted;
        uploaded.duplicates += delivery.duplicates;
        uploaded.rejected += delivery.rejected;
        for rejection in &delivery.rejections {
            if uploaded.reasons.len() < MAX_REASONS {
                uploaded.reasons.push(reason(rejection, batch));
            }
        }
    }

    fn give_up(&self, failure: ClientError) {
        self.gave_up.store(true, Ordering::Relaxed);
        // The first failure is the cause; the others follow from it.
        self.uploaded().failure.get_or_insert(failure);
    }

    fn uploaded(&self) -> std::sync::MutexGuard<'_, Uploaded> {
        self.uploaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reason(rejection: &crate::client::Rejection, batch: &[StatSheet]) -> String {
    let faults: Vec<_> = rejection.faults.iter().map(ToString::to_string).collect();
    let faults = faults.join("; ");
    match batch.get(rejection.index) {
        Some(sheet) => format!("{} of {}: {faults}", sheet.player_id, sheet.match_id),
        None => faults,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::scripted_server::{Reply, Request, ScriptedServer};
    use crate::client::{Compression, Transport};
    use crate::simulator::DEFAULT_START;
    use std::collections::BTreeSet;

    const RUN: Simulation = Simulation {
        matches: 25,
        players_per_match: 4,
        seed: 7,
        start: DEFAULT_START,
        dressed: false,
    };

    fn options(server: &ScriptedServer) -> UploadOptions {
        UploadOptions {
            server: server.url(),
            threads: 3,
            batch: 7,
            rate: None,
            compression: Compression::None,
            transport: Transport::Http,
            retry_for: Duration::from_secs(60),
        }
    }

    fn run(options: &UploadOptions, stop: &Stop) -> Uploaded {
        let progress = Arc::new(Progress::new(RUN.sheet_count(), "sheets"));
        upload(&RUN, options, &progress, stop)
    }

    fn keys(request: &Request) -> Vec<String> {
        let lines = request.body.split(|byte| *byte == b'\n');
        lines
            .filter(|line| !line.is_empty())
            .map(|line| StatSheet::parse(line, DEFAULT_START).unwrap())
            .map(|sheet| sheet.sheet_id.unwrap().to_string())
            .collect()
    }

    fn answer(accepted: usize, duplicates: usize, rejected: usize) -> Reply {
        let body = format!(
            r#"{{"success":true,"accepted":{accepted},"duplicates":{duplicates},"rejected":{rejected},
                "results":[{{"index":0,"status":"rejected","faults":[{{"field":"f","reason":"r"}}]}}]}}"#
        );
        Reply::Answer(201, "", body)
    }

    /// Counts as a server does: by key. Loses connections before and after it has stored.
    fn forgetful_server() -> ScriptedServer {
        let mut stored = BTreeSet::new();
        ScriptedServer::start(move |before, request| {
            if before % 5 == 1 {
                return Reply::HangUp;
            }
            if before % 5 == 3 {
                return Reply::Answer(503, "retry-after: 0\r\n", String::new());
            }
            let keys = keys(request);
            let count = keys.len();
            let new = keys
                .into_iter()
                .filter(|key| stored.insert(key.clone()))
                .count();
            if before % 7 == 2 {
                return Reply::HangUp;
            }
            let body = format!(
                r#"{{"success":true,"accepted":{new},"duplicates":{},"rejected":0,"results":[]}}"#,
                count - new
            );
            Reply::Answer(201, "", body)
        })
    }

    #[test]
    fn every_sheet_arrives_once_however_bad_the_line() {
        let server = forgetful_server();
        let uploaded = run(&options(&server), &Stop::default());
        assert!(uploaded.failure.is_none(), "{:?}", uploaded.failure);
        assert_eq!(uploaded.delivered(), 100);
        assert!(uploaded.duplicates > 0, "some answers were lost");
        let seen: BTreeSet<_> = server.finish().iter().flat_map(keys).collect();
        assert_eq!(seen.len(), 100);
    }

    #[test]
    fn it_gives_up_with_what_was_delivered() {
        let server = ScriptedServer::start(|before, request| match before {
            0..5 => answer(keys(request).len(), 0, 0),
            _ => Reply::Answer(401, "", r#"{"error":"a key is needed"}"#.into()),
        });
        let uploaded = run(&options(&server), &Stop::default());
        assert_eq!(uploaded.accepted, 35);
        assert!(
            uploaded
                .failure
                .unwrap()
                .to_string()
                .contains("a key is needed")
        );
        assert!(
            server.finish().len() <= 5 + 3,
            "each thread fails once at most"
        );
    }

    #[test]
    fn refused_sheets_are_counted_and_the_first_few_are_told() {
        let server = ScriptedServer::start(|_, request| answer(keys(request).len() - 1, 0, 1));
        let uploaded = run(&options(&server), &Stop::default());
        // 100 sheets in batches of 7 are 15 requests; the last holds two sheets.
        assert_eq!((uploaded.accepted, uploaded.rejected), (85, 15));
        assert_eq!(uploaded.reasons.len(), MAX_REASONS);
        // Which batches are answered first is the threads' affair.
        for reason in &uploaded.reasons {
            let named = reason.starts_with("player_") && reason.contains(" of match_");
            assert!(named && reason.ends_with(": f: r"), "{reason}");
        }
    }

    #[test]
    fn a_wish_to_stop_ends_the_retries() {
        let server =
            ScriptedServer::start(|_, _| Reply::Answer(503, "retry-after: 50\r\n", String::new()));
        let stop = Stop::default();
        let begun = Instant::now();
        thread::scope(|scope| {
            let uploading = scope.spawn(|| run(&options(&server), &stop));
            stop.set();
            let uploaded = uploading.join().unwrap();
            assert_eq!(uploaded.answered(), 0);
            assert!(uploaded.failure.is_none());
        });
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_batch_of_one_is_a_single_submit_and_a_slow_rate_makes_small_requests() {
        let stored =
            r#"{"success":true,"message":"stored","id":1,"timestamp":"2026-01-31T12:00:00Z"}"#;
        let server = ScriptedServer::start(|_, _| Reply::Answer(201, "", stored.into()));
        let single = UploadOptions {
            batch: 1,
            ..options(&server)
        };
        assert_eq!(run(&single, &Stop::default()).accepted, 100);
        assert!(
            server
                .finish()
                .iter()
                .all(|request| request.line == "POST /api/submit")
        );
        for (rate, expected) in [(0.5, 1), (3.2, 4), (1e9, 7)] {
            let slow = UploadOptions {
                rate: Some(rate),
                ..single.clone()
            };
            let slow = UploadOptions { batch: 7, ..slow };
            assert_eq!(slow.sheets_per_request(), expected);
        }
    }
}
