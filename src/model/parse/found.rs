//! Takes whatever JSON value is there and hands it to the shape that was expected.

use super::at::{At, shown};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A JSON value that is neither object nor array.
pub(super) enum Scalar<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    Text(Cow<'de, str>),
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Unsigned(value) => write!(f, "{value}"),
            Self::Negative(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(text) => f.write_str(&shown(text)),
        }
    }
}

/// What a field should look like. Each method takes what is there; `None` means that a fault was noted.
/// The provided ones refuse.
pub(super) trait Shape<'de>: Sized {
    type Value;
    /// Completes the sentence "must be …".
    fn wanted(&self) -> Cow<'static, str>;

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Self::Value> {
        at.fault(format!("must be {}, got {scalar}", self.wanted()));
        None
    }

    fn array<A: SeqAccess<'de>>(
        self,
        at: &At<'_>,
        mut items: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        at.fault(format!("must be {}, got an array", self.wanted()));
        Ok(None)
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        mut entries: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        at.fault(format!("must be {}, got an object", self.wanted()));
        Ok(None)
    }
}

/// A shape at a place: the one visitor of this parser.
pub(super) struct Seed<'a, S> {
    pub(super) at: &'a At<'a>,
    pub(super) shape: S,
}

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for Seed<'_, S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Shape<'de>> Visitor<'de> for Seed<'_, S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shape.wanted())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.shape.scalar(self.at, Scalar::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.shape.scalar(self.at, Scalar::Bool(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.shape.scalar(self.at, Scalar::Unsigned(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.shape.scalar(self.at, Scalar::Negative(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.shape.scalar(self.at, Scalar::Float(value)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let text = Cow::Owned(text.to_owned());
        Ok(self.shape.scalar(self.at, Scalar::Text(text)))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(self
            .shape
            .scalar(self.at, Scalar::Text(Cow::Borrowed(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.shape.array(self.at, items)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        self.shape.object(self.at, entries)
    }
}
