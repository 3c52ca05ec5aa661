//! `/ws/live`: shows what is stored while it changes. The writer only says *that* it has committed; what is new is
//! read from the database, at most ten times a second and once for all who watch through the same filter. So neither
//! the number of watchers nor their slowness reaches the writer, and several servers on one database show the same.

mod hub;
mod picture;
mod view;
mod watching;

pub(super) use hub::{Hub, HubDoor};
pub(super) use view::MOST_LOOKS;
pub(super) use watching::{MAX_MESSAGE_BYTES, filter_of, watch};
