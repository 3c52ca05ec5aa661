//! `rubber_duck_heatmap` and the same for other items: a density estimate of where an item is found, with its hotspots.

use super::Chart;
use super::map_frame::{self, MapFrame, size};
use super::shares::{self, Needs, Shares};
use crate::analytics::{CellMap, Density, Hotspot, Hotspots, effective_sample_size, hotspots};
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence, wrapped};
use crate::report::ground::Ground;
use crate::report::number::{coordinate, counted, grouped, percent, short};
use crate::report::scene::{Area, Field, Mark, Scene, Style, Text, ellipse};
use crate::report::theme::{AXIS, GAP, LABEL};

/// An item's density over the map.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityMap {
    /// The item.
    pub item: String,
    /// The estimate.
    pub density: Density,
    /// What stands out.
    pub spots: Hotspots,
    /// Width and height of the area to which the colours' numbers refer, world units.
    pub unit_area: (f64, f64),
    /// Units with a place.
    pub located: u64,
    /// What lies under it.
    pub ground: Ground,
}

const COLUMN: f64 = 430.0;
const BADGE: f64 = 15.0;
/// A hotspot in the list.
const ENTRY: f64 = 2.0 * LABEL + AXIS + 2.25 * GAP;
/// Bars of a profile beside the map, about.
const BANDS: usize = 20;
/// It is drawn where it can be as long as this.
const SHORTEST_PROFILE: f64 = 140.0;
const LONGEST_PROFILE: f64 = 620.0;

impl DensityMap {
    /// From the finest cells there are; the colours' numbers refer to cells of the size of those of `raw`, so that both
    /// pictures can be compared.
    pub fn new(item: String, fine: CellMap, raw: &CellMap) -> Self {
        let (density, spots) = match effective_sample_size(&fine) {
            Some(effective) => {
                let density = Density::estimate(fine, effective);
                let spots = hotspots(&density);
                (density, spots)
            }
            // As smooth as if each cell were an observation, which it may not be: good enough for a picture.
            None => {
                let occupied = fine.occupied_cells().count() as f64;
                let density = Density::estimate(fine, occupied);
                let spots = Hotspots::untested(&density);
                (density, spots)
            }
        };
        Self {
            item,
            spots,
            unit_area: (raw.cell_width, raw.cell_height),
            located: density.map.total(),
            density,
            ground: Ground::default(),
        }
    }

    /// On this ground.
    pub fn on(mut self, ground: Ground) -> Self {
        self.ground = ground;
        self
    }

    /// Units in the area the colours refer to, where the density is `value`.
    fn units(&self, value: f64) -> f64 {
        value * self.located as f64 * self.unit_area.0 * self.unit_area.1
    }

    fn most(&self) -> f64 {
        self.density.values.iter().copied().fold(0.0, f64::max)
    }

    fn at(&self, spot: &Hotspot) -> String {
        let map = &self.density.map;
        format!(
            "{}, {}",
            coordinate(spot.x, map.width() / 200.0),
            coordinate(spot.y, map.height() / 200.0)
        )
    }

    fn title(&self, name: &str) -> String {
        match (self.spots.places.len(), self.spots.enough) {
            (_, false) => format!("Where {name} is found"),
            (0, true) => format!("{name} is found evenly all over the map"),
            (1, true) => format!("{name} is found most in one place"),
            (n, true) => format!("{name} is found most in {n} places"),
        }
    }
}

