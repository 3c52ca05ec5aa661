//! What the store promises, told once and run on both databases.

mod adoption;
mod integrity;
mod names;
mod opening;
mod outages;
mod pages;
mod retries;
mod totals;
mod writers;
