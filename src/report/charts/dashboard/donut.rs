//! Shares as a ring, with a list beside it instead of labels around it, which cannot overlap.

use super::numbers::Dashboard;
use crate::report::number::{count, percent};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, FIGURE, GAP, LABEL};
use std::f64::consts::{FRAC_PI_2, TAU};

const HOLE: f64 = 0.62;
/// Corners of a full ring.
const CORNERS: f64 = 240.0;

pub(super) fn draw(scene: &mut Scene<'_>, area: Area, dashboard: &Dashboard) {
    let theme = scene.theme;
    let radius = (area.height / 2.0).min(area.width * 0.22);
    let centre = (area.x + radius, area.centre_y());
    let mut from = 0.0;
    for part in &dashboard.shares {
        let to = from + part.share;
        let colour = part.colour.unwrap_or(theme.others());
        scene.polygon(slice(centre, radius, from, to), colour);
        from = to;
    }
    if dashboard.shares.len() > 1 {
        let mut at = 0.0;
        for part in &dashboard.shares {
            let (sin, cos) = (at * TAU - FRAC_PI_2).sin_cos();
            let edge = |radius: f64| (centre.0 + radius * cos, centre.1 + radius * sin);
            scene.line(vec![edge(radius * HOLE), edge(radius)], 2.0, theme.panel());
            at += part.share;
        }
    }
    let total = Text::new(count(dashboard.units), FIGURE, theme.ink())
        .bold()
        .middle();
    let widest = 2.0 * radius * HOLE * 0.76;
    let mut total = total;
    while scene.width(&total) > widest && total.size > 10.0 {
        total.size -= 1.0;
    }
    scene.text_at_middle(centre.0, centre.1 - GAP, total);
    let unit = Text::new("units", AXIS, theme.soft()).middle();
    scene.text_at_middle(centre.0, centre.1 + 3.5 * GAP, unit);

    let left = area.x + 2.0 * radius + 5.0 * GAP;
    let right = area.right();
    let rows = dashboard.shares.len() as f64;
    let step = (area.height / rows.max(1.0)).min(2.0 * LABEL);
    let size = (step * 0.66).min(LABEL);
    let mut y = area.centre_y() - step * rows / 2.0 + step / 2.0;
    for part in &dashboard.shares {
        let colour = part.colour.unwrap_or(theme.others());
        scene.rectangle(
            Area::new(left, y - size * 0.4, size * 0.8, size * 0.8),
            colour,
        );
        let share = Text::new(percent(part.share), size, theme.ink())
            .bold()
            .end();
        let room = right - left - size * 1.4 - scene.width(&share) - 2.0 * GAP;
        scene.text_at_middle(right, y, share);
        let name = scene.fitted(Text::new(&part.name, size, theme.ink()), room);
        scene.text_at_middle(left + size * 1.4, y, name);
        y += step;
    }
}

/// The part of a ring between two shares of a turn, clockwise from the top.
fn slice((x, y): (f64, f64), radius: f64, from: f64, to: f64) -> Vec<(f64, f64)> {
    let steps = ((to - from) * CORNERS).ceil().max(1.0) as u32;
    let at = |radius: f64, k: u32| {
        let turn = from + (to - from) * f64::from(k) / f64::from(steps);
        let (sin, cos) = (turn * TAU - FRAC_PI_2).sin_cos();
        (x + radius * cos, y + radius * sin)
    };
    let outer = (0..=steps).map(|k| at(radius, k));
    let inner = (0..=steps).rev().map(|k| at(radius * HOLE, k));
    outer.chain(inner).collect()
}
