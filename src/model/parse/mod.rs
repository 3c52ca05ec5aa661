//! JSON in, valid values or *all* faults out, in one pass over the bytes.
//!
//! A plain `#[derive(Deserialize)]` stops at the first fault; building a `serde_json::Value` first
//! costs more than the insert. So each field has a [`Shape`] that takes whatever JSON it meets and notes a
//! fault with its path instead of failing. Only broken syntax ends the pass.

mod at;
mod common;
mod containers;
mod event;
mod field;
mod found;
mod scalars;
mod sheet;

use at::Notes;
pub(crate) use at::shown;
use found::{Seed, Shape};

use super::{Event, Faults, MAX_SHEET_BYTES, Millis, StatSheet};
use serde::de::DeserializeSeed;

impl StatSheet {
    /// Parses one sheet; `received_at` is its time when it says none.
    ///
    /// # Errors
    /// All faults of the sheet, each with its field.
    pub fn parse(json: &[u8], received_at: Millis) -> Result<Self, Faults> {
        if json.len() > MAX_SHEET_BYTES {
            let reason = format!(
                "has {} bytes; a sheet may have {MAX_SHEET_BYTES}",
                json.len()
            );
            return Err(Faults::one("body", reason));
        }
        Self::parse_stored(json, received_at)
    }

    /// Parses a sheet of any size: one that was accepted may print longer than it was sent (`1` as `1.0`).
    pub(crate) fn parse_stored(json: &[u8], received_at: Millis) -> Result<Self, Faults> {
        parse(json, sheet::SheetShape { received_at })
    }
}

impl Event {
    /// Parses one event that stands alone; `received_at` is its time when it says none.
    ///
    /// # Errors
    /// All faults of the event, each with its field.
    pub fn parse(json: &[u8], received_at: Millis) -> Result<Self, Faults> {
        let shape = event::EventShape {
            received_at: Some(received_at),
        };
        let draft = parse(json, shape)?;
        let notes = Notes::default();
        let event = draft.finish(&notes.root(), None);
        notes.into_result(event)
    }
}

/// What follows the byte order mark that some systems put before UTF-8. It is no part of JSON.
pub(crate) fn without_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

fn parse<'de, S: Shape<'de>>(json: &'de [u8], shape: S) -> Result<S::Value, Faults> {
    let notes = Notes::default();
    let root = notes.root();
    let mut deserializer = serde_json::Deserializer::from_slice(without_bom(json));
    let outcome = Seed { at: &root, shape }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match outcome {
        Ok(value) => notes.into_result(value),
        Err(syntax) => {
            root.fault(format!("is not valid JSON: {syntax}"));
            notes.into_result(None)
        }
    }
}
