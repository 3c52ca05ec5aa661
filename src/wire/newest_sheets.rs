//! What the newest sheets of a selection add up to, where no total is kept: of one match, of one player, and where which
//! player found something.

use super::activity::ItemPoint;
use super::parameters::{BySlice, Parameters, SliceOnMap, TimeRange, Whole, WholeOr};
use crate::analytics::{self, Bulk};
use crate::model::{
    ActivityPoint, Bucket, Distribution, EventType, Extent, Grid, GridRequest, HeatGrid, ItemKind,
    LookedAt, MapSlice, MatchId, NewestSheets, PlayerId, SheetFilter, SliceFilter, Zone,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Of which match and player.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfWhom {
    /// Only this match
    #[param(inline)]
    pub match_id: Option<MatchId>,
    /// Only this player
    #[param(inline)]
    pub player_id: Option<PlayerId>,
}

impl Parameters for OfWhom {}

/// How many sheets are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetsCounted {
    /// At most this many, the newest; when absent all of them, as far as 7 seconds go
    #[param(inline)]
    pub limit: Option<MostSheets>,
}

type MostSheets = Whole<1_000_000_000>;

impl Parameters for SheetsCounted {}

/// Which sheets are looked at. A variant is looked for among those.
pub type FromSheets = (OfWhom, BySlice, TimeRange, SheetsCounted);

impl From<FromSheets> for NewestSheets {
    fn from((of, slice, range, looked_at): FromSheets) -> Self {
        let SliceFilter { game_mode, arm } = slice.into();
        Self {
            filter: SheetFilter {
                match_id: of.match_id,
                player_id: of.player_id,
                game_mode,
                range,
            },
            arm,
            map: None,
            limit: looked_at.limit.map(|limit| limit.0),
            every_event: false,
            patience: NewestSheets::PATIENCE,
        }
    }
}

/// As [`FromSheets`], for places: those of one map.
pub type FromSheetsOnMap = (OfWhom, SliceOnMap, TimeRange, SheetsCounted);

impl From<FromSheetsOnMap> for NewestSheets {
    fn from((of, on_map, range, looked_at): FromSheetsOnMap) -> Self {
        let MapSlice { map, slice } = on_map.into();
        let from: FromSheets = (of, slice.into(), range, looked_at);
        Self {
            map: Some(map),
            ..from.into()
        }
    }
}

/// In buckets of which width, and which items have numbers of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SummaryShape {
    /// The width of a bucket; one that suits the time that holds nearly all of the sheets when absent
    #[param(inline, example = "hour")]
    pub bucket: Option<Bucket>,
    /// Items to tell apart
    #[serde(default)]
    #[param(inline)]
    pub most: ToldApart,
    /// An item to tell apart in any case
    #[param(inline, example = "rubber_duck")]
    pub item: Option<ItemKind>,
}

/// How many items are told apart: few, because each bucket has a number for each.
type ToldApart = WholeOr<12, 100>;

impl Parameters for SummaryShape {}

/// What the sheets add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SheetSummary {
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: LookedAt,
    /// Sheets that are counted: those of the variant, where one was asked for.
    pub sheets: u64,
    /// The width of a bucket.
    pub bucket: Bucket,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The part of time that holds nearly all of these sheets; null without any.
    pub bulk: Option<Bulk>,
    /// Oldest first, empty buckets left out. Sheets and events are each at their own time and in their own slice.
    pub activity: Vec<ActivityPoint>,
    /// The same events by type, inside sheets and outside; past a thousand types, the rarest are counted as ` (other)`.
    #[serde(default)]
    pub event_types: BTreeMap<EventType, u64>,
    /// The items that are told apart, the most collected first.
    pub items: Vec<ItemKind>,
    /// Oldest first; buckets without a unit are left out.
    pub item_activity: Vec<ItemPoint>,
    /// How many sheets have how many units.
    pub units_per_sheet: Distribution,
    /// The units that 99 of 100 sheets have at most; null without sheets.
    pub units_99th_percentile: Option<f64>,
}

impl SheetSummary {
    /// `summary` of the sheets that were `looked_at`.
    pub fn new(looked_at: LookedAt, tz: Zone, summary: analytics::SheetSummary) -> Self {
        let analytics::SheetSummary {
            bucket,
            bulk,
            activity,
            event_types,
            items,
            units_per_sheet,
            units_99th_percentile,
        } = summary;
        Self {
            looked_at,
            sheets: units_per_sheet.owners(),
            bucket,
            tz,
            bulk,
            activity,
            event_types,
            item_activity: ItemPoint::all(&items.items, items.points),
            items: items.items,
            units_per_sheet,
            units_99th_percentile,
        }
    }
}

/// Where one item was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SheetPlaces {
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: LookedAt,
    /// The item.
    pub item_name: ItemKind,
    /// Units with a place.
    pub count: u64,
    /// The side of a square of the map behind `grid`, in world units.
    pub cell_side: f64,
    /// Units per bin; absent when none has a place within the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
    /// How far all places reach, also those outside of `grid`; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
}

impl SheetPlaces {
    /// `heat` of an item in the sheets that were `looked_at`, counted as finely as asked for.
    pub fn new(
        looked_at: LookedAt,
        item_name: ItemKind,
        heat: &HeatGrid,
        wanted: &GridRequest,
    ) -> Self {
        Self {
            looked_at,
            item_name,
            count: heat.total_units(),
            cell_side: heat.cell_side(),
            grid: heat.grid(wanted),
            extent: heat.extent(),
        }
    }
}

/// How many items and players are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListedMost {
    /// Items and players to list, those with the most units
    #[serde(default)]
    #[param(inline)]
    pub most: Lines,
}

type Lines = WholeOr<10, 1_000>;

impl Parameters for ListedMost {}

/// What was found within a rectangle, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundWithin {
    /// How far it went.
    #[serde(flatten)]
    pub looked_at: LookedAt,
    /// What was found.
    #[serde(flatten)]
    pub found: analytics::Findings,
}
