//! `economy_…`: what brought a currency into the game, and what took it out.

use super::Chart;
use super::bars::{self, Bar};
use crate::analytics::MoneySummary;
use crate::model::{Colour, Coverage, MoneyFlow};
use crate::report::frame::{self, Caption, Headline, missing_glyphs, name_in_sentence};
use crate::report::number::{counted, percent, short};
use crate::report::scene::{Scene, Style};

/// Sources, and sinks, that have bars.
const MOST_BARS: usize = 12;

/// A currency.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct EconomyChart {
    /// Its name.
    pub currency: String,
    /// Its sources, then its sinks, the largest of both first.
    pub bars: Vec<Bar>,
    /// How many sources and sinks there are.
    pub flows: [usize; 2],
    /// What they add up to.
    pub money: MoneySummary,
    /// Of which time it is.
    pub coverage: Coverage,
}

impl EconomyChart {
    /// From the amounts of sources and of sinks; `None` where nothing came in or went out.
    pub fn new(
        currency: String,
        [sources, sinks]: [Vec<(MoneyFlow, f64)>; 2],
        money: MoneySummary,
        coverage: Coverage,
    ) -> Option<Self> {
        let flows = [sources.len(), sinks.len()];
        let bars = bars_of(sources, "in", Colour::of_slot(0));
        let out = bars_of(sinks, "out", Colour::of_slot(1));
        let total = money.total;
        let is_empty = total.sources == 0.0 && total.sinks == 0.0;
        (!is_empty).then(|| Self {
            currency,
            bars: bars.into_iter().chain(out).collect(),
            flows,
            money,
            coverage,
        })
    }
}

/// The largest of them. A bar has no length below zero.
fn bars_of(mut flows: Vec<(MoneyFlow, f64)>, way: &str, colour: Colour) -> Vec<Bar> {
    flows.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let all: f64 = flows.iter().map(|(_, amount)| amount.max(0.0)).sum();
    let bar = |(flow, amount): (MoneyFlow, f64)| Bar {
        name: format!("{way}: {flow}"),
        units: amount.max(0.0).round() as u64,
        share: match all > 0.0 {
            true => amount.max(0.0) / all,
            false => 0.0,
        },
        colour: Some(colour),
    };
    flows.into_iter().take(MOST_BARS).map(bar).collect()
}

impl Chart for EconomyChart {
    fn headline(&self) -> Headline {
        let name = name_in_sentence(&self.currency);
        let total = self.money.total;
        let title = match total.net {
            net if net > 0.0 => format!("More {name} came in than went out"),
            net if net < 0.0 => format!("More {name} went out than came in"),
            _ => format!("As much {name} went out as came in"),
        };
        let wealth = &self.money.wealth;
        let mut said = format!(
            "{} in from {}, {} out through {}; {}",
            short(total.sources),
            counted(self.flows[0] as u64, "source", "sources"),
            short(total.sinks),
            counted(self.flows[1] as u64, "sink", "sinks"),
            counted(wealth.players, "player", "players"),
        );
        if let Some(share) = wealth.top_percent_share {
            let share = percent(share);
            said.push_str(&format!(", of whom the richest hundredth has {share}"));
        }
        if self.money.inflation.warning {
            let days = self.money.inflation.days;
            said.push_str(&format!(
                "; more came in than went out on each of the last {days} whole days"
            ));
        }
        Headline::new(title, said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let mut notes = Vec::new();
        if let Some(since) = self.coverage.covered_since {
            notes.push(format!(
                "All of it is since {since}: there was no time for earlier rows."
            ));
        } else if !self.coverage.complete {
            notes.push("There was no time for all rows.".to_owned());
        }
        let names = self.bars.iter().map(|bar| bar.name.as_str());
        notes.extend(missing_glyphs(&scene, names));
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let unit = "amount, and its share of all that came in or went out";
        bars::draw(&mut scene, area, &self.bars, unit);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let points = self.money.points.iter();
        let rows = points.map(|point| {
            let mut row = vec![point.start.to_string()];
            let amounts = [point.sum.sources, point.sum.sinks, point.balance];
            row.extend(amounts.map(short));
            row
        });
        let heads = vec!["from (UTC)", "in", "out", "balance so far"];
        (heads, rows.collect())
    }
}
