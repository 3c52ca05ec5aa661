//! `item_distribution`: which items are collected most.

use super::bars::{self, Bar};
use super::{Chart, ItemColours};
use crate::analytics::Shares;
use crate::model::ItemKind;
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence};
use crate::report::number::{counted, grouped, percent};
use crate::report::scene::{Scene, Style};

const MOST_BARS: usize = 24;

/// Items by units, the most collected first.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ItemDistribution {
    /// The longest first; what stands for several comes last.
    pub bars: Vec<Bar>,
    /// Units of all items.
    pub total: u64,
    /// Distinct items.
    pub items: usize,
    /// Every item with its units, for the table.
    #[serde(skip)]
    pub all: Vec<(ItemKind, u64)>,
}

impl ItemDistribution {
    /// From units by item; `None` when nothing was collected.
    pub fn new(totals: &[(ItemKind, u64)], colours: &ItemColours) -> Option<Self> {
        let of_items = || totals.iter().map(|(item, units)| (item, *units));
        let shares = Shares::of(of_items(), MOST_BARS, 0.0);
        let mut all = totals.to_vec();
        all.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
        (shares.total > 0).then(|| Self {
            bars: bars_of(&shares, colours),
            total: shares.total,
            items: shares.items,
            all,
        })
    }
}

/// Bars of shares.
pub(super) fn bars_of(shares: &Shares, colours: &ItemColours) -> Vec<Bar> {
    let bar = |part: &crate::analytics::Share| Bar {
        name: match &part.item {
            Some(item) => item.to_string(),
            None => counted(part.items as u64, "other", "others"),
        },
        units: part.units,
        share: part.share,
        colour: part.item.as_ref().map(|item| colours.of(item)),
    };
    shares.parts.iter().map(bar).collect()
}

impl Chart for ItemDistribution {
    fn headline(&self) -> Headline {
        let first = &self.bars[0];
        let name = name_in_sentence(&first.name);
        let title = match self.bars.get(1) {
            None => format!("{name} is all that was collected"),
            Some(second) if second.units == first.units => "Items collected".to_owned(),
            Some(_) => format!("{name} is collected most"),
        };
        let said = format!(
            "{} of {} in all; {name} is {} of them",
            counted(self.total, "unit", "units"),
            counted(self.items as u64, "item", "items"),
            percent(first.share),
        );
        Headline::new(title, said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let names = self.bars.iter().map(|bar| bar.name.as_str());
        let notes: Vec<_> = missing_glyphs(&scene, names).into_iter().collect();
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        bars::draw(&mut scene, area, &self.bars, "units collected");
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = |(item, units): &(ItemKind, u64)| {
            let share = percent(*units as f64 / self.total as f64);
            vec![item.to_string(), grouped(*units), share]
        };
        (
            vec!["item", "units", "share"],
            self.all.iter().map(row).collect(),
        )
    }
}
