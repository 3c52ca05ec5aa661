//! What the stories need around them: databases, servers, clients, and ways to wait.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod commands;
pub(crate) mod database;
pub(crate) mod http;
pub(crate) mod load;
pub(crate) mod nginx;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod socket;
pub(crate) mod tls;
pub(crate) mod waiting;
