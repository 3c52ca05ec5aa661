//! All rows of a slice of which no total knows enough, the newest first. Names are counted as in the totals, so that both tell of the
//! same slice. What the rows add up to is the caller's business.

use super::events::EventColumns;
use super::sheets::SheetColumns;
use crate::model::{ArmName, Coverage, Millis, NameKind, NewestRows, RowsLookedAt, SliceFilter};
use crate::store::ask::Reader;
use crate::store::ask::row::event_type_of;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::rollups::facts::seen;
use crate::store::write::names::Names;
use crate::store::write::names_table;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Types of events that are gone through; far more than have places in the totals.
const MOST_TYPES: u32 = 5_000;

/// Who was there, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowInSlice<'r> {
    pub(super) player_id: &'r str,
    /// Empty where it was in none.
    pub(super) match_id: &'r str,
    /// When the player was there: see [`seen`].
    pub(super) seen: Millis,
    /// How long it took the player, as a sheet says.
    pub(super) seconds: Option<f64>,
    /// Of all items; of events only where that was wanted.
    pub(super) units: u64,
    pub(super) is_sheet: bool,
}

impl Reader {
    /// Hands the rows of `slice` to `each`, until it has no room for more or `patience` ends; events with their `units` if wanted.
    pub(super) async fn rows_in_slice(
        &self,
        slice: &SliceFilter,
        patience: Duration,
        units: bool,
        mut each: impl FnMut(RowInSlice<'_>) -> ControlFlow<()>,
    ) -> Result<RowsLookedAt, StoreError> {
        let begun = Instant::now();
        let names = in_time(async {
            let mut snapshot = self.snapshot().await?;
            names_table::load_from(&mut snapshot).await
        });
        let names = names.await?;
        let mut wanted = Wanted::new(slice, &names);
        let types = async { Ok(on!(self.database, ask::loot_events::types(MOST_TYPES + 1))?) };
        let types: Vec<String> = in_time(types).await?;
        let (types, more_types) = match types.split_at_checked(MOST_TYPES as usize) {
            Some((types, more)) => (types, !more.is_empty()),
            None => (types.as_slice(), false),
        };
        let among = |left: usize| NewestRows {
            patience: patience.saturating_sub(begun.elapsed()) / left.max(1) as u32,
            ..NewestRows::default()
        };
        let mut has_room = true;
        // Half of the time, since each sheet tells of what many events do.
        let columns = SheetColumns {
            arms: true,
            ..SheetColumns::NUMBERS
        };
        let mut looked_at = self
            .newest_sheet_rows(columns, &among(2), |sheet| {
                if !wanted.wants(sheet.game_mode(), || sheet.arms()) {
                    return ControlFlow::Continue(());
                }
                let goes_on = each(RowInSlice {
                    player_id: sheet.player_id(),
                    match_id: sheet.match_id(),
                    seen: seen(Millis(sheet.timestamp_ms()), Millis(sheet.created_at_ms())),
                    seconds: sheet.match_duration(),
                    units: sheet.units().max(0) as u64,
                    is_sheet: true,
                });
                has_room = goes_on.is_continue();
                goes_on
            })
            .await?;
        let columns = EventColumns {
            arms: true,
            items: units,
            ..EventColumns::default()
        };
        let mut not_reached = more_types;
        for (done, name) in types.iter().enumerate() {
            let asked = among(types.len() - done);
            if asked.patience.is_zero() || !has_room {
                not_reached = true;
                break;
            }
            let event_type = event_type_of(name, "events")?;
            let of_type = self.newest_event_rows(&event_type, columns, &asked, |event| {
                if !wanted.wants(event.game_mode(), || event.arms()) {
                    return ControlFlow::Continue(());
                }
                let goes_on = each(RowInSlice {
                    player_id: event.player_id(),
                    match_id: event.match_id(),
                    seen: seen(Millis(event.timestamp_ms()), Millis(event.created_at_ms())),
                    seconds: None,
                    units: event.items().map(|(_, units)| units.max(0) as u64).sum(),
                    is_sheet: false,
                });
                has_room = goes_on.is_continue();
                goes_on
            });
            looked_at.join(of_type.await?);
        }
        if not_reached {
            // Nobody knows from when on all rows were looked at.
            looked_at.coverage = Coverage {
                complete: false,
                covered_since: None,
            };
        }
        Ok(looked_at)
    }
}

/// A slice, as totals count it.
struct Wanted<'a> {
    slice: &'a SliceFilter,
    /// What names are counted as; `None` where all are counted by themselves.
    names: Option<&'a Names>,
    /// An experiment and a variant, put together.
    joined: String,
}

impl<'a> Wanted<'a> {
    fn new(slice: &'a SliceFilter, names: &'a Names) -> Self {
        Self {
            slice,
            names: names.unless_all_own(),
            joined: String::new(),
        }
    }

    fn wants<'r, I: Iterator<Item = ArmName<'r>>>(
        &mut self,
        game_mode: &str,
        arms: impl FnOnce() -> I,
    ) -> bool {
        self.is_of_mode(game_mode) && self.is_of_arm(arms())
    }

    fn is_of_mode(&self, game_mode: &str) -> bool {
        let Some(wanted) = &self.slice.game_mode else {
            return true;
        };
        let counted = match self.names {
            Some(names) if !game_mode.is_empty() => names.counted(NameKind::GameMode, game_mode),
            _ => game_mode,
        };
        counted == wanted.as_str()
    }

    fn is_of_arm<'r>(&mut self, mut arms: impl Iterator<Item = ArmName<'r>>) -> bool {
        let (names, joined) = (self.names, &mut self.joined);
        self.slice.arm.as_ref().is_none_or(|wanted| {
            let wanted = (wanted.experiment.as_str(), wanted.variant.as_str());
            arms.any(|arm| match names {
                Some(names) => names.counted_arm(arm, joined) == wanted,
                None => (arm.1, arm.2) == wanted,
            })
        })
    }
}
