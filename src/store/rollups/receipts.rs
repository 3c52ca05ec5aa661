//! What was received when, by our own clock, and what became of it.

use super::activity::WIDTHS;
use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use super::texts::TextId;

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
        for width in WIDTHS {
            let bucket = Key::number(width).then_number(receipt.received_at.bucket(width).0);
            let what = TextId::counter(receipt.counter);
            add.add(bucket.then(what).then(receipt.label), [1]);
        }
    },
    ..Rollup::EMPTY
};
