//! What is to be drawn: the pictures, their look, the part of the data.

use crate::commands::screen;
use crate::model::{GameMode, ItemKind, MapName, Millis, PeriodFilter, TimeRange};
use crate::report::Fonts;
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What is drawn, and where to.
#[derive(Debug, Clone, Args)]
pub(in crate::commands) struct Wanted {
    #[command(flatten)]
    pub(super) look: LookArgs,
    /// Draw a map of this item; may be given more than once [default: rubber_duck, and the most collected item]
    #[arg(help_heading = "What is drawn", long = "item", value_name = "NAME", env = "LOOT_ITEM", value_delimiter = '\n', value_parser = ItemKind::parse)]
    pub(super) items: Vec<ItemKind>,
    /// Draw only these [default: all]
    #[arg(
        help_heading = "What is drawn",
        long,
        value_name = "NAMES",
        env = "LOOT_CHARTS",
        value_delimiter = ',',
        value_enum
    )]
    pub(super) charts: Vec<ChartName>,
    /// Only what was collected from the quarter of an hour that contains this time
    #[arg(help_heading = "What is drawn", long, value_name = "TIME", env = "LOOT_SINCE", value_parser = Millis::parse)]
    pub(super) since: Option<Millis>,
    /// Only what was collected until the end of the quarter of an hour that contains this time
    #[arg(help_heading = "What is drawn", long, value_name = "TIME", env = "LOOT_UNTIL", value_parser = Millis::parse)]
    pub(super) until: Option<Millis>,
    /// Only this game mode
    #[arg(help_heading = "What is drawn", long, value_name = "MODE", env = "LOOT_GAME_MODE", value_parser = GameMode::parse)]
    pub(super) game_mode: Option<GameMode>,
    /// Draw places on this map [default: the one on which most was found]
    #[arg(help_heading = "What is drawn", long, value_name = "NAME", env = "LOOT_MAP", value_parser = MapName::parse)]
    pub(super) map: Option<MapName>,
    /// Compare with this file: the summary of a run, or sheets as loot generate --generate-only writes them
    /// [default: the summary that loot generate left in the output folder]
    #[arg(
        help_heading = "What is drawn",
        long,
        value_name = "FILE",
        env = "LOOT_LOCAL"
    )]
    pub(super) local: Option<PathBuf>,
    /// Where to write; made when it is missing
    #[arg(long, value_name = "DIR", env = "LOOT_OUTPUTS", default_value = DEFAULT_OUTPUTS)]
    pub(super) output: PathBuf,
}

/// How pictures look.
#[derive(Debug, Clone, Args)]
pub(in crate::commands) struct LookArgs {
    /// The kind of picture files
    #[arg(help_heading = "Look", long, value_enum, env = "LOOT_FORMAT", default_value_t = FormatArg::Png)]
    pub(super) format: FormatArg,
    /// For paper and light slides, or for dark ones
    #[arg(help_heading = "Look", long, value_enum, env = "LOOT_THEME", default_value_t = ThemeArg::Light)]
    pub(super) theme: ThemeArg,
    /// Dots per inch of pictures 16.7 inches wide: 96 makes 1600 × 1000 pixels, 144 makes 2400 × 1500
    #[arg(help_heading = "Look", long, value_name = "N", env = "LOOT_DPI", default_value_t = USUAL_DPI, value_parser = clap::value_parser!(u32).range(48..=480))]
    pub(super) dpi: u32,
    /// A heading for all pictures
    #[arg(help_heading = "Look", long, value_name = "TEXT", env = "LOOT_TITLE")]
    pub(super) title: Option<String>,
    /// A TrueType or OpenType font for characters that the built-in one lacks, such as Chinese and emoji
    #[arg(help_heading = "Look", long, value_name = "FILE", env = "LOOT_FONT")]
    pub(super) font: Option<PathBuf>,
}

