//! `loot` runs a game studio's whole telemetry loop. This page becomes the journey of one stat sheet.

pub mod cli;
pub mod client;
pub mod commands;
pub mod ingest;
pub mod model;
pub mod runtime;
pub mod server;
pub mod simulator;
pub mod store;
