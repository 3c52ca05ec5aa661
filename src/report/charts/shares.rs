//! How a map shares its picture with what is written about it: beside it, or below where the map is wide.

use super::map_frame::{BELOW, MapFrame};
use crate::analytics::CellMap;
use crate::report::scene::{Area, Scene};
use crate::report::theme::GAP;

/// What an upright colour bar takes beside a map, its numbers and title included.
pub(super) const BAR: f64 = 160.0;
/// A map's usual room for the numbers of its vertical axis.
const NUMBERS: f64 = 110.0;

/// The least that the parts of a picture need beside the map.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    /// How wide words are in a column beside the map.
    pub(super) words_wide: f64,
    /// How high they are below it.
    pub(super) words_high: f64,
    /// What stays free above the map.
    pub(super) above: f64,
    /// And between the map and its colour bar.
    pub(super) right: f64,
}

/// The room that each part gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares {
    /// For the map with its axes.
    pub(super) map: Area,
    /// For the words.
    pub(super) words: Area,
    pub(super) words_below: bool,
    /// Where the picture ends for what stands between the map and the words.
    edge: f64,
}

impl Shares {
    /// Of `area`, with the words where the map can be larger.
    pub(super) fn of(area: Area, map: &CellMap, needs: Needs) -> Self {
        let beside = needs.words_wide + 4.0 * GAP;
        let below = needs.words_high + 3.0 * GAP;
        let ratio = MapFrame::drawn_ratio(map);
        let size = |words_wide: f64, words_high: f64| {
            let width = area.width - words_wide - BAR - NUMBERS - needs.right;
            let height = area.height - words_high - BELOW - needs.above;
            width.min(height * ratio)
        };
        let words_below = size(0.0, below) > size(beside, 0.0);
        let (edge, bottom) = if words_below {
            (area.right(), below)
        } else {
            (area.right() - beside, 0.0)
        };
        let map = Area {
            width: edge - BAR - needs.right - area.x,
            ..area
        };
        let words = if words_below {
            area.inset(0.0, area.height - needs.words_high, 0.0, 0.0)
        } else {
            Area::new(edge + 4.0 * GAP, area.y, needs.words_wide, area.height)
        };
        Self {
            map: map.inset(0.0, needs.above, 0.0, bottom),
            words,
            words_below,
            edge,
        }
    }

    /// How wide the room between the map and its colour bar can be.
    pub(super) fn free(&self, frame: &MapFrame) -> f64 {
        self.edge - BAR - frame.plot.right()
    }

    /// Moves what is below the map up to it.
    pub(super) fn close_up(&mut self, frame: &MapFrame) {
        if self.words_below {
            let top = frame.plot.bottom() + BELOW + 3.0 * GAP;
            let bottom = self.words.bottom();
            self.words.y = top.min(self.words.y);
            self.words.height = bottom - self.words.y;
        }
    }
}

/// Bars beside the map, one for each of `sums` as `y` grows, the longest `length` long.
pub(super) fn draw_profile(scene: &mut Scene<'_>, frame: &MapFrame, sums: &[u64], length: f64) {
    let colour = scene.theme.accent();
    let plot = frame.plot;
    let most = sums.iter().copied().max().unwrap_or(0).max(1) as f64;
    let height = plot.height / sums.len() as f64;
    for (index, sum) in sums.iter().enumerate() {
        let y = frame.top_of_row(index, sums.len());
        let long = *sum as f64 / most * length;
        let bar = Area::new(plot.right() + GAP, y + height * 0.06, long, height * 0.88);
        scene.rectangle(bar, colour);
    }
}
