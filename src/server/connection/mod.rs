//! One client's connection below HTTP: when it may begin, when it is read from, and how long it may leave unread what it
//! is sent. actix reads ahead up to 160 KiB of each connection and waits for ever for one that does not read; here it is
//! given what a handler wants next, and only as much as the memory budget has room for.

mod admission;
mod demand;
mod meter;
mod place;
mod stream;

pub(super) use admission::Admission;
pub(super) use demand::Demand;
pub(super) use meter::Meter;
pub(super) use stream::Metered;
