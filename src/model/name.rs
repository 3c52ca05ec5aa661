//! Names and ids: text that was trimmed, has no control characters, and is neither empty nor too long.

use compact_str::CompactString;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::{Borrow, Cow};
use std::fmt;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Not empty after trimming, and no control characters.
const PATTERN: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";

/// The most items that are counted by their own names.
pub const MAX_DISTINCT_ITEMS: u32 = 5_000;

/// Stands among counted names for all that have no place of their own. No name of data begins with a space, so something
/// may well be called `(other)`.
pub const OTHER: &str = " (other)";

/// Stands among counted dimensions for all past the last that has a place. Experiments and dimensions share their place in a
/// slice, where [`OTHER`] stands for experiments.
pub const OTHER_DIMENSION: &str = " (other dimension)";

/// Text of 1 to `MAX` characters, trimmed, without control characters.
pub(crate) trait BoundedText: Sized {
    const MAX: usize;
    fn from_checked(text: CompactString) -> Self;

    /// The value, or what is wrong with `text`.
    fn parse_text(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err("must not be empty".into());
        }
        // Bytes bound characters from above, so most names need no second walk.
        if trimmed.len() > Self::MAX {
            let characters = trimmed.chars().count();
            if characters > Self::MAX {
                return Err(format!(
                    "must be at most {} characters, got {characters}",
                    Self::MAX
                ));
            }
        }
        if trimmed.chars().any(char::is_control) {
            return Err("must not contain control characters".into());
        }
        Ok(Self::from_checked(trimmed.into()))
    }
}

macro_rules! bounded_text {
    ($($(#[doc = $doc:literal])* $name:ident: $max:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(CompactString);

        impl $name {
            /// The value, or what is wrong with `text`.
            pub fn parse(text: &str) -> Result<Self, String> {
                <Self as BoundedText>::parse_text(text)
            }

            /// A name as answers have it: of data, or [`OTHER`].
            pub fn parse_counted(text: &str) -> Result<Self, String> {
                match text {
                    OTHER => Ok(Self::other()),
                    _ => Self::parse(text),
                }
            }

            /// What stands for all names without a place of their own.
            pub fn other() -> Self {
                Self::from_checked(OTHER.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether it stands for all names without a place of their own.
            pub fn is_other(&self) -> bool {
                self.0 == OTHER
            }
        }

        impl BoundedText for $name {
            const MAX: usize = $max;
            fn from_checked(text: CompactString) -> Self {
                Self(text)
            }
        }

        // By hand, because `into = "String"` would clone every name it prints.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let doc = [$($doc),*].concat();
                described::<Self>(doc.trim()).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::parse_counted(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

/// The rule of a name as JSON Schema says it.
fn described<T: BoundedText>(description: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(T::MAX))
        .pattern(Some(PATTERN))
        .description(Some(description))
        .build()
}

bounded_text! {
    /// Names a match; 1–256 characters.
    MatchId: 256;
    /// Names a player; 1–256 characters.
    PlayerId: 256;
    /// Names a session of a player; 1–256 characters.
    SessionId: 256;
    /// A stat sheet's idempotency key, unique per player; 1–256 characters.
    SheetId: 256;
    /// An event's idempotency key, unique per player; 1–256 characters.
    EventId: 256;
    /// Names a kind of item, such as `rubber_duck`; 1–128 characters.
    ItemKind: 128;
    /// Names a game mode, such as `solo`; 1–128 characters.
    GameMode: 128;
    /// Names a kind of event, such as `boss_defeat`; 1–128 characters.
    EventType: 128;
    /// Names an experiment, a variant or a custom stat; 1–128 characters.
    Name: 128;
    /// Names a field of details or of custom stats; 1–256 characters.
    FieldName: 256;
    /// Names a map, a dimension or its value, such as `platform` or `ps5`; 1–64 characters.
    Label: 64;
    /// Names a saved view; 1–100 characters.
    ViewName: 100;
    /// What an annotation says; 1–200 characters.
    AnnotationText: 200;
    /// An annotation's idempotency key; 1–128 characters.
    AnnotationId: 128;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded_in_characters_not_bytes() {
        assert_eq!(MatchId::parse("  m1 ").unwrap().as_str(), "m1");
        assert!(ItemKind::parse(&"é".repeat(128)).is_ok());
        assert!(
            ItemKind::parse(&"é".repeat(129))
                .unwrap_err()
                .contains("got 129")
        );
    }

    #[test]
    fn what_stands_for_other_names_is_read_as_itself_and_never_sent() {
        assert!(ItemKind::try_from(OTHER.to_owned()).unwrap().is_other());
        assert!(!ItemKind::parse(OTHER).unwrap().is_other());
        let sent = ItemKind::try_from("(other)".to_owned()).unwrap();
        assert!(!sent.is_other());
        assert!(
            !ItemKind::try_from("  (other)".to_owned())
                .unwrap()
                .is_other()
        );
    }

    #[test]
    fn empty_and_control_characters_are_refused() {
        for bad in ["", "   ", "a\0b", "a\nb"] {
            assert!(PlayerId::parse(bad).is_err(), "{bad:?}");
        }
    }
}
