//! Numbers that stand for what was written: for a row, so that `loot check` finds one that was changed since, and for the
//! contents of a sheet, so that another one with its key is told from a repeat.
//!
//! XXH64 (<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>): it is stored, so it has to stay the same in every
//! version, and it is made of all that is written, so it has to be quick.

use super::connect::statement::{Column, Value};
use std::hash::Hasher;
use twox_hash::XxHash64;

/// A hash in the making.
#[derive(Debug, Clone)]
pub(in crate::store) struct RowHash(XxHash64);

impl Default for RowHash {
    fn default() -> Self {
        Self(XxHash64::with_seed(0))
    }
}

impl RowHash {
    /// Adds bytes that are told from those before and after.
    pub(in crate::store) fn add(&mut self, bytes: &[u8]) {
        self.0.write(&(bytes.len() as u64).to_le_bytes());
        self.0.write(bytes);
    }

    /// As [`add`](Self::add); nothing is told from an empty text.
    pub(in crate::store) fn add_optional(&mut self, text: Option<&str>) {
        self.0.write(&[u8::from(text.is_some())]);
        self.add(text.unwrap_or_default().as_bytes());
    }

    /// Adds a text with its name; nothing where there is none.
    pub(in crate::store) fn add_named(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.add(name.as_bytes());
            self.add(text.as_bytes());
        }
    }

    /// Adds a number. SQLite does not keep the sign of zero.
    pub(in crate::store) fn add_double(&mut self, x: f64) {
        self.add(&(x + 0.0).to_le_bytes());
    }

    /// What is stored.
    pub(in crate::store) fn end(self) -> i64 {
        self.0.finish() as i64
    }
}

/// The column of a row's own hash.
pub(in crate::store) const ROW_HASH: &str = "row_hash";

/// Whether a row's hash covers the column: all but itself, and a number that is corrected after the row was written.
pub(in crate::store) fn covers(column: &str) -> bool {
    column != ROW_HASH && column != "event_count"
}

/// Columns that came after rows had hashes: one that holds nothing changes no hash.
const ADDED: [&str; 7] = [
    "map",
    "session_id",
    "dimensions",
    "player",
    "items",
    "item_units",
    "z",
];

fn is_nothing(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Bigint(n) => *n == 0,
        _ => false,
    }
}

/// The hash of a row with these values, in the order of its columns.
pub(in crate::store) fn of_row<'v>(
    columns: &[Column],
    values: impl IntoIterator<Item = &'v Value<'v>>,
) -> i64 {
    let mut hash = RowHash::default();
    let named = columns.iter().zip(values);
    for ((name, _), value) in named.filter(|((name, _), _)| covers(name)) {
        if ADDED.contains(name) {
            if is_nothing(value) {
                continue;
            }
            hash.add(name.as_bytes());
        }
        match value {
            Value::Null => hash.add(b"null"),
            Value::Bigint(n) => hash.add(&n.to_le_bytes()),
            Value::Double(x) => hash.add_double(*x),
            Value::Text(text) => hash.add(text.as_bytes()),
            Value::Bytea(bytes) => hash.add(bytes),
        }
    }
    hash.end()
}

/// The values of a row with its hash, which is the last of them.
pub(in crate::store) fn with_hash<'v, const N: usize>(
    columns: &[Column],
    mut values: [Value<'v>; N],
) -> [Value<'v>; N] {
    debug_assert_eq!(columns.last().map(|(name, _)| *name), Some(ROW_HASH));
    let hash = of_row(columns, &values);
    if let Some(last) = values.last_mut() {
        *last = hash.into();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        for (text, hash) in [
            ("", 0xef46_db37_51d8_e999_u64),
            ("a", 0xd24e_c4f1_a98c_6e5b),
            ("abc", 0x44bc_2cf5_ad77_0999),
        ] {
            let mut hashed = RowHash::default();
            hashed.0.write(text.as_bytes());
            assert_eq!(hashed.end() as u64, hash, "{text}");
        }
    }
}
