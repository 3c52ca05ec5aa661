//! Places on a map, in the game's own world units.

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeTuple, Serializer};
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The largest coordinate that is accepted, world units, on either side of 0.
pub const MAX_COORDINATE: f64 = 1e9;

/// A point with finite coordinates. Those that were accepted before there was a bound may be farther out.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    x: f64,
    y: f64,
    /// Not a number where none was given: there may be very many points, and an option would take twice as much.
    z: f64,
}

impl Position {
    /// The point, or `None` when a coordinate is not finite.
    pub fn new(x: f64, y: f64) -> Option<Self> {
        (x.is_finite() && y.is_finite()).then_some(Self { x, y, z: f64::NAN })
    }

    /// The point, with a height where there is one, or `None` when a coordinate is not finite.
    pub fn of(x: f64, y: f64, z: Option<f64>) -> Option<Self> {
        let flat = Self::new(x, y)?;
        match z {
            Some(z) => flat.at_height(z),
            None => Some(flat),
        }
    }

    /// The point at this height, or `None` when that is not finite.
    pub fn at_height(self, z: f64) -> Option<Self> {
        z.is_finite().then_some(Self { z, ..self })
    }

    /// The first coordinate, in world units.
    pub fn x(self) -> f64 {
        self.x
    }

    /// The second coordinate, in world units.
    pub fn y(self) -> f64 {
        self.y
    }

    /// The third coordinate, in world units, where one was given.
    pub fn z(self) -> Option<f64> {
        (!self.z.is_nan()).then_some(self.z)
    }
}

impl PartialEq for Position {
    fn eq(&self, other: &Self) -> bool {
        (self.x, self.y, self.z()) == (other.x, other.y, other.z())
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let z = self.z();
        let mut point = serializer.serialize_tuple(2 + usize::from(z.is_some()))?;
        point.serialize_element(&self.x)?;
        point.serialize_element(&self.y)?;
        if let Some(z) = z {
            point.serialize_element(&z)?;
        }
        point.end()
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let of = |coordinates: &[f64]| match *coordinates {
            [x, y] => Self::new(x, y),
            [x, y, z] => Self::of(x, y, Some(z)),
            _ => None,
        };
        let coordinates: Vec<f64> = Deserialize::deserialize(deserializer)?;
        of(&coordinates)
            .ok_or_else(|| de::Error::custom("is no point of two or three finite numbers"))
    }
}

impl PartialSchema for Position {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::Number))
            .min_items(Some(2))
            .max_items(Some(3))
            .description(Some("A point `[x, y]` or `[x, y, z]`, world units."))
            .into()
    }
}

impl ToSchema for Position {
    fn name() -> Cow<'static, str> {
        "Position".into()
    }
}

/// Where the units of one item were found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Locations {
    /// One point for the whole count.
    One(Position),
    /// One point for each unit.
    Each(Vec<Position>),
}

impl Locations {
    /// The points with the number of units each stands for, given the item's `count`.
    pub fn weighted(&self, count: u64) -> impl Iterator<Item = (Position, u64)> + '_ {
        let (points, weight) = match self {
            Locations::One(point) => (std::slice::from_ref(point), count),
            Locations::Each(points) => (points.as_slice(), 1),
        };
        points
            .iter()
            .map(move |point| (*point, weight))
            .filter(|(_, weight)| *weight > 0)
    }
}
