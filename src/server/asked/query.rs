//! A query string on its way to the kinds of parameters that a route takes.

use super::kind::{Kind, Wrong};
use crate::model::{Fault, Faults, OTHER};
use crate::server::error::ApiError;
use crate::server::{nul, percent};
use crate::wire::{DETAIL, DIMENSION, NAME_END, Parameters};
use std::borrow::Cow;
use std::cell::Cell;

/// Why [`OTHER`] is refused.
pub(in crate::server) const NO_NAME_OF_ROWS: &str = "stands for all names that have no place of their own in the totals; this is \
    answered from rows, which are found by the names they came with";

/// Parameters whose names have a name in them, and what to say of a second one.
const NAMED: [(&str, &str); 2] = [
    (
        DIMENSION,
        "is one dimension too many: totals are kept by one at a time",
    ),
    (
        DETAIL,
        "is one detail too many: rows are looked for by one at a time",
    ),
];

/// A query string on its way.
#[derive(Debug, Default)]
pub(in crate::server) struct Query<'a> {
    given: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The names that some kind has, in their order.
    known: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl<'a> Query<'a> {
    pub(super) fn give(&mut self, name: &'a str, value: &'a str) {
        let name = match decode(name) {
            Ok(name) => name,
            Err(reason) => return self.faults.push(Fault::new("query", reason)),
        };
        // All dimensions are one parameter, whose value says which; so are all details.
        let named = NAMED.iter().find_map(|(key, too_many)| {
            let prefix = key.trim_end_matches("NAME");
            let own = name.strip_prefix(prefix)?.to_owned();
            Some((own, *key, *too_many))
        });
        let key = match &named {
            Some((_, key, _)) => Cow::Borrowed(*key),
            None => name.clone(),
        };
        if self.given.iter().any(|(given, _)| *given == key) {
            let reason = named.map_or("is given twice", |(_, _, too_many)| too_many);
            return self.faults.push(Fault::new(name, reason));
        }
        let value = decode(value).map(|value| match &named {
            Some((own, ..)) => Cow::Owned(format!("{own}{NAME_END}{value}")),
            None => value,
        });
        let name = key;
        match value {
            Ok(value) => self.given.push((name, value)),
            Err(reason) => self.faults.push(Fault::new(name, reason)),
        }
    }

    /// Reads one kind. A value that is wrong is noted and left out of the next try, so that all of them are found.
    pub(super) fn kind<P: Parameters>(&mut self) -> Option<P> {
        let mut faults: Vec<Fault> = Vec::new();
        let known = Cell::new(&[][..]);
        let value = loop {
            let is_new = |name: &str| faults.iter().all(|fault| fault.field != name);
            let current = Cell::new("");
            let kind = Kind {
                given: &self.given,
                is_new: &is_new,
                current: &current,
                known: &known,
            };
            match P::deserialize(kind) {
                Ok(value) => break Some(value),
                Err(Wrong::Value(reason)) if !current.get().is_empty() => {
                    let fault = Fault::new(current.get(), reason);
                    faults.push(fault);
                }
                Err(Wrong::Value(reason)) => {
                    faults.push(Fault::new("query", reason));
                    break None;
                }
                Err(Wrong::Missing(name)) => {
                    // One that is there and wrong has its fault already.
                    if is_new(name) {
                        faults.push(Fault::new(name, "is required"));
                    }
                    break None;
                }
            }
        };
        self.known.extend(known.get());
        if faults.is_empty() {
            faults.extend(value.as_ref().and_then(P::fault));
        }
        let value = value.filter(|_| faults.is_empty());
        self.faults.extend(faults);
        value
    }

    /// Notes a fault of each of the parameters whose value is [`OTHER`].
    pub(super) fn refuse_others(&mut self, parameters: impl Fn(&str) -> bool) {
        let others = self.given.iter().filter(|(name, value)| {
            let is_other = value == OTHER || (name == DIMENSION && value.ends_with(OTHER));
            is_other && parameters(name)
        });
        let faults = others.map(|(name, _)| Fault::new(name.to_string(), NO_NAME_OF_ROWS));
        self.faults.extend(faults.collect::<Vec<_>>());
    }

    /// Why a name that is known elsewhere is not known here, and what to ask instead.
    fn hint(&self, name: &str) -> String {
        let is_by_slice = self.known.contains(&DIMENSION);
        match name {
            "since" | "until" if is_by_slice => {
                ": this is of all time; /api/activity, /api/sheets/summary and /api/sheets/places are of a range".into()
            }
            _ if is_by_slice => format!("; a dimension is asked for as dim.{name}"),
            _ => String::new(),
        }
    }

    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, ApiError> {
        for (name, _) in &self.given {
            if !self.known.contains(&&**name) {
                let names = match self.known.as_slice() {
                    [] => "this address takes none".to_owned(),
                    known => format!("known are {}", known.join(", ")),
                };
                let hint = self.hint(name);
                let reason = format!("is not a known parameter{hint}; {names}");
                self.faults.push(Fault::new(name.as_ref(), reason));
            }
        }
        match Faults::from_vec(self.faults) {
            None => value.ok_or(ApiError::Unexpected),
            Some(faults) => Err(ApiError::Invalid(faults)),
        }
    }
}

/// As a form writes it: `+` stands for a space.
fn decode(text: &str) -> Result<Cow<'_, str>, String> {
    let decoded = if text.contains('+') {
        let spaced = text.replace('+', " ");
        Cow::Owned(percent::decode(&spaced)?.into_owned())
    } else {
        percent::decode(text)?
    };
    nul::refuse(decoded)
}
