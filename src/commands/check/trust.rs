//! The other parts of `loot check`: data quality, and whether totals equal a recount.

use crate::commands::screen::{
    BAD, FAINT, GOOD, HEADING, WARNING, fitted_name, grouped, percent, styled,
};
use crate::model::{Integrity, Quality};
use anstyle::Style;
use std::fmt::Write;

/// Writes data quality for people.
pub(crate) fn write_quality(text: &mut String, quality: &Quality) {
    let _ = writeln!(text, "\n{}", styled(HEADING, "Data quality"));
    if quality.completeness.is_none() && quality.refused_requests == 0 {
        let _ = writeln!(text, "  nothing was received yet");
        return;
    }
    let completeness = quality.completeness;
    let style = match completeness.unwrap_or(1.0) {
        share if share >= 0.95 => GOOD,
        share if share >= 0.8 => WARNING,
        _ => BAD,
    };
    let mut row = |name: &str, value: String, style: Style, note: String| {
        let value = styled(style, &format!("{value:>12}"));
        let note = match note.as_str() {
            "" => String::new(),
            note => format!("  {}", styled(FAINT, note)),
        };
        let _ = writeln!(text, "  {name:<26}{value}{note}");
    };
    let plain = Style::new();
    let count = |n: u64| if n == 0 { plain } else { WARNING };
    row(
        "completeness",
        completeness.map_or_else(|| "–".to_owned(), percent),
        style,
        "of coverage, places, clocks, refusals".into(),
    );
    let mean = quality.present_players_per_match;
    let usual = quality.expected_players_per_match;
    let present = match quality.by_mode.len() {
        0 | 1 => format!("{mean:.1} of {usual} players per match"),
        // What is usual differs.
        _ => format!("{mean:.1} players per match"),
    };
    let coverage = quality.coverage;
    row(
        "coverage",
        coverage.map_or("not known".to_owned(), percent),
        plain,
        present,
    );
    for mode in quality.by_mode.iter().filter(|_| quality.by_mode.len() > 1) {
        let name = mode.game_mode.as_ref();
        let name = name.map_or("no mode".to_owned(), |name| format!("mode {name}"));
        let (share, usual) = match (mode.coverage, mode.expected_players_per_match) {
            (Some(share), Some(usual)) => (percent(share), usual.to_string()),
            _ => ("not known".to_owned(), "?".to_owned()),
        };
        let present = format!("{:.1} of {usual}", mode.present_players_per_match);
        let name = fitted_name(&name, 24);
        row(&format!("  {}", name.trim_end()), share, plain, present);
    }
    let of_matches = format!("of {}", grouped(quality.matches));
    row(
        "incomplete matches",
        grouped(quality.incomplete_matches),
        count(quality.incomplete_matches),
        of_matches,
    );
    let of_sheets = format!("of {}", grouped(quality.sheets));
    let (without_places, of_what) = match quality.sends_places {
        true => (count(quality.sheets_without_locations), of_sheets.clone()),
        // A game without a map lacks none.
        false => (plain, "no place was ever sent".into()),
    };
    row(
        "sheets without places",
        grouped(quality.sheets_without_locations),
        without_places,
        of_what,
    );
    row(
        "sheets without sheet_id",
        grouped(quality.sheets_without_key),
        count(quality.sheets_without_key),
        "their retries count again".into(),
    );
    let skew = &quality.clock_skew;
    row(
        "clock within 5 minutes",
        grouped(skew.within_5_minutes),
        plain,
        of_sheets,
    );
    row(
        "up to a day late",
        grouped(skew.up_to_1_day_late),
        plain,
        String::new(),
    );
    row(
        "up to a year late",
        grouped(skew.up_to_1_year_late),
        plain,
        String::new(),
    );
    row(
        "ancient timestamps",
        grouped(skew.ancient),
        count(skew.ancient),
        "more than a year old".into(),
    );
    row(
        "future timestamps",
        grouped(skew.future),
        count(skew.future),
        "more than 5 minutes ahead".into(),
    );
    row(
        "duplicates",
        grouped(quality.duplicates),
        plain,
        "repeats, counted once".into(),
    );
    row(
        "rejected",
        grouped(quality.rejected),
        count(quality.rejected),
        "kept in dead_letters".into(),
    );
    for (reason, n) in &quality.rejected_by_reason {
        row(
            &format!("  for {reason}"),
            grouped(*n),
            plain,
            String::new(),
        );
    }
    for names in quality.names.iter().filter(|names| names.is_full()) {
        let more = match names.unlisted {
            0 => "counted as (other): loot names list",
            _ => "and more; counted as (other): loot names list",
        };
        row(
            &format!("{} without place", names.kind.as_str()),
            grouped(names.no_place),
            WARNING,
            more.into(),
        );
    }
    row(
        "refused requests",
        grouped(quality.refused_requests),
        count(quality.refused_requests),
        "nothing of them was kept".into(),
    );
    for refused in &quality.refused_requests_by_reason {
        row(
            &format!("  {} for {}", refused.status, refused.reason),
            grouped(refused.requests),
            plain,
            format!("at {}", refused.source),
        );
    }
}

/// Writes the outcome of the recount for people.
pub(super) fn write_integrity(text: &mut String, integrity: Option<&Integrity>) {
    let _ = writeln!(text, "\n{}", styled(HEADING, "Integrity"));
    let Some(integrity) = integrity else {
        let _ = writeln!(
            text,
            "  not checked: the recount needs the database (--database)"
        );
        return;
    };
    for check in &integrity.checks {
        let mark = if check.differences.is_empty() {
            styled(GOOD, "ok")
        } else {
            styled(BAD, "NO")
        };
        let _ = writeln!(text, "  {mark}  {}", check.name);
        for difference in &check.differences {
            let _ = writeln!(text, "        {difference}");
        }
    }
    let verdict = if integrity.is_sound() {
        styled(GOOD, "every total equals a recount of the raw rows")
    } else {
        styled(BAD, "the totals are NOT what the raw rows say; see above")
    };
    let _ = writeln!(text, "  {verdict}");
}
