//! `local_vs_server_comparison`: whether everything that was generated is stored.

use super::{Chart, ItemColours};
use crate::model::{Colour, ItemKind};
use crate::report::frame::{self, Caption, Headline, missing_glyphs};
use crate::report::number::{count, counted, grouped, percent};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{AXIS, GAP, LABEL};
use std::collections::BTreeMap;

/// One item on both sides.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ComparedItem {
    /// The item, or what several are called together.
    pub name: String,
    /// Units that were generated.
    pub generated: u64,
    /// Units that are stored.
    pub stored: u64,
    /// `None` for several items together.
    pub colour: Option<Colour>,
}

/// What was generated.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// By what, such as `the last run, seed 7`.
    pub by: String,
    /// What is not in the sums and why, as a sentence.
    pub left_out: Option<String>,
    /// Units by item.
    pub items: BTreeMap<ItemKind, u64>,
}

/// What was generated against what is stored.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Comparison {
    /// What was generated, such as `the last run, seed 7`.
    pub generated_by: String,
    /// What is left out of what was generated, as a sentence.
    pub left_out: Option<String>,
    /// The most stored first; what stands for several comes last.
    pub items: Vec<ComparedItem>,
    /// Every item, for the table.
    #[serde(skip)]
    pub all: Vec<ComparedItem>,
}

const MOST_ITEMS: usize = 12;
const TALLEST: f64 = 112.0;
const WIDEST_NAMES: f64 = 330.0;
const NUMBERS: [f64; 3] = [170.0, 170.0, 250.0];

impl Comparison {
    /// Compares units by item.
    pub fn new(made: Made, stored: &BTreeMap<ItemKind, u64>, colours: &ItemColours) -> Self {
        let generated = made.items;
        let kinds: std::collections::BTreeSet<_> = generated.keys().chain(stored.keys()).collect();
        let compared = |item: &&ItemKind| ComparedItem {
            name: item.to_string(),
            generated: generated.get(*item).copied().unwrap_or(0),
            stored: stored.get(*item).copied().unwrap_or(0),
            colour: Some(colours.of(item)),
        };
        let mut all: Vec<_> = kinds.iter().map(compared).collect();
        all.retain(|item| item.generated > 0 || item.stored > 0);
        // What differs must not vanish among the others.
        all.sort_by_key(|item| std::cmp::Reverse((item.generated > item.stored, item.stored)));
        let mut items = all.clone();
        if items.len() > MOST_ITEMS {
            let rest = items.split_off(MOST_ITEMS - 1);
            items.push(ComparedItem {
                name: format!("{} others", rest.len()),
                generated: rest.iter().map(|item| item.generated).sum(),
                stored: rest.iter().map(|item| item.stored).sum(),
                colour: None,
            });
        }
        Self {
            generated_by: made.by,
            left_out: made.left_out,
            items,
            all,
        }
    }

    fn generated(&self) -> u64 {
        self.all.iter().map(|item| item.generated).sum()
    }

    fn stored(&self) -> u64 {
        self.all.iter().map(|item| item.stored).sum()
    }

    /// Units that are missing, counted item by item: more of one item does not make up for less of another.
    fn missing(&self) -> u64 {
        let missing = self.all.iter();
        missing
            .map(|item| item.generated.saturating_sub(item.stored))
            .sum()
    }
}

