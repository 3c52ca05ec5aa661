//! The design system: every size, distance and colour of the pictures, in one place.
//!
//! Lengths are in units of a picture that is [`WIDTH`] × [`HEIGHT`]; `paint` is told how many pixels that makes.

use crate::model::Colour;

/// A picture's width.
pub const WIDTH: f64 = 1_600.0;
/// A picture's height.
pub const HEIGHT: f64 = 1_000.0;
/// Free space at each edge.
pub(super) const MARGIN: f64 = 64.0;
/// The smallest distance between things; others are multiples.
pub(super) const GAP: f64 = 8.0;

/// The heading above the title.
pub(super) const KICKER: f64 = 19.0;
/// The title.
pub(super) const TITLE: f64 = 38.0;
/// The sentence below it.
pub(super) const SUBTITLE: f64 = 22.0;
/// Names and numbers of marks.
pub(super) const LABEL: f64 = 21.0;
/// Numbers and titles of axes.
pub(super) const AXIS: f64 = 18.0;
/// Footnotes.
pub(super) const NOTE: f64 = 15.0;
/// A number that stands for itself.
pub(super) const FIGURE: f64 = 46.0;

/// For paper or for dark slides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    Light,
    /// Light on near black.
    Dark,
}

impl Theme {
    /// Behind everything.
    pub(super) fn paper(self) -> Colour {
        self.of(Colour(0xff, 0xff, 0xff), Colour(0x12, 0x17, 0x1d))
    }

    /// Behind panels, empty cells and unfilled parts of bars.
    pub(super) fn panel(self) -> Colour {
        self.of(Colour(0xf3, 0xf5, 0xf8), Colour(0x1d, 0x25, 0x2e))
    }

    /// Text.
    pub(super) fn ink(self) -> Colour {
        self.of(Colour(0x14, 0x20, 0x2b), Colour(0xee, 0xf2, 0xf6))
    }

    /// Text that is less important.
    pub(super) fn soft(self) -> Colour {
        self.of(Colour(0x52, 0x60, 0x6d), Colour(0xa6, 0xb3, 0xc0))
    }

    /// Grid lines and frames.
    pub(super) fn line(self) -> Colour {
        self.of(Colour(0xd9, 0xdf, 0xe5), Colour(0x33, 0x3f, 0x4b))
    }

    /// Everything that is not an item: totals, distributions.
    pub(super) fn accent(self) -> Colour {
        self.of(Colour(0x2f, 0x6f, 0xa8), Colour(0x6b, 0xb1, 0xe6))
    }

    /// Several items together.
    pub(super) fn others(self) -> Colour {
        self.of(Colour(0xa9, 0xb4, 0xbf), Colour(0x5c, 0x69, 0x76))
    }

    /// All is well.
    pub(super) fn good(self) -> Colour {
        self.of(Colour(0x00, 0x7a, 0x5a), Colour(0x3f, 0xd0, 0xa4))
    }

    /// Something to look at.
    pub(super) fn warning(self) -> Colour {
        self.of(Colour(0xb3, 0x47, 0x00), Colour(0xff, 0x9d, 0x5c))
    }

    /// From few to many, by equal steps of lightness.
    pub(super) fn sequential(self) -> Vec<Colour> {
        ramp(|at| colorous::VIRIDIS.eval_continuous(at))
    }

    /// From less than expected through as expected to more.
    pub(super) fn diverging(self) -> Vec<Colour> {
        let ends = ramp(|at| colorous::RED_BLUE.eval_continuous(1.0 - at));
        match self {
            Self::Light => ends,
            // A white middle would glare; the ends are lightened as much as the middle is darkened.
            Self::Dark => {
                let (low, high) = (Colour(0x6a, 0xb0, 0xf3), Colour(0xf4, 0x8a, 0x72));
                let last = ends.len() - 1;
                let side = |index: usize| 2.0 * index as f64 / last as f64 - 1.0;
                (0..=last)
                    .map(side)
                    .map(|at| {
                        self.panel()
                            .mixed(if at < 0.0 { low } else { high }, at.abs())
                    })
                    .collect()
            }
        }
    }

    /// Text on `ground`.
    pub(super) fn on(self, ground: Colour) -> Colour {
        let (dark, light) = (Colour(0x14, 0x20, 0x2b), Colour(0xff, 0xff, 0xff));
        if ground.contrast(dark) >= ground.contrast(light) {
            dark
        } else {
            light
        }
    }

    fn of(self, light: Colour, dark: Colour) -> Colour {
        match self {
            Self::Light => light,
            Self::Dark => dark,
        }
    }
}

fn ramp(colour: impl Fn(f64) -> colorous::Color) -> Vec<Colour> {
    let steps = (0..=255).map(|step| colour(f64::from(step) / 255.0));
    steps.map(|c| Colour(c.r, c.g, c.b)).collect()
}

/// The colour at `share` (0–1) of a ramp.
pub(super) fn along(ramp: &[Colour], share: f64) -> Colour {
    ramp[(share.clamp(0.0, 1.0) * (ramp.len() - 1) as f64).round() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_everything_it_is_written_on() {
        for theme in [Theme::Light, Theme::Dark] {
            for ground in [theme.paper(), theme.panel()] {
                assert!(theme.ink().contrast(ground) > 12.0, "{theme:?}");
                assert!(theme.soft().contrast(ground) > 4.5, "{theme:?}");
                assert!(theme.good().contrast(ground) > 4.5, "{theme:?}");
                assert!(theme.warning().contrast(ground) > 4.5, "{theme:?}");
            }
            for ramp in [theme.sequential(), theme.diverging()] {
                assert!(ramp.iter().all(|c| theme.on(*c).contrast(*c) > 4.0));
            }
        }
    }

    #[test]
    fn more_is_lighter_by_even_steps() {
        let lightness: Vec<_> = Theme::Light
            .sequential()
            .iter()
            .map(|c| c.luminance().cbrt())
            .collect();
        let steps = lightness.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(steps.clone().all(|step| step > -1e-3 && step < 0.01));
    }
}
