//! Maps of a game: the picture of each, where in the world it lies, and which floors there are.

mod change;
mod floor;
mod map_name;
mod picture;
mod placement;
mod region;

pub use change::{MapChange, PlacedBy, RegionChange};
pub use floor::{Floor, MAX_FLOORS};
pub use map_name::MapName;
pub use picture::{MapPicture, MediaType, PictureInfo};
pub use placement::Placement;
pub use region::{MAX_REGIONS, Region};

use super::Millis;

/// The most maps of a database.
pub const MAX_MAPS: usize = 200;

/// What is known of a map beside its data.
#[derive(Debug, Clone, PartialEq)]
pub struct GameMap {
    /// Its name, which data have as `map`.
    pub name: MapName,
    /// Whether the second coordinate grows downwards when the map is drawn the right way up.
    pub y_down: bool,
    /// Where its picture lies in the world.
    pub placement: Option<Placement>,
    /// Its floors, from the lowest to the highest; none where there is one alone.
    pub floors: Vec<Floor>,
    /// Its regions, by name.
    pub regions: Vec<Region>,
    /// What its picture is.
    pub picture: Option<PictureInfo>,
    /// When it was last changed.
    pub updated_at: Millis,
}
