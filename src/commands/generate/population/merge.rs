//! Plays the worlds of a population on several threads and merges what they send by time, then by world: the same
//! order for any number of threads. Memory is bounded by the size of a window and of what waits in queues.

use crate::model::{ItemKind, Millis, StatSheet};
use crate::simulator::{Body, Expected, Label, Population, Record, Upload, Window};
use std::collections::{HashMap, hash_map};
use std::io;
use std::ops::Range;
use std::sync::mpsc;
use std::thread;

/// Windows of one thread that wait for their turn.
const WINDOWS_AHEAD: usize = 2;
const USUAL_SHEET_BYTES: usize = 2_048;

/// How an upload is written into [`Merged`].
pub(super) type Write = fn(&Upload, &mut Vec<u8>) -> io::Result<()>;

/// What all worlds sent in a span of time.
#[derive(Debug, Default)]
pub(super) struct Merged {
    parts: Vec<Part>,
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
    pub(super) label: &'a Label,
    pub(super) text: &'a [u8],
}

/// Units by item. Kept by the threads that play, where a sheet is not text yet.
#[derive(Debug, Default)]
pub(super) struct Items(HashMap<ItemKind, u64>);

/// What one thread's worlds sent.
#[derive(Debug, Default)]
struct Part {
    text: Vec<u8>,
    uploads: Vec<Written>,
    /// Of the sheets that a server should store.
    items: Items,
    truth: Vec<(u32, Vec<Record>)>,
    /// Nothing will follow.
    over: bool,
}

#[derive(Debug)]
struct Written {
    at: Millis,
    world: u32,
    label: Label,
    text: Range<usize>,
}

impl Merged {
    /// All uploads in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.order.iter().map(|(part, place)| {
            let part = &self.parts[*part as usize];
            let upload = &part.uploads[*place as usize];
            Line {
                at: upload.at,
                label: &upload.label,
                text: &part.text[upload.text.clone()],
            }
        })
    }

    /// How many uploads there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Sums over the sheets that a server should store.
    pub(super) fn items(&self) -> impl Iterator<Item = &Items> {
        self.parts.iter().map(|part| &part.items)
    }

    fn new(mut parts: Vec<Part>, until: Millis) -> Self {
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
            truth: truth.into_iter().flat_map(|(_, records)| records).collect(),
            parts,
            until,
        }
    }
}

impl Items {
    pub(super) fn add_sheet(&mut self, sheet: &StatSheet) {
        let looted = sheet.looted_items.iter();
        looted.for_each(|(item, count)| self.add_units(item, count.get()));
    }

    pub(super) fn add(&mut self, other: &Self) {
        let items = other.0.iter();
        items.for_each(|(item, units)| self.add_units(item, *units));
    }

    fn add_units(&mut self, item: &ItemKind, units: u64) {
        // A name is copied only when it is new.
        match self.0.get_mut(item) {
            Some(sum) => *sum += units,
            None => {
                self.0.insert(item.clone(), units);
            }
        }
    }
}

impl IntoIterator for Items {
    type Item = (ItemKind, u64);
    type IntoIter = hash_map::IntoIter<ItemKind, u64>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
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
    mut take: impl FnMut(&Merged) -> io::Result<()>,
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
fn play(
    population: &Population,
    numbers: impl Iterator<Item = usize>,
    (write, with_truth): (Write, bool),
    sender: &mpsc::SyncSender<io::Result<Part>>,
) {
    let mut worlds: Vec<_> = numbers
        .map(|number| population.world(number as u32, with_truth))
        .collect();
    let mut until = population.run().start;
    let mut window = Window::default();
    let mut bytes = 0;
    loop {
        until = Millis(until.0 + population.window_ms());
        let mut part = Part {
            text: Vec::with_capacity(bytes),
            ..Part::default()
        };
        let mut outcome = Ok(());
        for world in &mut worlds {
            world.play(until, &mut window);
            for upload in window.uploads.drain(..) {
                if let (Body::Sheet(sheet), Expected::Accepted) =
                    (&upload.body, upload.label.expected)
                {
                    part.items.add_sheet(sheet);
                }
                let begin = part.text.len();
                outcome = outcome.and_then(|()| write(&upload, &mut part.text));
                part.uploads.push(Written {
                    at: upload.at,
                    world: world.number(),
                    label: upload.label,
                    text: begin..part.text.len(),
                });
            }
            if !window.truth.is_empty() {
                part.truth
                    .push((world.number(), std::mem::take(&mut window.truth)));
            }
        }
        part.over = worlds.iter().all(|world| world.is_over());
        bytes = part.text.len() + USUAL_SHEET_BYTES;
        if sender.send(outcome.map(|()| part)).is_err() {
            // Nobody takes more: it has ended.
            return;
        }
    }
}
