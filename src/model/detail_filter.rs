//! Events by what their details say.

use super::{FieldName, Leaf, each_leaf};
use std::fmt;

/// One detail, and what it must say.
#[derive(Debug, Clone, PartialEq)]
pub struct DetailFilter {
    /// The detail; one within another is called by both names with a dot between.
    pub field: FieldName,
    /// What it must say.
    pub test: DetailTest,
}

/// What a detail must say.
#[derive(Debug, Clone, PartialEq)]
pub enum DetailTest {
    /// This text, number, `true` or `false`.
    Is(String),
    /// A number greater than this.
    Above(f64),
    /// This number or a greater one.
    AtLeast(f64),
    /// A number less than this.
    Below(f64),
    /// This number or a lesser one.
    AtMost(f64),
}

impl DetailTest {
    /// Reads `rifle`, `>50`, `>=50`, `<50` or `<=50`; in quotation marks, as JSON, a text that looks like one of these.
    ///
    /// # Errors
    /// What is missing.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("must not be empty".into());
        }
        if text.starts_with('"') {
            let read: Result<String, _> = serde_json::from_str(text);
            return read
                .map(Self::Is)
                .map_err(|_| "begins with a quotation mark, so it must be a JSON text".into());
        }
        type Make = fn(f64) -> DetailTest;
        let signs: [(&str, Make); 4] = [
            (">=", Self::AtLeast),
            ("<=", Self::AtMost),
            (">", Self::Above),
            ("<", Self::Below),
        ];
        for (sign, make) in signs {
            if let Some(rest) = text.strip_prefix(sign) {
                let number = rest.trim().parse().ok();
                let number = number.filter(|number: &f64| number.is_finite());
                return number
                    .map(make)
                    .ok_or_else(|| format!("must have a number after {sign}"));
            }
        }
        Ok(Self::Is(text.to_owned()))
    }

    /// Whether a value is as it must be.
    pub fn holds(&self, leaf: Leaf<'_>) -> bool {
        match (self, leaf) {
            (Self::Is(wanted), Leaf::Text(text)) => wanted == text,
            (Self::Is(wanted), Leaf::Number(number)) => wanted.parse() == Ok(number),
            (Self::Is(wanted), Leaf::Boolean(value)) => wanted.parse() == Ok(value),
            (Self::Above(than), Leaf::Number(number)) => number > *than,
            (Self::AtLeast(than), Leaf::Number(number)) => number >= *than,
            (Self::Below(than), Leaf::Number(number)) => number < *than,
            (Self::AtMost(than), Leaf::Number(number)) => number <= *than,
            _ => false,
        }
    }
}

impl fmt::Display for DetailTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(text) if text.starts_with(['"', '>', '<']) => {
                f.write_str(&serde_json::Value::from(text.as_str()).to_string())
            }
            Self::Is(text) => f.write_str(text),
            Self::Above(than) => write!(f, ">{than}"),
            Self::AtLeast(than) => write!(f, ">={than}"),
            Self::Below(than) => write!(f, "<{than}"),
            Self::AtMost(than) => write!(f, "<={than}"),
        }
    }
}

impl DetailFilter {
    /// Whether details, an object as JSON text, are as they must be.
    pub fn wants(&self, details: &str) -> bool {
        let mut found = false;
        each_leaf(details, |name, leaf| {
            found |= name == self.field.as_str() && self.test.holds(leaf);
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_compared_as_what_it_is() {
        let details = r#"{"weapon": {"name": "rifle"}, "damage": 50, "won": true, "sign": ">5"}"#;
        for (field, test, expected) in [
            ("weapon.name", "rifle", true),
            ("weapon.name", "rifl", false),
            ("weapon", "rifle", false),
            ("damage", "50", true),
            ("damage", "50.0", true),
            ("damage", ">50", false),
            ("damage", ">=50", true),
            ("damage", "<50.5", true),
            ("damage", "<= 49", false),
            ("won", "true", true),
            ("won", "false", false),
            ("sign", "\">5\"", true),
            ("weapon.name", ">5", false),
        ] {
            let filter = DetailFilter {
                field: FieldName::parse(field).unwrap(),
                test: DetailTest::parse(test).unwrap(),
            };
            assert_eq!(filter.wants(details), expected, "{field} {test}");
            let read = DetailTest::parse(&filter.test.to_string());
            assert_eq!(read.as_ref(), Ok(&filter.test));
        }
        for bad in ["", ">", "<x", ">=inf", "\"open"] {
            assert!(DetailTest::parse(bad).is_err(), "{bad}");
        }
    }
}