/// The pictures there are, by the names of their files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(in crate::commands) enum ChartName {
    /// Which items are collected most
    ItemDistribution,
    /// How collection went over time
    LootTotals,
    /// Where an item is found, smoothed (of any --item)
    RubberDuckHeatmap,
    /// The same as counts per cell
    DuckHeatmap,
    /// The same against an even spread
    ServerDuckHeatmap,
    /// Whether everything generated is stored
    LocalVsServerComparison,
    /// Shares, sizes, averages, data quality
    PerformanceDashboard,
    /// What brings each currency in and takes it out, where one was set
    Economy,
    /// Fields that the game makes up, where there are any
    Fields,
    /// All of them and the numbers on one page, report.html
    Report,
}

/// How far filters reach into a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Time and game mode; panels that they do not reach say so themselves.
    Everything,
    /// The game mode alone.
    Modes,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    Png,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeArg {
    Light,
    Dark,
}

const USUAL_DPI: u32 = 144;

/// Where pictures and summaries go when nothing else is said.
pub(in crate::commands) const DEFAULT_OUTPUTS: &str = "outputs";

impl Wanted {
    /// Everything, as it is without a flag, into `output`.
    pub(in crate::commands) fn all(output: PathBuf) -> Self {
        Self {
            look: LookArgs {
                format: FormatArg::Png,
                theme: ThemeArg::Light,
                dpi: USUAL_DPI,
                title: None,
                font: None,
            },
            items: Vec::new(),
            charts: Vec::new(),
            since: None,
            until: None,
            game_mode: None,
            map: None,
            local: None,
            output,
        }
    }

    pub(super) fn wants(&self, name: ChartName) -> bool {
        let page_of_all = self.charts.iter().all(|chart| *chart == ChartName::Report);
        page_of_all || self.charts.contains(&name)
    }

    /// `--charts report` makes the page alone.
    pub(super) fn wants_pictures(&self) -> bool {
        self.charts.is_empty() || self.charts.iter().any(|chart| *chart != ChartName::Report)
    }

    /// Whether charts, items or a file to compare with were asked for by name.
    pub(super) fn names_something(&self) -> bool {
        !self.charts.is_empty() || !self.items.is_empty()
    }

    pub(super) fn is_timed(&self) -> bool {
        self.range().is_limited()
    }

    pub(super) fn period_filter(&self) -> PeriodFilter {
        PeriodFilter {
            range: self.range(),
            slice: self.game_mode.clone().into(),
            ..PeriodFilter::default()
        }
    }

    fn range(&self) -> TimeRange {
        TimeRange {
            since: self.since,
            until: self.until,
        }
    }

    /// `in game mode solo, from 2026-01-01 00:00 UTC on`; empty where nothing is left out.
    pub(super) fn filter_in_words(&self, reach: Reach) -> String {
        let minute = |at: Millis| screen::minute(&at.to_string());
        let mut parts = Vec::new();
        if reach == Reach::Nothing {
            let filtered = self.is_timed() || self.game_mode.is_some();
            return if filtered {
                "everything that is stored".into()
            } else {
                String::new()
            };
        }
        if let Some(mode) = &self.game_mode {
            parts.push(format!("in game mode {mode}"));
        }
        if reach == Reach::Modes && self.is_timed() {
            parts.push("of all times (places are not kept by time)".to_owned());
            return parts.join(", ");
        }
        if let Some(since) = self.since {
            parts.push(format!("from {} UTC on", minute(since)));
        }
        if let Some(until) = self.until {
            parts.push(format!("before {} UTC", minute(until)));
        }
        parts.join(", ")
    }
}

impl LookArgs {
    pub(super) fn fonts(&self) -> anyhow::Result<Fonts> {
        let Some(path) = &self.font else {
            return Fonts::new(None).map_err(anyhow::Error::msg);
        };
        let bytes = std::fs::read(path);
        let bytes = bytes.with_context(|| format!("reading the font {}", path.display()))?;
        Fonts::new(Some(bytes)).map_err(|reason| anyhow::anyhow!("{} {reason}", path.display()))
    }
}
