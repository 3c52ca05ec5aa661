//! The pieces that a part of time is put together from, as a table in a statement.

use super::Db;
use crate::model::Slice;
use crate::store::ask::pieces::Piece;
use sqlx::query_builder::QueryBuilder;

/// `with pieces (…) as (…)`, to be followed by a select.
pub(super) fn with_pieces(pieces: &[Piece]) -> QueryBuilder<Db> {
    let mut query =
        QueryBuilder::<Db>::new("with pieces (width_ms, from_ms, until_ms, offset_ms) as (");
    query.push_values(pieces, |mut row, piece| {
        row.push_bind(piece.width_ms)
            .push_bind(piece.from_ms)
            .push_bind(piece.until_ms)
            .push_bind(piece.offset_ms);
    });
    query.push(") ");
    query
}

/// The rows of `table` that the pieces name, joined with them as `a` and `p`. The cross join keeps SQLite from going
/// through the whole table for each piece.
pub(super) fn push_rows(query: &mut QueryBuilder<Db>, table: &'static str) {
    query.push(" from pieces p cross join ").push(table);
    query.push(
        " a where a.width_ms = p.width_ms and a.start_ms >= p.from_ms and a.start_ms < p.until_ms",
    );
}

/// The start of a row's bucket by the clock of its piece; equal for the rows of one bucket between two changes of the
/// clock.
pub(super) fn push_bucket(query: &mut QueryBuilder<Db>, bucket_ms: i64) {
    query.push("a.start_ms - (a.start_ms + p.offset_ms) % ");
    query.push_bind(bucket_ms);
}

/// Only the slice.
pub(super) fn push_slice(query: &mut QueryBuilder<Db>, slice: Slice<'_>) {
    query.push(" and a.experiment = ");
    query.push_bind(slice.experiment.to_owned());
    query.push(" and a.variant = ");
    query.push_bind(slice.variant.to_owned());
    if !slice.game_mode.is_empty() {
        query.push(" and a.game_mode = ");
        query.push_bind(slice.game_mode.to_owned());
    }
}
