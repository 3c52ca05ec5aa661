//! The one transaction that writes: rows, then the totals of what was new, then the commit.

use super::generations::{self, Generation};
use super::{dead_letters, events, ids, names_table, sheets};
use crate::model::{Faults, RejectReason};
use crate::store::connect::transaction::{Transaction, WriteSide};
use crate::store::error::StoreError;
use crate::store::rollups::apply::{self, NewOwners};
use crate::store::rollups::counter::Counter;
use crate::store::rollups::delta::RollupDelta;
use crate::store::rollups::source;
use crate::store::write::entry::{Entry, Outcome};
use crate::store::write::memory::{Memory, Remembered};
use crate::store::write::names::Names;
use crate::store::write::newcomers::{Newcomers, Origin};
use crate::store::write::plan::{CommitPlan, NewIds, PlannedEvent, PlannedSheet};
use crate::store::write::sheets::First;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Stores `entries`; `memory` learns only from what is stored.
pub(in crate::store) async fn commit(
    home: &mut WriteSide,
    entries: &[Entry],
    memory: &mut Memory,
) -> Result<Vec<Outcome>, StoreError> {
    match try_to_commit(home, entries, memory, NewOwners::HaveNoRows).await {
        // It may be that a total has rows of somebody of whom others have none: then it is wrong, which `loot check` says,
        // and goes on counting.
        Err(StoreError::Refused(_)) => {
            try_to_commit(home, entries, memory, NewOwners::MayHaveRows).await
        }
        outcome => outcome,
    }
}

async fn try_to_commit(
    home: &mut WriteSide,
    entries: &[Entry],
    memory: &mut Memory,
    new_owners: NewOwners,
) -> Result<Vec<Outcome>, StoreError> {
    let mut transaction = home.begin().await?;
    let Written { outcomes, names } = write(&mut transaction, entries, memory, new_owners).await?;
    transaction.commit().await?;
    memory.learn(names);
    Ok(outcomes)
}

/// What was written, but not yet made durable.
pub(super) struct Written {
    /// What became of each entry.
    pub(super) outcomes: Vec<Outcome>,
    /// All names, when others are remembered.
    pub(super) names: Option<Remembered>,
}

pub(super) async fn write(
    transaction: &mut Transaction<'_>,
    entries: &[Entry],
    memory: &Memory,
    new_owners: NewOwners,
) -> Result<Written, StoreError> {
    let mut plan = CommitPlan::new(entries);
    let first = ids::take(transaction, plan.sheets.len(), plan.event_count()).await?;
    plan.refuse_past_the_most_units(first.units);
    let counting = settle_names(transaction, entries, &plan, memory, first.names).await?;
    let names = counting.names.as_deref();

    plan.number_sheets(first.sheet);
    // Mostly all sheets are new, so their sums are made on that guess while the database inserts them.
    let (new_sheets, guess) = tokio::join!(
        biased;
        sheets::insert(transaction, first.sheet, &plan.sheets),
        async { sums_of(names, plan.sheets.iter()) }
    );
    let new_sheets = new_sheets?;
    let mut delta = if new_sheets.known() == 0 {
        guess
    } else {
        let new = plan.sheets.iter();
        sums_of(names, new.filter(|planned| new_sheets.contains(planned.id)))
    };
    plan.number_events(first.event, |sheet| new_sheets.contains(sheet.id));
    let new_events = events::insert(transaction, first.event, &plan.events).await?;
    sheets::correct_event_counts(transaction, &plan.events, &new_events).await?;
    let known = plan.sheets.iter();
    let known: Vec<_> = known
        .filter(|planned| !new_sheets.contains(planned.id))
        .collect();
    let firsts = sheets::first_by_key(transaction, &known).await?;
    let differing = differing(&known, &firsts);

    let events = plan.events.iter();
    for planned in events.filter(|planned| new_events.contains(planned.id)) {
        delta.add_event(source::planned(planned));
    }
    count_the_rest(entries, &plan, &new_events, &mut delta);
    for planned in &known {
        let differs = differing.binary_search_by_key(&planned.entry, |(entry, _)| *entry);
        let (counter, reason) = match differs {
            Ok(_) => (Counter::Rejected, RejectReason::DIFFERS.as_str()),
            Err(_) => (Counter::DuplicateSheets, ""),
        };
        delta.receive(counter, reason, planned.received_at);
    }
    apply::add(transaction, delta, first.sheet, new_owners).await?;
    dead_letters::insert(transaction, entries, &plan.refused, None).await?;
    let reason = Some(RejectReason::DIFFERS);
    dead_letters::insert(transaction, entries, &differing, reason).await?;

    drop(known);
    let sheets = Sheets {
        new: &new_sheets,
        firsts: &firsts,
        differing: &differing,
    };
    let outcomes = outcomes(transaction, entries.len(), plan, sheets, &new_events).await?;
    Ok(Written {
        outcomes,
        names: counting.learned,
    })
}

