//! The one transaction that writes: rows, then the totals of what was new, then the commit.

use super::{
    BEGIN, Connection, Pool, dead_letters, entities, events, heat, ids, names, places, sheets,
    totals,
};
use crate::model::{Faults, RejectReason, Slice};
use crate::store::counter::{Counter, Counters, count};
use crate::store::entry::{Entry, Outcome};
use crate::store::names::Names;
use crate::store::plan::{Plan, PlannedEvent, PlannedSheet};
use crate::store::rollup::Delta;
use crate::store::touched::Touched;
use crate::store::writer::Memory;
use sqlx::Connection as _;
use std::collections::{BTreeSet, HashSet};

/// Stores `entries`; `memory` learns only from what is stored.
pub(in crate::store) async fn commit(
    pool: &Pool,
    entries: &[Entry],
    memory: &mut Memory,
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let written = async {
        let mut transaction = connection.begin_with(BEGIN).await?;
        let written = write(&mut transaction, entries, memory).await?;
        transaction.commit().await?;
        Ok(written)
    }
    .await;
    match written {
        Ok((outcomes, names)) => {
            if let Some(names) = names {
                memory.names = names;
            }
            Ok(outcomes)
        }
        Err(error) => {
            // When the disk fails SQLite ends the transaction by itself, and sqlx goes on counting it: on this
            // connection none could ever begin again.
            let _ = connection.close().await;
            Err(error)
        }
    }
}

async fn write(
    connection: &mut Connection,
    entries: &[Entry],
    memory: &Memory,
) -> Result<(Vec<Outcome>, Option<Names>), sqlx::Error> {
    let mut plan = Plan::new(entries);
    let first = ids::take(connection, plan.sheets.len(), plan.event_count()).await?;
    let names = refuse_too_many_names(connection, &mut plan, &memory.names).await?;

    plan.number_sheets(first.sheet);
    // Mostly all sheets are new, so their sums are made on that guess while the database inserts them.
    let (new_sheets, guess) = tokio::join!(
        biased;
        sheets::insert(connection, &plan.sheets),
        async { sums_of(plan.sheets.iter()) }
    );
    let new_sheets = new_sheets?;
    let (mut delta, mut touched) = if new_sheets.len() == plan.sheets.len() {
        guess
    } else {
        let new = plan.sheets.iter();
        sums_of(new.filter(|planned| new_sheets.contains(&planned.id)))
    };
    plan.number_events(first.event, |sheet| new_sheets.contains(&sheet.id));
    let new_events = events::insert(connection, &plan.events).await?;

    for planned in &plan.events {
        if new_events.contains(&planned.id) {
            delta.add_event(planned.event, Slice::of_mode(planned.game_mode));
            touched.add_event(planned.event, planned.game_mode);
        }
    }
    count_the_rest(&plan, &new_sheets, &new_events, &mut delta.counters);
    entities::update(connection, &touched, first.sheet, &mut delta.counters).await?;
    totals::add(connection, &delta).await?;
    heat::add(connection, &delta.heat()).await?;
    places::add(connection, &delta.places()).await?;
    dead_letters::insert(connection, entries, &plan.refused).await?;

    let outcomes = outcomes(connection, entries.len(), &plan, &new_sheets, &new_events).await?;
    Ok((outcomes, names))
}

/// Returns the names when there were new ones.
async fn refuse_too_many_names(
    connection: &mut Connection,
    plan: &mut Plan<'_>,
    known: &Names,
) -> Result<Option<Names>, sqlx::Error> {
    let mut missing = BTreeSet::new();
    for sheet in &plan.sheets {
        known.missing(sheet.row, &mut missing);
    }
    for planned in &plan.events {
        known.missing_type(planned.event, &mut missing);
    }
    if missing.is_empty() {
        return Ok(None);
    }
    let names = names::register(connection, missing).await?;
    plan.refuse_sheets(|sheet| names.refusal(sheet));
    plan.refuse_events(|event| names.refusal_of_event(event));
    Ok(Some(names))
}

/// What new sheets add, without their events.
fn sums_of<'a: 'p, 'p>(
    sheets: impl Iterator<Item = &'p PlannedSheet<'a>>,
) -> (Delta<'a>, Touched<'a>) {
    let mut delta = Delta::default();
    let mut touched = Touched::default();
    for planned in sheets {
        delta.add_sheet(&planned.row.sheet, planned.received_at);
        touched.add_sheet(&planned.row.sheet);
    }
    (delta, touched)
}

/// Repeats and refusals leave no row among the raw ones; they are counted here alone.
fn count_the_rest(
    plan: &Plan<'_>,
    new_sheets: &HashSet<i64>,
    new_events: &HashSet<i64>,
    counters: &mut Counters,
) {
    let old_sheets = plan.sheets.len() - new_sheets.len();
    if old_sheets > 0 {
        count(counters, Counter::DuplicateSheets, "", old_sheets as i64);
    }
    let old_events = plan.events.len() - new_events.len();
    if old_events > 0 {
        count(counters, Counter::DuplicateEvents, "", old_events as i64);
    }
    for (_, faults) in &plan.refused {
        count(
            counters,
            Counter::Rejected,
            RejectReason::of(faults).as_str(),
            1,
        );
    }
}

async fn outcomes(
    connection: &mut Connection,
    entries: usize,
    plan: &Plan<'_>,
    new_sheets: &HashSet<i64>,
    new_events: &HashSet<i64>,
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut outcomes = vec![None; entries];
    for (entry, faults) in &plan.refused {
        outcomes[*entry] = Some(Outcome::Rejected(Faults::clone(faults)));
    }
    let (new, old): (Vec<&PlannedSheet<'_>>, Vec<_>) = plan
        .sheets
        .iter()
        .partition(|planned| new_sheets.contains(&planned.id));
    for planned in new {
        outcomes[planned.entry] = Some(Outcome::Accepted { id: planned.id });
    }
    let first_ids = sheets::ids_by_key(connection, &old).await?;
    for planned in old {
        let sheet = &planned.row.sheet;
        let key = sheet.sheet_id.as_ref().map(|key| key.as_str().to_owned());
        let key = key.map(|key| (sheet.player_id.as_str().to_owned(), key));
        let id = key.and_then(|key| first_ids.get(&key));
        outcomes[planned.entry] = id.map(|id| Outcome::Duplicate { id: *id });
    }
    let alone = plan.events.iter().filter(|planned| planned.entry.is_some());
    let (new, old): (Vec<&PlannedEvent<'_>>, Vec<_>) =
        alone.partition(|planned| new_events.contains(&planned.id));
    for planned in new {
        if let Some(entry) = planned.entry {
            outcomes[entry] = Some(Outcome::Accepted { id: planned.id });
        }
    }
    let first_ids = events::ids_by_key(connection, &old).await?;
    for planned in old {
        let event = planned.event;
        let key = event.event_id.as_ref().map(|key| key.as_str().to_owned());
        let key = key.map(|key| (event.player_id.as_str().to_owned(), key));
        let id = key.and_then(|key| first_ids.get(&key));
        if let Some(entry) = planned.entry {
            outcomes[entry] = id.map(|id| Outcome::Duplicate { id: *id });
        }
    }
    // Every entry is planned exactly once, and what was not new has a known key.
    outcomes
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .ok_or(sqlx::Error::RowNotFound)
}
