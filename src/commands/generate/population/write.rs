//! Writes a population's uploads into a file, in the order in which they would be sent.

use super::super::encode::Layout;
use super::super::file::{Output, Written};
use super::merge::{self, Merged};
use super::tally::Tally;
use super::truth::TruthFile;
use crate::commands::progress::Progress;
use crate::model::Millis;
use crate::runtime::stop::Stop;
use crate::simulator::Population;
use std::io::{self, Write};

/// Writes all of it.
///
/// # Errors
/// When it cannot be written, or `stop` ends it; the file is then as it was before.
pub(super) fn write<'a>(
    population: &'a Population,
    output: &Output,
    threads: usize,
    (mut truth, progress, stop): (Option<&mut TruthFile>, &Progress, &Stop),
) -> io::Result<(Written, Tally<'a>)> {
    let (layout, packing) = output.format();
    let write: merge::Write = match layout {
        Layout::Array => |upload, out| upload.write_element(out),
        Layout::Lines => |upload, out| upload.write(out),
    };
    let with_truth = truth.is_some();
    if let Some(truth) = &mut truth {
        truth.begin(population)?;
    }
    output.fill(|out| {
        let mut written = Written::default();
        let mut tally = Tally::new(population);
        let mut put = |out: &mut dyn Write, text: Vec<u8>| {
            let packed = packing.pack(text)?;
            written.bytes += packed.len() as u64;
            out.write_all(&packed)
        };
        let mut sheets = 0;
        let mut hours = Hours::new(population);
        merge::for_each_window(population, threads, (write, with_truth), |merged| {
            if stop.is_set() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let text = joined(merged, layout, &mut sheets);
            if !text.is_empty() {
                put(out, text)?;
            }
            tally.take(merged, merged.len());
            progress.sent(merged.len() as u64);
            progress.add(hours.until(merged.until));
            match &mut truth {
                Some(truth) => truth.window(merged, merged.len()),
                None => Ok(()),
            }
        })?;
        if layout == Layout::Array {
            let end: &[u8] = if sheets == 0 { b"[]\n" } else { b"\n]\n" };
            put(out, end.to_vec())?;
        }
        out.flush()?;
        written.sheets = sheets;
        Ok((written, tally))
    })
}

fn joined(merged: &Merged<'_>, layout: Layout, sheets: &mut u64) -> Vec<u8> {
    let mut text = Vec::new();
    for line in merged.lines() {
        match layout {
            Layout::Array if *sheets == 0 => text.extend_from_slice(b"[\n"),
            Layout::Array => text.extend_from_slice(b",\n"),
            Layout::Lines => {}
        }
        text.extend_from_slice(line.text);
        if layout == Layout::Lines {
            text.push(b'\n');
        }
        *sheets += 1;
    }
    text
}

/// Counts full hours of the run's calendar.
pub(super) struct Hours {
    start: i64,
    told: u64,
    all: u64,
}

impl Hours {
    pub(super) fn new(population: &Population) -> Self {
        Self {
            start: population.run().start.0,
            told: 0,
            all: u64::from(population.run().days) * 24,
        }
    }

    /// How many more have passed.
    pub(super) fn until(&mut self, at: Millis) -> u64 {
        let passed = ((at.0 - self.start) / Millis::HOUR).max(0) as u64;
        let more = passed.min(self.all).saturating_sub(self.told);
        self.told += more;
        more
    }
}