impl Chart for Comparison {
    fn headline(&self) -> Headline {
        let generated_by = &self.generated_by;
        let (generated, stored, missing) = (self.generated(), self.stored(), self.missing());
        let title = match (missing, stored.cmp(&generated)) {
            (0, std::cmp::Ordering::Equal) => "Everything generated is stored".to_owned(),
            (0, _) => "Everything generated is stored, and more".to_owned(),
            (missing, _) => format!(
                "{} missing: {} of what was generated",
                counted(missing, "unit is", "units are"),
                percent(missing as f64 / generated.max(1) as f64)
            ),
        };
        let said = format!(
            "{} generated ({generated_by}), {} stored",
            counted(generated, "unit", "units"),
            grouped(stored),
        );
        Headline::new(title, said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes: Vec<_> = self.left_out.clone().into_iter().collect();
        notes.push("Compares totals of everything that is stored: other runs and games add to the stored side.".to_owned());
        let names = self.items.iter().map(|item| item.name.as_str());
        notes.extend(missing_glyphs(&scene, names));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        self.draw_items(&mut scene, area);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = |item: &ComparedItem| {
            vec![
                item.name.clone(),
                grouped(item.generated),
                grouped(item.stored),
                difference(item.generated, item.stored),
            ]
        };
        (
            vec!["item", "generated", "stored", "difference"],
            self.all.iter().map(row).collect(),
        )
    }
}

impl Comparison {
    fn draw_items(&self, scene: &mut Scene<'_>, area: Area) {
        let theme = scene.theme;
        let rows = self.items.len() as f64;
        let head = 2.0 * LABEL;
        let step = ((area.height - head - 2.0 * LABEL) / (rows + 1.0)).min(TALLEST);
        let widest = self
            .items
            .iter()
            .map(|item| scene.width(&Text::new(&item.name, LABEL, theme.ink())));
        let names = widest.fold(60.0, f64::max).min(WIDEST_NAMES);
        let numbers: f64 = NUMBERS.iter().sum();
        let plot = area.inset(names + 2.0 * GAP, head, numbers + 2.0 * GAP, 0.0);
        let mut right = plot.right() + 2.0 * GAP;
        let columns = NUMBERS.map(|width| {
            right += width;
            right
        });
        for (x, title) in columns.iter().zip(["generated", "stored", "difference"]) {
            let title = Text::new(title, AXIS, theme.soft()).end();
            scene.text(*x, area.y + LABEL * 0.8, title);
        }
        let keys = [("generated", 0.55), ("stored", 0.0)];
        let mut x = plot.x;
        for (name, paleness) in keys {
            let colour = theme.accent().mixed(theme.paper(), paleness);
            scene.rectangle(Area::new(x, area.y, AXIS, AXIS), colour);
            let text = Text::new(name, AXIS, theme.soft());
            let width = scene.width(&text);
            scene.text_at_middle(x + AXIS + GAP, area.y + AXIS / 2.0, text);
            x += AXIS + width + 4.0 * GAP;
        }
        let most = self
            .items
            .iter()
            .map(|item| item.generated.max(item.stored))
            .max();
        let most = most.unwrap_or(0).max(1) as f64;
        let bar = step * 0.34;
        for (index, item) in self.items.iter().enumerate() {
            let middle = plot.y + step * (index as f64 + 0.5);
            let colour = item.colour.unwrap_or(theme.others());
            let pale = colour.mixed(theme.paper(), 0.55);
            for (units, colour, top) in [
                (item.generated, pale, middle - bar),
                (item.stored, colour, middle),
            ] {
                let length = units as f64 / most * plot.width;
                scene.rectangle(Area::new(plot.x, top, length, bar), colour);
            }
            let name = Text::new(&item.name, LABEL, theme.ink()).end();
            let name = scene.fitted(name, names);
            scene.text_at_middle(plot.x - 1.5 * GAP, middle, name);
            let sides = (item.generated, item.stored);
            draw_numbers(scene, columns, middle, sides, false);
        }
        let middle = plot.y + step * (rows + 0.5) + GAP;
        scene.rectangle(
            Area::new(
                area.x,
                middle - step.min(2.2 * LABEL) / 2.0,
                area.width,
                1.0,
            ),
            theme.line(),
        );
        let total = Text::new("all items", LABEL, theme.ink()).bold().end();
        scene.text_at_middle(plot.x - 1.5 * GAP, middle, total);
        let sides = (self.generated(), self.stored());
        draw_numbers(scene, columns, middle, sides, true);
    }
}

fn draw_numbers(
    scene: &mut Scene<'_>,
    [first, second, third]: [f64; 3],
    middle: f64,
    (generated, stored): (u64, u64),
    bold: bool,
) {
    let theme = scene.theme;
    let colour = match stored.cmp(&generated) {
        std::cmp::Ordering::Less => theme.warning(),
        std::cmp::Ordering::Equal => theme.good(),
        std::cmp::Ordering::Greater => theme.soft(),
    };
    for (x, text, colour) in [
        (first, count(generated), theme.ink()),
        (second, count(stored), theme.ink()),
        (third, difference(generated, stored), colour),
    ] {
        let text = Text::new(text, LABEL, colour).end();
        scene.text_at_middle(x, middle, if bold { text.bold() } else { text });
    }
}

/// `none`, `+12 (0.3%)`, `−12 (0.3%)`.
fn difference(generated: u64, stored: u64) -> String {
    let by = stored.abs_diff(generated);
    let sign = if stored < generated { "−" } else { "+" };
    match (by, generated) {
        (0, _) => "none".into(),
        (by, 0) => format!("{sign}{}", count(by)),
        (by, all) => format!("{sign}{} ({})", count(by), percent(by as f64 / all as f64)),
    }
}
