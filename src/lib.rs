//! `loot` runs a game studio's whole telemetry loop. This page follows one stat sheet through it.
//!
//! **It is made.** In a game, or by [`simulator`]: there players arrive, meet and leave as a scenario file says, in
//! worlds that know nothing of each other, so any number of threads gives the same bytes on every machine, and the
//! truth about them is written down beside. [`client`] sends it,
//! and sends it again until the server has answered.
//!
//! **It arrives.** A handler in [`server`] reads the body as it comes, taking every byte out of one budget that all
//! requests share; when the budget is used up the answer is 503, not a growing process. A batch is cut into the raw
//! texts of its sheets first, so that one broken sheet breaks only itself.
//!
//! **It is understood.** [`model::StatSheet::parse`] walks the text once and notes *all* faults with their paths. What
//! comes out is valid by construction; nothing behind this point checks again. What has faults becomes a
//! [`model::DeadLetter`]: refused, but kept as it came.
//!
//! **It waits.** Both go into the one bounded queue of [`ingest`]. There is no timer: while one commit runs, the next
//! batch gathers by itself. A lone sheet is committed at once, a crowd shares a commit.
//!
//! **It is stored.** The writer task owns the only [`store::Writer`] (it is not `Clone`, so a second write path does
//! not compile). One transaction takes ids, and with them the turn to write; inserts the rows; learns from
//! the database which of them were new; adds those to the totals; and commits. A known key is a duplicate
//! and changes nothing.
//!
//! **It is acknowledged.** Only now the handler answers, with the id under which the sheet is stored, or the id of the
//! first one, or the faults. A process killed before this moment has promised nothing; killed after it, it has kept
//! its word.
//!
//! **It is counted.** Totals, activity, arrivals, events by type, heat grids, samples of places and counts of distinct players
//! and matches were kept in that same transaction, so a [`store::Reader`] answers from them in the same time at a
//! thousand sheets and at ten million. In `store/rollups/` each total says once what a sheet adds to it, to the writer and to
//! `loot check`, which recounts everything from the raw rows and names every difference.
//!
//! **It is seen.** Pages ask the API; [`report`] draws. A picture is data, then a scene of marks, then pixels or
//! shapes; what it claims beyond counting, such as a hotspot, [`analytics`] has tested against chance. An item has one
//! colour everywhere, from the order in which items came.
//!
//! What always holds:
//!
//! - acknowledged means committed;
//! - every item received ends as exactly one of accepted, duplicate, rejected;
//! - every total equals a recount;
//! - names, cells, buckets, bodies and queues are bounded, so no client can make anything grow without end;
//! - imports point one way: `commands → server → ingest → store → model`, and `model` knows nobody.

pub mod analytics;
pub mod cli;
pub mod client;
pub mod commands;
pub mod counting;
pub mod ingest;
pub mod model;
pub mod pictures;
pub mod report;
pub mod runtime;
pub mod server;
pub mod simulator;
pub mod store;
pub mod wire;
