//! `performance_dashboard`: shares, sizes, averages with their spread, and how far all of it can be trusted.

mod donut;
mod figures;
mod numbers;
mod quality;
mod spread;

pub use numbers::{Dashboard, Scope, TimeSeries};

use super::Chart;
use crate::report::frame::{self, Caption, Headline, missing_glyphs};
use crate::report::number::{counted, grouped, percent};
use crate::report::scene::{Area, Scene, Style, Text};
use crate::report::theme::{GAP, LABEL};

impl Chart for Dashboard {
    fn headline(&self) -> Headline {
        let [matches, players, sheets, events] = self.sizes;
        let trust = match self.quality.completeness {
            Some(share) => format!("the data is {} complete", percent(share)),
            None => "nothing was received".into(),
        };
        let said = format!(
            "{} by {} in {}; {trust}",
            match sheets {
                0 => counted(events, "event", "events"),
                _ => counted(sheets, "stat sheet", "stat sheets"),
            },
            counted(players, "player", "players"),
            counted(matches, "match", "matches"),
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
            row(
                "coverage of matches",
                quality.coverage.map_or("not known".to_owned(), percent),
            ),
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
