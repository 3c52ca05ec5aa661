//! Questions that go through the newest sheets of a selection, for what no total keeps: one match, one player.

use crate::model::{
    Arm, EventType, Found, ItemKind, MapName, Millis, PlayerId, Position, SheetFilter, StatSheet,
    StoredSheet, group_of,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Which sheets are gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestSheets {
    /// Which of them.
    pub filter: SheetFilter,
    /// Of those that are looked at, only the ones of this variant of an experiment, or with this value of a dimension.
    pub arm: Option<Arm>,
    /// Of those that are looked at, only the ones on this map.
    pub map: Option<MapName>,
    /// At most this many are looked at, the newest; all of them when `None`.
    pub limit: Option<u32>,
    /// Whether of the events inside sheets those without items are gone through, too: for who counts events. Only they know their
    /// own time and slice.
    pub every_event: bool,
    /// After this long no more are looked at.
    pub patience: Duration,
}

impl Default for NewestSheets {
    fn default() -> Self {
        Self {
            filter: SheetFilter::default(),
            arm: None,
            map: None,
            limit: None,
            every_event: false,
            patience: Self::PATIENCE,
        }
    }
}

impl NewestSheets {
    /// Shorter than any read may take, so that there is an answer.
    pub const PATIENCE: Duration = Duration::from_secs(7);

    /// Whether a sheet that is looked at is of the variant.
    pub fn wants(&self, sheet: &StatSheet) -> bool {
        let is_of = |arm: &Arm| {
            let wanted = (arm.experiment.as_str(), arm.variant.as_str());
            sheet.arms().any(|(_, name, value)| (name, value) == wanted)
        };
        let is_on =
            |map: &MapName| sheet.map.as_ref().map_or("", |map| map.as_str()) == map.as_str();
        self.arm.as_ref().is_none_or(is_of) && self.map.as_ref().is_none_or(is_on)
    }
}

/// How far such a question went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookedAt {
    /// Sheets that were looked at, the newest, whatever their variant.
    pub looked_at: u64,
    /// Events that were looked at, the newest, in whatever slice: where events are counted all, else those outside of sheets and
    /// those with items.
    #[serde(default)]
    pub events_looked_at: u64,
    /// Whether those are all that the filter leaves.
    pub complete: bool,
}

/// What tells of loot: a sheet, or an event beside the sheets.
#[derive(Debug, Clone, Copy)]
pub enum Looted<'a> {
    /// A sheet.
    InSheet(&'a StoredSheet),
    /// An event.
    InEvent(&'a LootEvent),
}

/// What an event says that no sheet does.
#[derive(Debug, Clone, PartialEq)]
pub struct LootEvent {
    /// Its own time.
    pub at: Millis,
    /// Its type.
    pub event_type: EventType,
    /// The player.
    pub player_id: PlayerId,
    /// Where it happened, and its items were found.
    pub position: Option<Position>,
    /// Units of each item.
    pub items: Vec<(ItemKind, u64)>,
    /// The player's level: that of the sheet it came inside, or a fact about the player of that name.
    pub level: Option<i64>,
}

impl LootEvent {
    /// Where an item was found, as sheets say it ([`StatSheet::places_of`]); `None` without a place or a unit of it.
    pub fn place_of(&self, item: &ItemKind) -> Option<Found> {
        let (_, units) = self
            .items
            .iter()
            .find(|(own, units)| own == item && *units > 0)?;
        Some((self.position?, *units, group_of(self.player_id.as_str())))
    }
}
