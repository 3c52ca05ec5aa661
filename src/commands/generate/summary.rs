//! What `loot generate` says at the end: for people, or as JSON for programs.

use super::file::{Output, Written};
use super::upload::Uploaded;
use crate::client::ServerUrl;
use crate::model::{Totals, counted, grouped, visible};
use crate::simulator::{CLASSIC, Population, Simulation};
use indicatif::DecimalBytes;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// The outcome of a run.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    #[serde(flatten)]
    about: About,
    sheets: u64,
    seconds: f64,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Which run it was.
#[derive(Debug, Clone, Serialize)]
pub(super) struct About {
    pub(super) scenario: String,
    pub(super) seed: u64,
    pub(super) start: String,
    #[serde(flatten)]
    pub(super) size: Size,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum Size {
    Classic { matches: u32, players: u32 },
    Population { days: u32, players_total: u32 },
}

impl From<&Simulation> for About {
    fn from(run: &Simulation) -> Self {
        Self {
            scenario: CLASSIC.to_owned(),
            seed: run.seed,
            start: run.start.to_string(),
            size: Size::Classic {
                matches: run.matches,
                players: run.players_per_match,
            },
        }
    }
}

impl From<&Population> for About {
    fn from(population: &Population) -> Self {
        let run = population.run();
        Self {
            scenario: population.scenario().name().to_owned(),
            seed: run.seed,
            start: run.start.to_string(),
            size: Size::Population {
                days: run.days,
                players_total: run.players_total,
            },
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome {
    File {
        output: String,
        bytes: u64,
    },
    Upload {
        server: String,
        sent: u64,
        accepted: u64,
        duplicates: u64,
        rejected: u64,
        undelivered: u64,
        reasons: Vec<String>,
        /// The server's, afterwards.
        totals: Option<Totals>,
    },
}

impl Summary {
    pub(super) fn of_file(
        about: About,
        output: &Path,
        written: Written,
        elapsed: Duration,
    ) -> Self {
        let outcome = Outcome::File {
            output: output.display().to_string(),
            bytes: written.bytes,
        };
        Self::new(about, (written.sheets, elapsed), outcome)
    }

    /// Of a run of `sheets`, as far as they were sent.
    pub(super) fn of_upload(
        about: About,
        sheets: u64,
        server: &ServerUrl,
        uploaded: &Uploaded,
        totals: Option<Totals>,
    ) -> Self {
        let outcome = Outcome::Upload {
            server: server.to_string(),
            sent: uploaded.delivered(),
            accepted: uploaded.accepted,
            duplicates: uploaded.duplicates,
            rejected: uploaded.rejected,
            undelivered: sheets - uploaded.answered(),
            reasons: uploaded.reasons.clone(),
            totals,
        };
        Self::new(about, (sheets, uploaded.elapsed), outcome)
    }

    /// Prints it, as JSON or for people.
    pub(super) fn print(&self, out: &mut impl Write, as_json: bool) -> io::Result<()> {
        if as_json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            return writeln!(out);
        }
        match &self.outcome {
            Outcome::File { output, bytes } => writeln!(
                out,
                "Wrote {} ({}) to {output} in {:.2} s ({}/s, {}/s)",
                counted(self.sheets, "sheet", "sheets"),
                DecimalBytes(*bytes),
                self.seconds,
                grouped(self.per_second(self.sheets)),
                DecimalBytes(self.per_second(*bytes)),
            ),
            Outcome::Upload { .. } => self.print_upload(out),
        }
    }

    /// Prints it to standard output, or beside it when that holds the sheets.
    pub(super) fn print_beside(&self, output: &Output, as_json: bool) -> io::Result<()> {
        match output {
            Output::Stdout => self.print(&mut anstream::stderr().lock(), as_json),
            Output::File(_) => self.print(&mut anstream::stdout().lock(), as_json),
        }
    }

    fn new(about: About, (sheets, elapsed): (u64, Duration), outcome: Outcome) -> Self {
        Self {
            about,
            sheets,
            seconds: elapsed.as_secs_f64(),
            outcome,
        }
    }

    fn print_upload(&self, out: &mut impl Write) -> io::Result<()> {
        let Outcome::Upload {
            sent,
            accepted,
            duplicates,
            rejected,
            undelivered,
            reasons,
            totals,
            ..
        } = &self.outcome
        else {
            return Ok(());
        };
        writeln!(
            out,
            "Sent {} of {} in {:.2} s ({}/s)",
            grouped(*sent),
            counted(self.sheets, "sheet", "sheets"),
            self.seconds,
            grouped(self.per_second(*sent)),
        )?;
        let mut row = |name: &str, n: u64| writeln!(out, "  {name:<16}{:>14}", grouped(n));
        row("new", *accepted)?;
        row("already there", *duplicates)?;
        row("refused", *rejected)?;
        row("not delivered", *undelivered)?;
        for reason in reasons {
            writeln!(out, "  refused: {}", visible(reason))?;
        }
        if let Some(totals) = totals {
            writeln!(out, "The server now holds")?;
            let mut row = |name: &str, n: u64| writeln!(out, "  {name:<16}{:>14}", grouped(n));
            row("sheets", totals.total_stat_sheets)?;
            row("matches", totals.total_matches)?;
            row("players", totals.total_players)?;
            row("items", totals.units())?;
        }
        Ok(())
    }

    fn per_second(&self, n: u64) -> u64 {
        (n as f64 / self.seconds.max(0.001)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::DEFAULT_START;

    const RUN: Simulation = Simulation {
        matches: 1_000,
        players_per_match: 4,
        seed: 42,
        start: DEFAULT_START,
        dressed: false,
    };

    fn printed(summary: &Summary, as_json: bool) -> String {
        let mut out = Vec::new();
        summary.print(&mut out, as_json).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn partly_uploaded() -> Summary {
        let uploaded = Uploaded {
            accepted: 3_000,
            duplicates: 500,
            rejected: 1,
            reasons: vec!["player_1_1 of match_001: level: too high".into()],
            failure: None,
            elapsed: Duration::from_secs(2),
        };
        let totals = Totals {
            total_stat_sheets: 4_500,
            total_matches: 1_125,
            total_players: 4_500,
            ..Totals::default()
        };
        let server = ServerUrl::parse("http://me:secret@localhost:5000").unwrap();
        Summary::of_upload(
            About::from(&RUN),
            RUN.sheet_count(),
            &server,
            &uploaded,
            Some(totals),
        )
    }

    #[test]
    fn people_read_what_was_sent_and_what_the_server_holds() {
        insta::assert_snapshot!(printed(&partly_uploaded(), false), @r"
        Sent 3,500 of 4,000 sheets in 2.00 s (1,750/s)
          new                      3,000
          already there              500
          refused                      1
          not delivered              499
          refused: player_1_1 of match_001: level: too high
        The server now holds
          sheets                   4,500
          matches                  1,125
          players                  4,500
          items                        0
        ");
    }

    #[test]
    fn programs_read_the_same_numbers() {
        insta::assert_snapshot!(printed(&partly_uploaded(), true), @r#"
        {
          "scenario": "classic",
          "seed": 42,
          "start": "2026-01-01T00:00:00.000Z",
          "matches": 1000,
          "players": 4,
          "sheets": 4000,
          "seconds": 2.0,
          "server": "http://localhost:5000",
          "sent": 3500,
          "accepted": 3000,
          "duplicates": 500,
          "rejected": 1,
          "undelivered": 499,
          "reasons": [
            "player_1_1 of match_001: level: too high"
          ],
          "totals": {
            "total_items": {},
            "total_matches": 1125,
            "total_players": 4500,
            "total_stat_sheets": 4500,
            "total_events": 0,
            "located_items": {}
          }
        }
        "#);
    }

    #[test]
    fn a_file_is_one_line() {
        let written = Written {
            sheets: 4_000,
            bytes: 3_000_000,
        };
        let summary = Summary::of_file(
            About::from(&RUN),
            Path::new("x.json"),
            written,
            Duration::from_secs(2),
        );
        insta::assert_snapshot!(printed(&summary, false), @"Wrote 4,000 sheets (3.00 MB) to x.json in 2.00 s (2,000/s, 1.50 MB/s)");
    }
}
