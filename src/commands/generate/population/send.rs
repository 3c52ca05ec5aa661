//! Sends a population's uploads to a server, as fast as it goes or at the pace of the players' own time.
//!
//! One thread puts requests together in order; several send them, so with more than one thread neighbouring requests
//! may overtake each other. What a server counts does not depend on it.

use super::super::pace::Pace;
use super::super::upload::{MAX_REASONS, Uploaded};
use super::super::upload_options::UploadOptions;
use super::merge;
use super::schedule::Schedule;
use super::tally::Tally;
use super::truth::TruthFile;
use super::write::Hours;
use crate::client::{Begun, Client, ClientError, Delivery, Transport};
use crate::commands::progress::Progress;
use crate::runtime::stop::Stop;
use crate::simulator::{Expected, Population};
use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// A server takes 16 MiB; requests of rich sheets end before.
const MAX_REQUEST_BYTES: usize = 8 << 20;

/// What became of a run.
#[derive(Debug)]
pub(super) struct Sent<'a> {
    pub(super) uploaded: Uploaded,
    /// What there was to send, until it ended.
    pub(super) tally: Tally<'a>,
    /// Uploads that were put into requests.
    pub(super) made: u64,
    /// Those of them that a server should refuse.
    pub(super) expected_rejected: u64,
    /// It was asked to stop.
    pub(super) interrupted: bool,
    /// What was due when it began is sent.
    pub(super) caught_up: bool,
}

/// Sends all of it. Ends early when it gives up, or when `stop` wishes so.
///
/// # Errors
/// When the truth cannot be written.
pub(super) fn send<'a>(
    population: &'a Population,
    options: &UploadOptions,
    schedule: Schedule,
    (mut truth, progress, stop): (Option<&mut TruthFile>, &Arc<Progress>, &Stop),
) -> io::Result<Sent<'a>> {
    let begun = Instant::now();
    let shared = Shared {
        options,
        progress,
        stop,
        gave_up: Arc::new(AtomicBool::new(false)),
        uploaded: Mutex::new(Uploaded::default()),
    };
    if let Some(truth) = &mut truth {
        truth.begin(population)?;
    }
    let (sender, requests) = mpsc::sync_channel(options.threads);
    let requests = Mutex::new(requests);
    let mut sent = Sent {
        uploaded: Uploaded::default(),
        tally: Tally::new(population),
        made: 0,
        expected_rejected: 0,
        interrupted: false,
        caught_up: false,
    };
    let outcome = thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| shared.work(&requests));
        }
        let mut packer = Packer {
            shared: &shared,
            schedule,
            begun,
            is_through: false,
            pace: options.rate.map(Pace::new),
            sender,
            request: Request::default(),
            sent: &mut sent,
        };
        let mut hours = Hours::new(population);
        let with_truth = truth.is_some();
        // A message is one JSON text: what was cut off travels as a string in it, which is no sheet either.
        let write: merge::Write = match options.transport {
            Transport::Http => |upload, out| upload.write(out),
            Transport::WebSocket => |upload, out| upload.write_element(out),
        };
        let played =
            merge::for_each_window(population, options.threads, (write, with_truth), |merged| {
                let (taken, outcome) = packer.put_all(merged);
                progress.add(hours.until(merged.until));
                if let Some(truth) = &mut truth {
                    truth.window(merged, taken)?;
                }
                outcome
            });
        match played {
            Err(_) if packer.is_through => packer.flush(),
            played => played.and_then(|()| packer.flush()),
        }
    });
    match outcome {
        Ok(()) => sent.caught_up = true,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => sent.interrupted = true,
        Err(error) => return Err(error),
    }
    sent.uploaded = shared
        .uploaded
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    sent.uploaded.elapsed = begun.elapsed();
    Ok(sent)
}

/// Lines of JSON on their way.
#[derive(Debug, Default)]
struct Request {
    body: Vec<u8>,
    /// One for each line: whose it is, for messages.
    labels: Vec<String>,
    expected_rejected: u64,
}

struct Packer<'a, 'p> {
    shared: &'a Shared<'a>,
    schedule: Schedule,
    begun: Instant,
    /// The schedule ends here.
    is_through: bool,
    pace: Option<Pace>,
    sender: SyncSender<Request>,
    request: Request,
    sent: &'a mut Sent<'p>,
}

impl Packer<'_, '_> {
    /// Puts a window's uploads into requests: how many, and why not all.
    fn put_all(&mut self, window: &merge::Merged<'_>) -> (usize, io::Result<()>) {
        let mut taken = 0;
        let outcome = window.lines().try_for_each(|line| {
            if line.at >= self.schedule.until {
                self.is_through = true;
                return Err(io::ErrorKind::Interrupted.into());
            }
            if line.at >= self.schedule.from {
                self.put(&line)?;
            }
            taken += 1;
            Ok(())
        });
        self.sent.tally.take(window, taken);
        (taken, outcome)
    }

