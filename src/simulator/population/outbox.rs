//! Uploads that wait for their delivery.

use super::Window;
use crate::simulator::upload::Upload;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Hands out uploads by their time; those of one instant in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: BinaryHeap<Reverse<Waiting>>,
    count: u64,
}

#[derive(Debug)]
struct Waiting {
    /// When, and the place among all that ever waited.
    key: (i64, u64),
    upload: Upload,
}

impl Outbox {
    pub(super) fn put(&mut self, upload: Upload) {
        let key = (upload.at.0, self.count);
        self.count += 1;
        self.waiting.push(Reverse(Waiting { key, upload }));
    }

    /// Hands out what is due before `until`.
    pub(super) fn deliver(&mut self, until: i64, window: &mut Window) {
        let is_due = |waiting: &Reverse<Waiting>| waiting.0.key.0 < until;
        while self.waiting.peek().is_some_and(is_due) {
            let due = self.waiting.pop();
            window.uploads.extend(due.map(|Reverse(due)| due.upload));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}
