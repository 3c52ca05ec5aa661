//! The newest rows of a selection, as far as somebody's patience goes. What they add up to is the caller's business.

use super::events::{EventColumns, EventRow};
use super::filter::Condition;
use super::sheets::{SheetColumns, SheetRow};
use crate::model::{ArmName, Coverage, EventType, Millis, NewestRows, RowsLookedAt, SliceFilter};
use crate::store::ask::Reader;
use crate::store::connect::reading::in_time;
use crate::store::connect::timeouts::READ_DEADLINE;
use crate::store::error::StoreError;
use std::ops::ControlFlow;
use std::time::Instant;

impl Reader {
    /// Hands the newest sheets to `each`, until it has no room for more, or the limit or the asked for patience ends. Those
    /// of other slices are looked at and not handed over.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn newest_sheet_rows(
        &self,
        columns: SheetColumns,
        asked: &NewestRows,
        mut each: impl FnMut(SheetRow<'_>) -> ControlFlow<()>,
    ) -> Result<RowsLookedAt, StoreError> {
        let columns = SheetColumns {
            arms: columns.arms || asked.slice.arm.is_some(),
            ..columns
        };
        let condition = Condition::newest(None, asked);
        let mut far = Far::new(asked);
        in_time(async {
            let _place = self.place_to_scan().await;
            let mut scan = self.newest_first(columns, condition, READ_DEADLINE);
            while let Some(batch) = scan.next().await? {
                for row in batch.rows() {
                    let at = row.timestamp_ms();
                    let is_wanted = wants(&asked.slice, row.game_mode(), row.arms());
                    if far.step(at, is_wanted, || each(row)).is_break() {
                        return Ok(far.reached());
                    }
                }
            }
            Ok(far.all())
        })
        .await
    }

    /// As [`Reader::newest_sheet_rows`], of events of one type.
    ///
    /// # Errors
    /// As there.
    pub async fn newest_event_rows(
        &self,
        event_type: &EventType,
        columns: EventColumns,
        asked: &NewestRows,
        mut each: impl FnMut(EventRow<'_>) -> ControlFlow<()>,
    ) -> Result<RowsLookedAt, StoreError> {
        let columns = EventColumns {
            arms: columns.arms || asked.slice.arm.is_some(),
            ..columns
        };
        let condition = Condition::newest(Some(event_type), asked);
        let mut far = Far::new(asked);
        in_time(async {
            let _place = self.place_to_scan().await;
            let mut scan = self.newest_first(columns, condition, READ_DEADLINE);
            while let Some(batch) = scan.next().await? {
                for row in batch.rows() {
                    let at = row.timestamp_ms();
                    let is_wanted = wants(&asked.slice, row.game_mode(), row.arms());
                    if far.step(at, is_wanted, || each(row)).is_break() {
                        return Ok(far.reached());
                    }
                }
            }
            Ok(far.all())
        })
        .await
    }
}

/// Whether a row counts in a slice.
pub(super) fn wants<'a>(
    slice: &SliceFilter,
    game_mode: &str,
    mut arms: impl Iterator<Item = ArmName<'a>>,
) -> bool {
    let mode = slice.game_mode.as_ref();
    mode.is_none_or(|mode| mode.as_str() == game_mode)
        && slice.arm.as_ref().is_none_or(|arm| {
            let wanted = (arm.experiment.as_str(), arm.variant.as_str());
            arms.any(|(_, name, value)| (name, value) == wanted)
        })
}

/// How far it has come.
struct Far {
    begun: Instant,
    asked: NewestRows,
    looked_at: u64,
    last: Option<Millis>,
}

impl Far {
    fn new(asked: &NewestRows) -> Self {
        Self {
            begun: Instant::now(),
            asked: asked.clone(),
            looked_at: 0,
            last: None,
        }
    }

    /// Looks at a row, unless it has to end before it.
    fn step(
        &mut self,
        at_ms: i64,
        is_wanted: bool,
        hand_over: impl FnOnce() -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        /// A look at the clock for each row would take longer than the row.
        const BETWEEN_LOOKS: u64 = 256;
        let is_enough = self
            .asked
            .limit
            .is_some_and(|most| self.looked_at >= u64::from(most));
        let looks = self.looked_at > 0 && self.looked_at.is_multiple_of(BETWEEN_LOOKS);
        if is_enough || (looks && self.begun.elapsed() >= self.asked.patience) {
            return ControlFlow::Break(());
        }
        self.looked_at += 1;
        self.last = Some(Millis(at_ms));
        match is_wanted {
            true => hand_over(),
            false => ControlFlow::Continue(()),
        }
    }

    /// There are more.
    fn reached(&self) -> RowsLookedAt {
        RowsLookedAt {
            looked_at: self.looked_at,
            coverage: Coverage {
                complete: false,
                covered_since: self.last,
            },
        }
    }

    fn all(&self) -> RowsLookedAt {
        RowsLookedAt {
            looked_at: self.looked_at,
            coverage: Coverage::default(),
        }
    }
}
