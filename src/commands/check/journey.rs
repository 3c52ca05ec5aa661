//! The part of `loot check` that `--player` adds: the player's journey, as `/api/journey/{player_id}` answers it.

use crate::commands::screen::{
    FAINT, HEADING, counted, fitted, fitted_name, grouped, minute, styled,
};
use crate::model::TimelineRow;
use crate::wire::{Journey, Session};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The most kinds of items or events that are named on a line.
const MOST_NAMED: usize = 5;

/// Writes the journey for people; `None` is a player nobody has heard of.
pub(super) fn write(text: &mut String, journey: Option<&Journey>) {
    let Some(journey) = journey else {
        let _ = writeln!(text, "\n{}", styled(HEADING, "Journey"));
        let _ = writeln!(text, "  no player of this id has sent anything");
        return;
    };
    let heading = format!(
        "Journey of {}",
        fitted_name(journey.player_id.as_str(), 40).trim_end()
    );
    let _ = writeln!(text, "\n{}", styled(HEADING, &heading));
    write_totals(text, journey);
    let mut sessions = journey.sessions.iter().peekable();
    for moment in &journey.data {
        // Both are in the order of time, newest first: a session begins its part where its rows begin.
        if let Some(session) = sessions.next_if(|session| is_within(moment, session)) {
            write_session(text, session);
        }
        write_moment(text, moment);
    }
    if journey.next.is_some() {
        let more = "… and more; --limit N shows more of them";
        let _ = writeln!(text, "  {}", styled(FAINT, more));
    }
}

fn write_totals(text: &mut String, journey: &Journey) {
    let totals = &journey.totals;
    let _ = writeln!(
        text,
        "  first seen {}, last seen {}",
        minute(&journey.first_seen.to_string()),
        minute(&journey.last_seen.to_string())
    );
    let _ = writeln!(
        text,
        "  {}, {}, {} in {} (more than {} min apart)",
        counted(totals.sheets, "sheet", "sheets"),
        counted(totals.units, "item", "items"),
        counted(totals.events, "event", "events"),
        counted(totals.sessions, "session", "sessions"),
        journey.session_gap_minutes
    );
    write_names(text, "items", &totals.items);
    write_names(text, "events", &totals.event_types);
}

fn write_names<K: Ord + Borrow<str>>(text: &mut String, of_what: &str, counts: &BTreeMap<K, u64>) {
    if counts.is_empty() {
        return;
    }
    let mut largest: Vec<_> = counts.iter().collect();
    largest.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), *name));
    let mut named: Vec<_> = largest
        .iter()
        .take(MOST_NAMED)
        .map(|(name, n)| {
            format!(
                "{} {}",
                fitted_name((*name).borrow(), 14).trim_end(),
                grouped(**n)
            )
        })
        .collect();
    // Five long names with large numbers would not fit.
    while named
        .iter()
        .map(|one| one.chars().count() + 2)
        .sum::<usize>()
        > 56
        && named.len() > 1
    {
        named.pop();
    }
    let more = largest.len() - named.len();
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let _ = writeln!(text, "  {of_what}: {}{more}", named.join(", "));
}

fn write_session(text: &mut String, session: &Session) {
    let line = format!(
        "{} for {} min: {}, {}",
        minute(&session.start.to_string()),
        grouped((session.duration_s / 60.0).round() as u64),
        counted(session.sheets, "sheet", "sheets"),
        counted(session.events, "event", "events")
    );
    let _ = writeln!(text, "  {}", styled(FAINT, &line));
}

fn write_moment(text: &mut String, moment: &TimelineRow) {
    let (what, more) = match moment {
        TimelineRow::Sheet(row) => {
            let units = row.sheet.total_units();
            ("(sheet)", counted(units, "item", "items"))
        }
        TimelineRow::Event(row) => {
            let details = row.event.details.as_ref().map(|details| details.as_str());
            let details = details.filter(|details| *details != "{}");
            let details = details.unwrap_or_default().to_owned();
            (row.event.event_type.as_str(), details)
        }
    };
    let (at, match_id) = match moment {
        TimelineRow::Sheet(row) => (&row.sheet.timestamp, row.sheet.match_id.as_str()),
        TimelineRow::Event(row) => {
            let match_id = row.event.match_id.as_ref();
            (&row.event.timestamp, match_id.map_or("", |id| id.as_str()))
        }
    };
    let _ = writeln!(
        text,
        "    {}  {} {} {}",
        minute(at.as_str()),
        fitted_name(what, 16),
        fitted_name(match_id, 14),
        fitted(&more, 24).trim_end()
    );
}

fn is_within(moment: &TimelineRow, session: &Session) -> bool {
    (session.start..=session.end).contains(&moment.cursor().at)
}
