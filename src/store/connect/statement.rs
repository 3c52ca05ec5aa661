//! Statements over many rows, said once for both databases: which columns, and what is done with them. How the
//! rows reach the database is left to each database: `sqlite/transaction.rs` runs a prepared statement once for each,
//! `postgres/transaction.rs` sends one array for each column.

use std::borrow::Cow;
use std::fmt::Write;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Type {
    Bigint,
    Double,
    Text,
    Bytea,
}

/// A column's name and type.
pub(in crate::store) type Column = (&'static str, Type);

/// Inserts rows.
pub(in crate::store) struct Insert<'s> {
    pub(in crate::store) table: &'static str,
    pub(in crate::store) columns: &'s [Column],
    /// What to do with a row whose key is known; empty when there cannot be one.
    pub(in crate::store) on_conflict: &'s str,
}

/// Asks for many keys at once.
pub(in crate::store) struct KeyLookup {
    /// The table that is looked into.
    pub(in crate::store) table: &'static str,
    /// The columns of the table `asked`, which holds the keys.
    pub(in crate::store) asked: &'static [Column],
    /// What to select from `asked`. Tables are joined to it as `asked cross join t where t.key = asked.key`: SQLite
    /// then never turns the join around.
    pub(in crate::store) select: &'static str,
}

/// One value on its way into a statement.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Value<'a> {
    Null,
    Bigint(i64),
    Double(f64),
    Text(Cow<'a, str>),
    Bytea(Cow<'a, [u8]>),
}

impl Insert<'_> {
    /// `insert into t (a, b) ROWS on conflict …`, where `rows` writes what stands for the rows.
    pub(in crate::store) fn text(&self, rows: impl FnOnce(&mut String, &[Column])) -> String {
        let mut text = format!("insert into {} (", self.table);
        write_names(&mut text, self.columns);
        text.push_str(") ");
        rows(&mut text, self.columns);
        text.push(' ');
        text.push_str(self.on_conflict);
        text
    }
}

impl KeyLookup {
    /// `with asked (a, b) as (ROWS) select …`, where `rows` writes what stands for the keys.
    pub(in crate::store) fn text(&self, rows: impl FnOnce(&mut String, &[Column])) -> String {
        let mut text = String::from("with asked (");
        write_names(&mut text, self.asked);
        text.push_str(") as (");
        rows(&mut text, self.asked);
        text.push_str(") ");
        text.push_str(self.select);
        text
    }
}

fn write_names(text: &mut String, columns: &[Column]) {
    for (index, (name, _)) in columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}{name}");
    }
}

/// What a column of the type takes of a value; another type's is a mistake in a statement of ours.
impl Value<'_> {
    pub(in crate::store) fn bigint(&self) -> Option<i64> {
        match self {
            Self::Bigint(n) => Some(*n),
            other => other.must_be_null(),
        }
    }

    pub(in crate::store) fn double(&self) -> Option<f64> {
        match self {
            Self::Double(x) => Some(*x),
            other => other.must_be_null(),
        }
    }

    pub(in crate::store) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            other => other.must_be_null(),
        }
    }

    pub(in crate::store) fn bytea(&self) -> Option<&[u8]> {
        match self {
            Self::Bytea(bytes) => Some(bytes),
            other => other.must_be_null(),
        }
    }

    fn must_be_null<T>(&self) -> Option<T> {
        debug_assert_eq!(*self, Value::Null, "a column of another type");
        None
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Self::Bigint(n)
    }
}

impl From<f64> for Value<'_> {
    fn from(x: f64) -> Self {
        Self::Double(x)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytea(Cow::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytea(Cow::Owned(bytes))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_its_columns_and_leaves_the_rows_to_the_database() {
        const COLUMNS: &[Column] = &[("a", Type::Text), ("b", Type::Bigint)];
        let insert = Insert {
            table: "t",
            columns: COLUMNS,
            on_conflict: "on conflict (a) do nothing",
        };
        assert_eq!(
            insert.text(|text, _| text.push_str("ROWS")),
            "insert into t (a, b) ROWS on conflict (a) do nothing"
        );
        let question = KeyLookup {
            table: "t",
            asked: COLUMNS,
            select: "select 1 from asked",
        };
        assert_eq!(
            question.text(|text, _| text.push_str("ROWS")),
            "with asked (a, b) as (ROWS) select 1 from asked"
        );
    }
}
