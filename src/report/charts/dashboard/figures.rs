//! Counts that cannot be compared with each other, so each is shown by itself, without a common axis.

use super::numbers::{Dashboard, TimeSeries};
use crate::report::number::{count, counted, short};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, FIGURE, GAP};

pub(super) fn draw(scene: &mut Scene<'_>, area: Area, dashboard: &Dashboard) {
    let theme = scene.theme;
    let [matches, players, sheets, events] = dashboard.sizes;
    let per = |all: u64, of: u64, one: &str, rest: &str| match of {
        0 => String::new(),
        of if of == all => format!("1 {one}{rest}"),
        of => format!("{} {one}s{rest}", short(all as f64 / of as f64)),
    };
    // A game that sends only events has as many of these in a match.
    let (rows, row) = match sheets {
        0 => (events, "event"),
        _ => (sheets, "sheet"),
    };
    let figures = [
        ("matches", matches, per(rows, matches, row, " each")),
        ("players", players, per(rows, players, row, " each")),
        (
            "stat sheets",
            sheets,
            per(dashboard.units_of_all(), sheets, "unit", " each"),
        ),
        ("events", events, per(events, sheets, "event", " a sheet")),
    ];
    let shown: Vec<_> = figures.into_iter().filter(|(_, n, _)| *n > 0).collect();
    let width = area.width / shown.len().max(1) as f64;
    let room = width - 2.0 * GAP;
    let figure = |n: u64, size: f64| Text::new(count(n), size, theme.ink()).bold();
    let said = |ratio: &str, size: f64| Text::new(ratio, size, theme.soft());
    // Of one size beside each other, as large as the widest allows.
    let mut size = FIGURE;
    while size > 14.0
        && shown
            .iter()
            .any(|(_, n, _)| scene.width(&figure(*n, size)) > room)
    {
        size -= 1.0;
    }
    let mut small = AXIS - 2.0;
    while small > 10.0
        && shown
            .iter()
            .any(|(.., ratio)| scene.width(&said(ratio, small)) > room)
    {
        small -= 0.5;
    }
    for (index, (name, n, ratio)) in shown.into_iter().enumerate() {
        let x = area.x + width * index as f64;
        scene.text(x, area.y + FIGURE * 0.85, figure(n, size));
        let name = scene.fitted(Text::new(name, AXIS + 2.0, theme.ink()), room);
        scene.text(x, area.y + FIGURE * 0.85 + 4.0 * GAP, name);
        let ratio = scene.fitted(said(&ratio, small), room);
        scene.text(x, area.y + FIGURE * 0.85 + 7.0 * GAP, ratio);
    }
    draw_time_series(
        scene,
        area.inset(0.0, FIGURE + 10.0 * GAP, 0.0, 0.0),
        &dashboard.time_series,
    );
}

fn draw_time_series(scene: &mut Scene<'_>, area: Area, time_series: &TimeSeries) {
    let theme = scene.theme;
    let units = &time_series.units;
    let most = units.iter().copied().max().unwrap_or(0);
    if units.len() < 2 || most == 0 || area.height < 60.0 {
        return;
    }
    let mut label = format!(
        "units per {}, at most {}",
        time_series.width_name,
        count(most)
    );
    // What they say is in loot_totals: here is no room for it.
    match time_series.notes.len() as u64 {
        0 => {}
        notes => label.push_str(&format!("; lines: {}", counted(notes, "note", "notes"))),
    }
    let label = scene.fitted(Text::new(label, AXIS - 2.0, theme.soft()), area.width);
    scene.text(area.x, area.bottom(), label);
    let plot = area.inset(0.0, 0.0, 0.0, AXIS + GAP);
    let step = plot.width / units.len() as f64;
    let filled = (step * 0.84).min(48.0);
    for (index, units) in units.iter().enumerate() {
        let height = *units as f64 / most as f64 * plot.height;
        let x = plot.x + step * index as f64;
        let bar = Area::new(x, plot.bottom() - height, filled, height);
        scene.rectangle(bar, theme.accent());
    }
    for share in &time_series.notes {
        let x = plot.x + share * plot.width;
        let line = Area::new(x.min(plot.right() - 1.5), plot.y, 1.5, plot.height);
        scene.rectangle(line, theme.soft());
    }
}

impl Dashboard {
    /// Units on all sheets of the game mode, whatever the time filter leaves.
    fn units_of_all(&self) -> u64 {
        let [matches, ..] = self.sizes;
        self.means[1].map_or(0, |mean| (mean * matches as f64).round() as u64)
    }
}
