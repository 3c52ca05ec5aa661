//! Polygons: whether one crosses itself, what is inside it, and the triangles it is made of.

use super::geometry::{Point, signed_area, turn};

/// Whether two edges of the polygon touch that are not neighbours.
pub(super) fn crosses_itself(corners: &[Point]) -> bool {
    let n = corners.len();
    let edge = |index: usize| (corners[index], corners[(index + 1) % n]);
    (0..n).any(|first| {
        // Of two neighbours only the common corner may be shared; a fold back onto itself is found as an area of 0
        // or as a corner without a turn, which triangulation refuses.
        (first + 2..n)
            .filter(|second| (second + 1) % n != first)
            .any(|second| touch(edge(first), edge(second)))
    })
}

fn touch((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let (c_side, d_side) = (turn(a, b, c), turn(a, b, d));
    let (a_side, b_side) = (turn(c, d, a), turn(c, d, b));
    let within = |p: Point, q: Point, r: Point| {
        // `r` is on the line through `p` and `q`: is it between them?
        (p[0].min(q[0])..=p[0].max(q[0])).contains(&r[0])
            && (p[1].min(q[1])..=p[1].max(q[1])).contains(&r[1])
    };
    (c_side * d_side < 0.0 && a_side * b_side < 0.0)
        || (c_side == 0.0 && within(a, b, c))
        || (d_side == 0.0 && within(a, b, d))
        || (a_side == 0.0 && within(c, d, a))
        || (b_side == 0.0 && within(c, d, b))
}

/// Whether a ray from the point crosses the outline an odd number of times.
pub(super) fn contains(corners: &[Point], [x, y]: Point) -> bool {
    let mut inside = false;
    for (index, b) in corners.iter().enumerate() {
        let a = corners[(index + corners.len() - 1) % corners.len()];
        if (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
            inside = !inside;
        }
    }
    inside
}

/// The triangles that make up a polygon without crossings, by cutting off ears (Meisters, 1975); `None` when it
/// has none to cut, which only a polygon without an inside has.
pub(super) fn triangles(corners: &[Point]) -> Option<Vec<[Point; 3]>> {
    let mut left = corners.to_vec();
    if signed_area(&left) < 0.0 {
        left.reverse();
    }
    let mut triangles = Vec::with_capacity(left.len());
    while left.len() > 3 {
        let n = left.len();
        let around = |index: usize| {
            (
                left[(index + n - 1) % n],
                left[index],
                left[(index + 1) % n],
            )
        };
        let ear = (0..n).find(|index| {
            let (a, b, c) = around(*index);
            turn(a, b, c) == 0.0 || is_ear((a, b, c), &left)
        })?;
        let (a, b, c) = around(ear);
        if turn(a, b, c) > 0.0 {
            triangles.push([a, b, c]);
        }
        left.remove(ear);
    }
    let [a, b, c] = left[..] else { return None };
    if turn(a, b, c) > 0.0 {
        triangles.push([a, b, c]);
    }
    (!triangles.is_empty()).then_some(triangles)
}

/// Whether the corner `b` sticks out and its triangle holds no other corner.
fn is_ear((a, b, c): (Point, Point, Point), corners: &[Point]) -> bool {
    let inside = |p: Point| {
        ![a, b, c].contains(&p)
            && turn(a, b, p) >= 0.0
            && turn(b, c, p) >= 0.0
            && turn(c, a, p) >= 0.0
    };
    turn(a, b, c) > 0.0 && !corners.iter().any(|p| inside(*p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn crossings_are_seen_and_corners_are_not_crossings() {
        let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        assert!(!crosses_itself(&square));
        let bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
        assert!(crosses_itself(&bow));
        let touching = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 0.0], [0.0, 4.0]];
        assert!(crosses_itself(&touching));
    }

    proptest! {
        /// Corners at growing angles around a point, at any distance: never a crossing, mostly concave.
        #[test]
        fn triangles_make_up_the_whole_polygon(
            distances in prop::collection::vec(0.1..10.0_f64, 3..40),
            clockwise in any::<bool>(),
        ) {
            let n = distances.len() as f64;
            let mut corners: Vec<Point> = distances
                .iter()
                .enumerate()
                .map(|(k, r)| {
                    let angle = k as f64 / n * std::f64::consts::TAU;
                    [r * angle.cos(), r * angle.sin()]
                })
                .collect();
            if clockwise {
                corners.reverse();
            }
            prop_assert!(!crosses_itself(&corners));
            let triangles = triangles(&corners).unwrap();
            let area: f64 = triangles.iter().map(|t| signed_area(t)).sum();
            prop_assert!((area - signed_area(&corners).abs()).abs() < 1e-9 * area);
            for [a, b, c] in triangles {
                let middle = [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0];
                prop_assert!(contains(&corners, middle));
            }
        }
    }
}
