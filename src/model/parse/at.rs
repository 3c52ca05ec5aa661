//! Where in the input we are, and the faults noted so far.

use crate::model::{Fault, Faults};
use std::cell::RefCell;
use std::fmt::Write;

/// The faults noted during one parse.
#[derive(Default)]
pub(super) struct Notes(RefCell<Vec<Fault>>);

impl Notes {
    pub(super) fn root(&self) -> At<'_> {
        At {
            notes: self,
            step: Step::Root,
        }
    }

    pub(super) fn into_result<T>(self, value: Option<T>) -> Result<T, Faults> {
        match (Faults::from_vec(self.0.into_inner()), value) {
            (None, Some(value)) => Ok(value),
            (Some(faults), _) => Err(faults),
            // A shape that yields nothing has noted why.
            (None, None) => Err(Faults::one("body", "could not be read")),
        }
    }
}

/// A place in the input. The path is written out only when a fault is noted there.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    notes: &'a Notes,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl<'a> At<'a> {
    pub(super) fn key<'b>(&'b self, key: &'b str) -> At<'b> {
        At {
            notes: self.notes,
            step: Step::Key(self, key),
        }
    }

    pub(super) fn index(&self, index: usize) -> At<'_> {
        At {
            notes: self.notes,
            step: Step::Index(self, index),
        }
    }

    /// Notes that the value here is wrong, and why.
    pub(super) fn fault(&self, reason: impl Into<String>) {
        let mut faults = self.notes.0.borrow_mut();
        Faults::note(&mut faults, || Fault::new(self.path(), reason));
    }

    fn path(&self) -> String {
        let mut path = String::new();
        self.write_path(&mut path);
        if path.is_empty() {
            path.push_str("body");
        }
        path
    }

    fn write_path(&self, path: &mut String) {
        match self.step {
            Step::Root => {}
            Step::Key(parent, key) => {
                parent.write_path(path);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&clipped(key, LONGEST_NAME));
            }
            Step::Index(parent, index) => {
                parent.write_path(path);
                let _ = write!(path, "[{index}]");
            }
        }
    }
}

/// `text` quoted for a message, cut when long, control characters escaped.
pub(crate) fn shown(text: &str) -> String {
    format!("{:?}", clipped(text, 80))
}

/// A name in a path: any that may be sent is whole, and one that is too long by little.
const LONGEST_NAME: usize = 160;

fn clipped(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
