//! What a detail of events must say.

use super::{DETAIL, NAME_END, Parameters};
use crate::model::{DetailFilter, DetailTest, FieldName};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::IntoParams;

/// Only events with such a detail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WithDetail {
    /// As `details.weapon=rifle`: only events that have this detail and say this. Of numbers also `>50`, `>=50`, `<50` and `<=50`; a text that begins
    /// like these is written in quotation marks, as JSON. One within another is called by both names with a dot between. One
    /// at a time, and only of one type of event
    #[serde(rename = "details.NAME", skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub detail: Option<OfDetail>,
}

impl Parameters for WithDetail {}

impl WithDetail {
    /// What it must say.
    pub fn filter(self) -> Option<DetailFilter> {
        self.detail.map(|OfDetail(filter)| filter)
    }
}

/// A detail, and what it must say.
#[derive(Debug, Clone, PartialEq)]
pub struct OfDetail(DetailFilter);

impl Serialize for OfDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(DetailFilter { field, test }) = self;
        serializer.collect_str(&format_args!("{field}{NAME_END}{test}"))
    }
}

impl<'de> Deserialize<'de> for OfDetail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (field, test) = text.split_once(NAME_END).unwrap_or((&text, ""));
        let prefix = DETAIL.trim_end_matches("NAME");
        let of = |reason: String| de::Error::custom(format!("{prefix}{field} {reason}"));
        Ok(Self(DetailFilter {
            field: FieldName::parse(field).map_err(of)?,
            test: DetailTest::parse(test).map_err(of)?,
        }))
    }
}
