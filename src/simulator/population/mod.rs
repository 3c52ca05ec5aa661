//! Plays a scenario: players arrive, come back over days, meet in matches, and leave for good, while the truth
//! about them is written down.
//!
//! # How any number of threads makes the same run in bounded memory
//!
//! Players meet, so no sheet is a function of its own number alone. The run is cut into *worlds* instead: a few
//! thousand players each, as many as the run has players for and never as many as there are threads. A player
//! lives in one world and meets only its other players. Worlds know nothing of each other, so each can be played by
//! any thread; within one, things happen strictly in the order of time, from one queue.
//!
//! A [`World`] is played forward to some instant and hands out what was sent until then, in order. Whoever plays
//! the worlds chooses the instants: they change nothing but memory. Merged by time and then by world, the uploads of
//! all worlds are the run's, and their places are its sequence numbers.
//!
//! A player who has not arrived or has left takes no memory; one who may come back takes about two hundred bytes.
//! A sheet is made when its player leaves the match and is kept only as long as its delivery waits.
//!
//! # Where chance comes from
//!
//! Each player has one stream of numbers for who they are, one for their sessions and one for their matches, and
//! each session and each match begins at a place of its own. So what a player is does not depend on what happened
//! before, and one more event in a match moves no number of the next.

mod arms;
mod clock;
mod contest;
mod deliver;
mod happen;
mod ids;
mod outbox;
mod person;
mod player;
mod print;
mod report;
mod run;
mod shared;
mod sheet;
mod sink;
mod truth;
mod upload;
mod world;

pub use run::Run;
pub use shared::Population;
pub use sheet::Sheet;
pub use sink::Sink;
pub use truth::Record;
pub use upload::{Body, DeliveryFault, Expected, Label, Upload};
pub use world::World;
