//! `loot_totals`: how collection went over time, stacked by item.

use super::annotations;
use super::bars::{self, Bar};
use super::{Chart, ItemColours};
use crate::analytics::Timeline;
use crate::model::{Colour, Millis, Note};
use crate::report::axis::Axis;
use crate::report::frame::{self, Caption, Headline, missing_glyphs};
use crate::report::number::{count, counted, grouped, percent, short};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL};

/// The most items that are told apart in a stack.
pub const MOST_STACKED: usize = 9;

/// The widest a legend may be.
const LEGEND: f64 = 330.0;

/// Units over time.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LootTotals {
    /// The buckets.
    pub timeline: Timeline,
    /// The stacked parts from the bottom up, the last of which may be all other items.
    pub parts: Vec<Bar>,
    /// Units of all items in the time shown.
    pub total: u64,
    /// What was written at the time shown, the earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl LootTotals {
    /// From buckets; `None` when nothing was collected.
    pub fn new(timeline: Timeline, colours: &ItemColours) -> Option<Self> {
        let sum = |index: usize| timeline.buckets.iter().map(|b| b.units[index]).sum::<u64>();
        let others: u64 = timeline.buckets.iter().map(|bucket| bucket.other).sum();
        let units: Vec<u64> = (0..timeline.items.len()).map(sum).collect();
        let total = units.iter().sum::<u64>() + others;
        let part = |name: String, units: u64, colour: Option<Colour>| Bar {
            name,
            units,
            share: units as f64 / total.max(1) as f64,
            colour,
        };
        let items = timeline.items.iter().zip(&units);
        let mut parts: Vec<_> = items
            .map(|(item, units)| part(item.to_string(), *units, Some(colours.of(item))))
            .collect();
        if others > 0 {
            parts.push(part("all others".into(), others, None));
        }
        (total > 0).then_some(Self {
            timeline,
            parts,
            total,
            notes: Vec::new(),
        })
    }

    /// With those of `notes` that have a part in the time shown.
    pub fn annotated(mut self, notes: impl IntoIterator<Item = Note>) -> Self {
        let shown = self.timeline.shown();
        self.notes = notes
            .into_iter()
            .filter(|note| note.touches(shown))
            .collect();
        self.notes.sort_by_key(|note| note.timestamp);
        self
    }

    fn start(&self) -> Millis {
        self.timeline.buckets[0].start
    }

    fn end(&self) -> Millis {
        let last = &self.timeline.buckets[self.timeline.buckets.len() - 1];
        Millis(last.start.0 + self.timeline.width_ms)
    }

    /// Where everything happened within one bucket there is nothing to see over time.
    fn is_single(&self) -> bool {
        self.timeline.buckets.len() == 1
    }
}

impl Chart for LootTotals {
    fn headline(&self) -> Headline {
        let width = self.timeline.width_name;
        let buckets = &self.timeline.buckets;
        let start = moment(buckets[0].start, self.timeline.width_ms);
        if self.is_single() {
            let said = format!(
                "{}, all within one {width} from {start} UTC: totals per item instead of a time series",
                counted(self.total, "unit", "units"),
            );
            return Headline::new("Loot collected", said);
        }
        let highest = self
            .timeline
            .totals()
            .enumerate()
            .max_by_key(|(k, n)| (*n, std::cmp::Reverse(*k)));
        let (peak, most) = highest.unwrap_or((0, 0));
        let each = if width.starts_with(|c: char| c.is_ascii_digit()) {
            format!("in {width}")
        } else {
            format!("in one {width}")
        };
        let said = format!(
            "{} from {start} to {} UTC; at most {} {each}, from {}",
            counted(self.total, "unit", "units"),
            moment(self.end(), self.timeline.width_ms),
            count(most),
            moment(buckets[peak].start, self.timeline.width_ms),
        );
        Headline::new("Loot collected over time", said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = Vec::new();
        if self.timeline.outside > 0.0 {
            notes.push(format!(
                "{} of all units lie far outside this time, as from unset clocks, and are not drawn.",
                percent(self.timeline.outside)
            ));
        }
        let names = self.parts.iter().map(|part| part.name.as_str());
        let names = names.chain(self.notes.iter().map(|note| note.text.as_str()));
        notes.extend(missing_glyphs(&scene, names));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        if self.is_single() {
            bars::draw(&mut scene, area, &self.parts, "units collected");
            return scene;
        }
        let legend = self.draw_legend(&mut scene, area);
        let band = match self.notes.is_empty() {
            true => 0.0,
            false => annotations::BAND,
        };
        let below = 2.0 * AXIS + 4.0 * GAP;
        let plot = area.inset(96.0, GAP + band, legend + 5.0 * GAP, below);
        self.draw_stacks(&mut scene, plot);
        let length_ms = self.end().0 - self.start().0;
        let scale = (self.start(), plot.width / length_ms as f64);
        annotations::draw(&mut scene, plot, &self.notes, scale);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let mut heads = vec!["from (UTC)", "units"];
        let row = |(bucket, sum): (&crate::analytics::TimelineBucket, u64)| {
            vec![bucket.start.to_string(), grouped(sum)]
        };
        let buckets = &self.timeline.buckets;
        let mut rows: Vec<_> = buckets
            .iter()
            .zip(self.timeline.totals())
            .map(row)
            .collect();
        if !self.notes.is_empty() {
            heads.push("annotations");
            for (row, bucket) in rows.iter_mut().zip(buckets) {
                row.push(self.written_in(bucket.start));
            }
        }
        (heads, rows)
    }
}

impl LootTotals {
    /// What was written in the bucket that begins at `start`; in the first, also what had begun before.
    fn written_in(&self, start: Millis) -> String {
        let end = start.0 + self.timeline.width_ms;
        let is_here = |note: &&Note| {
            let at = note.timestamp.max(self.start());
            (start.0..end).contains(&at.0)
        };
        let here = self.notes.iter().filter(is_here);
        let texts: Vec<_> = here.map(|note| note.text.as_str()).collect();
        texts.join("; ")
    }

