//! What a map looks like from above: the outlines of its areas.

use super::geometry::Point;
use super::map::Map;
use super::shape::Shape;
use std::f64::consts::TAU;

/// An area, to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PatchKind,
    /// Corners of what it consists of, world units.
    pub outlines: Vec<Vec<(f64, f64)>>,
}

/// What an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchKind {
    /// Something that one can be in.
    Region,
    /// Something that one goes along.
    Way,
    /// Something around which things lie, the more the nearer; its outline is a circle of twice the spread.
    Spot,
}

/// Corners of a circle.
const CORNERS: u32 = 64;

impl Map {
    /// Its areas, but for those that are everywhere.
    pub fn patches(&self) -> Vec<Patch> {
        let areas = self.areas.iter().filter_map(|area| {
            let (kind, outlines) = match &area.shape {
                Shape::Rectangle(all) if *all == self.bounds => return None,
                Shape::Rectangle(r) => (PatchKind::Region, vec![r.corners().to_vec()]),
                Shape::Disc { center, radius } => {
                    (PatchKind::Region, vec![circle(*center, *radius)])
                }
                Shape::Polygon { corners, .. } => (PatchKind::Region, vec![corners.clone()]),
                Shape::Line { pieces, .. } => {
                    let pieces = pieces.iter().map(|piece| piece.corners.to_vec());
                    (PatchKind::Way, pieces.collect())
                }
                Shape::Point { at, spread, .. } => {
                    (PatchKind::Spot, vec![circle(*at, 2.0 * spread)])
                }
            };
            let pairs = |outline: Vec<Point>| outline.into_iter().map(|[x, y]| (x, y)).collect();
            Some(Patch {
                name: area.name.clone(),
                kind,
                outlines: outlines.into_iter().map(pairs).collect(),
            })
        });
        areas.collect()
    }
}

fn circle([x, y]: Point, radius: f64) -> Vec<Point> {
    let corner = |k: u32| {
        let angle = f64::from(k) / f64::from(CORNERS) * TAU;
        [x + radius * libm::cos(angle), y + radius * libm::sin(angle)]
    };
    (0..CORNERS).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::BuiltIn;

    #[test]
    fn all_areas_but_those_that_are_everywhere_have_an_outline() {
        let scenario = BuiltIn::find("battle_royale").unwrap().scenario();
        let maps = scenario.maps();
        let island = maps.get(maps.find("island").unwrap());
        let patches = island.patches();
        let seen: Vec<_> = patches
            .iter()
            .map(|patch| (patch.name.as_str(), patch.kind))
            .collect();
        assert_eq!(
            seen,
            [
                ("town", PatchKind::Region),
                ("harbour", PatchKind::Region),
                ("farm", PatchKind::Region),
                ("bunker", PatchKind::Spot),
                ("road", PatchKind::Way),
            ]
        );
        assert_eq!(patches[4].outlines.len(), 2);
        let radius = |(x, y): &(f64, f64)| (x - 1_500.0).hypot(y - 1_500.0);
        assert!(
            patches[2].outlines[0]
                .iter()
                .all(|corner| (radius(corner) - 180.0).abs() < 1e-9)
        );
    }
}
