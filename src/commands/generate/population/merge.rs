//! Plays the worlds of a population on several threads and merges what they send by time, then by world: the same
//! order for any number of threads. Memory is bounded by the size of a window and of what waits in queues.

use crate::model::Millis;
use crate::simulator::{Body, Expected, Label, Population, Record, Sink, Upload};
use std::io;
use std::ops::Range;
use std::sync::mpsc;
use std::thread;

/// Windows of one thread that wait for their turn.
const WINDOWS_AHEAD: usize = 2;
const USUAL_SHEET_BYTES: usize = 2_048;

/// How an upload is written into [`Merged`].
pub(super) type Write = fn(&Upload<'_>, &mut Vec<u8>) -> io::Result<()>;

/// What all worlds sent in a span of time.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    parts: Vec<Part<'a>>,
    /// Part and place in it, in order.
    order: Vec<(u32, u32)>,
    pub(super) truth: Vec<Record>,
    /// The end of the span.
    pub(super) until: Millis,
}

/// One upload, written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) at: Millis,
    pub(super) label: Label<'a>,
    pub(super) text: &'a [u8],
}

/// Units by the numbers of items.
#[derive(Debug, Default)]
pub(super) struct Units(pub(super) Vec<u64>);

/// What one thread's worlds sent.
#[derive(Debug, Default)]
struct Part<'a> {
    text: Vec<u8>,
    uploads: Vec<Written<'a>>,
    /// Of the sheets that a server should store, added up where they are not text yet.
    units: Units,
    truth: Vec<(u32, Record)>,
    /// Nothing will follow.
    over: bool,
}

#[derive(Debug)]
struct Written<'a> {
    at: Millis,
    world: u32,
    label: Label<'a>,
    text: Range<usize>,
}

impl<'a> Merged<'a> {
    /// All uploads in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.order.iter().map(|(part, place)| {
            let part = &self.parts[*part as usize];
            let upload = &part.uploads[*place as usize];
            Line {
                at: upload.at,
                label: upload.label,
                text: &part.text[upload.text.clone()],
            }
        })
    }

    /// How many uploads there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Sums over the sheets that a server should store.
    pub(super) fn units(&self) -> impl Iterator<Item = &Units> {
        self.parts.iter().map(|part| &part.units)
    }

    fn new(mut parts: Vec<Part<'a>>, until: Millis) -> Self {
        let places = parts.iter().zip(0..).flat_map(|(part, number)| {
            let uploads = part.uploads.iter().zip(0..);
            uploads.map(move |(upload, place)| (upload.at, upload.world, (number, place)))
        });
        let mut order: Vec<_> = places.collect();
        // Within a world, the place in its part is the order.
        order.sort_unstable();
        let mut truth: Vec<_> = parts
            .iter_mut()
            .flat_map(|part| std::mem::take(&mut part.truth))
            .collect();
        truth.sort_by_key(|(world, _)| *world);
        Self {
            order: order.into_iter().map(|(_, _, place)| place).collect(),
            truth: truth.into_iter().map(|(_, record)| record).collect(),
            parts,
            until,
        }
    }
}

impl Units {
    pub(super) fn add(&mut self, item: usize, units: u64) {
        if item >= self.0.len() {
            self.0.resize(item + 1, 0);
        }
        self.0[item] += units;
    }
}

/// Hands everything to `take`, window by window.
///
/// # Errors
/// The first error of `take`, which ends all threads.
pub(super) fn for_each_window(
    population: &Population,
    threads: usize,
    (write, with_truth): (Write, bool),
    mut take: impl FnMut(&Merged<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let worlds = population.worlds() as usize;
    let threads = threads.clamp(1, worlds);
    thread::scope(|scope| {
        let queues: Vec<_> = (0..threads)
            .map(|thread| {
                let (sender, receiver) = mpsc::sync_channel(WINDOWS_AHEAD);
                scope.spawn(move || {
                    let numbers = (thread..worlds).step_by(threads);
                    play(population, numbers, (write, with_truth), &sender);
                });
                receiver
            })
            .collect();
        let mut until = population.run().start;
        loop {
            until = Millis(until.0 + population.window_ms());
            let mut parts = Vec::with_capacity(threads);
            for queue in &queues {
                parts.push(queue.recv().map_err(io::Error::other)??);
            }
            let over = parts.iter().all(|part| part.over);
            take(&Merged::new(parts, until))?;
            if over {
                return Ok(());
            }
        }
    })
}

/// Plays some worlds window by window, for as long as somebody takes them.
fn play<'a>(
    population: &'a Population,
    numbers: impl Iterator<Item = usize>,
    (write, with_truth): (Write, bool),
    sender: &mpsc::SyncSender<io::Result<Part<'a>>>,
) {
    let mut worlds: Vec<_> = numbers
        .map(|number| population.world(number as u32, with_truth))
        .collect();
    let mut until = population.run().start;
    let mut bytes = 0;
    loop {
        until = Millis(until.0 + population.window_ms());
        let mut writer = Writer {
            part: Part {
                text: Vec::with_capacity(bytes),
                ..Part::default()
            },
            world: 0,
            write,
            outcome: Ok(()),
        };
        for world in &mut worlds {
            writer.world = world.number();
            world.play(until, &mut writer);
        }
        let Writer {
            mut part, outcome, ..
        } = writer;
        part.over = worlds.iter().all(|world| world.is_over());
        bytes = part.text.len() + USUAL_SHEET_BYTES;
        if sender.send(outcome.map(|()| part)).is_err() {
            // Nobody takes more: it has ended.
            return;
        }
    }
}

/// Writes what worlds hand out, at once.
struct Writer<'a> {
    part: Part<'a>,
    /// The one that plays.
    world: u32,
    write: Write,
    outcome: io::Result<()>,
}

impl<'a> Sink<'a> for Writer<'a> {
    fn upload(&mut self, upload: Upload<'a>) {
        if self.outcome.is_err() {
            return;
        }
        if let (Body::Sheet(sheet), Expected::Accepted) = (&upload.body, upload.label.expected) {
            for (item, units) in sheet.looted() {
                self.part.units.add(*item as usize, *units);
            }
        }
        let begin = self.part.text.len();
        self.outcome = (self.write)(&upload, &mut self.part.text);
        self.part.uploads.push(Written {
            at: upload.at,
            world: self.world,
            label: upload.label,
            text: begin..self.part.text.len(),
        });
    }

    fn truth(&mut self, record: Record) {
        self.part.truth.push((self.world, record));
    }
}
