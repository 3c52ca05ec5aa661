//! Averages with their spread: how many players, and how many matches, have how many units. Each on its own axis.

use super::numbers::Dashboard;
use crate::model::Distribution;
use crate::report::axis::Axis;
use crate::report::number::{count, short};
use crate::report::scene::{Area, Scene, Text};
use crate::report::theme::{AXIS, GAP, LABEL};

/// The share of owners that is drawn; the rest would squeeze all others.
const DRAWN: f64 = 0.995;
const COLUMNS: usize = 40;

pub(super) fn draw(scene: &mut Scene<'_>, area: Area, dashboard: &Dashboard) {
    let between = 3.0 * GAP;
    let height = (area.height - between) / 2.0;
    let [player, a_match] = dashboard.means;
    for (index, (unit, owners, mean, spread)) in [
        (
            "player",
            "players",
            player,
            &dashboard.spreads.units_per_player,
        ),
        (
            "match",
            "matches",
            a_match,
            &dashboard.spreads.units_per_match,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let y = area.y + index as f64 * (height + between);
        let row = Area { y, height, ..area };
        draw_one(scene, row, (unit, owners), mean, spread);
    }
}

fn draw_one(
    scene: &mut Scene<'_>,
    area: Area,
    (unit, owners): (&str, &str),
    mean: Option<f64>,
    spread: &Distribution,
) {
    let theme = scene.theme;
    const WORDS: f64 = 200.0;
    let figure = mean.map_or("–".to_owned(), short);
    let figure = Text::new(figure, 1.6 * LABEL, theme.ink()).bold();
    scene.text(area.x, area.y + 1.6 * LABEL * 0.75, figure);
    let mut y = area.y + 1.6 * LABEL * 0.75;
    let quartiles = (spread.quantile(0.25), spread.quantile(0.75));
    let mut words = vec![format!("units per {unit}")];
    if let (Some(low), Some(high)) = quartiles {
        words.push(format!("half of {owners}:"));
        words.push(format!("{} to {}", short(low.round()), short(high.round())));
    }
    for line in words {
        y += 1.45 * AXIS;
        let line = scene.fitted(Text::new(line, AXIS, theme.soft()), WORDS - GAP);
        scene.text(area.x, y, line);
    }
    let plot = area.inset(WORDS, 0.0, 0.0, AXIS + GAP);
    let (Some(least), Some(most)) = (spread.quantile(1.0 - DRAWN), spread.quantile(DRAWN)) else {
        return;
    };
    // One column for each whole number, or for as many of them as it takes; from zero, unless all are far from it.
    let start = if least < most * 0.4 {
        0.0
    } else {
        least.floor()
    };
    let step = ((most + 1.0 - start) / COLUMNS as f64).ceil();
    let step = step.max(widest_of_the_middle(spread));
    let start = (start / step).floor() * step;
    let columns = histogram(spread, start, step);
    let axis = Axis::between(start, start + step * columns.len() as f64, 5);
    let axis = Axis {
        step: axis.step.max(1.0),
        ..axis
    };
    let highest = columns.iter().copied().fold(0.0, f64::max);
    let width = plot.width / columns.len() as f64;
    for (index, owners) in columns.iter().enumerate() {
        let from = start + index as f64 * step;
        // The middle half is darker.
        let middle = from + step > quartiles.0.unwrap_or(0.0) && from <= quartiles.1.unwrap_or(0.0);
        let pale = if middle { 0.0 } else { 0.55 };
        let height = owners / highest * plot.height;
        let bar = Area::new(
            plot.x + width * index as f64 + width * 0.04,
            plot.bottom() - height,
            width * 0.92,
            height,
        );
        scene.rectangle(bar, theme.accent().mixed(theme.panel(), pale));
    }
    scene.rectangle(
        Area::new(plot.x, plot.bottom(), plot.width, 1.0),
        theme.soft(),
    );
    for mark in axis.marks() {
        let x = plot.x + axis.share(mark) * plot.width;
        let text = Text::new(count(mark as u64), AXIS - 2.0, theme.soft());
        // The first and the last number stay within the panel.
        let half = scene.width(&text) / 2.0;
        let x = x.clamp(plot.x + half, plot.right() - half);
        scene.text(x, plot.bottom() + AXIS + GAP * 0.5, text.middle());
    }
}

/// The width of the widest bucket among the middle half: columns that are narrower would show buckets, not owners.
fn widest_of_the_middle(spread: &Distribution) -> f64 {
    let (low, high) = (spread.quantile(0.25), spread.quantile(0.75));
    let middle = spread.buckets().iter().filter(|bucket| {
        bucket.to as f64 > low.unwrap_or(0.0) && bucket.from as f64 <= high.unwrap_or(0.0)
    });
    let widths = middle.map(|bucket| (bucket.to - bucket.from) as f64);
    widths.fold(1.0, f64::max)
}

/// Owners in columns of this width from `start` on; owners of a wider bucket are spread evenly over it.
fn histogram(spread: &Distribution, start: f64, step: f64) -> Vec<f64> {
    let mut columns = vec![0.0; COLUMNS];
    for bucket in spread.buckets() {
        let (from, to) = (bucket.from as f64, bucket.to as f64);
        let share = bucket.owners as f64 / (to - from);
        let first = ((from - start).max(0.0) / step) as usize;
        for (index, column) in columns.iter_mut().enumerate().skip(first) {
            let low = start + index as f64 * step;
            let high = low + step;
            if low >= to {
                break;
            }
            *column += share * (high.min(to) - low.max(from)).max(0.0);
        }
    }
    let used = columns.iter().rposition(|owners| *owners > 0.0);
    columns.truncate(used.map_or(1, |last| last + 1));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_spread_over_their_bucket_and_none_is_lost() {
        let spread = Distribution::new([(0, 4), (3, 6), (64, 8)]);
        let columns = histogram(&spread, 0.0, 2.0);
        assert_eq!((columns[0], columns[1]), (4.0, 6.0));
        assert_eq!(columns[32..34], [4.0; 2]);
        assert_eq!(columns.iter().sum::<f64>(), 18.0);
        assert_eq!(columns.len(), 34);
    }
}