impl Chart for DensityMap {
    fn headline(&self) -> Headline {
        let located = counted(self.located, "unit", "units");
        let said = match (self.spots.places.first(), self.spots.enough) {
            (None, false) => {
                format!("{located} with a place: too few players to tell hotspots from chance")
            }
            (None, true) => {
                format!("{located} with a place; no place stands out significantly")
            }
            (Some(first), _) => format!(
                "{located} with a place; {} of them around ({}), {} times an even spread",
                percent(first.share),
                self.at(first),
                short(first.times_even),
            ),
        };
        Headline::new(self.title(&name_in_sentence(&self.item)), said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let bandwidth = self.density.bandwidth;
        let mut notes = vec![format!(
            "Gaussian kernel by Scott's rule for {} (standard deviations {}), corrected at the edge; colours begin at zero.",
            counted(
                self.density.effective_sample_size.round() as u64,
                "independent observation",
                "independent observations"
            ),
            size(bandwidth.sd_x, bandwidth.sd_y),
        )];
        notes.extend(map_frame::outside(&self.density.map));
        notes.extend(missing_glyphs(&scene, [self.item.as_str()].into_iter()));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let map = &self.density.map;
        let list = (self.rows(area) as f64 * ENTRY).max(9.0 * AXIS * 1.4);
        let needs = Needs {
            words_wide: COLUMN,
            words_high: 1.5 * LABEL + list,
            ..Needs::default()
        };
        let mut parts = Shares::of(area, map, needs);
        let mut frame = MapFrame::within(&scene, parts.map, map, &self.ground);
        parts.close_up(&frame);
        frame.draw_ground(&mut scene, map, &self.ground);
        self.draw_field(&mut scene, &frame);
        if !frame.has_picture {
            self.draw_grid(&mut scene, &frame);
        }
        frame.draw_axes(&mut scene);
        self.draw_spots(&mut scene, &frame);
        let mut right = frame.plot.right();
        let length = (parts.free(&frame) - 3.0 * GAP).min(LONGEST_PROFILE);
        if length >= SHORTEST_PROFILE {
            self.draw_profile(&mut scene, &frame, length);
            right += GAP + length;
        }
        let axis = Axis::between(0.0, self.units(self.most()), 5);
        let (ramp, plot) = (scene.theme.sequential(), frame.plot);
        let bar = Area::new(right + 3.0 * GAP, plot.y, 3.0 * GAP, plot.height);
        let title = format!("units per {}", size(self.unit_area.0, self.unit_area.1));
        map_frame::upright_bar(&mut scene, bar, ramp, axis, &title);
        self.draw_words(&mut scene, &parts, &frame);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = |(index, spot): (usize, &Hotspot)| {
            vec![
                (index + 1).to_string(),
                self.at(spot),
                percent(spot.share),
                short(spot.times_even),
                grouped((spot.share * self.located as f64).round() as u64),
            ]
        };
        let rows = self.spots.places.iter().enumerate().map(row).collect();
        (
            vec![
                "hotspot",
                "x, y",
                "share of units",
                "times even",
                "units in ring",
            ],
            rows,
        )
    }
}

impl DensityMap {
    fn draw_field(&self, scene: &mut Scene<'_>, frame: &MapFrame) {
        let most = self.most();
        let share = |row: &[f64]| {
            row.iter()
                .map(|value| (value / most) as f32)
                .collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<f32>> = self
            .density
            .values
            .chunks(self.density.columns)
            .map(share)
            .collect();
        if frame.y_down {
            rows.reverse();
        }
        scene.marks.push(Mark::Field(Field {
            area: frame.plot,
            columns: self.density.columns,
            rows: self.density.rows,
            values: rows.concat(),
            ramp: scene.theme.sequential(),
            shows_through: frame.has_picture,
        }));
    }

    /// Small crosses at round coordinates: a grid that hides nothing.
    fn draw_grid(&self, scene: &mut Scene<'_>, frame: &MapFrame) {
        let map = &self.density.map;
        let colour = crate::model::Colour(255, 255, 255);
        let x = Axis::between(map.x_min, map.x_min + map.width(), 5);
        let y = Axis::between(map.y_min, map.y_min + map.height(), 5);
        for (x, y) in x.marks().flat_map(|x| y.marks().map(move |y| (x, y))) {
            let (px, py) = frame.place(x, y);
            let inside = |at: f64, from: f64, to: f64| at - from > 9.0 && to - at > 9.0;
            let plot = frame.plot;
            if inside(px, plot.x, plot.right()) && inside(py, plot.y, plot.bottom()) {
                scene.rectangle(Area::new(px - 6.0, py - 0.5, 12.0, 1.0), colour);
                scene.rectangle(Area::new(px - 0.5, py - 6.0, 1.0, 12.0), colour);
            }
        }
    }

    fn draw_spots(&self, scene: &mut Scene<'_>, frame: &MapFrame) {
        let (ring_x, ring_y) = frame.lengths(self.spots.ring_x, self.spots.ring_y);
        let (dark, light) = (
            crate::model::Colour(0x14, 0x20, 0x2b),
            crate::model::Colour(255, 255, 255),
        );
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (index, spot) in self.spots.places.iter().enumerate() {
            let (x, y) = frame.place(spot.x, spot.y);
            let mut ring = ellipse((x, y), (ring_x, ring_y));
            ring.push(ring[0]);
            for stretch in within(&ring, frame.plot) {
                scene.line(stretch.clone(), 4.5, dark);
                scene.line(stretch, 2.0, light);
            }
            let at = free_place((x, y), &taken, frame.plot);
            scene.disc(at, BADGE + 1.5, dark);
            scene.disc(at, BADGE, light);
            let number = Text::new((index + 1).to_string(), AXIS, dark)
                .bold()
                .middle();
            scene.text_at_middle(at.0, at.1, number);
            taken.push(at);
        }
    }

    /// Rows of the list of hotspots below a map.
    fn rows(&self, area: Area) -> usize {
        let columns = ((area.width - COLUMN) / COLUMN).floor().max(1.0) as usize;
        self.spots.places.len().div_ceil(columns)
    }

    /// How many units lie in bands across the map: what a narrow one hardly shows.
    fn draw_profile(&self, scene: &mut Scene<'_>, frame: &MapFrame, length: f64) {
        let rows = self.density.map.row_sums();
        // Bands of one height, where some number of them does it.
        let even = (BANDS - 5..=BANDS + 5)
            .rev()
            .find(|bands| rows.len().is_multiple_of(*bands));
        let rows_per_band = rows.len().div_ceil(even.unwrap_or(BANDS));
        let bands: Vec<u64> = rows
            .chunks(rows_per_band)
            .map(|rows| rows.iter().sum())
            .collect();
        shares::draw_profile(scene, frame, &bands, length);
        let high = self.density.map.cell_height * rows_per_band as f64;
        let title = format!("units in bands {} high", short(high));
        let text = Text::new(title, AXIS, scene.theme.soft()).middle();
        let text = scene.fitted(text, length);
        let x = frame.plot.right() + GAP + length / 2.0;
        scene.text(x, frame.plot.bottom() + AXIS + GAP, text);
    }

    /// The hotspots and what they mean: in a column beside the map, or below it with the hotspots on the right.
    fn draw_words(&self, scene: &mut Scene<'_>, parts: &Shares, frame: &MapFrame) {
        let theme = scene.theme;
        let words = parts.words;
        let heading = Text::new("Hotspots", LABEL, theme.ink()).bold();
        scene.text(words.x, words.y + LABEL, heading);
        let top = words.y + LABEL + 2.0 * GAP;
        let rows = if parts.words_below {
            self.rows(words)
        } else {
            self.spots.places.len()
        };
        for (index, spot) in self.spots.places.iter().enumerate() {
            let column = if parts.words_below {
                1 + index / rows
            } else {
                0
            };
            let x = words.x + column as f64 * (COLUMN + 4.0 * GAP);
            let y = top + (index % rows) as f64 * ENTRY;
            self.draw_spot(scene, (x, y), (index, spot));
        }
        let below_list = top + rows as f64 * ENTRY + 2.0 * GAP;
        let mut y = if parts.words_below { top } else { below_list };
        let explained = match (self.spots.places.is_empty(), self.spots.enough) {
            (false, _) => {
                "Places that stand out more than any would in 99 of 100 maps of an even spread. Shares are of what lies within the ring."
            }
            (true, true) => "None. An even spread has peaks as high as these by chance.",
            (true, false) => {
                "Too few players to find any: what one player finds, in one match or in many, is no independent observation."
            }
        };
        let mut lines = wrapped(scene, explained, AXIS, COLUMN, 6);
        if !frame.to_scale {
            lines.push(String::new());
            let out = "The map is drawn out of proportion: it is too long to show as it is.";
            lines.extend(wrapped(scene, out, AXIS, COLUMN, 3));
        }
        for line in lines {
            y += AXIS * 1.4;
            scene.text(words.x, y, Text::new(line, AXIS, theme.soft()));
        }
    }

    fn draw_spot(
        &self,
        scene: &mut Scene<'_>,
        (x, y): (f64, f64),
        (index, spot): (usize, &Hotspot),
    ) {
        let theme = scene.theme;
        let badge = (x + BADGE, y + LABEL + GAP + LABEL / 2.0);
        scene.disc(badge, BADGE, theme.ink());
        let number = Text::new((index + 1).to_string(), AXIS, theme.paper())
            .bold()
            .middle();
        scene.text_at_middle(badge.0, badge.1, number);
        let left = x + 3.0 * BADGE;
        let place = Text::new(format!("({})", self.at(spot)), LABEL, theme.ink());
        scene.text_at_middle(left, badge.1, place);
        let said = format!(
            "{} of units, {} × an even spread",
            percent(spot.share),
            short(spot.times_even)
        );
        let below = y + 2.0 * LABEL + 2.25 * GAP + AXIS / 2.0;
        scene.text_at_middle(left, below, Text::new(said, AXIS, theme.soft()));
    }
}

/// The stretches of a line that lie within an area.
fn within(line: &[(f64, f64)], area: Area) -> Vec<Vec<(f64, f64)>> {
    let inside = |(x, y): &(f64, f64)| {
        (area.x..=area.right()).contains(x) && (area.y..=area.bottom()).contains(y)
    };
    let stretches = line.chunk_by(|a, b| inside(a) == inside(b));
    let kept = stretches.filter(|stretch| inside(&stretch[0]) && stretch.len() > 1);
    kept.map(<[_]>::to_vec).collect()
}

/// The place nearest to `spot` where a badge covers no other and stays on the map.
fn free_place(spot: (f64, f64), taken: &[(f64, f64)], plot: Area) -> (f64, f64) {
    let margin = BADGE + 2.0;
    let clamp =
        |at: f64, low: f64, high: f64| at.clamp((low + margin).min(high), (high - margin).max(low));
    let candidates = (0..4).flat_map(|ring| {
        (0..8).map(move |k| {
            let (sin, cos) = (f64::from(k) * std::f64::consts::FRAC_PI_4).sin_cos();
            let far = f64::from(ring) * 2.3 * BADGE;
            (spot.0 + far * cos, spot.1 - far * sin)
        })
    });
    let mut clamped = candidates.map(|(x, y)| {
        (
            clamp(x, plot.x, plot.right()),
            clamp(y, plot.y, plot.bottom()),
        )
    });
    let free = |at: &(f64, f64)| {
        let apart = |other: &(f64, f64)| (other.0 - at.0).hypot(other.1 - at.1) > 2.1 * BADGE;
        taken.iter().all(apart)
    };
    clamped.find(free).unwrap_or(spot)
}
