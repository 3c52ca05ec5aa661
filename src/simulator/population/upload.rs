//! What is sent to a server: a sheet, or what a fault made of it, with what the server should say.

use super::shared::Population;
use super::sheet::{Key, Sheet};
use crate::model::{Millis, PlayerId, SheetId};
use serde::{Deserialize, Serialize};
use std::io;

/// One upload, in the order of its run.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// When it is sent.
    pub at: Millis,
    /// What it is.
    pub label: Label<'a>,
    /// What is sent.
    pub body: Body<'a>,
}

/// What an upload is, without its body.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    pub(super) population: &'a Population,
    pub(super) key: Key,
    /// What went wrong, if anything did.
    pub fault: Option<DeliveryFault>,
    /// What the server should say, given that uploads arrive in order.
    pub expected: Expected,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum Body<'a> {
    /// A sheet.
    Sheet(Box<Sheet<'a>>),
    /// JSON that is no valid sheet.
    Corrupt(String),
    /// The beginning of a sheet's JSON, cut off.
    Cut(String),
}

/// A fault on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFault {
    /// Sent before.
    Duplicate,
    /// Sent late.
    Late,
    /// Held back so that later ones come first.
    Reordered,
    /// Cut off; the whole follows.
    Truncated,
    /// The whole after one that was cut off.
    Resent,
    /// Broken in one field.
    Corrupt,
    /// Sent in one burst after a session offline.
    Offline,
}

/// What a server should say to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// Stored and counted.
    Accepted,
    /// Known: counted once.
    Duplicate,
    /// Refused.
    Rejected,
}

impl Label<'_> {
    /// Whose sheet it is.
    pub fn player_id(&self) -> PlayerId {
        self.key.player_id(self.population)
    }

    /// The number of its player, from 0.
    pub fn player_number(&self) -> u64 {
        self.key.player.into()
    }

    /// The number of its match, from 1.
    pub fn match_number(&self) -> u64 {
        self.key.match_number
    }

    /// The sheet's key; unique for the player.
    pub fn sheet_id(&self) -> SheetId {
        self.key.sheet_id()
    }
}

impl Upload<'_> {
    /// Appends what is sent, as one line of JSON without its end.
    ///
    /// # Errors
    /// Never for a `Vec`; as `serde_json` says for other writers.
    pub fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        match &self.body {
            Body::Sheet(sheet) => serde_json::to_writer(out, sheet)?,
            Body::Corrupt(text) | Body::Cut(text) => out.extend_from_slice(text.as_bytes()),
        }
        Ok(())
    }

    /// As [`write`](Self::write), for an element of a JSON array: a cut text becomes a string, which is no sheet
    /// either, so that the array stays one.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_element(&self, out: &mut Vec<u8>) -> io::Result<()> {
        match &self.body {
            Body::Cut(text) => Ok(serde_json::to_writer(out, text)?),
            _ => self.write(out),
        }
    }
}