    fn put(&mut self, line: &merge::Line<'_>) -> io::Result<()> {
        let wait = self.schedule.wait(line.at, self.begun.elapsed());
        if !wait.is_zero() {
            self.flush()?;
            self.sent.caught_up = true;
            if self.shared.stop.wait(wait) {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        self.request.body.extend_from_slice(line.text);
        self.request.body.push(b'\n');
        let label = line.label;
        self.request
            .labels
            .push(format!("{} of {}", label.sheet_id(), label.player_id()));
        self.request.expected_rejected += u64::from(label.expected == Expected::Rejected);
        let full = self.request.labels.len() as u64 >= self.shared.options.sheets_per_request()
            || self.request.body.len() >= MAX_REQUEST_BYTES;
        if full { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let count = self.request.labels.len() as u64;
        if count == 0 {
            return Ok(());
        }
        if self.shared.is_over() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if let Some(pace) = &self.pace
            && !pace.take(count, self.shared.stop)
        {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let request = std::mem::take(&mut self.request);
        self.sent.made += count;
        self.sent.expected_rejected += request.expected_rejected;
        // Nobody takes it: all have given up.
        self.sender
            .send(request)
            .map_err(|_| io::ErrorKind::Interrupted.into())
    }
}

struct Shared<'a> {
    options: &'a UploadOptions,
    progress: &'a Arc<Progress>,
    stop: &'a Stop,
    gave_up: Arc<AtomicBool>,
    uploaded: Mutex<Uploaded>,
}

/// The next request; waits for it only when asked to. `None` at the end, or when there is none at the moment.
fn next(requests: &Mutex<Receiver<Request>>, wait: bool) -> Option<Request> {
    if wait {
        let requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
        return requests.recv().ok();
    }
    // Who holds the lock is waiting for the next one already.
    requests.try_lock().ok()?.try_recv().ok()
}

impl Shared<'_> {
    fn work(&self, requests: &Mutex<Receiver<Request>>) {
        let client = self
            .options
            .client_among(self.progress, self.stop, &self.gave_up);
        // Begun, oldest first: over a socket several are on their way.
        let mut begun = VecDeque::new();
        let at_once = client.uploads_at_once(self.options.sheets_per_request());
        loop {
            while begun.len() < at_once
                && let Some(request) = next(requests, begun.is_empty())
            {
                if !self.is_over() {
                    begun.push_back(self.begin(&client, request));
                }
                // Else what waits in the queue is not delivered any more.
            }
            let Some((sent, request)) = begun.pop_front() else {
                return;
            };
            if self.is_over() {
                continue;
            }
            match client.finish(sent) {
                Ok(delivery) => self.note(&delivery, &request.labels, request.expected_rejected),
                Err(ClientError::Interrupted) => {}
                Err(failure) => {
                    self.gave_up.store(true, Ordering::Relaxed);
                    // The first failure is the cause; the others follow from it.
                    self.uploaded().failure.get_or_insert(failure);
                }
            }
        }
    }

    fn begin(&self, client: &Client, mut request: Request) -> (Begun, Request) {
        let count = request.labels.len() as u64;
        let body = std::mem::take(&mut request.body);
        let sent = match self.options.batch {
            1 => client.begin_text(body),
            _ => client.begin_lines(body, count),
        };
        (sent, request)
    }

    fn is_over(&self) -> bool {
        self.stop.is_set() || self.gave_up.load(Ordering::Relaxed)
    }

    fn note(&self, delivery: &Delivery, labels: &[String], expected_rejected: u64) {
        let mut uploaded = self.uploaded();
        uploaded.accepted += delivery.accepted;
        uploaded.duplicates += delivery.duplicates;
        uploaded.rejected += delivery.rejected;
        self.progress.sent(labels.len() as u64);
        if delivery.rejected == expected_rejected {
            // As planned: not worth a line each.
            return;
        }
        for rejection in &delivery.rejections {
            if uploaded.reasons.len() < MAX_REASONS {
                let faults: Vec<_> = rejection.faults.iter().map(ToString::to_string).collect();
                let label = labels.get(rejection.index).map_or("", String::as_str);
                uploaded
                    .reasons
                    .push(format!("{label}: {}", faults.join("; ")));
            }
        }
    }

    fn uploaded(&self) -> std::sync::MutexGuard<'_, Uploaded> {
        self.uploaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
