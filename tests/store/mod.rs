//! What the store promises, told once and run on both databases.

mod adoption;
mod arrivals;
mod cohorts;
mod event_questions;
mod event_slices;
mod generations;
mod integrity;
mod jobs;
mod journeys;
mod live;
mod lost_links;
mod maps;
mod name_changes;
mod names;
mod newest_sheets;
mod opening;
mod outages;
mod pages;
mod pooler;
mod replays;
mod retries;
mod rosters;
mod scans;
mod stories;
mod totals;
mod writers;