/// Which of the sheets were new, and what is known of the others.
struct Sheets<'s> {
    new: &'s NewIds,
    firsts: &'s HashMap<(String, String), First>,
    differing: &'s [(usize, Cow<'static, Faults>)],
}

/// Sheets with the key of another one, by entry, with what is kept of them as their fault.
fn differing(
    known: &[&PlannedSheet<'_>],
    firsts: &HashMap<(String, String), First>,
) -> Vec<(usize, Cow<'static, Faults>)> {
    let differing = known.iter().filter_map(|planned| {
        let first = first_of(planned, firsts)?;
        let differs = first
            .content_hash
            .is_some_and(|hash| hash != planned.row.content_hash);
        differs.then(|| (planned.entry, Cow::Owned(differs_from(first.id))))
    });
    differing.collect()
}

/// What is wrong with a sheet whose key is that of another one.
pub(super) fn differs_from(first: i64) -> Faults {
    let reason = format!(
        "is the key of sheet {first}, which has other contents; one key stands for one sheet and its repeats"
    );
    Faults::one("sheet_id", reason)
}

fn first_of(
    planned: &PlannedSheet<'_>,
    firsts: &HashMap<(String, String), First>,
) -> Option<First> {
    let sheet = &planned.row.sheet;
    let key = sheet.sheet_id.as_ref()?.as_str().to_owned();
    firsts
        .get(&(sheet.player_id.as_str().to_owned(), key))
        .copied()
}

/// What names are counted as in this transaction.
struct Counting {
    /// `None` where all are counted by themselves.
    names: Option<Arc<Names>>,
    /// All names, when others are remembered.
    learned: Option<Remembered>,
}

/// Says what the names of the plan are counted as; new ones get a place as long as there is one.
async fn settle_names(
    transaction: &mut Transaction<'_>,
    entries: &[Entry],
    plan: &CommitPlan<'_>,
    memory: &Memory,
    generation: Option<i64>,
) -> Result<Counting, StoreError> {
    let remembered = memory.names(generation);
    if remembered.is_some_and(|known| plan.is_named_by(known)) {
        return Ok(Counting {
            names: None,
            learned: None,
        });
    }
    let known = match remembered {
        Some(known) => Arc::clone(known),
        None => Arc::new(names_table::load(transaction).await?),
    };
    let mut newcomers = Newcomers::beside(&known);
    let origin = |entry: usize, player_id| Origin {
        received_at: entries[entry].received_at,
        source: &entries[entry].source,
        player_id,
    };
    let repeats = repeats_with_new_names(transaction, plan, &known).await?;
    for planned in &plan.sheets {
        let sheet = &planned.row.sheet;
        if first_of(planned, &repeats).is_some() {
            continue;
        }
        newcomers.add_sheet(sheet, origin(planned.entry, sheet.player_id.as_str()));
    }
    for planned in &plan.events {
        let event = planned.event;
        if let Some(entry) = planned.entry {
            newcomers.add_event(event, origin(entry, event.player_id.as_str()));
        }
    }
    let (new, unlisted) = newcomers.into_parts();
    names_table::count_unlisted(transaction, &unlisted).await?;
    let mut unlisted_before = unlisted
        .iter()
        .map(|((kind, group), _)| known.of(*kind).has_unlisted(group));
    let changes = !new.is_empty() || unlisted_before.any(|had| !had);
    let mut names = known.clone();
    let mut renewed = None;
    if changes {
        let names = Arc::make_mut(&mut names);
        renewed = Some(names_table::register(transaction, names, new, &unlisted).await?);
    }
    let generation = match (renewed, generation) {
        (Some(renewed), _) => renewed,
        (None, Some(generation)) => generation,
        (None, None) => generations::renew(transaction, Generation::Names).await?,
    };
    let is_own = plan.is_named_by(&names);
    let learned = (renewed.is_some() || remembered.is_none()).then(|| Remembered {
        names: Arc::clone(&names),
        generation,
    });
    Ok(Counting {
        names: (!is_own).then_some(names),
        learned,
    })
}

/// Sheets with names that nobody has seen, whose key is that of a stored one: they are not stored, and open no place.
async fn repeats_with_new_names(
    transaction: &mut Transaction<'_>,
    plan: &CommitPlan<'_>,
    known: &Names,
) -> Result<HashMap<(String, String), First>, StoreError> {
    let new = plan.sheets.iter().filter(|planned| {
        let sheet = &planned.row.sheet;
        sheet.sheet_id.is_some() && !known.have_all(sheet)
    });
    let new: Vec<_> = new.collect();
    sheets::first_by_key(transaction, &new).await
}

/// What new sheets add, without their events.
fn sums_of<'a: 'p, 'p>(
    names: Option<&'a Names>,
    sheets: impl Iterator<Item = &'p PlannedSheet<'a>>,
) -> RollupDelta<'a> {
    let mut delta = RollupDelta::with_room(sheets.size_hint().1.unwrap_or(0)).counting(names);
    for planned in sheets {
        delta.add_sheet(&planned.row.sheet, planned.received_at);
    }
    delta
}

