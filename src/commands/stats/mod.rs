//! `loot stats`: the numbers at a glance, on one screen. Reads totals, so it is as quick at any size; of the fields that a game makes
//! up it looks at the newest rows, and of its money at as many as 7 seconds allow.

mod counted_sections;

use super::screen::{
    FAINT, HEADING, bar, counted, fitted, fitted_name, grouped, minute, percent, ratio, sparkline,
    styled,
};
use super::source::{SheetLine, Source, SourceArgs};
use crate::commands::examples;
use crate::model::{ActivityPoint, Bucket, PeriodFilter, SheetFilter, Totals};
use crate::wire::{EconomyBalance, FieldSource};
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

/// Show the numbers at a glance
#[derive(Debug, Args)]
#[command(after_help = examples::STATS)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
    /// Show anew every so many seconds until Ctrl-C
    #[arg(long, value_name = "SECONDS", env = "LOOT_WATCH", num_args = 0..=1, default_missing_value = "2",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    watch: Option<u64>,
}

const LATEST: u32 = 3;
const MOST_ITEMS: usize = 12;
const MOST_BUCKETS: usize = 48;

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Stats {
    source: String,
    #[serde(flatten)]
    totals: Totals,
    averages: Averages,
    activity: Activity,
    /// Of each currency that was set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    economy: Vec<EconomyBalance>,
    /// Of sheets and types of events that have any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldSource>,
    latest: Vec<SheetLine>,
}

