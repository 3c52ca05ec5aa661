//! Totals that are kept in the transaction of the rows they count.

pub(in crate::store) mod counter;
pub(in crate::store) mod recount;
pub(in crate::store) mod rollup;
