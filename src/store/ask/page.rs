//! A page of rows that may be large: it ends at a number of rows or of bytes, whichever comes first.

use crate::model::{Cursor, Page};
use crate::store::error::StoreError;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

/// Bytes of a page's texts, as they are stored; one row that has more is a page of its own.
pub(in crate::store) const MOST_PAGE_BYTES: u64 = 2 << 20;

/// A row that knows how large it is.
pub(in crate::store) struct Weighed<R> {
    pub(in crate::store) row: R,
    pub(in crate::store) bytes: u64,
    /// Rows that were found, up to the one beyond the limit.
    found: usize,
}

impl<'r, R, Columns> FromRow<'r, Columns> for Weighed<R>
where
    Columns: Row,
    R: FromRow<'r, Columns>,
    &'static str: ColumnIndex<Columns>,
    i64: Decode<'r, Columns::Database> + Type<Columns::Database>,
{
    fn from_row(row: &'r Columns) -> sqlx::Result<Self> {
        let count = |name: &'static str| row.try_get::<i64, _>(name);
        Ok(Self {
            bytes: count("page_bytes")? as u64,
            found: count("page_found")? as usize,
            row: R::from_row(row)?,
        })
    }
}

/// The rows of a page, and whether there are more behind it.
pub(in crate::store) struct PageRows<R> {
    pub(in crate::store) rows: Vec<Weighed<R>>,
    pub(in crate::store) more: bool,
}

impl<R> PageRows<R> {
    pub(in crate::store) fn new(rows: Vec<Weighed<R>>) -> Self {
        let more = rows.first().is_some_and(|first| rows.len() < first.found);
        Self { rows, more }
    }

    /// As model values; the next page begins below the last one's id.
    pub(in crate::store) fn into_page<T>(
        self,
        id: impl Fn(&T) -> i64,
    ) -> Result<Page<T>, StoreError>
    where
        T: TryFrom<R, Error = StoreError>,
    {
        let rows = self
            .rows
            .into_iter()
            .map(|weighed| T::try_from(weighed.row));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let next = rows.last().filter(|_| self.more);
        let next = next.map(|row| Cursor(id(row)));
        Ok(Page { rows, next })
    }
}