/// `null` where there is nothing to divide by.
#[derive(Debug, Serialize)]
struct Averages {
    items_per_sheet: Option<f64>,
    items_per_player: Option<f64>,
    items_per_match: Option<f64>,
    sheets_per_match: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Activity {
    bucket: &'static str,
    points: Vec<ActivityPoint>,
}

pub(crate) async fn run(args: StatsArgs) -> anyhow::Result<ExitCode> {
    let source = args.source.open().await?;
    loop {
        let stats = gather(&source).await?;
        let text = if args.json {
            serde_json::to_string_pretty(&stats)? + "\n"
        } else {
            screen(&stats)
        };
        let again = args.watch.is_some() && io::stdout().is_terminal();
        let clear = if again { "\x1b[H\x1b[2J" } else { "" };
        let mut out = anstream::stdout().lock();
        write!(out, "{clear}{text}").and_then(|()| out.flush())?;
        drop(out);
        let Some(seconds) = args.watch else {
            return Ok(ExitCode::SUCCESS);
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
            ended = tokio::signal::ctrl_c() => {
                ended.context("waiting for Ctrl-C")?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

/// Asks for everything that is shown.
pub(super) async fn gather(source: &Source) -> anyhow::Result<Stats> {
    let totals = source.totals(None).await?;
    let everything = PeriodFilter::default();
    let mut bucket = Bucket::Hour;
    let mut points = source.activity(&everything, bucket).await?;
    if points.len() > MOST_BUCKETS {
        bucket = Bucket::Day;
        points = source.activity(&everything, bucket).await?;
    }
    let newest = points.len().saturating_sub(MOST_BUCKETS);
    let (latest, _) = source.newest(&SheetFilter::default(), LATEST).await?;
    let per = |all: u64, of: u64| (of > 0).then(|| all as f64 / of as f64);
    let units = totals.units();
    Ok(Stats {
        source: source.describe().await?,
        averages: Averages {
            items_per_sheet: per(units, totals.total_stat_sheets),
            items_per_player: per(units, totals.total_players),
            items_per_match: per(units, totals.total_matches),
            sheets_per_match: per(totals.total_stat_sheets, totals.total_matches),
        },
        activity: Activity {
            bucket: bucket.as_str(),
            points: points.drain(newest..).collect(),
        },
        economy: source.balances(&everything).await?,
        fields: source.fields(&everything).await?,
        totals,
        latest,
    })
}

/// The screen; at most 80 columns.
pub(super) fn screen(stats: &Stats) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} {}\n",
        styled(HEADING, "loot stats"),
        styled(FAINT, &stats.source)
    );
    write_totals(&mut text, &stats.totals);
    if stats.totals.total_stat_sheets == 0 && stats.totals.total_events == 0 {
        let _ = writeln!(
            text,
            "\nNothing is stored yet. Try: loot generate --matches 10"
        );
        return text;
    }
    write_items(&mut text, &stats.totals);
    write_activity(&mut text, &stats.activity);
    for balance in &stats.economy {
        counted_sections::write_money(&mut text, balance);
    }
    if !stats.fields.is_empty() {
        counted_sections::write_fields(&mut text, &stats.fields);
    }
    if !stats.latest.is_empty() {
        write_latest(&mut text, &stats.latest);
    }
    text
}

fn write_totals(text: &mut String, totals: &Totals) {
    let units = totals.units();
    let rows = [
        [
            ("Matches", grouped(totals.total_matches)),
            (
                "Sheets per match",
                ratio(totals.total_stat_sheets, totals.total_matches),
            ),
        ],
        [
            ("Players", grouped(totals.total_players)),
            ("Items per match", ratio(units, totals.total_matches)),
        ],
        [
            ("Stat sheets", grouped(totals.total_stat_sheets)),
            ("Items per player", ratio(units, totals.total_players)),
        ],
        [
            ("Events", grouped(totals.total_events)),
            ("Items per sheet", ratio(units, totals.total_stat_sheets)),
        ],
    ];
    for [(left, n), (right, m)] in rows {
        let _ = writeln!(text, "  {left:<12}{n:>16}      {right:<18}{m:>12}");
    }
}

fn write_items(text: &mut String, totals: &Totals) {
    let units = totals.units();
    let mut items: Vec<_> = totals.total_items.iter().collect();
    items.sort_by_key(|(item, n)| (std::cmp::Reverse(**n), *item));
    let _ = writeln!(
        text,
        "\n{} {}",
        styled(HEADING, "Items"),
        styled(FAINT, &format!("{} in all", grouped(units)))
    );
    let largest = items.first().map_or(0, |(_, n)| **n).max(1);
    for (item, n) in items.iter().take(MOST_ITEMS) {
        let share = **n as f64 / units.max(1) as f64;
        let bar = bar(**n as f64 / largest as f64, 24);
        let _ = writeln!(
            text,
            "  {}{:>16}{:>9}  {bar}",
            fitted_name(item.as_str(), 24),
            grouped(**n),
            percent(share)
        );
    }
    if items.len() > MOST_ITEMS {
        let rest: u64 = items[MOST_ITEMS..].iter().map(|(_, n)| **n).sum();
        let name = format!("{} more", items.len() - MOST_ITEMS);
        let share = percent(rest as f64 / units.max(1) as f64);
        // An item may be called so.
        let _ = writeln!(
            text,
            "  {}{:>16}{share:>9}",
            styled(FAINT, &fitted(&name, 24)),
            grouped(rest)
        );
    }
}

fn write_activity(text: &mut String, activity: &Activity) {
    let (Some(first), Some(last)) = (activity.points.first(), activity.points.last()) else {
        return;
    };
    let points = || activity.points.iter();
    // Of a game that sends only events it is told when those were.
    let (what, rows): (_, Vec<_>) = match points().any(|point| point.sheets > 0) {
        true => ("stat sheets", points().map(|point| point.sheets).collect()),
        false => ("events", points().map(|point| point.events).collect()),
    };
    let _ = writeln!(
        text,
        "\n{} {}",
        styled(HEADING, "Activity"),
        styled(
            FAINT,
            &format!("{what} per {}, UTC; where there were any", activity.bucket)
        )
    );
    let _ = writeln!(text, "  {}", sparkline(&rows));
    let most = rows.iter().copied().max().unwrap_or(0);
    let (first, last) = (
        minute(&first.start.to_string()),
        minute(&last.start.to_string()),
    );
    let _ = writeln!(
        text,
        "  {first} to {last}, at most {} per {}",
        grouped(most),
        activity.bucket
    );
}

fn write_latest(text: &mut String, latest: &[SheetLine]) {
    let _ = writeln!(
        text,
        "\n{} {}",
        styled(HEADING, "Latest"),
        styled(FAINT, "by when they were received, UTC")
    );
    for sheet in latest {
        let _ = writeln!(
            text,
            "  {} {} {:>12}  {}",
            fitted_name(&sheet.match_id, 18),
            fitted_name(&sheet.player_id, 22),
            counted(sheet.units(), "item", "items"),
            styled(FAINT, &minute(&sheet.created_at)),
        );
    }
}
