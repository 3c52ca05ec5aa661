//! How many players and matches there are in a slice of which no total says it, from the rows. Names are counted as in the totals,
//! so that both tell of the same slice.

use super::events::EventColumns;
use super::sheets::SheetColumns;
use crate::model::{
    ArmName, Coverage, DistinctInSlice, NameKind, NewestRows, RowsLookedAt, SliceFilter,
};
use crate::store::ask::Reader;
use crate::store::ask::row::event_type_of;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::write::names::Names;
use crate::store::write::names_table;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Players and matches that are told apart, each in eight bytes and its place in the set.
const MOST_DISTINCT: usize = 1_000_000;
/// Types of events that are gone through; far more than have places in the totals.
const MOST_TYPES: u32 = 5_000;

impl Reader {
    /// Counts the players and matches of whom a row is in `slice`, the newest rows first, as long as `patience` lasts and up to a
    /// million of them.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn distinct_in(
        &self,
        slice: &SliceFilter,
        patience: Duration,
    ) -> Result<DistinctInSlice, StoreError> {
        let begun = Instant::now();
        let names = in_time(async {
            let mut snapshot = self.snapshot().await?;
            names_table::load_from(&mut snapshot).await
        });
        let names = names.await?;
        let mut seen = Seen::new(slice, &names);
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
        // Half of the time, since each sheet tells of what many events do.
        let columns = SheetColumns {
            arms: true,
            ..SheetColumns::NUMBERS
        };
        let mut looked_at = self
            .newest_sheet_rows(columns, &among(2), |sheet| {
                let arms = || sheet.arms();
                seen.add(sheet.game_mode(), arms, sheet.player_id(), sheet.match_id())
            })
            .await?;
        let columns = EventColumns {
            arms: true,
            ..EventColumns::default()
        };
        let mut not_reached = more_types;
        for (done, name) in types.iter().enumerate() {
            let asked = among(types.len() - done);
            if asked.patience.is_zero() || !seen.has_room() {
                not_reached = true;
                break;
            }
            let event_type = event_type_of(name, "events")?;
            let of_type = self.newest_event_rows(&event_type, columns, &asked, |event| {
                let arms = || event.arms();
                seen.add(event.game_mode(), arms, event.player_id(), event.match_id())
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
        Ok(seen.counted(looked_at))
    }
}

/// Who was seen so far.
struct Seen<'a> {
    slice: &'a SliceFilter,
    /// What names are counted as; `None` where all are counted by themselves.
    names: Option<&'a Names>,
    /// An experiment and a variant, put together.
    joined: String,
    hasher: RandomState,
    players: HashSet<u64>,
    matches: HashSet<u64>,
}

impl<'a> Seen<'a> {
    fn new(slice: &'a SliceFilter, names: &'a Names) -> Self {
        Self {
            slice,
            names: names.unless_all_own(),
            joined: String::new(),
            hasher: RandomState::new(),
            players: HashSet::new(),
            matches: HashSet::new(),
        }
    }

    fn has_room(&self) -> bool {
        self.players.len().max(self.matches.len()) < MOST_DISTINCT
    }

    /// Adds whom a row tells of; an event may be in no match.
    fn add<'r, I: Iterator<Item = ArmName<'r>>>(
        &mut self,
        game_mode: &str,
        arms: impl FnOnce() -> I,
        player_id: &str,
        match_id: &str,
    ) -> ControlFlow<()> {
        if self.is_of_mode(game_mode) && self.is_of_arm(arms()) {
            self.players.insert(self.hasher.hash_one(player_id));
            if !match_id.is_empty() {
                self.matches.insert(self.hasher.hash_one(match_id));
            }
        }
        match self.has_room() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
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

    fn counted(self, looked_at: RowsLookedAt) -> DistinctInSlice {
        DistinctInSlice {
            players: self.players.len() as u64,
            matches: self.matches.len() as u64,
            looked_at,
        }
    }
}
