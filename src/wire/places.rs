//! Where things were found, and where they happened.

use super::parameters::{Limited, Parameters, Whole, WholeOr};
use crate::analytics::GroupedSquare;
use crate::model::{self, Coverage, EventType, Extent, Grid, GridRequest, ItemKind, Position};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// At most how many points.
pub type Sampled = Limited<WholeOr<10_000, 10_000>>;

/// Where one item was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Heat {
    /// The item.
    pub item_name: ItemKind,
    /// All units that came with a place.
    pub count: u64,
    /// Points `[x, y]`, each standing for one unit.
    pub locations: Vec<Position>,
    /// Whether `locations` is an even sample of more.
    pub sampled: bool,
    /// The side of a cell of the rollup behind `grid`, in world units.
    pub cell_side: f64,
    /// Counts per bin, when a grid was asked for and anything was found within it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
    /// How far all places reach, also those outside of `grid`; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
    /// False where totals say nothing of it, because the map, the item or the slice is counted as another one, such as ` (other)`:
    /// `/api/sheets/places` looks into the rows.
    #[serde(default = "yes")]
    pub map_in_totals: bool,
}

/// Before this was said, nobody asked.
fn yes() -> bool {
    true
}

impl Heat {
    /// Where `item_name` was found.
    pub fn new(item_name: ItemKind, heat: model::HeatAnswer) -> Self {
        Self {
            item_name,
            count: heat.count,
            locations: heat.locations,
            sampled: heat.sampled,
            cell_side: heat.cell_side,
            grid: heat.grid,
            extent: heat.extent,
            map_in_totals: heat.map_in_totals,
        }
    }
}

/// Counts in the same squares, twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MapsToCompare {
    /// The first map, `a[row][column]`: at most 200 rows of at most 200 counts.
    pub a: Vec<Vec<u64>>,
    /// The second map, with as many rows and columns.
    pub b: Vec<Vec<u64>>,
    /// The units of the first map by group of players, as `groups` of a grid has them; without them nothing is tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub a_groups: Vec<GroupedSquare>,
    /// Those of the second map.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub b_groups: Vec<GroupedSquare>,
}

type Events = Whole<100_000>;

/// How many events to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsLookedAt {
    /// Only so many events, the newest; of all of them when neither this nor a time is given, of 20,000 when a time is
    #[param(inline)]
    pub limit: Option<Events>,
}

impl Parameters for EventsLookedAt {}

/// Where events of one type happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventPlaces {
    /// The type.
    pub event_type: EventType,
    /// Events with a position among those looked at.
    pub count: u64,
    /// Events looked at, with a position or without.
    pub events: u64,
    /// The side of a square of the map behind `grid`, in world units.
    pub cell_side: f64,
    /// Events per bin; absent when none has a position within the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
    /// How far all positions reach, also those outside of `grid`; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

impl EventPlaces {
    /// `places` of events of one type, counted as finely as asked for.
    pub fn new(event_type: EventType, places: &model::EventPlaces, wanted: &GridRequest) -> Self {
        Self {
            event_type,
            count: places.heat.total_units(),
            events: places.events,
            cell_side: places.heat.cell_side(),
            grid: places.heat.grid(wanted),
            extent: places.heat.extent(),
            coverage: places.coverage,
        }
    }
}
