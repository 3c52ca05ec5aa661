//! The part of `loot check` that `--player` adds: the player's journey, as `/api/journey/{player_id}` tells it.

use crate::commands::screen::{FAINT, HEADING, fitted, grouped, styled};
use crate::commands::stats::minute;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

/// As much of a journey as is shown.
#[derive(Deserialize)]
struct Journey {
    player_id: String,
    first_seen: String,
    last_seen: String,
    totals: Totals,
    session_gap_minutes: u64,
    sessions: Vec<Session>,
    data: Vec<TimelineRow>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Totals {
    sheets: u64,
    units: u64,
    events: u64,
    sessions: u64,
    items: BTreeMap<String, u64>,
    event_types: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Session {
    start: String,
    end: String,
    duration_s: f64,
    sheets: u64,
    events: u64,
}

#[derive(Deserialize)]
struct TimelineRow {
    timestamp: String,
    match_id: String,
    #[serde(default)]
    event_type: Option<String>,
    #[serde(default)]
    details: Map<String, Value>,
    #[serde(default)]
    looted_items: BTreeMap<String, u64>,
}

/// The most kinds of items or events that are named on a line.
const MOST_NAMED: usize = 5;

/// Writes the journey for people; `None` is a player nobody has heard of.
pub(super) fn write(text: &mut String, journey: Option<&Value>) -> serde_json::Result<()> {
    let Some(journey) = journey else {
        let _ = writeln!(text, "\n{}", styled(HEADING, "Journey"));
        let _ = writeln!(text, "  no player of this id has sent anything");
        return Ok(());
    };
    let journey = Journey::deserialize(journey)?;
    let heading = format!("Journey of {}", fitted(&journey.player_id, 40).trim_end());
    let _ = writeln!(text, "\n{}", styled(HEADING, &heading));
    write_totals(text, &journey);
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
    Ok(())
}

fn write_totals(text: &mut String, journey: &Journey) {
    let totals = &journey.totals;
    let _ = writeln!(
        text,
        "  first seen {}, last seen {}",
        minute(&journey.first_seen),
        minute(&journey.last_seen)
    );
    let _ = writeln!(
        text,
        "  {} sheets, {} items, {} events in {} sessions (more than {} min apart)",
        grouped(totals.sheets),
        grouped(totals.units),
        grouped(totals.events),
        grouped(totals.sessions),
        journey.session_gap_minutes
    );
    write_names(text, "items", &totals.items);
    write_names(text, "events", &totals.event_types);
}

fn write_names(text: &mut String, of_what: &str, counts: &BTreeMap<String, u64>) {
    if counts.is_empty() {
        return;
    }
    let mut largest: Vec<_> = counts.iter().collect();
    largest.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), *name));
    let mut named: Vec<_> = largest
        .iter()
        .take(MOST_NAMED)
        .map(|(name, n)| format!("{} {}", fitted(name, 14).trim_end(), grouped(**n)))
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
        "{} for {} min: {} sheets, {} events",
        minute(&session.start),
        grouped((session.duration_s / 60.0).round() as u64),
        grouped(session.sheets),
        grouped(session.events)
    );
    let _ = writeln!(text, "  {}", styled(FAINT, &line));
}

fn write_moment(text: &mut String, moment: &TimelineRow) {
    let (what, more) = match &moment.event_type {
        Some(event_type) if moment.details.is_empty() => (event_type.as_str(), String::new()),
        Some(event_type) => {
            let details = Value::Object(moment.details.clone()).to_string();
            (event_type.as_str(), details)
        }
        None => {
            let units = moment.looted_items.values().sum();
            ("(sheet)", format!("{} items", grouped(units)))
        }
    };
    let _ = writeln!(
        text,
        "    {}  {} {} {}",
        minute(&moment.timestamp),
        fitted(what, 16),
        fitted(&moment.match_id, 14),
        fitted(&more, 24).trim_end()
    );
}

fn is_within(moment: &TimelineRow, session: &Session) -> bool {
    let instant = |text: &str| crate::model::Millis::parse(text).ok();
    let at = instant(&moment.timestamp);
    instant(&session.start) <= at && at <= instant(&session.end)
}
