//! What was received when, by our own clock, and what became of it.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::texts::TextId;
use super::widths::{self, FROM_MINUTES};

pub(in crate::store) const RECEIPTS: Rollup = Rollup {
    table: "receipts",
    key: &[
        Part::Number("width_ms"),
        Part::Number("start_ms"),
        Part::Text("counter"),
        Part::Text("label"),
    ],
    measures: &[Sum("n")],
    receipt: |receipt, add| {
        let what = TextId::counter(receipt.counter);
        for bucket in widths::buckets(receipt.received_at, FROM_MINUTES) {
            add.add(bucket.then(what).then(receipt.label), [1]);
        }
    },
    ..Rollup::EMPTY
};
