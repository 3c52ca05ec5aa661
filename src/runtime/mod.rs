//! How the process runs: logs, the wall clock, shutdown. Knows nothing of loot.

pub mod clock;
pub(crate) mod logging;
pub mod shutdown;
pub mod stop;
