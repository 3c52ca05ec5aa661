//! Names as text of at most 80 columns.

use super::super::screen::minute;
use super::super::screen::{FAINT, HEADING, WARNING, fitted, fitted_name, grouped, styled};
use crate::model::{NameKind, NameLine, NameState, NamesChanged, visible};
use crate::wire::{NamesPage, NamesVerb};
use std::fmt::Write;

pub(super) fn list(page: &NamesPage, kind: Option<NameKind>) -> String {
    let mut text = String::new();
    let kinds = page.kinds.iter();
    for of in kinds.filter(|of| kind.is_none_or(|kind| kind == of.kind)) {
        let style = if of.is_full() { WARNING } else { FAINT };
        let (tracked, limit) = (grouped(of.tracked), grouped(of.limit));
        let places = match of.kind {
            NameKind::Dimension => format!("{tracked} places, up to {limit} in each"),
            _ => format!("{tracked} of {limit} places"),
        };
        let unlisted = match of.unlisted {
            0 => String::new(),
            times => format!(", others came {} times", grouped(times)),
        };
        let _ = writeln!(
            text,
            "{:<11}{}",
            of.kind.as_str(),
            styled(
                style,
                &format!(
                    "{places}, {} merged, {} hidden, {} without a place{unlisted}",
                    grouped(of.merged),
                    grouped(of.hidden),
                    grouped(of.no_place)
                )
            )
        );
    }
    if page.data.is_empty() {
        text.push_str("\nNo such names.\n");
        return text;
    }
    let heading = format!(
        "{:<24}  {:<26}  {:>8}  {:<16}",
        "Name", "Counted", "Count", "First seen (UTC)"
    );
    let _ = writeln!(text, "\n{}", styled(HEADING, &heading));
    for line in &page.data {
        let first_seen = line.first_seen.map(|at| minute(&at.to_string()));
        let _ = writeln!(
            text,
            "{}  {}  {:>8}  {}",
            fitted_name(&full(line), 24),
            fitted(&counted(line), 26),
            line.count.map_or_else(|| "–".to_owned(), grouped),
            first_seen.as_deref().unwrap_or("before it was noted"),
        );
        if let (NameState::NoPlace, Some(player)) = (line.state, &line.player_id) {
            let source = line.source.as_deref().unwrap_or("");
            let from = format!("  first from player {} through {source}", visible(player));
            let _ = writeln!(text, "{}", styled(FAINT, fitted(&from, 80).trim_end()));
        }
    }
    if page.next.is_some() {
        let _ = writeln!(
            text,
            "{}",
            styled(FAINT, "there are more; ask with --limit")
        );
    }
    text
}

fn full(line: &NameLine) -> String {
    match line.experiment.as_ref().or(line.dimension.as_ref()) {
        Some(experiment) => format!("{} = {}", visible(experiment), visible(&line.name)),
        None => visible(&line.name).into_owned(),
    }
}

fn counted(line: &NameLine) -> String {
    if line.dimension.is_some() && line.counted_dimension != line.dimension {
        return "as (other) dimension".into();
    }
    match (line.state, &line.counted_as) {
        (NameState::Merged, Some(other)) => format!("as {}", visible(other)),
        (NameState::Tracked, _) => format!("as {}", line.kind.as_str().replace('_', " ")),
        (NameState::Hidden, _) => "as (other), hidden".into(),
        _ => "as (other), no place".into(),
    }
}

pub(super) fn changed(verb: NamesVerb, into: Option<&str>, done: &NamesChanged) -> String {
    let names = match done.changed {
        1 => "1 name is".to_owned(),
        n => format!("{} names are", grouped(n)),
    };
    let counted = match (verb, into) {
        (NamesVerb::Merge, Some(into)) => format!("as {}", visible(into)),
        (NamesVerb::Track, _) => "by themselves".into(),
        _ => "as (other)".into(),
    };
    let rows = match done.recounted_rows {
        1 => "1 row was".to_owned(),
        n => format!("{} rows were", grouped(n)),
    };
    format!("{names} counted {counted} now; {rows} counted again.\n")
}
