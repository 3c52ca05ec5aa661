//! Numbers that stand for what was written: for a row, so that `loot check` finds one that was changed since, and for the
//! contents of a sheet, so that another one with its key is told from a repeat.
//!
//! FNV-1a of 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): it is stored, so it has to stay the same in every version.

use super::connect::statement::{Column, Value};

/// A hash in the making.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds bytes that are told from those before and after.
    pub(in crate::store) fn add(&mut self, bytes: &[u8]) {
        self.add_plain(&(bytes.len() as u64).to_le_bytes());
        self.add_plain(bytes);
    }

    /// As [`add`](Self::add); nothing is told from an empty text.
    pub(in crate::store) fn add_optional(&mut self, text: Option<&str>) {
        self.add_plain(&[u8::from(text.is_some())]);
        self.add(text.unwrap_or_default().as_bytes());
    }

    /// Adds a number. SQLite does not keep the sign of zero.
    pub(in crate::store) fn add_double(&mut self, x: f64) {
        self.add(&(x + 0.0).to_le_bytes());
    }

    fn add_plain(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    /// What is stored.
    pub(in crate::store) fn end(self) -> i64 {
        self.0 as i64
    }
}

/// The column of a row's own hash.
pub(in crate::store) const ROW_HASH: &str = "row_hash";

/// Whether a row's hash covers the column: all but itself, and a number that is corrected after the row was written.
pub(in crate::store) fn covers(column: &str) -> bool {
    column != ROW_HASH && column != "event_count"
}

/// The hash of a row with these values, in the order of its columns.
pub(in crate::store) fn of_row<'v>(
    columns: &[Column],
    values: impl IntoIterator<Item = &'v Value<'v>>,
) -> i64 {
    let mut hash = Fnv::default();
    let named = columns.iter().zip(values);
    for (_, value) in named.filter(|((name, _), _)| covers(name)) {
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
            ("", 0xcbf2_9ce4_8422_2325_u64),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut fnv = Fnv::default();
            fnv.add_plain(text.as_bytes());
            assert_eq!(fnv.0, hash, "{text}");
        }
    }
}
