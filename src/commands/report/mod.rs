//! `loot report`: draws the charts and says what each of them shows.

mod counted;
mod gather;
mod maps;
mod pictures;
mod questions;
mod wanted;

use super::screen::{FAINT, HEADING, fitted, fitted_name, styled, wrapped};
use super::source::{Source, SourceArgs};
use crate::commands::examples;
use crate::model::Millis;
use crate::report::{Caption, Format, Style, Theme};
use crate::runtime::clock;
use anyhow::bail;
use clap::Args;
use pictures::Picture;
use std::io::Write;
use std::process::ExitCode;
use wanted::{ChartName, FormatArg, Reach, ThemeArg};
pub(super) use wanted::{DEFAULT_OUTPUTS, Wanted};

/// Draw the charts
///
/// Reads totals that are kept as sheets arrive, so it is as quick at any size; only what becomes of currencies and which fields the game makes up
/// is counted from rows, the newest first, as far as 7 seconds go. --game-mode applies to all
/// but data quality, the spread over players and matches, and the comparison with what was generated. --since and
/// --until apply to item_distribution, to loot_totals, to economy, to fields and to the shares and the time series in performance_dashboard, by
/// the hour; places, matches and players are not kept by time, and those pictures say that they show all times.
#[derive(Debug, Args)]
#[command(after_help = examples::REPORT)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    wanted: Wanted,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

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
    // Without names it draws what there is; who named something was to get it.
    let lacks_wanted = wanted.names_something() && !drawn.missing.is_empty();
    Ok(ExitCode::from(u8::from(lacks_wanted)))
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
            super::screen::minute(&made),
        ),
        filter: wanted.filter_in_words(Reach::Everything),
        is_beside: false,
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

    /// A heading, and a line for each picture.
    pub(super) fn in_brief(&self) -> String {
        let mut text = format!("\n{}\n", styled(HEADING, "Charts"));
        for picture in &self.pictures {
            let path = fitted_name(&picture.path.display().to_string(), 42);
            let title = styled(FAINT, fitted(&picture.title, 35).trim_end());
            text.push_str(&format!("  {path} {title}\n"));
        }
        text
    }
}
