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

#[cfg(test)]
mod tests {
    use super::*;

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
