//! Maps as text of at most 80 columns.

use super::super::screen::{FAINT, HEADING, fitted, fitted_name, styled};
use crate::model::{Extent, GameMap, PictureInfo, counted, visible};
use std::fmt::Write;

pub(super) fn list(maps: &[GameMap]) -> String {
    if maps.is_empty() {
        return "No map was set; `loot maps set NAME --image FILE --bounds …` sets one.\n".into();
    }
    let heading = format!(
        "{:<20}  {:<20}  {:<26}  Floors",
        "Name", "Picture", "Covers"
    );
    let mut text = format!("{}\n", styled(HEADING, &heading));
    for map in maps {
        let _ = writeln!(
            text,
            "{}  {}  {}  {:>6}",
            fitted_name(&visible(map.name.shown()), 20),
            fitted(&map.picture.as_ref().map_or("none".into(), picture), 20),
            fitted(&bounds(map).map_or("not said".into(), covered), 26),
            map.floors.len().max(1),
        );
    }
    text
}

pub(super) fn one(map: &GameMap) -> String {
    let mut text = format!("{}\n", styled(HEADING, &visible(map.name.shown())));
    let mut line = |what: &str, said: &str| {
        let _ = writeln!(text, "{}  {said}", styled(FAINT, &format!("{what:<8}")));
    };
    let size = |picture: &PictureInfo| {
        let bytes = counted(picture.size_bytes, "byte", "bytes");
        format!(
            "{} pixels, {}, {bytes}",
            sides(picture),
            picture.media_type.as_str()
        )
    };
    line("Picture", &map.picture.as_ref().map_or("none".into(), size));
    match (bounds(map), map.placement) {
        (Some(bounds), Some(placed)) if placed.is_upright() => line("Covers", &covered(bounds)),
        (Some(bounds), _) => line("Covers", &format!("{}, turned or skewed", covered(bounds))),
        (None, _) => line(
            "Covers",
            "not said; set --bounds to draw the picture under data",
        ),
    }
    line("Y grows", if map.y_down { "downwards" } else { "upwards" });
    for floor in &map.floors {
        line("Floor", &visible(&floor.to_string()));
    }
    for region in &map.regions {
        let corners = counted(region.corners.len() as u64, "corner", "corners");
        line(
            "Region",
            &format!("{}, {corners}", visible(region.name.as_str())),
        );
    }
    text
}

fn bounds(map: &GameMap) -> Option<Extent> {
    map.placement.map(|placement| placement.bounds())
}

fn covered(bounds: Extent) -> String {
    let Extent {
        x_min,
        x_max,
        y_min,
        y_max,
    } = bounds;
    let [x_min, x_max, y_min, y_max] = [x_min, x_max, y_min, y_max].map(plain);
    format!("x {x_min} to {x_max}, y {y_min} to {y_max}")
}

/// Without the last digits, which are noise of the arithmetic.
fn plain(at: f64) -> f64 {
    format!("{at:.9e}").parse().unwrap_or(at)
}

fn picture(picture: &PictureInfo) -> String {
    format!(
        "{} {}",
        sides(picture),
        picture.media_type.as_str().replace("image/", "")
    )
}

fn sides(picture: &PictureInfo) -> String {
    format!("{} × {}", picture.width, picture.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_the_arithmetic_is_not_shown() {
        let bounds = Extent {
            x_min: 0.0,
            x_max: 256.0 * 0.4,
            y_min: 100.0 - 256.0 * 0.4,
            y_max: 0.000_123,
        };
        assert_eq!(covered(bounds), "x 0 to 102.4, y -2.4 to 0.000123");
    }
}
