//! One message of a game: what it carries and under which `ref`. Only cut open here; what is inside is parsed as over
//! HTTP.

use crate::model::{Fault, Faults, without_bom};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The longest `ref`, in bytes of JSON.
const MAX_REF_BYTES: usize = 128;
const SHAPE: &str =
    "must be an object with a `ref` and one of `sheet`, `sheets`, `event` and `events`";

/// What a message carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Load {
    Sheet(Bytes),
    Sheets(Bytes),
    Event(Bytes),
    Events(Bytes),
}

/// A message that was cut open.
#[derive(Debug)]
pub(super) struct Envelope {
    /// The client's `ref`, as JSON; `null` when it gave none that can be told.
    pub(super) reference: Box<RawValue>,
    pub(super) load: Result<Load, Faults>,
}

impl Envelope {
    pub(super) fn open(message: &Bytes) -> Self {
        let message = &message.slice_ref(without_bom(message));
        let text = match std::str::from_utf8(message) {
            Ok(text) => text,
            Err(error) => {
                let reason = format!("is not UTF-8 at byte {}", error.valid_up_to());
                return Self::unreadable(Faults::one("body", reason));
            }
        };
        match serde_json::from_str::<Fields<'_>>(text) {
            Ok(fields) => fields.into_envelope(message),
            Err(error) if error.is_data() => Self::unreadable(Faults::one("body", SHAPE)),
            Err(error) => {
                let reason = format!("is not valid JSON: {error}");
                Self::unreadable(Faults::one("body", reason))
            }
        }
    }

    fn unreadable(faults: Faults) -> Self {
        Self {
            reference: RawValue::NULL.to_owned(),
            load: Err(faults),
        }
    }
}

/// Which kind of load a field holds.
type AsLoad = fn(Bytes) -> Load;

/// The fields of a message, as they are written.
#[derive(Default)]
struct Fields<'a> {
    reference: Option<&'a RawValue>,
    loads: Vec<(AsLoad, &'a RawValue)>,
    faults: Vec<Fault>,
}

impl Fields<'_> {
    fn into_envelope(self, message: &Bytes) -> Envelope {
        let mut faults = self.faults;
        let mut reference = RawValue::NULL.to_owned();
        match self.reference.map(RawValue::get) {
            None => faults.push(Fault::new("ref", "is required")),
            Some(text) if is_reference(text) => {
                reference = self.reference.map_or(reference, RawValue::to_owned);
            }
            Some(_) => {
                let reason = format!(
                    "must be a string or a number of at most {MAX_REF_BYTES} bytes as JSON"
                );
                faults.push(Fault::new("ref", reason));
            }
        }
        if self.loads.len() != 1 {
            faults.push(Fault::new("body", SHAPE));
        }
        let load = self
            .loads
            .first()
            .map(|(load, raw)| load(message.slice_ref(raw.get().as_bytes())));
        Envelope {
            reference,
            load: match (load, Faults::from_vec(faults)) {
                (Some(load), None) => Ok(load),
                (_, Some(faults)) => Err(faults),
                (None, None) => Err(Faults::one("body", SHAPE)),
            },
        }
    }
}

fn is_reference(text: &str) -> bool {
    text.len() <= MAX_REF_BYTES && !text.starts_with(['{', '[', 't', 'f', 'n'])
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = entries.next_key::<Cow<'de, str>>()? {
            let load: AsLoad = match key.as_ref() {
                "ref" if fields.reference.is_none() => {
                    fields.reference = Some(entries.next_value()?);
                    continue;
                }
                "sheet" => Load::Sheet,
                "sheets" => Load::Sheets,
                "event" => Load::Event,
                "events" => Load::Events,
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                    // One is enough to tell; a hostile message may have a million.
                    if fields.faults.is_empty() {
                        let shown: String = key.chars().take(64).collect();
                        let fault =
                            Fault::new(shown, format!("is not expected; a message {SHAPE}"));
                        fields.faults.push(fault);
                    }
                    continue;
                }
            };
            let raw = entries.next_value()?;
            // Two are wrong already.
            if fields.loads.len() < 2 {
                fields.loads.push((load, raw));
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &'static str) -> Envelope {
        Envelope::open(&Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn a_load_is_cut_out_as_it_was_written_and_the_ref_given_back() {
        let envelope = open(r#"{"ref": "a\"1", "sheets": [ {"x":1e999} , {} ]}"#);
        assert_eq!(envelope.reference.get(), r#""a\"1""#);
        let raw = Bytes::from_static(br#"[ {"x":1e999} , {} ]"#);
        assert_eq!(envelope.load, Ok(Load::Sheets(raw)));
        let envelope = open("\u{feff}{\"event\": {}, \"ref\": 17}");
        assert_eq!(envelope.reference.get(), "17");
        assert_eq!(envelope.load, Ok(Load::Event(Bytes::from_static(b"{}"))));
    }

    #[test]
    fn what_is_no_message_is_told_with_its_ref_where_it_has_one() {
        for (text, reference, field) in [
            ("", "null", "body"),
            ("[1]", "null", "body"),
            ("{\"ref\":1", "null", "body"),
            ("{\"ref\":1}", "1", "body"),
            ("{\"sheet\":{}}", "null", "ref"),
            ("{\"ref\":null,\"sheet\":{}}", "null", "ref"),
            ("{\"ref\":[1],\"sheet\":{}}", "null", "ref"),
            ("{\"ref\":1,\"sheet\":{},\"event\":{}}", "1", "body"),
            ("{\"ref\":1,\"sheet\":{},\"sheet\":{}}", "1", "body"),
            ("{\"ref\":1,\"ref\":2,\"sheet\":{}}", "1", "ref"),
            ("{\"ref\":1,\"shet\":{}}", "1", "shet"),
        ] {
            let envelope = open(text);
            assert_eq!(envelope.reference.get(), reference, "{text}");
            let faults = envelope.load.unwrap_err();
            assert_eq!(faults.first().field, field, "{text}");
        }
        let long = format!("{{\"ref\":\"{}\",\"sheet\":{{}}}}", "x".repeat(127));
        let envelope = Envelope::open(&Bytes::from(long));
        assert_eq!(envelope.load.unwrap_err().first().field, "ref");
        let latin = Envelope::open(&Bytes::from_static(b"{\"ref\":\"\xe9\"}"));
        assert!(latin.load.unwrap_err().first().reason.contains("UTF-8"));
    }
}
