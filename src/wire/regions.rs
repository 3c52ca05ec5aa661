//! Regions of maps, and what lies in them.

use super::parameters::Parameters;
use crate::analytics::{RegionCount, RegionTimes, RegionsAt};
use crate::model::{
    Bucket, EventType, Fault, ItemKind, MapName, Millis, Name, Region, RowsLookedAt, Zone,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which region of which map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfRegion {
    /// The map; without it, the one of all data without a map
    #[serde(default)]
    #[param(inline, example = "dust")]
    pub map: MapName,
    /// The region
    #[param(value_type = String, example = "harbour")]
    pub region: Name,
}

impl Parameters for OfRegion {}

/// Where a region is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionOutline {
    /// Its corners around, world units: x and y of each in turn, separated by commas; 3 to 100
    #[param(value_type = String, example = "1400,100,1800,100,1800,400,1400,400")]
    pub corners: Corners,
}

impl Parameters for RegionOutline {}

/// Points as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Corners(pub Vec<[f64; 2]>);

impl Corners {
    /// Reads them.
    ///
    /// # Errors
    /// When they are no pairs of finite numbers.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("must be x,y of each corner in turn, separated by commas, got {text:?}");
        let numbers = text.split(',').map(|part| part.trim().parse::<f64>().ok());
        let numbers: Option<Vec<f64>> = numbers.collect();
        let numbers = numbers
            .filter(|numbers| numbers.len() % 2 == 0)
            .ok_or_else(wrong)?;
        match numbers.iter().all(|number| number.is_finite()) {
            true => Ok(Self(
                numbers.chunks(2).map(|pair| [pair[0], pair[1]]).collect(),
            )),
            false => Err(wrong()),
        }
    }
}

impl Serialize for Corners {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: Vec<_> = self.0.iter().flatten().map(f64::to_string).collect();
        serializer.serialize_str(&numbers.join(","))
    }
}

impl<'de> Deserialize<'de> for Corners {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl RegionOutline {
    /// The region of this name.
    pub fn named(self, name: Name) -> Region {
        Region {
            name,
            corners: self.corners.0,
        }
    }
}

/// What is counted in the regions of a map: an item, or a type of event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnMap {
    /// Units of this item
    #[param(inline, example = "rubber_duck")]
    pub item: Option<ItemKind>,
    /// Instead: events of this type
    #[param(inline)]
    pub event_type: Option<EventType>,
}

impl Parameters for OnMap {
    fn fault(&self) -> Option<Fault> {
        match (&self.item, &self.event_type) {
            (Some(_), Some(_)) => Some(Fault::new(
                "event_type",
                "cannot be given together with item",
            )),
            (None, None) => Some(Fault::new("item", "is required, or event_type")),
            _ => None,
        }
    }
}

/// The same over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegionsOverTime {
    /// The map.
    pub map: MapName,
    /// The item; null where events were counted.
    pub item: Option<ItemKind>,
    /// The type of event; null where units were counted.
    pub event_type: Option<EventType>,
    /// Sheets and events that were looked at, the newest.
    pub looked_at: u64,
    /// Whether those are all.
    pub complete: bool,
    /// The width of a bucket.
    pub bucket: Bucket,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// The regions, by name.
    #[schema(value_type = Vec<String>)]
    pub regions: Vec<Name>,
    /// Oldest first; buckets in which nothing has a place are left out.
    pub points: Vec<RegionsPoint>,
}

/// What lies where in one bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegionsPoint {
    /// Its start.
    pub start: Millis,
    /// Region → units, or events, at places in it.
    pub regions: BTreeMap<String, u64>,
    /// At places in no region.
    pub elsewhere: u64,
}

impl RegionsPoint {
    /// Each bucket of `times`, of regions with these names.
    pub fn all(regions: &[Name], times: RegionTimes) -> Vec<Self> {
        let points = times
            .points()
            .map(|(start, RegionsAt { within, elsewhere })| {
                let names = regions.iter().map(|name| name.as_str().to_owned());
                Self {
                    start,
                    regions: names.zip(within).collect(),
                    elsewhere,
                }
            });
        points.collect()
    }
}

/// How much of an item, or of events of a type, lies in each region of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegionsCounted {
    /// The map.
    pub map: MapName,
    /// The item; null where events were counted.
    pub item: Option<ItemKind>,
    /// The type of event; null where units were counted.
    pub event_type: Option<EventType>,
    /// All units, or events, with a place.
    pub units: u64,
    /// The side of the cells that were counted, world units: a cell counts as a whole, where its middle is. Null where there is
    /// nothing around the regions.
    pub side: Option<f64>,
    /// By name.
    pub regions: Vec<RegionCount>,
    /// How far it went back through the rows, where the map, or what else was asked for by name, is counted as another one in the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from_rows: Option<RowsLookedAt>,
}
