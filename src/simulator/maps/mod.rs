//! Maps: where loot lies, and how players move between the places.
//!
//! A map is a rectangle with *areas*, each a shape with a weight. A place is drawn from the mixture of its areas;
//! an item can favour areas by weights of its own. For every mixture the exact density at a point and the exact
//! probability of a rectangle are known, so that a heatmap can be graded.
//!
//! Pure, and the same on every machine: IEEE `+ − × ÷ √`, and `libm`'s own code for the rest.

mod geometry;
mod map;
mod parse;
mod patch;
mod polygon;
mod shape;
mod walk;
mod wire;

pub use geometry::Rectangle;
pub use map::{Map, MapId, Maps};
pub use patch::{Patch, PatchKind};
pub use walk::Walk;
pub use wire::{
    AreaWire, DiscWire, LineWire, MapWire, MapsWire, MovementWire, PointWire, RectangleWire,
    SecondsWire,
};
