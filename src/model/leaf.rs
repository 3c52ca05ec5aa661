//! What a game says in objects of its own making, as names and values. Makes no tree of what was sent: that takes many
//! times the bytes of its text.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Objects within objects that are looked into; what lies deeper is left out.
const MOST_DEEP: u32 = 4;
/// Names that are longer are left out, in bytes.
const MOST_NAME_BYTES: usize = 256;

/// A value that has no parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Leaf<'a> {
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// Yes or no.
    Boolean(bool),
}

/// Hands the values in the object `json` to `each` with their names. One within another is called by both, with a dot
/// between. Lists and nulls are left out, as is what is not JSON.
pub fn each_leaf(json: &str, mut each: impl FnMut(&str, Leaf<'_>)) {
    if json.is_empty() || json == "{}" {
        return;
    }
    let mut name = String::new();
    let leaves = Leaves {
        name: &mut name,
        deep: 0,
        each: &mut each,
    };
    // What was read before it broke was handed over.
    let _ = leaves.deserialize(&mut serde_json::Deserializer::from_str(json));
}

struct Leaves<'l, F> {
    name: &'l mut String,
    deep: u32,
    each: &'l mut F,
}

impl<F: FnMut(&str, Leaf<'_>)> Leaves<'_, F> {
    fn found(self, leaf: Leaf<'_>) {
        // A value alone has no name.
        if self.deep > 0 && self.name.len() <= MOST_NAME_BYTES {
            (self.each)(self.name, leaf);
        }
    }
}

impl<'de, F: FnMut(&str, Leaf<'_>)> DeserializeSeed<'de> for Leaves<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(&str, Leaf<'_>)> Visitor<'de> for Leaves<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.found(Leaf::Boolean(value));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.found(Leaf::Number(value));
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.found(Leaf::Text(value));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let outer = self.name.len();
        while map.next_key_seed(PushName(self.name))?.is_some() {
            if self.deep > MOST_DEEP || self.name.len() > MOST_NAME_BYTES {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(Leaves {
                    name: self.name,
                    deep: self.deep + 1,
                    each: self.each,
                })?;
            }
            self.name.truncate(outer);
        }
        Ok(())
    }
}

/// Puts a key behind the name so far.
struct PushName<'l>(&'l mut String);

impl<'de> DeserializeSeed<'de> for PushName<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PushName<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        if !self.0.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(key);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(json: &str) -> Vec<String> {
        let mut found = Vec::new();
        each_leaf(json, |name, leaf| found.push(format!("{name} {leaf:?}")));
        found
    }

    #[test]
    fn values_are_called_by_the_names_they_lie_under() {
        let json = r#"{"n": -2, "at": {"x": 1.5, "by": {"who": "é\n"}}, "won": true, "list": [1, {"a": 2}], "no": null}"#;
        let expected = [
            "n Number(-2.0)",
            "at.x Number(1.5)",
            "at.by.who Text(\"é\\n\")",
            "won Boolean(true)",
        ];
        assert_eq!(leaves(json), expected);
    }

    #[test]
    fn what_is_deep_or_long_or_broken_ends_nothing() {
        let deep = r#"{"a":{"b":{"c":{"d":{"e":1,"f":{"g":1}}}}},"z":2}"#;
        assert_eq!(leaves(deep), ["a.b.c.d.e Number(1.0)", "z Number(2.0)"]);
        let long = format!(r#"{{"{}": 1, "a": 2}}"#, "n".repeat(300));
        assert_eq!(leaves(&long), ["a Number(2.0)"]);
        for nothing in ["", "{}", "3", "[1]", "null"] {
            assert_eq!(leaves(nothing), [""; 0], "{nothing}");
        }
        assert_eq!(leaves(r#"{"a": 1, "#), ["a Number(1.0)"]);
    }
}
