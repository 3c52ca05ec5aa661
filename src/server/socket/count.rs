//! How many sockets there are, and the most there may be.

use crate::server::error::ApiError;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most sockets of one server.
const MOST_SOCKETS: usize = 10_000;

/// How many sockets are open; clones count together.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Sockets(Arc<AtomicUsize>);

/// One of the sockets that there may be; given back when dropped.
pub(super) struct Place(Sockets);

impl Sockets {
    pub(super) fn take(&self) -> Result<Place, ApiError> {
        let place = Place(self.clone());
        match self.0.fetch_add(1, Ordering::Relaxed) {
            open if open < MOST_SOCKETS => Ok(place),
            _ => Err(ApiError::Busy),
        }
    }

    /// How many are open.
    pub(in crate::server) fn open(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
