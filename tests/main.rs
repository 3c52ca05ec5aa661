//! The integration tests: one binary, its folders mirror the product. `tests/run` runs them all.
//!
//! `laws` hold for any input, `api`, `browser`, `cli` and `store` tell stories about one part each, `harness` starts and
//! stops what they need, `fixtures` are the inputs that several of them share.

// A test's panic is its report.
#![allow(clippy::unwrap_used)]

mod api;
mod browser;
mod cli;
mod faults;
mod fixtures;
mod harness;
mod laws;
mod report;
mod store;
