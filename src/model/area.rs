//! A part of a map.

use super::Position;

/// A rectangle, world units. It has no edge where none is given.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Area {
    /// From here on along the first axis.
    pub x_min: Option<f64>,
    /// Up to here, exclusive.
    pub x_max: Option<f64>,
    /// From here on along the second axis.
    pub y_min: Option<f64>,
    /// Up to here, exclusive.
    pub y_max: Option<f64>,
}

impl Area {
    /// Whether `place` is in it. Areas side by side share none.
    pub fn contains(&self, place: Position) -> bool {
        let within = |at: f64, min: Option<f64>, max: Option<f64>| {
            min.is_none_or(|min| min <= at) && max.is_none_or(|max| at < max)
        };
        within(place.x(), self.x_min, self.x_max) && within(place.y(), self.y_min, self.y_max)
    }
}

/// Heights, world units: a floor. Without an end it has none there.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Heights {
    /// From here on.
    pub z_min: Option<f64>,
    /// Up to here, exclusive.
    pub z_max: Option<f64>,
}

impl Heights {
    /// Whether it has an end.
    pub fn is_limited(&self) -> bool {
        *self != Self::default()
    }

    /// Whether `place` is at one of them. One that came without a height is at none, unless there is no end.
    pub fn contains(&self, place: Position) -> bool {
        let within =
            |z: f64| self.z_min.is_none_or(|min| min <= z) && self.z_max.is_none_or(|max| z < max);
        !self.is_limited() || place.z().is_some_and(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_a_height_is_on_no_floor() {
        let flat = Position::new(1.0, 2.0).unwrap();
        let cellar = Heights {
            z_min: None,
            z_max: Some(0.0),
        };
        let ground = Heights {
            z_min: Some(0.0),
            z_max: None,
        };
        for (z, below) in [(-1e9, true), (-0.1, true), (0.0, false), (7.0, false)] {
            let place = flat.at_height(z).unwrap();
            assert_eq!(
                (cellar.contains(place), ground.contains(place)),
                (below, !below)
            );
        }
        assert!(!cellar.contains(flat) && !ground.contains(flat));
        assert!(Heights::default().contains(flat));
    }

    #[test]
    fn areas_side_by_side_share_no_place_and_miss_none() {
        let left = Area {
            x_max: Some(5.0),
            ..Area::default()
        };
        let right = Area {
            x_min: Some(5.0),
            ..Area::default()
        };
        for x in [-1e300, 4.9, 5.0, 7.0] {
            let place = Position::new(x, 0.0).unwrap();
            assert_ne!(left.contains(place), right.contains(place), "{x}");
        }
        let small = Area {
            x_min: Some(0.0),
            x_max: Some(1.0),
            y_min: Some(2.0),
            y_max: Some(3.0),
        };
        for (x, y, is_in) in [
            (0.0, 2.0, true),
            (0.9, 2.9, true),
            (1.0, 2.0, false),
            (0.0, 3.0, false),
            (0.5, 1.9, false),
            (-0.1, 2.5, false),
        ] {
            let place = Position::new(x, y).unwrap();
            assert_eq!(small.contains(place), is_in, "{x} {y}");
        }
    }
}