/// Repeats and refusals leave no row among the raw ones; they are counted here alone.
fn count_the_rest(
    entries: &[Entry],
    plan: &CommitPlan<'_>,
    new_events: &NewIds,
    delta: &mut RollupDelta<'_>,
) {
    let events = plan.events.iter();
    for planned in events.filter(|planned| !new_events.contains(planned.id)) {
        delta.receive(Counter::DuplicateEvents, "", planned.received_at);
    }
    for (entry, faults) in &plan.refused {
        let reason = RejectReason::of(faults).as_str();
        delta.receive(Counter::Rejected, reason, entries[*entry].received_at);
    }
}

async fn outcomes(
    transaction: &mut Transaction<'_>,
    entries: usize,
    plan: CommitPlan<'_>,
    sheets: Sheets<'_>,
    new_events: &NewIds,
) -> Result<Vec<Outcome>, StoreError> {
    let mut outcomes = vec![None; entries];
    for (entry, faults) in plan.refused {
        outcomes[entry] = Some(Outcome::Rejected(faults.into_owned()));
    }
    for planned in &plan.sheets {
        outcomes[planned.entry] = match sheets.new.contains(planned.id) {
            true => Some(Outcome::Accepted { id: planned.id }),
            false => {
                first_of(planned, sheets.firsts).map(|first| Outcome::Duplicate { id: first.id })
            }
        };
    }
    for (entry, _) in sheets.differing {
        if let Some(Outcome::Duplicate { id }) = outcomes[*entry] {
            outcomes[*entry] = Some(Outcome::Differs { id });
        }
    }
    let alone = plan.events.iter().filter(|planned| planned.entry.is_some());
    let (new, old): (Vec<&PlannedEvent<'_>>, Vec<_>) =
        alone.partition(|planned| new_events.contains(planned.id));
    for planned in new {
        if let Some(entry) = planned.entry {
            outcomes[entry] = Some(Outcome::Accepted { id: planned.id });
        }
    }
    let first_ids = events::ids_by_key(transaction, &old).await?;
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
        .ok_or_else(|| StoreError::Unexpected("an item was neither new nor known".into()))
}
