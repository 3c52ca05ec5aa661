//! The rules of single fields, as precise as JSON Schema can say them. They repeat `model`'s limits for readers;
//! `model` alone enforces them.

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema,
    SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Object, RefOr};

/// Not empty after trimming, and no control characters.
const TEXT: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";

pub(super) fn text_128() -> Object {
    text(128, Type::String.into())
}

pub(super) fn text_64() -> Object {
    text(64, Type::String.into())
}

pub(super) fn optional_text_128() -> Object {
    text(128, nullable(Type::String))
}

pub(super) fn optional_text_64() -> Object {
    text(64, nullable(Type::String))
}

pub(super) fn time() -> Object {
    ObjectBuilder::new()
        .schema_type(nullable(Type::String))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .min_length(Some(10))
        .build()
}

pub(super) fn duration() -> Object {
    number(Type::Number, 604_800)
}

pub(super) fn level() -> Object {
    number(Type::Integer, 1_000_000)
}

pub(super) fn counts() -> Object {
    let count = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .maximum(Some(1_000_000_000));
    map(Type::Object.into(), 256, count.into())
}

pub(super) fn places() -> Object {
    let many = ArrayBuilder::new().items(point(Type::Array.into()));
    let one_or_many = OneOfBuilder::new()
        .item(point(Type::Array.into()))
        .item(many);
    map(nullable(Type::Object), 256, one_or_many.into())
}

pub(super) fn experiments() -> Object {
    map(nullable(Type::Object), 32, text_64().into())
}

pub(super) fn stats() -> Object {
    let kinds = [Type::Number, Type::String, Type::Boolean];
    let stat = ObjectBuilder::new().schema_type(SchemaType::from_iter(kinds));
    map(nullable(Type::Object), 256, stat.into())
}

pub(super) fn optional_point() -> ArrayBuilder {
    point(nullable(Type::Array))
}

pub(super) fn free_object() -> Object {
    ObjectBuilder::new()
        .schema_type(nullable(Type::Object))
        .build()
}

fn text(most: usize, schema_type: SchemaType) -> Object {
    ObjectBuilder::new()
        .schema_type(schema_type)
        .min_length(Some(1))
        .max_length(Some(most))
        .pattern(Some(TEXT))
        .build()
}

fn number(schema_type: Type, most: u32) -> Object {
    ObjectBuilder::new()
        .schema_type(nullable(schema_type))
        .minimum(Some(0))
        .maximum(Some(most))
        .build()
}

fn point(schema_type: SchemaType) -> ArrayBuilder {
    ArrayBuilder::new()
        .schema_type(schema_type)
        .items(ObjectBuilder::new().schema_type(Type::Number))
        .min_items(Some(2))
        .max_items(Some(2))
}

fn map(schema_type: SchemaType, most: usize, value: Schema) -> Object {
    ObjectBuilder::new()
        .schema_type(schema_type)
        .property_names(Some(Schema::from(text_64())))
        .max_properties(Some(most))
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(value))))
        .build()
}

pub(super) fn nullable(schema_type: Type) -> SchemaType {
    SchemaType::from_iter([schema_type, Type::Null])
}
