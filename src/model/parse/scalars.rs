//! Shapes of single values: names, numbers, times.

use super::at::At;
use super::found::{Scalar, Shape};
use crate::model::name::BoundedText;
use crate::model::{Count, MAX_COORDINATE, MAX_COUNT, Timestamp};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::marker::PhantomData;

/// A name or id.
pub(super) struct Text<T>(PhantomData<T>);

impl<T> Text<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: BoundedText> Shape<'de> for Text<T> {
    type Value = T;

    fn wanted(&self) -> Cow<'static, str> {
        format!("text of 1 to {} characters", T::MAX).into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<T> {
        match scalar {
            Scalar::Text(text) => T::parse_text(&text).map_err(|reason| at.fault(reason)).ok(),
            other => {
                at.fault(format!("must be {}, got {other}", self.wanted()));
                None
            }
        }
    }
}

/// A whole number from 0 to `max`; `3.0` is one, `3.5` is not.
pub(super) struct Whole {
    pub(super) max: u64,
}

impl<'de> Shape<'de> for Whole {
    type Value = u64;

    fn wanted(&self) -> Cow<'static, str> {
        format!("a whole number from 0 to {}", self.max).into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<u64> {
        let number = match scalar {
            Scalar::Unsigned(n) => Some(n),
            // The range check comes first, so that the cast is exact.
            Scalar::Float(n) if (0.0..=self.max as f64).contains(&n) && n.fract() == 0.0 => {
                Some(n as u64)
            }
            _ => None,
        };
        let within = number.filter(|n| *n <= self.max);
        if within.is_none() {
            at.fault(format!("must be {}, got {scalar}", self.wanted()));
        }
        within
    }
}

/// How many units of an item.
pub(super) struct CountShape;

impl<'de> Shape<'de> for CountShape {
    type Value = Count;

    fn wanted(&self) -> Cow<'static, str> {
        Whole { max: MAX_COUNT }.wanted()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Count> {
        Whole { max: MAX_COUNT }
            .scalar(at, scalar)
            .and_then(Count::new)
    }
}

/// A finite number within a range.
pub(super) struct Real {
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Real {
    /// A coordinate: farther out, no map is any use.
    pub(super) const COORDINATE: Self = Self {
        min: -MAX_COORDINATE,
        max: MAX_COORDINATE,
    };
}

impl<'de> Shape<'de> for Real {
    type Value = f64;

    fn wanted(&self) -> Cow<'static, str> {
        format!("a number from {} to {}", self.min, self.max).into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<f64> {
        let number = match scalar {
            Scalar::Unsigned(n) => Some(n as f64),
            Scalar::Negative(n) => Some(n as f64),
            Scalar::Float(n) => Some(n),
            _ => None,
        };
        let within = number.filter(|n| (self.min..=self.max).contains(n));
        if within.is_none() {
            at.fault(format!("must be {}, got {scalar}", self.wanted()));
        }
        within
    }
}

/// ISO 8601 / RFC 3339.
pub(super) struct Time;

impl<'de> Shape<'de> for Time {
    type Value = Timestamp;

    fn wanted(&self) -> Cow<'static, str> {
        "an ISO 8601 time such as 2026-01-31T18:30:00Z".into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Timestamp> {
        match scalar {
            Scalar::Text(text) => Timestamp::parse(&text)
                .map_err(|reason| at.fault(reason))
                .ok(),
            other => {
                at.fault(format!("must be {}, got {other}", self.wanted()));
                None
            }
        }
    }
}

/// A custom stat: a number, text or truth value.
pub(super) struct Stat;

impl<'de> Shape<'de> for Stat {
    type Value = Value;

    fn wanted(&self) -> Cow<'static, str> {
        "a number, text, true or false".into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Value> {
        match scalar {
            Scalar::Bool(value) => Some(Value::Bool(value)),
            Scalar::Unsigned(n) => Some(Value::from(n)),
            Scalar::Negative(n) => Some(Value::from(n)),
            Scalar::Float(n) => Number::from_f64(n).map(Value::Number),
            Scalar::Text(text) => Some(Value::String(text.into_owned())),
            Scalar::Null => {
                at.fault(format!("must be {}, got null", self.wanted()));
                None
            }
        }
    }
}
