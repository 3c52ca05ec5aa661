//! A field of an object while it is read: what was found, and what it means when nothing was.

use super::at::At;
use super::found::{Scalar, Seed, Shape};
use crate::model::json::AnyText;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A field on its way: absent, given as `null`, read, or read and found wrong (which has been noted).
pub(super) enum Field<T> {
    Missing,
    Null,
    Wrong,
    Given(T),
}

impl<T> Field<T> {
    pub(super) fn missing() -> Self {
        Self::Missing
    }

    pub(super) fn read<'de, S, A>(
        &mut self,
        at: &At<'_>,
        entries: &mut A,
        shape: S,
    ) -> Result<(), A::Error>
    where
        S: Shape<'de, Value = T>,
        A: MapAccess<'de>,
    {
        self.take(at, entries.next_value_seed(Seed { at, shape })?);
        Ok(())
    }

    /// As [`read`](Self::read), with `null` meaning absent.
    pub(super) fn read_optional<'de, S, A>(
        &mut self,
        at: &At<'_>,
        entries: &mut A,
        shape: S,
    ) -> Result<(), A::Error>
    where
        S: Shape<'de, Value = T>,
        A: MapAccess<'de>,
    {
        match entries.next_value_seed(Seed {
            at,
            shape: Nullable(shape),
        })? {
            Some(None) if matches!(self, Self::Missing) => *self = Self::Null,
            Some(value) => self.take(at, value),
            None => self.take(at, None),
        }
        Ok(())
    }

    fn take(&mut self, at: &At<'_>, value: Option<T>) {
        if !matches!(self, Self::Missing) {
            at.fault("is given twice");
            *self = Self::Wrong;
        } else {
            *self = value.map_or(Self::Wrong, Self::Given);
        }
    }

    pub(super) fn required(self, at: &At<'_>, name: &str) -> Option<T> {
        self.note_if_missing(at, name);
        self.optional().flatten()
    }

    pub(super) fn note_if_missing(&self, at: &At<'_>, name: &str) {
        if matches!(self, Self::Missing) {
            at.key(name).fault("is required");
        }
    }

    /// `None` when it is wrong.
    pub(super) fn optional(self) -> Option<Option<T>> {
        match self {
            Self::Missing | Self::Null => Some(None),
            Self::Wrong => None,
            Self::Given(value) => Some(Some(value)),
        }
    }
}

impl<T: Clone> Field<T> {
    pub(super) fn or_supplied(self, at: &At<'_>, name: &str, supplied: Option<&T>) -> Option<T> {
        match (self, supplied) {
            (Self::Missing, Some(supplied)) => Some(supplied.clone()),
            (field, _) => field.required(at, name),
        }
    }
}

/// A field that may be `null`, which is read as absent.
struct Nullable<S>(S);

impl<'de, S: Shape<'de>> Shape<'de> for Nullable<S> {
    type Value = Option<S::Value>;

    fn wanted(&self) -> Cow<'static, str> {
        self.0.wanted()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Self::Value> {
        match scalar {
            Scalar::Null => Some(None),
            other => self.0.scalar(at, other).map(Some),
        }
    }

    fn array<A: serde::de::SeqAccess<'de>>(
        self,
        at: &At<'_>,
        items: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        Ok(self.0.array(at, items)?.map(Some))
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        entries: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        Ok(self.0.object(at, entries)?.map(Some))
    }
}

/// Keeps a field we do not know.
pub(super) fn keep_extra<'de, A: MapAccess<'de>>(
    at: &At<'_>,
    entries: &mut A,
    extra: &mut BTreeMap<String, Box<RawValue>>,
    key: &str,
) -> Result<(), A::Error> {
    if extra.contains_key(key) {
        entries.next_value::<IgnoredAny>()?;
        at.fault("is given twice");
    } else {
        extra.insert(key.to_owned(), entries.next_value_seed(AnyText)?);
    }
    Ok(())
}
