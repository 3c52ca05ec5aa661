//! `performance_dashboard`: shares, sizes, averages with their spread, and how far all of it can be trusted.

mod donut;
mod figures;
mod quality;
mod spread;

use super::bars::Bar;
use super::item_distribution::bars_of;
use super::{Chart, ItemColours};
use crate::analytics::Shares;
use crate::model::{Distributions, ItemKind, Quality, Totals};
use crate::report::frame::{self, Caption, Headline, missing_glyphs};
use crate::report::number::{grouped, of, percent};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{GAP, LABEL};

/// The numbers at a glance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Dashboard {
    /// Items by share, small ones together.
    pub shares: Vec<Bar>,
    /// Units of all items.
    pub units: u64,
    /// Distinct matches, players, sheets and events.
    pub sizes: [u64; 4],
    /// Units over time.
    pub time_series: TimeSeries,
    /// Units per player and per match.
    pub spreads: Distributions,
    /// Mean units per player and per match, where there are any.
    pub means: [Option<f64>; 2],
    /// How far the data can be trusted.
    pub quality: Quality,
    /// What a filter leaves out, for the headings of panels.
    pub scope: Scope,
}

/// Units over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TimeSeries {
    /// By bucket, oldest first.
    pub units: Vec<u64>,
    /// The width of a bucket, for people.
    pub width_name: &'static str,
}

/// Which panels a filter does not reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Scope {
    /// There is a time filter: matches, players and sheets are not kept by time.
    pub time: bool,
    /// There is a game mode: spread and quality are not kept by mode.
    pub mode: bool,
}

const MOST_SHARES: usize = 8;
const LEAST_SHARE: f64 = 0.02;

impl Dashboard {
    /// From totals; `items` are the units that the time filter leaves.
    pub fn new(
        totals: &Totals,
        items: &[(ItemKind, u64)],
        colours: &ItemColours,
        more: (Distributions, Quality, TimeSeries, Scope),
    ) -> Self {
        let shares = items.iter().map(|(item, units)| (item, *units));
        let shares = Shares::of(shares, MOST_SHARES, LEAST_SHARE);
        let (spreads, quality, time_series, scope) = more;
        let units = totals.units();
        let mean = |owners: u64| (owners > 0).then(|| units as f64 / owners as f64);
        Self {
            shares: bars_of(&shares, colours),
            units: shares.total,
            sizes: [
                totals.total_matches,
                totals.total_players,
                totals.total_stat_sheets,
                totals.total_events,
            ],
            time_series,
            spreads,
            means: [mean(totals.total_players), mean(totals.total_matches)],
            quality,
            scope,
        }
    }
}

impl Chart for Dashboard {
    fn headline(&self) -> Headline {
        let [matches, players, sheets, _] = self.sizes;
        let trust = match self.quality.completeness {
            Some(share) => format!("the data is {} complete", percent(share)),
            None => "nothing was received".into(),
        };
        let said = format!(
            "{} by {} in {}; {trust}",
            of(sheets, "stat sheet", "stat sheets"),
            of(players, "player", "players"),
            of(matches, "match", "matches"),
        );
        Headline::new("The game at a glance", said)
    }

    fn draw<'a>(&self, caption: &Caption, style: Style<'a>) -> Scene<'a> {
        let mut scene = Scene::new(style);
        let names = self.shares.iter().map(|bar| bar.name.as_str());
        let notes: Vec<_> = missing_glyphs(&scene, names).into_iter().collect();
        let area = frame::draw(&mut scene, &self.headline(), caption, &notes);
        let between = 2.5 * GAP;
        let (width, height) = ((area.width - between) / 2.0, (area.height - between) / 2.0);
        let panel = |column: f64, row: f64| {
            Area::new(
                area.x + column * (width + between),
                area.y + row * (height + between),
                width,
                height,
            )
        };
        let reach = |reached: bool, all: &str| {
            if reached {
                String::new()
            } else {
                format!(" ({all})")
            }
        };
        let times = reach(!self.scope.time, "of all times");
        let modes = match (self.scope.time, self.scope.mode) {
            (false, false) => String::new(),
            (true, false) => times.clone(),
            (false, true) => reach(false, "of all game modes"),
            (true, true) => reach(false, "of all times and game modes"),
        };
        let inner = titled(&mut scene, panel(0.0, 0.0), "What is collected".to_owned());
        donut::draw(&mut scene, inner, self);
        let inner = titled(
            &mut scene,
            panel(1.0, 0.0),
            format!("How much was played{times}"),
        );
        figures::draw(&mut scene, inner, self);
        let inner = titled(
            &mut scene,
            panel(0.0, 1.0),
            format!("How much each collects{modes}"),
        );
        spread::draw(&mut scene, inner, self);
        let inner = titled(
            &mut scene,
            panel(1.0, 1.0),
            format!("How far to trust it{modes}"),
        );
        quality::draw(&mut scene, inner, self);
        scene
    }

    fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let [matches, players, sheets, events] = self.sizes;
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        let mean = |mean: Option<f64>| mean.map_or("–".to_owned(), |mean| format!("{mean:.1}"));
        let quality = &self.quality;
        let rows = vec![
            row("matches", grouped(matches)),
            row("players", grouped(players)),
            row("stat sheets", grouped(sheets)),
            row("events", grouped(events)),
            row("units", grouped(self.units)),
            row("units per player, mean", mean(self.means[0])),
            row("units per match, mean", mean(self.means[1])),
            row("coverage of matches", percent(quality.coverage)),
            row(
                "completeness",
                quality.completeness.map_or("–".to_owned(), percent),
            ),
            row("repeats, counted once", grouped(quality.duplicates)),
            row("rejected", grouped(quality.rejected)),
            row("incomplete matches", grouped(quality.incomplete_matches)),
        ];
        (vec!["what", "value"], rows)
    }
}

/// A panel with its heading; returns what is left inside.
fn titled(scene: &mut Scene<'_>, panel: Area, heading: String) -> Area {
    let theme = scene.theme;
    scene.rectangle(panel, theme.panel());
    let pad = 3.0 * GAP;
    let heading = Text::new(heading, LABEL, theme.ink()).bold();
    let heading = scene.fitted(heading, panel.width - 2.0 * pad);
    scene.text(panel.x + pad, panel.y + pad + LABEL * 0.75, heading);
    panel.inset(pad, pad + LABEL + 2.0 * GAP, pad, pad)
}
