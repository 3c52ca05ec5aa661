//! Parts of a map that somebody has named.

use super::super::Name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most regions of a map.
pub const MAX_REGIONS: usize = 50;
/// The most corners of a region.
const MAX_CORNERS: usize = 100;
/// Corners farther out than this, world units, are a mistake.
const FARTHEST: f64 = 1e12;
/// Corners that are all closer than this, world units, are one.
const SHORTEST: f64 = 1e-9;
/// Corners that are closer to one line than this part of their distance span no area.
const FLATTEST: f64 = 1e-9;

/// A part of a map, with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    pub name: Name,
    /// Its corners `[x, y]` around, world units. Where its outline crosses itself, what is enclosed twice is outside.
    #[schema(min_items = 3, max_items = 100)]
    pub corners: Vec<[f64; 2]>,
}

impl Region {
    /// What is wrong with it.
    pub fn fault(&self) -> Option<String> {
        let corners = self.corners.len();
        if !(3..=MAX_CORNERS).contains(&corners) {
            return Some(format!("must be 3 to {MAX_CORNERS} corners, got {corners}"));
        }
        let far = self
            .corners
            .iter()
            .flatten()
            .any(|at| at.is_nan() || at.abs() > FARTHEST);
        if far {
            return Some(format!(
                "must be within {FARTHEST:e} world units of the origin"
            ));
        }
        self.is_flat()
            .then(|| "must have corners that are not all on one line".into())
    }

    /// Whether the corners span no area: seen from the first, they lie on the line to the farthest.
    fn is_flat(&self) -> bool {
        let Some([x, y]) = self.corners.first() else {
            return true;
        };
        let seen = || {
            self.corners
                .iter()
                .map(|corner| (corner[0] - x, corner[1] - y))
        };
        let by_distance = |one: &(f64, f64), other: &(f64, f64)| {
            one.0.hypot(one.1).total_cmp(&other.0.hypot(other.1))
        };
        let (across, down) = seen().max_by(by_distance).unwrap_or_default();
        let length = across.hypot(down);
        if length < SHORTEST {
            return true;
        }
        // How far from that line, in units of the world.
        let beside = |(x, y): (f64, f64)| (across / length * y - down / length * x).abs();
        !seen().any(|corner| beside(corner) > FLATTEST * length)
    }

    /// Whether a point is in it. Of regions side by side it is in one at most.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        let ends = self.corners.iter().zip(self.corners.iter().cycle().skip(1));
        // A ray to the right crosses the outline an odd number of times (even-odd rule).
        let crossed = ends.filter(|([x0, y0], [x1, y1])| {
            (y0 > &y) != (y1 > &y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        });
        crossed.count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(corners: &[[f64; 2]]) -> Region {
        Region {
            name: Name::parse("yard").unwrap(),
            corners: corners.to_vec(),
        }
    }

    #[test]
    fn a_point_is_in_one_of_two_regions_side_by_side() {
        let left = region(&[[0.0, 0.0], [5.0, 0.0], [5.0, 10.0], [0.0, 10.0]]);
        let right = region(&[[5.0, 0.0], [9.0, 0.0], [9.0, 10.0], [5.0, 10.0]]);
        for (x, y, expected) in [
            (2.0, 5.0, [true, false]),
            (5.0, 5.0, [false, true]),
            (7.0, 0.0, [false, true]),
            (7.0, 10.0, [false, false]),
            (-1.0, 5.0, [false, false]),
        ] {
            assert_eq!(
                [left.contains(x, y), right.contains(x, y)],
                expected,
                "{x} {y}"
            );
        }
        let hollow = region(&[
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 10.0],
            [5.0, 2.0],
            [0.0, 10.0],
        ]);
        assert!(hollow.contains(1.0, 5.0) && !hollow.contains(5.0, 5.0));
    }

    #[test]
    fn too_few_and_impossible_corners_are_refused() {
        assert!(region(&[[0.0, 0.0], [1.0, 1.0]]).fault().is_some());
        assert!(
            region(&[[0.0, 0.0], [1.0, f64::NAN], [2.0, 0.0]])
                .fault()
                .is_some()
        );
        assert!(region(&[[0.0, 0.0]; 101]).fault().is_some());
        for flat in [
            [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]],
            [[0.0, 0.0], [5e-324, 0.0], [0.0, 5e-324]],
            [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]],
            [[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]],
        ] {
            let fault = region(&flat).fault();
            assert!(
                fault.is_some_and(|fault| fault.contains("on one line")),
                "{flat:?}"
            );
        }
        // What an outline encloses that crosses itself adds up to nothing.
        let bow = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0]];
        assert_eq!(region(&bow).fault(), None);
        assert_eq!(region(&[[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]).fault(), None);
    }
}
