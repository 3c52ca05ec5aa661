//! One row as a driver gives it. The only thing about rows that the two databases' drivers do differently.

use crate::store::error::StoreError;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

/// A row whose columns are asked for by number; text is borrowed from it.
pub(in crate::store) trait Row {
    fn bigint(&self, column: usize) -> Result<Option<i64>, StoreError>;
    fn double(&self, column: usize) -> Result<Option<f64>, StoreError>;
    fn text(&self, column: usize) -> Result<Option<&str>, StoreError>;

    /// A column that is never null.
    fn number(&self, column: usize) -> Result<i64, StoreError> {
        self.bigint(column)?.ok_or_else(|| missing(column))
    }

    /// A column that is never null.
    fn name(&self, column: usize) -> Result<&str, StoreError> {
        self.text(column)?.ok_or_else(|| missing(column))
    }
}

fn missing(column: usize) -> StoreError {
    StoreError::BadRow(format!("column {column} of a row is null"))
}

fn of_another_type(error: impl std::fmt::Display) -> StoreError {
    StoreError::BadRow(format!("a column is of another type: {error}"))
}

impl Row for rusqlite::Row<'_> {
    fn bigint(&self, column: usize) -> Result<Option<i64>, StoreError> {
        let value = self.get_ref(column)?;
        value.as_i64_or_null().map_err(of_another_type)
    }

    fn double(&self, column: usize) -> Result<Option<f64>, StoreError> {
        let value = self.get_ref(column)?;
        value.as_f64_or_null().map_err(of_another_type)
    }

    fn text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        let value = self.get_ref(column)?;
        value.as_str_or_null().map_err(of_another_type)
    }
}

impl Row for PgRow {
    fn bigint(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn double(&self, column: usize) -> Result<Option<f64>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        Ok(self.try_get(column)?)
    }
}
