//! One kind of parameters, read by serde from texts: which field is wrong is told by where it stopped.

use serde::de::value::MapDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// One kind in the making: a struct whose fields are texts.
#[derive(Clone, Copy)]
pub(super) struct Kind<'q, 'a> {
    pub(super) given: &'q [(Cow<'a, str>, Cow<'a, str>)],
    pub(super) is_new: &'q dyn Fn(&str) -> bool,
    /// The field that is being read.
    pub(super) current: &'q Cell<&'q str>,
    /// Its fields.
    pub(super) known: &'q Cell<&'static [&'static str]>,
}

impl<'de> Deserializer<'de> for Kind<'_, '_> {
    type Error = Wrong;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.known.set(fields);
        let own = self
            .given
            .iter()
            .filter(|(name, _)| fields.contains(&&**name) && (self.is_new)(name));
        let own = own.map(|(name, value)| {
            let text = Text {
                name,
                value,
                current: self.current,
            };
            (&**name, text)
        });
        visitor.visit_map(MapDeserializer::new(own))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Wrong> {
        Err(de::Error::custom("a kind of parameters is a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// One value.
#[derive(Clone, Copy)]
struct Text<'q> {
    name: &'q str,
    value: &'q str,
    current: &'q Cell<&'q str>,
}

impl IntoDeserializer<'_, Wrong> for Text<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.current.set(self.name);
        visitor.visit_str(self.value)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Why a kind could not be made.
#[derive(Debug)]
pub(super) enum Wrong {
    Value(String),
    Missing(&'static str),
}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Value(reason.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(reason) => f.write_str(reason),
            Self::Missing(field) => write!(f, "{field} is required"),
        }
    }
}

impl std::error::Error for Wrong {}
