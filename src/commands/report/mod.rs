//! `loot report`: draws the charts and says what each of them shows.

mod gather;
mod pictures;
mod questions;

use super::screen::{FAINT, HEADING, fitted, styled, wrapped};
use super::source::{Source, SourceArgs};
use crate::model::{GameMode, HourFilter, ItemKind, Millis};
use crate::report::{Caption, Fonts, Format, Style, Theme};
use crate::runtime::clock;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use pictures::Picture;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Draw the charts
///
/// Reads totals that are kept as sheets arrive, so it takes the same moment at any size. --game-mode applies to all
/// but data quality, the spread over players and matches, and the comparison with what was generated. --since and
/// --until apply to item_distribution, to loot_totals and to the shares and the time series in performance_dashboard, by
/// the hour; places, matches and players are not kept by time, and those pictures say that they show all times.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    wanted: Wanted,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

/// What is drawn, and where to.
#[derive(Debug, Clone, Args)]
pub(super) struct Wanted {
    #[command(flatten)]
    look: LookArgs,
    /// Draw a map of this item; may be given more than once [default: rubber_duck, and the most collected item]
    #[arg(long = "item", value_name = "NAME", env = "LOOT_ITEM", value_delimiter = '\n', value_parser = ItemKind::parse)]
    items: Vec<ItemKind>,
    /// Draw these alone [default: all]
    #[arg(
        long,
        value_name = "NAMES",
        env = "LOOT_CHARTS",
        value_delimiter = ',',
        value_enum
    )]
    charts: Vec<ChartName>,
    /// Only what was collected from the hour that holds this on
    #[arg(long, value_name = "TIME", env = "LOOT_SINCE", value_parser = Millis::parse)]
    since: Option<Millis>,
    /// Only what was collected in hours that begin before this
    #[arg(long, value_name = "TIME", env = "LOOT_UNTIL", value_parser = Millis::parse)]
    until: Option<Millis>,
    /// Only this game mode
    #[arg(long, value_name = "MODE", env = "LOOT_GAME_MODE", value_parser = GameMode::parse)]
    game_mode: Option<GameMode>,
    /// Compare with this file: the summary of a run, or sheets as loot generate --generate-only writes them
    /// [default: the summary that loot generate left in the output folder]
    #[arg(long, value_name = "FILE", env = "LOOT_LOCAL")]
    local: Option<PathBuf>,
    /// Where to write; made when it is missing
    #[arg(long, value_name = "DIR", env = "LOOT_OUTPUTS", default_value = DEFAULT_OUTPUTS)]
    output: PathBuf,
}

/// How pictures look.
#[derive(Debug, Clone, Args)]
pub(crate) struct LookArgs {
    /// The kind of picture files
    #[arg(long, value_enum, env = "LOOT_FORMAT", default_value_t = FormatArg::Png)]
    format: FormatArg,
    /// For paper and light slides, or for dark ones
    #[arg(long, value_enum, env = "LOOT_THEME", default_value_t = ThemeArg::Light)]
    theme: ThemeArg,
    /// Dots per inch of pictures 16.7 inches wide: 96 makes 1600 × 1000 pixels, 144 makes 2400 × 1500
    #[arg(long, value_name = "N", env = "LOOT_DPI", default_value_t = USUAL_DPI, value_parser = clap::value_parser!(u32).range(48..=480))]
    dpi: u32,
    /// A heading for all pictures
    #[arg(long, value_name = "TEXT", env = "LOOT_TITLE")]
    title: Option<String>,
    /// A TrueType or OpenType font for characters that the built-in one lacks, such as Chinese and emoji
    #[arg(long, value_name = "FILE", env = "LOOT_FONT")]
    font: Option<PathBuf>,
}

/// The pictures there are, by the names of their files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ChartName {
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
    /// All of them and the numbers on one page, report.html
    Report,
}

/// How far filters reach into a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Time and game mode; panels that they do not reach say so themselves.
    Everything,
    /// The game mode alone.
    Modes,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Png,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ThemeArg {
    Light,
    Dark,
}

const USUAL_DPI: u32 = 144;

/// Where pictures and summaries go when nothing else is said.
pub(super) const DEFAULT_OUTPUTS: &str = "outputs";

