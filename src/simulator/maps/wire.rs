//! How maps look in a scenario file: shape only. What the values must be is decided by
//! [`Maps::parse`](super::Maps::parse).

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The section `maps`: maps by name.
pub type MapsWire = BTreeMap<String, MapWire>;

/// One map. All lengths are world units; `[x, y]` throughout.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapWire {
    /// The corner with the smallest coordinates. Default `[0, 0]`.
    #[serde(default)]
    pub origin: [f64; 2],
    /// Width and height.
    pub size: [f64; 2],
    /// Floors and the height of each, world units: `{cellar: -4, ground: 0}`. A floor reaches up to the next one. Places
    /// then have a height. Default: the map is flat.
    #[serde(default)]
    pub floors: BTreeMap<String, f64>,
    /// Where loot lies and players go. Default: anywhere on the map.
    #[serde(default)]
    pub areas: Vec<AreaWire>,
    /// Items that favour areas: item → area → weight. Other items follow the weights of the areas.
    #[serde(default)]
    pub items: BTreeMap<String, BTreeMap<String, f64>>,
    /// How players move.
    #[serde(default)]
    pub movement: Option<MovementWire>,
}

/// One area: exactly one of `point`, `disc`, `polygon`, `line`, `rectangle` and `everywhere: true`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaWire {
    /// Its name on this map.
    pub name: String,
    /// The floor that it is on; needed where the map has floors.
    #[serde(default)]
    pub floor: Option<String>,
    /// Its share among the weights of the areas. Default 1; with 0 only items that favour it lie there.
    #[serde(default)]
    pub weight: Option<f64>,
    /// Dense at a point and thinning out around it (a normal distribution, cut at the map's edge).
    #[serde(default)]
    pub point: Option<PointWire>,
    /// A disc, every place as likely as the next.
    #[serde(default)]
    pub disc: Option<DiscWire>,
    /// The corners of a polygon in order, 3 to 256, without crossings; every place as likely as the next.
    #[serde(default)]
    pub polygon: Option<Vec<[f64; 2]>>,
    /// A road: a line through points, with a width.
    #[serde(default)]
    pub line: Option<LineWire>,
    /// A rectangle, every place as likely as the next.
    #[serde(default)]
    pub rectangle: Option<RectangleWire>,
    /// `true`: the whole map, every place as likely as the next.
    #[serde(default)]
    pub everywhere: bool,
}

/// A normal distribution around a point.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointWire {
    /// Its middle.
    pub at: [f64; 2],
    /// Its standard deviation along each axis.
    pub spread: f64,
}

/// A disc.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscWire {
    /// Its middle.
    pub center: [f64; 2],
    /// From the middle to the edge.
    pub radius: f64,
}

/// A line through points. Each piece between two of them is a rectangle of the line's width.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineWire {
    /// 2 to 256 points in order.
    pub points: Vec<[f64; 2]>,
    /// Across, half of it on each side.
    pub width: f64,
}

/// A rectangle along the axes.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RectangleWire {
    /// The corner with the smallest coordinates.
    pub from: [f64; 2],
    /// The corner with the largest coordinates.
    pub to: [f64; 2],
}

/// How players move.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovementWire {
    /// World units per second that an honest player never exceeds.
    pub speed: f64,
    /// The slowest that a player moves between two places, as a share of `speed`. Default 0.7.
    #[serde(default)]
    pub slowest: Option<f64>,
    /// How long a player stays where a way ends. Default 1 to 10 seconds.
    #[serde(default)]
    pub pause_seconds: Option<SecondsWire>,
}

/// Any time from `min` to `max`, each as likely as the next.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondsWire {
    /// The shortest, seconds.
    pub min: f64,
    /// The longest, seconds.
    pub max: f64,
}
