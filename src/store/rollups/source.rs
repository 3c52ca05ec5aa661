//! Stored rows as they are given to the totals, from wherever they were read.

use crate::model::{ArmName, Locations, Millis, Position};
use crate::store::write::plan::PlannedEvent;

/// Places with the number of units or events at each.
pub(in crate::store) type Points = Vec<(Position, u64)>;

/// A stored sheet as it is given to the totals, from wherever it was read.
pub(in crate::store) struct SheetSource<'a, Arms, Items, Places> {
    pub(in crate::store) match_id: &'a str,
    pub(in crate::store) player_id: &'a str,
    pub(in crate::store) game_mode: &'a str,
    /// Empty where none was sent.
    pub(in crate::store) map: &'a str,
    pub(in crate::store) at: Millis,
    pub(in crate::store) received_at: Millis,
    /// Seconds.
    pub(in crate::store) match_duration: Option<f64>,
    pub(in crate::store) has_key: bool,
    /// What it counts in beside everyone ([`arms_of`](crate::model::arms_of)).
    pub(in crate::store) arms: Arms,
    /// Items with their counts.
    pub(in crate::store) items: Items,
    /// For each placed item the points, given the item's count.
    pub(in crate::store) places: Places,
}

/// A stored event as it is given to the totals.
pub(in crate::store) struct EventSource<'a, Arms, Items> {
    /// Empty where there is none.
    pub(in crate::store) match_id: &'a str,
    pub(in crate::store) player_id: &'a str,
    pub(in crate::store) event_type: &'a str,
    pub(in crate::store) game_mode: &'a str,
    /// Empty where none was sent.
    pub(in crate::store) map: &'a str,
    pub(in crate::store) at: Millis,
    pub(in crate::store) received_at: Millis,
    pub(in crate::store) position: Option<Position>,
    /// As those of a sheet.
    pub(in crate::store) arms: Arms,
    /// Items with their counts.
    pub(in crate::store) items: Items,
}

/// The points of one item, given its count.
pub(in crate::store) trait Placed {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)>;
}

impl Placed for &Locations {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)> {
        Locations::weighted(self, count)
    }
}

impl Placed for Position {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)> {
        (count > 0).then_some((self, count)).into_iter()
    }
}

/// An event that is to be stored.
pub(in crate::store) fn planned<'a>(
    planned: &PlannedEvent<'a>,
) -> EventSource<'a, impl Iterator<Item = ArmName<'a>>, impl Iterator<Item = (&'a str, i64)> + Clone>
{
    let event = planned.event;
    EventSource {
        match_id: planned.match_id(),
        player_id: event.player_id.as_str(),
        event_type: event.event_type.as_str(),
        game_mode: planned.game_mode(),
        map: planned.map(),
        at: event.timestamp.at(),
        received_at: planned.received_at,
        position: event.position,
        arms: planned.arms(),
        items: event
            .items
            .iter()
            .map(|(item, count)| (item.as_str(), count.get() as i64)),
    }
}
