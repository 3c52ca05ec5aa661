//! Answers that no total has: asks the store for rows, has them added up by `analytics/`, and answers in the shapes of `wire/`. A route
//! and a command call the same function. Knows nothing of HTTP and has no SQL.

mod fields;
mod items;
mod letter_groups;
mod money;

pub use fields::stats_fields;
pub use items::{item_by_level, item_outcomes};
pub use letter_groups::letter_groups;
pub use money::balance;
