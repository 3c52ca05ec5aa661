//! Runs of scenarios with players who return: worlds played on several threads, merged by time, and sent or written
//! in that order.

mod merge;
mod schedule;
mod send;
mod tally;
mod truth;
mod write;

pub(crate) use schedule::Schedule;

use super::args::{GenerateArgs, same_again};
use super::file::Output;
use super::summary::{About, Summary};
use super::upload::Uploaded;
use super::upload_options::UploadOptions;
use crate::commands::generated::{self, Generated};
use crate::commands::progress::Progress;
use crate::commands::scenario_map;
use crate::model::{Millis, counted, grouped};
use crate::runtime::clock;
use crate::runtime::stop::Stop;
use crate::simulator::{DEFAULT_START, Population, Run, Scenario};
use anyhow::{Context, bail};
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use truth::TruthFile;

pub(super) fn run(
    scenario: Scenario,
    args: &GenerateArgs,
    stop: &Stop,
) -> anyhow::Result<ExitCode> {
    let population = Population::new(scenario.clone(), plan(&scenario, args));
    let population = match args.is_live() {
        true => population.going_on(),
        false => population,
    };
    let run = population.run();
    anstream::eprintln!(
        "Playing {}: {} over {}{}",
        args.scenario,
        counted(run.players_total.into(), "player", "players"),
        counted(run.days.into(), "day", "days"),
        if args.is_live() {
            " until now, then live until Ctrl-C"
        } else {
            ""
        },
    );
    anstream::eprintln!("The same again: {}", again(args, &population));
    let mut truth = args.truth.as_deref().map(TruthFile::create).transpose()?;
    let outcome = if args.generate_only {
        write_file(&population, args, truth.as_mut(), stop)
    } else {
        upload_all(&population, args, truth.as_mut(), stop)
    };
    // A file of sheets appears whole or not at all; what was sent is there, and the truth about it belongs to it.
    let keeps = outcome.is_ok() || !args.generate_only;
    if let Some(truth) = truth.filter(|truth| truth.has_begun && keeps) {
        truth.publish()?;
    }
    outcome
}

fn plan(scenario: &Scenario, args: &GenerateArgs) -> Run {
    let days = args.days.unwrap_or(scenario.days());
    let start = match args.start {
        Some(start) => start,
        None if args.names_bytes() && !args.is_live() => DEFAULT_START,
        None => Millis(clock::now_ms() - i64::from(days) * Millis::DAY),
    };
    Run {
        seed: args.seed(),
        start,
        days,
        players_total: args.players_total.unwrap_or(scenario.players_total()),
        matches: args.matches.map(u64::from),
    }
}

/// The run, for `loot report`.
fn in_words(population: &Population) -> String {
    let run = population.run();
    format!(
        "{} of scenario {}, seed {}",
        counted(run.days.into(), "day", "days"),
        population.scenario().name(),
        run.seed
    )
}

/// The flags that name the same bytes on any day.
fn again(args: &GenerateArgs, population: &Population) -> String {
    let run = population.run();
    let mut flags = format!(
        "--scenario {} {} --days {} --players-total {}",
        args.scenario,
        same_again(run.seed, run.start),
        run.days,
        run.players_total
    );
    if let Some(matches) = run.matches {
        flags += &format!(" --matches {matches}");
    }
    for (key, value) in &args.set {
        flags += &format!(" --set '{key}={value}'");
    }
    flags
}

/// How many sheets there will be is known at the end only.
fn progress(population: &Population) -> Progress {
    Progress::of_days(population.run().days)
}

/// What became of a part of a run.
pub(crate) struct Played {
    pub(crate) uploaded: Uploaded,
    /// How many should have been refused.
    pub(crate) expected_rejected: u64,
    /// Uploads that there were to send.
    pub(crate) uploads: u64,
    /// What there should be now, for `loot report`.
    pub(crate) generated: Generated,
}

