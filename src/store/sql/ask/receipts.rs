//! What was received when.

use super::Pool;
use super::pieces::{push_bucket, push_rows, with_pieces};
use crate::store::ask::pieces::Piece;
use crate::store::ask::row::ReceiptRow;

/// The newest `limit` buckets of `bucket_ms`, oldest first, with a row for each counter and label. The start of the oldest
/// bucket comes first: none of its rows may be cut off.
pub(in crate::store) async fn newest(
    pool: &Pool,
    bucket_ms: i64,
    pieces: &[Piece],
    limit: u32,
) -> Result<Vec<ReceiptRow>, sqlx::Error> {
    let mut query = with_pieces(pieces);
    query.push(", wanted as materialized (select a.start_ms, a.counter, a.label, a.n, ");
    push_bucket(&mut query, bucket_ms);
    query.push(" as bucket_ms");
    push_rows(&mut query, "receipts");
    query.push("), newest as (select distinct bucket_ms from wanted order by 1 desc limit ");
    query.push_bind(i64::from(limit));
    query.push(
        ") select min(start_ms) as start_ms, counter, label, cast(sum(n) as bigint) as n from wanted \
         where bucket_ms >= (select min(bucket_ms) from newest) \
         group by bucket_ms, counter, label order by bucket_ms, counter, label",
    );
    query.build_query_as().fetch_all(pool).await
}
