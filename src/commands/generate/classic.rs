//! Runs of `classic`: matches that stand alone, in any order, as the predecessor made them.

use super::args::{GenerateArgs, same_again};
use super::file::{Output, Writing};
use super::summary::{About, Summary};
use super::upload::{Uploaded, upload};
use crate::client::ClientError;
use crate::commands::generated::{self, Generated};
use crate::commands::progress::Progress;
use crate::model::{Millis, counted, grouped};
use crate::runtime::clock;
use crate::runtime::stop::Stop;
use crate::simulator::{CLASSIC, DEFAULT_START, SPAN_MS, Simulation};
use anyhow::{Context, bail};
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

const USUAL_MATCHES: u32 = 50;
const USUAL_PLAYERS: u32 = 4;

pub(super) fn run(args: &GenerateArgs, stop: &Stop) -> anyhow::Result<ExitCode> {
    let run = simulation(args);
    anstream::eprintln!(
        "Generating {} × {} = {} (scenario {CLASSIC})",
        counted(run.matches.into(), "match", "matches"),
        counted(run.players_per_match.into(), "player", "players"),
        counted(run.sheet_count(), "stat sheet", "stat sheets"),
    );
    anstream::eprintln!("The same again: {}", same_again(run.seed, run.start));
    if args.generate_only {
        write_file(&run, args, stop)
    } else {
        upload_all(&run, args, stop)
    }
}

fn simulation(args: &GenerateArgs) -> Simulation {
    // A seed names bytes, so it must not depend on the day. Live data without one should look live.
    let start = match args.start {
        Some(start) => start,
        None if args.names_bytes() => DEFAULT_START,
        None => Millis(clock::now_ms() - i64::from(SPAN_MS)),
    };
    Simulation {
        matches: args.matches.unwrap_or(USUAL_MATCHES),
        players_per_match: args.players.unwrap_or(USUAL_PLAYERS),
        seed: args.seed(),
        start,
        dressed: false,
    }
}

fn write_file(run: &Simulation, args: &GenerateArgs, stop: &Stop) -> anyhow::Result<ExitCode> {
    let output = Output::from_path(args.output.clone());
    let progress = Progress::new(run.sheet_count(), "sheets");
    let writing = Writing {
        threads: args.threads(),
        progress: &progress,
        stop,
    };
    let begun = Instant::now();
    let outcome = output.write(run, &writing);
    progress.finish();
    let written = match outcome {
        Ok(written) => written,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            bail!("interrupted; {} was left as it was", args.output.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("writing {}", args.output.display()));
        }
    };
    let summary = Summary::of_file(About::from(run), &args.output, written, begun.elapsed());
    summary.print_beside(&output, args.json)?;
    Ok(ExitCode::SUCCESS)
}

fn upload_all(run: &Simulation, args: &GenerateArgs, stop: &Stop) -> anyhow::Result<ExitCode> {
    let options = args.upload_options();
    options.greet()?;
    let progress = Arc::new(Progress::new(run.sheet_count(), "sheets"));
    let mut uploaded = upload(run, &options, &progress, stop);
    progress.finish();
    let failure = uploaded.failure.take();
    let interrupted = stop.is_set() && uploaded.answered() < run.sheet_count();
    let complete = failure.is_none() && !interrupted;
    let totals = complete.then(|| options.totals()).flatten();
    let about = About::from(run);
    let summary = Summary::of_upload(about, run.sheet_count(), &options.server, &uploaded, totals);
    summary.print(&mut anstream::stdout().lock(), args.json)?;
    let undelivered = run.sheet_count() - uploaded.answered();
    generated::leave(&Generated::of_classic(run, undelivered), &args.outputs)?;
    conclude(run, args, &uploaded, failure)
}

/// Turns what became of the upload into an exit code or an error that says what to do.
fn conclude(
    run: &Simulation,
    args: &GenerateArgs,
    uploaded: &Uploaded,
    failure: Option<ClientError>,
) -> anyhow::Result<ExitCode> {
    let missing = run.sheet_count() - uploaded.answered();
    let again = format!(
        "{} of {} not delivered; run it again with {} to send the rest (no sheet counts twice)",
        grouped(missing),
        counted(run.sheet_count(), "sheet", "sheets"),
        same_again(run.seed, run.start),
    );
    match failure {
        Some(error) if error.is_transient() => {
            bail!(
                "gave up after trying for {} s: {error}; {again}",
                args.retry_for
            )
        }
        Some(error) => bail!("{error}; {again}"),
        None if missing > 0 => bail!("interrupted; {again}"),
        None if uploaded.rejected > 0 => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}
