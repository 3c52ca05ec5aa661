//! What lies under a map: its picture, and which way up it is.

use super::scene::{Area, Backdrop};
use super::theme::Theme;
use crate::analytics::CellMap;
use crate::model::Placement;
use crate::pictures::Raster;
use std::sync::Arc;

/// How a picture is toned down, so that what lies on it is seen and it does not glare.
const BY_DAY: f64 = 0.75;
const BY_NIGHT: f64 = 0.45;

/// How the ground of a map is drawn. Without anything known, as empty paper with `y` upwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ground {
    /// Whether `y` grows downwards.
    pub y_down: bool,
    /// The picture and where it lies in the world.
    pub picture: Option<(Arc<Raster>, Placement)>,
}

impl Ground {
    /// The picture where `map` is drawn in `area`.
    pub(super) fn backdrop(&self, map: &CellMap, area: Area, theme: Theme) -> Option<Backdrop> {
        let (raster, placement) = self.picture.as_ref()?;
        let shares = |s: f64, t: f64| {
            let up = if self.y_down { t } else { 1.0 - t };
            placement.shares(map.x_min + s * map.width(), map.y_min + up * map.height())
        };
        let (c, f) = shares(0.0, 0.0);
        let (right, below) = (shares(1.0, 0.0), shares(0.0, 1.0));
        Some(Backdrop {
            area,
            raster: Arc::clone(raster),
            shares: [right.0 - c, below.0 - c, c, right.1 - f, below.1 - f, f],
            opacity: match theme {
                Theme::Light => BY_DAY,
                Theme::Dark => BY_NIGHT,
            },
        })
    }
}
