//! JSON that is kept and given back without being looked into: as text, in the one way we print it. A tree of values takes
//! thirty to two hundred times the bytes of its text, so none is made of what a client sends.

use serde::de::{DeserializeSeed, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An object as it was sent.
#[derive(Debug, Clone)]
pub struct JsonObject(Box<RawValue>);

impl JsonObject {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    pub(super) fn new(text: Box<RawValue>) -> Self {
        Self(text)
    }
}

impl PartialEq for JsonObject {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl From<Map<String, Value>> for JsonObject {
    fn from(object: Map<String, Value>) -> Self {
        Self(text_of(&Value::Object(object)))
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Members of an object, in order of their names.
#[derive(Debug, Clone, Default)]
pub struct JsonMembers(Box<[(Box<str>, Box<RawValue>)]>);

impl JsonMembers {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

impl PartialEq for JsonMembers {
    fn eq(&self, other: &Self) -> bool {
        let text = |(name, value): (_, &RawValue)| (name, value.get().to_owned());
        self.iter().map(text).eq(other.iter().map(text))
    }
}

impl From<BTreeMap<String, Box<RawValue>>> for JsonMembers {
    fn from(members: BTreeMap<String, Box<RawValue>>) -> Self {
        let members = members.into_iter();
        Self(
            members
                .map(|(name, value)| (name.into_boxed_str(), value))
                .collect(),
        )
    }
}

impl From<Map<String, Value>> for JsonMembers {
    fn from(members: Map<String, Value>) -> Self {
        let texts = members
            .into_iter()
            .map(|(name, value)| (name, text_of(&value)));
        Self::from(texts.collect::<BTreeMap<_, _>>())
    }
}

impl Serialize for JsonMembers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn text_of(value: &Value) -> Box<RawValue> {
    // A value always prints: its keys are text and its numbers finite.
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Reads any value as its text, printed as we print: numbers as they are understood, no blanks. Nesting is limited as it is
/// for everything that is parsed, so that what was kept can be read back.
pub(super) struct AnyText;

impl<'de> DeserializeSeed<'de> for AnyText {
    type Value = Box<RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mut text = Vec::new();
        let mut printer = serde_json::Serializer::new(&mut text);
        serde_transcode::transcode(deserializer, &mut printer).map_err(D::Error::custom)?;
        let text = String::from_utf8(text).map_err(D::Error::custom)?;
        RawValue::from_string(text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<String, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let text = AnyText.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(text.get().to_owned())
    }

    #[test]
    fn a_value_is_kept_as_it_prints() {
        for (sent, kept) in [
            (
                r#" { "b" : [ 1 , 2.50, 1e2 ] , "a" : "\u0041\n" } "#,
                r#"{"b":[1,2.5,100.0],"a":"A\n"}"#,
            ),
            ("null", "null"),
            ("18446744073709551615", "18446744073709551615"),
            ("-7", "-7"),
        ] {
            assert_eq!(read(sent).unwrap(), kept);
        }
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(read(&deep).unwrap_err().to_string().contains("recursion"));
        let torn = read("[1,2").unwrap_err().to_string();
        assert_eq!(torn.matches("column").count(), 1, "{torn}");
    }
}