pub(crate) async fn run(args: ReportArgs) -> anyhow::Result<ExitCode> {
    let ReportArgs {
        source,
        wanted,
        json,
    } = args;
    if let (Some(since), Some(until)) = (wanted.since, wanted.until)
        && until <= since
    {
        bail!("--until must be after --since");
    }
    let source = source.open().await?;
    let drawn = draw(&source, &wanted).await?;
    let text = if json {
        serde_json::to_string_pretty(&drawn.pictures)? + "\n"
    } else {
        drawn.listed()
    };
    anstream::stdout().lock().write_all(text.as_bytes())?;
    for missing in &drawn.missing {
        anstream::eprintln!("{} {missing}", styled(FAINT, "not drawn:"));
    }
    Ok(ExitCode::SUCCESS)
}

/// What was drawn, and why something was not.
pub(super) struct Drawn {
    pub(super) pictures: Vec<Picture>,
    missing: Vec<String>,
}

/// Draws everything that is wanted.
pub(super) async fn draw(source: &Source, wanted: &Wanted) -> anyhow::Result<Drawn> {
    let fonts = wanted.look.fonts()?;
    let gathered = gather::gather(source, wanted).await?;
    if gathered.charts.is_empty() {
        bail!("there is nothing to draw: {}", gathered.missing.join("; "));
    }
    let made = Millis(clock::now_ms()).to_string();
    let caption = Caption {
        heading: wanted.look.title.clone(),
        source: format!(
            "loot {}  ·  {}  ·  {} UTC",
            env!("CARGO_PKG_VERSION"),
            source.describe().await?,
            super::stats::minute(&made),
        ),
        filter: wanted.filter_in_words(Reach::Everything),
    };
    let style = Style {
        theme: match wanted.look.theme {
            ThemeArg::Light => Theme::Light,
            ThemeArg::Dark => Theme::Dark,
        },
        fonts: &fonts,
        format: match wanted.look.format {
            FormatArg::Png => Format::Png,
            FormatArg::Svg => Format::Svg,
        },
    };
    let drawing = pictures::Drawing {
        style,
        caption: &caption,
        dpi: wanted.look.dpi,
        output: &wanted.output,
        page: wanted.wants(ChartName::Report),
        files: wanted.wants_pictures(),
    };
    Ok(Drawn {
        pictures: drawing.draw(&gathered.charts)?,
        missing: gathered.missing,
    })
}

impl Drawn {
    /// Each path with a line of what the picture says.
    fn listed(&self) -> String {
        let mut text = String::new();
        for picture in &self.pictures {
            let path = styled(HEADING, &picture.path.display().to_string());
            text.push_str(&path);
            for line in wrapped(&picture.summary(), 76) {
                text.push_str("\n  ");
                text.push_str(&line);
            }
            text.push('\n');
        }
        text
    }
}

impl Drawn {
    /// A heading, and a line for each picture.
    pub(super) fn in_brief(&self) -> String {
        let mut text = format!("\n{}\n", styled(HEADING, "Charts"));
        for picture in &self.pictures {
            let path = fitted(&picture.path.display().to_string(), 42);
            let title = styled(FAINT, fitted(&picture.title, 35).trim_end());
            text.push_str(&format!("  {path} {title}\n"));
        }
        text
    }
}

impl Wanted {
    /// Everything, as it is without a flag, into `output`.
    pub(super) fn all(output: PathBuf) -> Self {
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
            local: None,
            output,
        }
    }

    fn wants(&self, name: ChartName) -> bool {
        let page_of_all = self.charts.iter().all(|chart| *chart == ChartName::Report);
        page_of_all || self.charts.contains(&name)
    }

    /// `--charts report` makes the page alone.
    fn wants_pictures(&self) -> bool {
        self.charts.is_empty() || self.charts.iter().any(|chart| *chart != ChartName::Report)
    }

    fn is_timed(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    fn hour_filter(&self) -> HourFilter {
        HourFilter {
            since: self.since,
            until: self.until,
            game_mode: self.game_mode.clone(),
            arm: None,
        }
    }

    /// `in game mode solo, from 2026-01-01 00:00 UTC on`; empty where nothing is left out.
    fn filter_in_words(&self, reach: Reach) -> String {
        let minute = |at: Millis| super::stats::minute(&at.to_string());
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
    fn fonts(&self) -> anyhow::Result<Fonts> {
        let Some(path) = &self.font else {
            return Fonts::new(None).map_err(anyhow::Error::msg);
        };
        let bytes = std::fs::read(path);
        let bytes = bytes.with_context(|| format!("reading the font {}", path.display()))?;
        Fonts::new(Some(bytes)).map_err(|reason| anyhow::anyhow!("{} {reason}", path.display()))
    }
}
