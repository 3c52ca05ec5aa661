//! Values of the model that travel as text: times, cursors, names of buckets. Says how each is printed, read and described.

use super::order::Order;
use super::parameters::HourOrDay;
use super::steps::Steps;
use crate::model::{
    Bucket, Colour, Cursor, EntityCursor, EntitySort, ItemBucket, JourneyCursor, Millis, MoneyFlow,
    NameKind, NameState, RowId, Split, Zone,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Describes a type as text.
macro_rules! described_as_text {
    ($($type:ident: $schema:expr;)*) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::Object($schema))
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                stringify!($type).into()
            }
        }
    )*};
}

/// Prints with `$print`, and reads with the type's own `parse`.
macro_rules! travels_as_text {
    ($($type:ident: $print:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&$print(self))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

travels_as_text! {
    Cursor: |cursor: &Cursor| *cursor;
    RowId: |id: &RowId| *id;
    JourneyCursor: |cursor: &JourneyCursor| *cursor;
    EntityCursor: |cursor: &EntityCursor| cursor.clone();
    Bucket: |bucket: &Bucket| bucket.as_str();
    ItemBucket: |bucket: &ItemBucket| bucket.as_str();
    Order: |order: &Order| order.as_str();
    Steps: |steps: &Steps| steps.as_str();
    Zone: Zone::clone;
    EntitySort: |sort: &EntitySort| sort.as_str();
    NameKind: |kind: &NameKind| kind.as_str();
    NameState: |state: &NameState| state.as_str();
    HourOrDay: |bucket: &HourOrDay| bucket.0.as_str();
    Split: Split::clone;
    MoneyFlow: MoneyFlow::clone;
}

described_as_text! {
    Millis: date_time();
    Cursor: pattern("^[0-9]{1,18}$");
    JourneyCursor: pattern("^-?[0-9]{1,18}_(sheet|event)_[0-9]{1,18}$");
    EntityCursor: pattern("^-?[0-9]{1,18}_[A-Za-z0-9_-]{2,2740}$");
    Bucket: one_of(Bucket::WORDS);
    ItemBucket: one_of(ItemBucket::WORDS);
    Order: one_of(Order::WORDS);
    Steps: one_of(Steps::WORDS);
    Zone: pattern("^[A-Za-z][A-Za-z0-9_+/-]*$");
    EntitySort: one_of(EntitySort::WORDS);
    NameKind: one_of(NameKind::WORDS);
    NameState: one_of(NameState::WORDS);
    HourOrDay: one_of(&["hour", "day"]);
    MoneyFlow: pattern("^(stat|item|event):");
    Colour: pattern("^#[0-9a-f]{6}$");
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// One of some words.
fn one_of(words: &[&'static str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
}

fn pattern(pattern: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .build()
}

fn date_time() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .min_length(Some(10))
        .build()
}
