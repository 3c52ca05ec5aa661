//! What the stories need around them: databases, and ways to wait.

pub(crate) mod database;
pub(crate) mod postgres;
pub(crate) mod waiting;
