//! Dead letters as text of at most 80 columns, and as JSON.

use super::super::screen::minute;
use super::super::screen::{
    BAD, FAINT, GOOD, HEADING, counted, fitted, fitted_name, grouped, styled, wrapped,
};
use super::letters::Replayed;
use crate::model::{Faults, Page, StoredDeadLetter, visible_lines};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::fmt::Write;

/// The most bytes of a payload on the screen.
const MOST_SHOWN: usize = 4_000;
/// The most letters that still fail on the screen.
const MOST_LISTED: usize = 10;

/// A letter as the API gives it.
#[derive(Serialize)]
pub(super) struct LetterJson<'a> {
    id: i64,
    created_at: String,
    source: &'a str,
    faults: &'a Faults,
    payload: String,
    payload_encoding: &'static str,
}

impl<'a> From<&'a StoredDeadLetter> for LetterJson<'a> {
    fn from(letter: &'a StoredDeadLetter) -> Self {
        let (payload, payload_encoding) = match std::str::from_utf8(&letter.payload) {
            Ok(text) => (text.to_owned(), "text"),
            Err(_) => (STANDARD.encode(&letter.payload), "base64"),
        };
        Self {
            id: letter.id,
            created_at: letter.created_at.to_string(),
            source: &letter.source,
            faults: &letter.faults,
            payload,
            payload_encoding,
        }
    }
}

pub(super) fn list_json(page: &Page<StoredDeadLetter>) -> anyhow::Result<String> {
    let letters: Vec<_> = page.rows.iter().map(LetterJson::from).collect();
    let answer = serde_json::json!({"data": letters, "more": page.next.is_some()});
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

pub(super) fn list(page: &Page<StoredDeadLetter>) -> String {
    let mut text = String::new();
    if page.rows.is_empty() {
        return "Nothing was refused.\n".into();
    }
    let _ = writeln!(
        text,
        "{}",
        styled(
            HEADING,
            &format!(
                "{:>8}  {:<16}  {:<17}  What is wrong",
                "Number", "Received (UTC)", "Came through"
            )
        )
    );
    for letter in &page.rows {
        let faults = letter.faults.as_slice();
        let first = letter.faults.first().to_string();
        let (wrong, more) = match faults.len() {
            1 => (fitted(&first, 33), String::new()),
            n => (fitted(&first, 25), format!(" +{} more", n - 1)),
        };
        let _ = writeln!(
            text,
            "{:>8}  {}  {}  {}{}",
            letter.id,
            minute(&letter.created_at.to_string()),
            fitted_name(&letter.source, 17),
            wrong.trim_end(),
            styled(FAINT, &more)
        );
    }
    if page.next.is_some() {
        let _ = writeln!(
            text,
            "{}",
            styled(FAINT, "There are more; --limit lists up to 1,000.")
        );
    }
    text
}

pub(super) fn letter(letter: &StoredDeadLetter) -> String {
    let mut text = String::new();
    let heading = format!("Dead letter {}", letter.id);
    let _ = writeln!(text, "{}", styled(HEADING, &heading));
    let at = letter.created_at.to_string();
    let _ = writeln!(
        text,
        "  received {} UTC through {}",
        minute(&at),
        letter.source
    );
    let _ = writeln!(text, "\n{}", styled(HEADING, "What is wrong"));
    for fault in letter.faults.as_slice() {
        for line in wrapped(&fault.to_string(), 76) {
            let _ = writeln!(text, "  {}", fitted(&line, 76).trim_end());
        }
    }
    let size = counted(letter.payload.len() as u64, "byte", "bytes");
    let heading = format!("Payload, {size}");
    let _ = writeln!(text, "\n{}", styled(HEADING, &heading));
    let shown = &letter.payload[..letter.payload.len().min(MOST_SHOWN)];
    // What came from outside must not steer the terminal.
    for line in visible_lines(&String::from_utf8_lossy(shown)).lines() {
        let _ = writeln!(text, "{line}");
    }
    if shown.len() < letter.payload.len() {
        let _ = writeln!(text, "{}", styled(FAINT, "… the rest with --raw"));
    }
    text
}

pub(super) fn replayed(outcome: &Replayed) -> String {
    let mut text = String::new();
    let all = outcome.accepted + outcome.duplicates + outcome.rejected;
    if all == 0 {
        return "There are no such dead letters.\n".into();
    }
    let _ = writeln!(text, "Replayed {}:", grouped(all));
    let _ = writeln!(
        text,
        "  {:>12} {}",
        grouped(outcome.accepted),
        styled(GOOD, "stored now")
    );
    let _ = writeln!(
        text,
        "  {:>12} repeats of what is stored",
        grouped(outcome.duplicates)
    );
    let _ = writeln!(text, "  {:>12} still refused", grouped(outcome.rejected));
    for still in outcome.still_refused.iter().take(MOST_LISTED) {
        let first = still.faults.first().to_string();
        let more = match still.faults.as_slice().len() {
            1 => String::new(),
            n => format!(" (and {} more)", n - 1),
        };
        let said = format!("letter {}: {first}{more}", still.id);
        let _ = writeln!(
            text,
            "  {:>12} {}",
            "",
            styled(BAD, fitted(&said, 64).trim_end())
        );
    }
    if outcome.rejected as usize > MOST_LISTED {
        let rest = grouped(outcome.rejected - MOST_LISTED as u64);
        let _ = writeln!(
            text,
            "  {:>12} {}",
            "",
            styled(FAINT, &format!("and {rest} more"))
        );
    }
    text
}

pub(super) fn dropped(n: u64) -> String {
    match n {
        0 => "There are no such dead letters.\n".into(),
        n => format!("Deleted {}.\n", counted(n, "dead letter", "dead letters")),
    }
}
