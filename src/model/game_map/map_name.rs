//! Names of maps.

use super::super::{Label, OTHER};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Names a map, such as `dust`; at most 64 characters. The empty name is that of all data without a map.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MapName(Option<Label>);

const SEVERAL: &str = "stands for all maps without a place of their own in the totals, and places of different maps are never put together: \
    ask for one of them by its name";

impl MapName {
    /// The name, or what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == OTHER {
            return Err(SEVERAL.into());
        }
        match text.trim() {
            "" => Ok(Self(None)),
            text => Label::parse(text).map(|name| Self(Some(name))),
        }
    }

    /// The text; empty for data without a map.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", Label::as_str)
    }

    /// For people.
    pub fn shown(&self) -> &str {
        self.0.as_ref().map_or("(no map)", Label::as_str)
    }
}

impl From<Label> for MapName {
    fn from(name: Label) -> Self {
        Self(Some(name))
    }
}

impl TryFrom<String> for MapName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<MapName> for String {
    fn from(name: MapName) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for MapName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialSchema for MapName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(64))
            .description(Some(
                "Names a map; at most 64 characters. Empty for all data without a map.",
            ))
            .into()
    }
}

impl ToSchema for MapName {
    fn name() -> Cow<'static, str> {
        "MapName".into()
    }
}
