//! Whole numbers with their bounds in their type.

use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A whole number from 1 to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Whole<const MAX: u32>(pub u32);

/// A whole number from 1 to `MAX`, and `USUAL` where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WholeOr<const USUAL: u32, const MAX: u32>(pub u32);

impl<const USUAL: u32, const MAX: u32> Default for WholeOr<USUAL, MAX> {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl<'de, const MAX: u32> Deserialize<'de> for Whole<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, MAX).map(Self)
    }
}

impl<'de, const USUAL: u32, const MAX: u32> Deserialize<'de> for WholeOr<USUAL, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, MAX).map(Self)
    }
}

fn read<'de, D: Deserializer<'de>>(deserializer: D, max: u32) -> Result<u32, D::Error> {
    let text = String::deserialize(deserializer)?;
    let number = text.parse().ok();
    let within = number.filter(|number| (1..=max).contains(number));
    within.ok_or_else(|| {
        de::Error::custom(format!(
            "must be a whole number from 1 to {max}, got {text:?}"
        ))
    })
}

impl<const MAX: u32> PartialSchema for Whole<MAX> {
    fn schema() -> RefOr<Schema> {
        described(MAX).into()
    }
}

impl<const MAX: u32> ToSchema for Whole<MAX> {}

impl<const USUAL: u32, const MAX: u32> PartialSchema for WholeOr<USUAL, MAX> {
    fn schema() -> RefOr<Schema> {
        described(MAX).default(Some(USUAL.into())).into()
    }
}

impl<const USUAL: u32, const MAX: u32> ToSchema for WholeOr<USUAL, MAX> {}

fn described(max: u32) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(max))
}
