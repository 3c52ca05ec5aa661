//! Uploads that wait for their delivery.

use super::sink::Sink;
use super::upload::Upload;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Hands out uploads by their time; those of one instant in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Outbox<'a> {
    waiting: BinaryHeap<Reverse<Waiting<'a>>>,
    count: u64,
}

#[derive(Debug)]
struct Waiting<'a> {
    /// When, and the place among all that ever waited.
    key: (i64, u64),
    upload: Upload<'a>,
}

impl<'a> Outbox<'a> {
    pub(super) fn put(&mut self, upload: Upload<'a>) {
        let key = (upload.at.0, self.count);
        self.count += 1;
        self.waiting.push(Reverse(Waiting { key, upload }));
    }

    /// Hands out what is due before `until`.
    pub(super) fn deliver(&mut self, until: i64, sink: &mut impl Sink<'a>) {
        let is_due = |waiting: &Reverse<Waiting<'_>>| waiting.0.key.0 < until;
        while self.waiting.peek().is_some_and(is_due) {
            if let Some(Reverse(due)) = self.waiting.pop() {
                sink.upload(due.upload);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl PartialEq for Waiting<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Waiting<'_> {}

impl PartialOrd for Waiting<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}
