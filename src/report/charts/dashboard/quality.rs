//! Data quality: shares as bars of the same length for 100%, counts as counts.

use super::numbers::Dashboard;
use crate::report::number::{count, percent};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, GAP, LABEL};

pub(super) fn draw(scene: &mut Scene<'_>, area: Area, dashboard: &Dashboard) {
    let theme = scene.theme;
    let quality = &dashboard.quality;
    let share = |bad: u64, all: u64| match all {
        0 => None,
        all => Some(1.0 - bad as f64 / all as f64),
    };
    let clocks = &quality.clock_skew;
    let shares = [
        ("matches covered", quality.coverage),
        (
            "sheets with places",
            share(quality.sheets_without_locations, quality.sheets)
                .filter(|_| quality.sends_places),
        ),
        (
            "plausible clocks",
            share(clocks.implausible(), clocks.all()),
        ),
        ("complete, in all", quality.completeness),
    ];
    const NAMES: f64 = 196.0;
    const VALUES: f64 = 92.0;
    let counts = 2.2 * LABEL + 2.5 * AXIS;
    let step = (area.height - counts) / shares.len() as f64;
    for (index, (name, share)) in shares.into_iter().enumerate() {
        let middle = area.y + step * (index as f64 + 0.4);
        let is_sum = index == 3;
        let text = Text::new(name, AXIS, theme.ink());
        let text = if is_sum { text.bold() } else { text };
        let text = scene.fitted(text, NAMES - GAP);
        scene.text_at_middle(area.x, middle, text);
        let whole = Area::new(
            area.x + NAMES,
            middle - AXIS * 0.45,
            area.width - NAMES - VALUES,
            AXIS * 0.9,
        );
        scene.rectangle(whole, theme.line());
        let share_shown = share.unwrap_or(0.0);
        let colour = match share_shown {
            s if s >= 0.95 => theme.good(),
            s if s >= 0.8 => theme.accent(),
            _ => theme.warning(),
        };
        let width = whole.width * share_shown;
        scene.rectangle(Area { width, ..whole }, colour);
        let value = share.map_or("–".to_owned(), percent);
        let value = Text::new(value, AXIS, theme.ink()).bold().end();
        scene.text_at_middle(area.right(), middle, value);
    }
    let counts = [
        (quality.duplicates, "repeats, counted once", false),
        (quality.rejected, "rejected", true),
        (quality.incomplete_matches, "incomplete matches", true),
    ];
    let width = area.width / counts.len() as f64;
    for (index, (n, what, is_bad)) in counts.into_iter().enumerate() {
        let x = area.x + width * index as f64;
        let colour = if is_bad && n > 0 {
            theme.warning()
        } else {
            theme.ink()
        };
        let number = Text::new(count(n), 1.5 * LABEL, colour).bold();
        let number = scene.fitted(number, width - GAP);
        scene.text(x, area.bottom() - 1.6 * AXIS, number);
        let what = scene.fitted(Text::new(what, AXIS - 2.0, theme.soft()), width - GAP);
        scene.text(x, area.bottom() - 2.0, what);
    }
}