    fn draw_stacks(&self, scene: &mut Scene<'_>, plot: Area) {
        let theme = scene.theme;
        let axis = Axis::counts(self.timeline.totals().max().unwrap_or(0), 6);
        for mark in axis.marks() {
            let y = plot.bottom() - axis.share(mark) * plot.height;
            scene.rectangle(Area::new(plot.x, y, plot.width, 1.0), theme.line());
            let number = Text::new(short(mark), AXIS, theme.soft()).end();
            scene.text_at_middle(plot.x - 1.5 * GAP, y, number);
        }
        let title = format!("units per {}", self.timeline.width_name);
        let title = Text::new(title, AXIS, theme.soft()).middle().upwards();
        scene.text(plot.x - 96.0 + AXIS, plot.centre_y(), title);
        let step = plot.width / self.timeline.buckets.len() as f64;
        let filled = (step * 0.84).min(72.0);
        for (index, bucket) in self.timeline.buckets.iter().enumerate() {
            let x = plot.x + step * (index as f64 + 0.5) - filled / 2.0;
            let mut below = 0;
            let units = bucket.units.iter().copied().chain([bucket.other]);
            for (units, part) in units.zip(&self.parts).filter(|(units, _)| *units > 0) {
                let y = |n: u64| plot.bottom() - axis.share(n as f64) * plot.height;
                let (low, high) = (y(below), y(below + units));
                let colour = part.colour.unwrap_or(theme.others());
                // A hair of paper between parts, where there is room for one.
                let hair = if low - high > 4.0 { 1.0 } else { 0.0 };
                scene.rectangle(Area::new(x, high + hair, filled, low - high - hair), colour);
                below += units;
            }
        }
        scene.rectangle(
            Area::new(plot.x, plot.bottom(), plot.width, 1.5),
            theme.soft(),
        );
        self.draw_times(scene, plot, step);
    }

    /// As many times as fit, at even distances, below the middle of their buckets.
    fn draw_times(&self, scene: &mut Scene<'_>, plot: Area, step: f64) {
        let theme = scene.theme;
        let buckets = &self.timeline.buckets;
        let label = |k: usize| {
            let text = moment(buckets[k].start, self.timeline.width_ms);
            Text::new(text, AXIS, theme.soft()).middle()
        };
        let widest = (0..buckets.len()).map(|k| scene.width(&label(k)));
        let widest = widest.fold(0.0, f64::max) + 3.0 * GAP;
        let every = (widest / step).ceil().max(1.0) as usize;
        for k in (0..buckets.len()).step_by(every) {
            let x = plot.x + step * (k as f64 + 0.5);
            scene.rectangle(Area::new(x, plot.bottom(), 1.5, GAP), theme.soft());
            scene.text(x, plot.bottom() + AXIS + 1.5 * GAP, label(k));
        }
        let title = format!("start of each {} (UTC)", self.timeline.width_name);
        let title = Text::new(title, AXIS, theme.soft()).middle();
        scene.text(
            plot.centre_x(),
            plot.bottom() + 2.0 * AXIS + 3.0 * GAP,
            title,
        );
    }

    /// Names in the order in which they are stacked, the top one first; returns how wide they are.
    fn draw_legend(&self, scene: &mut Scene<'_>, area: Area) -> f64 {
        let theme = scene.theme;
        let numbers = |part: &Bar| {
            let numbers = format!("{}  ·  {}", count(part.units), percent(part.share));
            Text::new(numbers, AXIS, theme.soft())
        };
        let widths = self.parts.iter().map(|part| {
            let name = Text::new(&part.name, LABEL, theme.ink());
            scene.width(&name).max(scene.width(&numbers(part))) + LABEL + 2.0 * GAP
        });
        let width = widths.fold(0.0, f64::max).min(LEGEND);
        let x = area.right() - width;
        let step = 2.0 * LABEL + 2.5 * GAP;
        let mut y = area.y + GAP;
        for part in self.parts.iter().rev() {
            let swatch = Area::new(x, y, LABEL, LABEL);
            scene.rectangle(swatch, part.colour.unwrap_or(theme.others()));
            let name = Text::new(&part.name, LABEL, theme.ink());
            let name = scene.fitted(name, width - LABEL - 1.5 * GAP);
            let left = x + LABEL + 1.5 * GAP;
            scene.text_at_middle(left, y + LABEL / 2.0, name);
            scene.text_at_middle(left, y + 1.75 * LABEL, numbers(part));
            y += step;
        }
        width
    }
}

/// `31 Jan 18:00`, `31 Jan 2026`: what a bucket of this width needs.
fn moment(at: Millis, width_ms: i64) -> String {
    let text = at.to_string();
    let (date, time) = (&text[..10.min(text.len())], text.get(11..16).unwrap_or(""));
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return text;
    };
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = month.parse::<usize>().unwrap_or(1).clamp(1, 12) - 1;
    let day = day.trim_start_matches('0');
    if width_ms < Millis::DAY {
        format!("{day} {} {time}", MONTHS[month])
    } else {
        format!("{day} {} {year}", MONTHS[month])
    }
}
