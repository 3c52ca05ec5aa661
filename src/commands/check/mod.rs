//! `loot check`: reports what is stored and how far it can be trusted, and compares every total with a recount.
//! Fails when one does not.

mod contents;
mod journey;
mod trust;

pub(super) use trust::write_quality;

use super::screen::{FAINT, HEADING, styled};
use super::source::{Source, SourceArgs};
use crate::commands::examples;
use crate::model::{Integrity, JourneyRequest, MatchId, PlayerId, Quality, SheetFilter};
use crate::wire::Journey;
use clap::Args;
use contents::Contents;
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;

/// Look deep: contents, recent entries, data quality, integrity
#[derive(Debug, Args)]
#[command(after_help = examples::CHECK)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Show the sheets of this match, and nothing else
    #[arg(long = "match", value_name = "ID", value_parser = MatchId::parse)]
    match_id: Option<MatchId>,
    /// Show the sheets of this player and their journey (sheets and events on one time line, in sessions), and nothing else
    #[arg(long = "player", value_name = "ID", value_parser = PlayerId::parse)]
    player_id: Option<PlayerId>,
    /// Show this many of the latest sheets, and of a journey's rows
    #[arg(long, value_name = "N", env = "LOOT_LIMIT", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    source: String,
    contents: Contents,
    /// Of the player that was asked for, as the API tells it; `null` for an unknown one.
    #[serde(skip_serializing_if = "Option::is_none")]
    journey: Option<Option<Journey>>,
    /// `null` when one match or player was asked for.
    quality: Option<Quality>,
    /// `null` then, too, and when a server was asked: the recount needs the database.
    integrity: Option<Integrity>,
    /// Whether integrity was checked and sound.
    sound: Option<bool>,
}

pub(crate) async fn run(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let source = args.source.open().await?;
    let journey = match args.player_id.clone() {
        Some(player_id) => {
            let asked = JourneyRequest::newest(player_id, args.limit);
            Some(source.journey(&asked).await?)
        }
        None => None,
    };
    let filter = SheetFilter {
        match_id: args.match_id,
        player_id: args.player_id,
        ..SheetFilter::default()
    };
    let contents = Contents::gather(&source, &filter, args.limit).await?;
    let of_all = filter == SheetFilter::default();
    let quality = match of_all {
        true => Some(source.quality().await?),
        false => None,
    };
    let integrity = match &source {
        Source::Database(reader) if of_all => Some(reader.integrity().await?),
        _ => None,
    };
    let report = Report {
        source: source.describe().await?,
        contents,
        journey,
        quality,
        sound: integrity.as_ref().map(Integrity::is_sound),
        integrity,
    };
    let text = if args.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        screen(&report)?
    };
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(match report.sound {
        Some(false) => ExitCode::FAILURE,
        Some(true) | None => ExitCode::SUCCESS,
    })
}

fn screen(report: &Report) -> anyhow::Result<String> {
    let mut text = format!(
        "{} {}\n",
        styled(HEADING, "loot check"),
        styled(FAINT, &report.source)
    );
    report.contents.write(&mut text);
    if let Some(journey) = &report.journey {
        journey::write(&mut text, journey.as_ref());
    }
    if let Some(quality) = &report.quality {
        trust::write_quality(&mut text, quality);
        trust::write_integrity(&mut text, report.integrity.as_ref());
    }
    Ok(text)
}
