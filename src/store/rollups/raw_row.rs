//! A row of any columns, as the values that were written.

use crate::store::connect::statement::Value;
use rusqlite::types::ValueRef;
use sqlx::postgres::{PgColumn, PgRow};
use sqlx::{Column, FromRow, Row, TypeInfo};

/// In the order of the columns.
pub(super) struct RawRow(pub(super) Vec<Value<'static>>);

impl<'row> TryFrom<&'row rusqlite::Row<'row>> for RawRow {
    type Error = rusqlite::Error;

    fn try_from(row: &'row rusqlite::Row<'row>) -> Result<Self, Self::Error> {
        let columns = 0..row.as_ref().column_count();
        let value = |index: usize| {
            Ok(match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Bigint(n),
                ValueRef::Real(x) => Value::Double(x),
                ValueRef::Text(_) => row.get::<_, String>(index)?.into(),
                ValueRef::Blob(bytes) => bytes.to_vec().into(),
            })
        };
        columns.map(value).collect::<Result<_, _>>().map(Self)
    }
}

impl FromRow<'_, PgRow> for RawRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let value = |column: &PgColumn| {
            let index = column.ordinal();
            Ok(match column.type_info().name() {
                "TEXT" => row.try_get::<Option<String>, _>(index)?.into(),
                "FLOAT8" => row.try_get::<Option<f64>, _>(index)?.into(),
                "BYTEA" => row.try_get::<Option<Vec<u8>>, _>(index)?.into(),
                _ => row.try_get::<Option<i64>, _>(index)?.into(),
            })
        };
        let columns = row.columns().iter();
        columns.map(value).collect::<Result<_, _>>().map(Self)
    }
}
