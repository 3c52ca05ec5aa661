//! The order of lists.

use crate::model::words;

/// Largest or smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Largest first.
    Desc,
    /// Smallest first.
    Asc,
}

words! {
    Order: Desc "desc", Asc "asc";
}