/// Sends what is in `schedule`.
pub(crate) fn play(
    population: &Population,
    options: &UploadOptions,
    schedule: Schedule,
    stop: &Stop,
) -> anyhow::Result<Played> {
    let progress = Arc::new(progress(population));
    let sent = send::send(population, options, schedule, (None, &progress, stop))?;
    progress.finish();
    let uploads = sent.tally.uploads();
    let undelivered = uploads.saturating_sub(sent.uploaded.answered());
    let complete = sent.uploaded.failure.is_none() && !sent.interrupted;
    let named = in_words(population);
    Ok(Played {
        uploaded: sent.uploaded,
        expected_rejected: sent.expected_rejected,
        uploads,
        generated: sent.tally.generated(named, complete, undelivered),
    })
}

fn write_file(
    population: &Population,
    args: &GenerateArgs,
    truth: Option<&mut TruthFile>,
    stop: &Stop,
) -> anyhow::Result<ExitCode> {
    let output = Output::from_path(args.output.clone());
    let progress = progress(population);
    let begun = Instant::now();
    let outcome = write::write(
        population,
        &output,
        args.threads(),
        (truth, &progress, stop),
    );
    progress.finish();
    let (written, tally) = match outcome {
        Ok(written) => written,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            bail!("interrupted; {} was left as it was", args.output.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("writing {}", args.output.display()));
        }
    };
    let summary = Summary::of_file(
        About::from(population),
        &args.output,
        written,
        begun.elapsed(),
    );
    summary.print_beside(&output, args.json)?;
    let name = match &output {
        Output::Stdout => "standard output".into(),
        Output::File(path) => path.file_name().unwrap_or_default().to_string_lossy(),
    };
    let named = format!("{}, written to {name}", in_words(population));
    generated::leave(&tally.generated(named, true, 0), &args.outputs)?;
    Ok(ExitCode::SUCCESS)
}

fn upload_all(
    population: &Population,
    args: &GenerateArgs,
    truth: Option<&mut TruthFile>,
    stop: &Stop,
) -> anyhow::Result<ExitCode> {
    let options = args.upload_options();
    options.greet()?;
    let maps = scenario_map::of(population.scenario().maps());
    if !maps.is_empty() {
        scenario_map::set_where_there_is_nothing(&options.client(), &maps);
    }
    let progress = Arc::new(progress(population));
    let now = match args.is_live() {
        true => Millis(clock::now_ms()),
        false => population.run().start,
    };
    let schedule = Schedule::all(now, args.pace);
    let mut sent = send::send(population, &options, schedule, (truth, &progress, stop))?;
    progress.finish();
    if args.is_live() && sent.caught_up {
        // Its only end is that somebody ends it.
        sent.interrupted = false;
    }
    let failure = sent.uploaded.failure.take();
    let complete = failure.is_none() && !sent.interrupted;
    let totals = complete.then(|| options.totals()).flatten();
    let about = About::from(population);
    let summary = Summary::of_upload(about, sent.made, &options.server, &sent.uploaded, totals);
    summary.print(&mut anstream::stdout().lock(), args.json)?;
    let undelivered = sent
        .tally
        .uploads()
        .saturating_sub(sent.uploaded.answered());
    let named = in_words(population);
    let generated = sent.tally.generated(named, complete, undelivered);
    generated::leave(&generated, &args.outputs)?;
    let again = format!(
        "run it again with {} to send the rest (no sheet counts twice)",
        again(args, population)
    );
    match failure {
        Some(error) if error.is_transient() => {
            bail!(
                "gave up after trying for {} s: {error}; {again}",
                args.retry_for
            )
        }
        Some(error) => bail!("{error}; {again}"),
        None if sent.interrupted => bail!("interrupted; {again}"),
        None if sent.uploaded.rejected != sent.expected_rejected => bail!(
            "the server refused {}; {} should have been refused (--truth tells which)",
            counted(sent.uploaded.rejected, "sheet", "sheets"),
            grouped(sent.expected_rejected)
        ),
        None => Ok(ExitCode::SUCCESS),
    }
}
