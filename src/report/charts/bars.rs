//! Horizontal bars, one per item, each with its name, its count and its share.

use crate::model::Colour;
use crate::report::axis::Axis;
use crate::report::number::{count, percent, short};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, GAP, LABEL};

/// One bar.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Bar {
    /// The item, or what several are called together.
    pub name: String,
    /// Its length.
    pub units: u64,
    /// Of all units, 0–1.
    pub share: f64,
    /// `None` for several items together.
    pub colour: Option<Colour>,
}

const TALLEST_BAR: f64 = 120.0;
/// The part of a bar's place that it fills.
const FILLED: f64 = 0.72;
const WIDEST_NAMES: f64 = 430.0;

/// Draws `bars` one under the other. `unit` names what the axis counts.
pub(super) fn draw(scene: &mut Scene<'_>, area: Area, bars: &[Bar], unit: &str) {
    let theme = scene.theme;
    let place = area.inset(0.0, 0.0, 0.0, 2.0 * AXIS + 3.0 * GAP);
    let step = (place.height / bars.len().max(1) as f64).min(TALLEST_BAR / FILLED);
    let size = (step * 0.62).min(LABEL);
    let name = |bar: &Bar| Text::new(&bar.name, size, theme.ink()).end();
    let value = |bar: &Bar| Text::new(count(bar.units), size, theme.ink()).bold();
    let share = |bar: &Bar| Text::new(percent(bar.share), size, theme.soft());
    let widest = |text: &dyn Fn(&Bar) -> Text| {
        let widths = bars.iter().map(|bar| scene.width(&text(bar)));
        widths.fold(0.0, f64::max)
    };
    let names = widest(&name).min(WIDEST_NAMES);
    let values = widest(&value) + 2.0 * GAP + widest(&share) + 2.0 * GAP;
    let plot = Area::new(
        place.x + names + 2.0 * GAP,
        place.y,
        place.width - names - 2.0 * GAP - values,
        step * bars.len() as f64,
    );
    // All others together would dwarf each single item; they have numbers, and a bar where it fits.
    let single = bars.iter().filter(|bar| bar.colour.is_some());
    let most = single.map(|bar| bar.units).max().unwrap_or(0);
    let axis = Axis::counts(most, 6);
    // The longest bar reaches the labels' column; the axis only as far as it must.
    let length = |units: f64| units / (most.max(1) as f64) * plot.width;
    for mark in axis.marks().filter(|mark| *mark <= most as f64) {
        let x = plot.x + length(mark);
        scene.rectangle(Area::new(x, plot.y, 1.0, plot.height), theme.line());
        let number = Text::new(short(mark), AXIS, theme.soft()).middle();
        scene.text(x, plot.bottom() + AXIS + GAP, number);
    }
    let title = Text::new(unit, AXIS, theme.soft()).middle();
    scene.text(
        plot.centre_x(),
        plot.bottom() + 2.0 * AXIS + 2.0 * GAP,
        title,
    );
    for (index, bar) in bars.iter().enumerate() {
        let middle = plot.y + step * (index as f64 + 0.5);
        let height = step * FILLED;
        let fits = bar.units <= most;
        let width = if fits { length(bar.units as f64) } else { 0.0 };
        let filled = Area::new(plot.x, middle - height / 2.0, width, height);
        scene.rectangle(filled, bar.colour.unwrap_or(theme.others()));
        let name = scene.fitted(name(bar), names);
        scene.text_at_middle(plot.x - 1.5 * GAP, middle, name);
        let mut x = filled.right() + 1.5 * GAP;
        let (value, share) = (value(bar), share(bar));
        let width = scene.width(&value) + 2.0 * GAP + scene.width(&share);
        // No line of the grid runs through numbers.
        let behind = Area::new(
            x - GAP * 0.75,
            middle - size * 0.6,
            width + 1.5 * GAP,
            size * 1.2,
        );
        scene.rectangle(behind, theme.paper());
        let after = x + scene.width(&value) + 2.0 * GAP;
        scene.text_at_middle(x, middle, value);
        x = after;
        scene.text_at_middle(x, middle, share);
    }
}
