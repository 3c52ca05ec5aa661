//! Maps: their pictures' places and floors.

use super::parameters::{Flag, Parameters};
use crate::model::{
    Extent, Fault, Faults, Floor, GameMap, MapChange, MapName, MapPicture, Millis, PictureInfo,
    PlacedBy, Placement, Region,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{IntoParams, ToSchema};

/// Which map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfMap {
    /// The map; without it, the one of all data without a map
    #[serde(default)]
    #[param(inline, example = "dust")]
    pub map: MapName,
}

impl Parameters for OfMap {}

/// What is set of a map; the rest stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapSettings {
    /// The rectangle of the world that the picture covers, upright: x_min, y_min, x_max and y_max, world units, separated by
    /// commas
    #[param(value_type = Option<String>, example = "0,0,1024,1024")]
    pub bounds: Option<Numbers<4>>,
    /// Instead of `bounds`: six numbers a to f that take the picture's pixels to the world, separated by commas:
    /// x = a·column + b·row + c and y = d·column + e·row + f, counted from the upper left. They are of the picture as it is
    /// sent with them, or else of the one that is there
    #[param(value_type = Option<String>)]
    pub transform: Option<Numbers<6>>,
    /// Whether y grows downwards on the map, as it does where a game counts from the upper left
    #[param(value_type = Option<bool>)]
    pub y_down: Option<Flag>,
    /// All floors, as NAME:FROM..TO with heights in world units, separated by commas; either height may be left out. Empty: none
    #[param(value_type = Option<String>)]
    pub floors: Option<FloorList>,
}

impl Parameters for MapSettings {
    fn fault(&self) -> Option<Fault> {
        let both = self.bounds.is_some() && self.transform.is_some();
        both.then(|| Fault::new("transform", "cannot be given together with bounds"))
    }
}

impl MapSettings {
    /// The change of the map `name` that is asked for, with a picture where one is sent.
    pub fn change(self, name: MapName, picture: Option<MapPicture>) -> MapChange {
        let bounds = self.bounds.map(|Numbers([x_min, y_min, x_max, y_max])| {
            PlacedBy::Bounds(Extent {
                x_min,
                x_max,
                y_min,
                y_max,
            })
        });
        let transform = self.transform.map(|numbers| PlacedBy::Pixels(numbers.0));
        MapChange {
            name,
            y_down: self.y_down.map(|flag| flag.0),
            placed: bounds.or(transform),
            floors: self.floors.map(|floors| floors.0),
            region: None,
            picture,
        }
    }
}

/// Numbers separated by commas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers<const N: usize>(pub [f64; N]);

impl<const N: usize> Numbers<N> {
    /// Reads them.
    ///
    /// # Errors
    /// When there are more or fewer, or one is no finite number.
    pub fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split(',').map(|part| part.trim().parse::<f64>());
        let numbers: Option<Vec<f64>> = numbers
            .map(|number| number.ok().filter(|number| number.is_finite()))
            .collect();
        let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
        numbers
            .map(Self)
            .ok_or_else(|| format!("must be {N} numbers separated by commas, got {text:?}"))
    }
}

impl<const N: usize> Serialize for Numbers<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers = self.0.map(|number| number.to_string());
        serializer.serialize_str(&numbers.join(","))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Numbers<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// Floors as text.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorList(pub Vec<Floor>);

impl Serialize for FloorList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let floors: Vec<_> = self.0.iter().map(Floor::to_string).collect();
        serializer.serialize_str(&floors.join(","))
    }
}

impl<'de> Deserialize<'de> for FloorList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Floor::parse_all(&text).map(Self).map_err(de::Error::custom)
    }
}

/// A map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapDetail {
    /// Its name; empty for that of all data without a map.
    pub name: MapName,
    /// Whether y grows downwards on it.
    pub y_down: bool,
    /// The rectangle of the world around its picture; null where it was not said.
    pub bounds: Option<Extent>,
    /// Six numbers a to f that take the pixels of the picture as it is served to the world: x = a·column + b·row + c and
    /// y = d·column + e·row + f. Null where there is no picture, or its place was not said.
    #[schema(min_items = 6, max_items = 6)]
    pub transform: Option<[f64; 6]>,
    /// Its floors, from the lowest to the highest.
    pub floors: Vec<Floor>,
    /// Its regions, by name.
    pub regions: Vec<Region>,
    /// Its picture, which `/api/maps/{map}/picture` serves; null where there is none.
    pub picture: Option<PictureInfo>,
    /// When it was last changed.
    pub updated_at: Millis,
}

impl From<GameMap> for MapDetail {
    fn from(map: GameMap) -> Self {
        let size = map.picture.as_ref().map(|one| (one.width, one.height));
        let transform = map.placement.zip(size);
        Self {
            name: map.name,
            y_down: map.y_down,
            bounds: map.placement.map(|placement| placement.bounds()),
            transform: transform.map(|(placement, size)| placement.pixels(size)),
            floors: map.floors,
            regions: map.regions,
            picture: map.picture,
            updated_at: map.updated_at,
        }
    }
}

impl TryFrom<MapDetail> for GameMap {
    type Error = Faults;

    fn try_from(map: MapDetail) -> Result<Self, Faults> {
        let size = map.picture.as_ref().map(|one| (one.width, one.height));
        let by_pixels = map.transform.zip(size);
        let placement = match (by_pixels, map.bounds) {
            (Some((numbers, size)), _) => Some(Placement::of_pixels(numbers, size)),
            (None, Some(bounds)) => Some(Placement::covering(bounds, map.y_down)),
            (None, None) => None,
        };
        let placement = placement.transpose();
        Ok(Self {
            name: map.name,
            y_down: map.y_down,
            placement: placement.map_err(|reason| Faults::one("transform", reason))?,
            floors: map.floors,
            regions: map.regions,
            picture: map.picture,
            updated_at: map.updated_at,
        })
    }
}

/// A map was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MapRemoved {
    /// Always true.
    pub success: bool,
    /// Which one.
    pub name: MapName,
}
