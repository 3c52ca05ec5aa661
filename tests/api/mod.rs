//! The contract of API.md, seen from outside.

mod answers;
mod batch;
mod clear;
mod cors;
mod dead_letters;
mod encodings;
mod errors;
mod event_questions;
mod events;
mod faults;
mod health;
mod jobs;
mod journey;
mod live;
mod maps;
mod newest_sheets;
mod openapi;
mod pages;
mod queries;
mod reading;
mod retention;
mod rosters;
mod simulated;
mod stories;
mod submit;
mod telemetry;
