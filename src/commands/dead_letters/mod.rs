//! `loot dead-letters`: what was refused. List it, look at one, replay it after a fix, or delete it.

mod letters;
mod screen;

use super::source::SourceArgs;
use crate::commands::examples;
use crate::model::{DeadLetterFilter, Millis, PageRequest, TimeRange};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use letters::{Choice, Letters};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// List refused items, show one, replay them after a fix, delete them
#[derive(Debug, Args)]
#[command(after_help = examples::DEAD_LETTERS)]
pub(crate) struct DeadLettersArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List refused items, newest first
    List(ListArgs),
    /// Show one refused item: what was wrong with it, and its bytes as they came
    Show(ShowArgs),
    /// Parse refused items again, as after a fix: what is valid now is stored under the time it was received
    Replay(ChangeArgs),
    /// Delete refused items for good
    Drop(DropArgs),
}

/// Which refused items are meant.
#[derive(Debug, Args)]
struct FilterArgs {
    /// Only those refused for this reason, as `loot check` names it
    #[arg(long, value_name = "NAME")]
    reason: Option<String>,
    /// Only those that came by this route, such as /api/submit
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only those received at or after this time
    #[arg(long, value_name = "TIME", value_parser = Millis::parse)]
    since: Option<Millis>,
    /// Only those received before this time
    #[arg(long, value_name = "TIME", value_parser = Millis::parse)]
    until: Option<Millis>,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// List at most this many
    #[arg(long, value_name = "N", env = "LOOT_LIMIT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct ShowArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Its number, as the list tells it
    #[arg(value_name = "ID")]
    id: i64,
    /// Write its bytes alone, as they came
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct ChangeArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Those with these numbers
    #[arg(value_name = "ID", conflicts_with_all = ["reason", "source", "since", "until", "all"])]
    ids: Vec<i64>,
    #[command(flatten)]
    filter: FilterArgs,
    /// All of them
    #[arg(long)]
    all: bool,
    /// Print JSON for programs
    #[arg(long, env = "LOOT_JSON")]
    json: bool,
}

#[derive(Debug, Args)]
struct DropArgs {
    #[command(flatten)]
    change: ChangeArgs,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

pub(crate) async fn run(args: DeadLettersArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::List(args) => list(args).await,
        Command::Show(args) => show(args).await,
        Command::Replay(args) => replay(args).await,
        Command::Drop(args) => drop_letters(args).await,
    }
}

async fn list(args: ListArgs) -> anyhow::Result<ExitCode> {
    let letters = Letters::open(&args.source).await?;
    let page = letters.newest(&(&args.filter).into(), args.limit).await?;
    print(&match args.json {
        true => screen::list_json(&page)?,
        false => screen::list(&page),
    })
}

async fn show(args: ShowArgs) -> anyhow::Result<ExitCode> {
    let letters = Letters::open(&args.source).await?;
    let filter = DeadLetterFilter {
        id: Some(args.id),
        ..DeadLetterFilter::default()
    };
    let page = PageRequest {
        limit: 1,
        before: None,
    };
    let page = letters.page(filter, page).await?;
    let Some(letter) = page.rows.first() else {
        bail!(
            "there is no dead letter {}; `loot dead-letters list` tells which there are",
            args.id
        );
    };
    if args.raw {
        io::stdout().lock().write_all(&letter.payload)?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&match args.json {
        true => serde_json::to_string_pretty(&screen::LetterJson::from(letter))? + "\n",
        false => screen::letter(letter),
    })
}

async fn replay(args: ChangeArgs) -> anyhow::Result<ExitCode> {
    let choice = args.choice()?;
    let mut letters = Letters::open_to_change(&args.source).await?;
    let outcome = letters.replay(choice).await?;
    letters.close().await;
    print(&match args.json {
        true => serde_json::to_string_pretty(&outcome)? + "\n",
        false => screen::replayed(&outcome),
    })
}

async fn drop_letters(args: DropArgs) -> anyhow::Result<ExitCode> {
    let choice = args.change.choice()?;
    if !args.yes && !confirmed()? {
        bail!("nothing was deleted");
    }
    let mut letters = Letters::open_to_change(&args.change.source).await?;
    let dropped = letters.discard(choice).await?;
    letters.close().await;
    print(&match args.change.json {
        true => format!("{}\n", serde_json::json!({"dropped": dropped})),
        false => screen::dropped(dropped),
    })
}

/// Deleting is for good, so it is asked for once more.
fn confirmed() -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!("deleting dead letters is for good; say --yes where nobody can be asked");
    }
    anstream::eprint!("Delete these dead letters for good? [y/N] ");
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .context("reading the answer")?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut out = anstream::stdout().lock();
    write!(out, "{text}").and_then(|()| out.flush())?;
    Ok(ExitCode::SUCCESS)
}

impl ChangeArgs {
    /// Nothing is chosen by saying nothing.
    fn choice(&self) -> anyhow::Result<Choice> {
        let filter = DeadLetterFilter::from(&self.filter);
        if !self.ids.is_empty() {
            return Ok(Choice::Ids(self.ids.clone()));
        }
        if filter == DeadLetterFilter::default() && !self.all {
            bail!(
                "say which dead letters: their numbers, --reason, --source, --since, --until, or --all"
            );
        }
        Ok(Choice::Matching(filter))
    }
}

impl From<&FilterArgs> for DeadLetterFilter {
    fn from(args: &FilterArgs) -> Self {
        Self {
            id: None,
            reason: args.reason.clone(),
            source: args.source.clone(),
            range: TimeRange {
                since: args.since,
                until: args.until,
            },
        }
    }
}
