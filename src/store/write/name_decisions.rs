//! What a decision about names changes: which of them are counted elsewhere, and whose rows in the totals that touches.
//! Pure.

use super::names::{Names, Place, of_arm};
use crate::model::{Fault, Faults, Name, NameChange, NameDecision, NameKind, OTHER};
use std::collections::BTreeSet;

/// The names of one change.
const MOST_NAMES: usize = 10_000;

/// What a change leads to.
pub(in crate::store) struct Decided {
    /// All names, as they are counted from now on.
    pub(in crate::store) names: Names,
    /// Those that are counted elsewhere now: name, slot, and what each is counted as.
    pub(in crate::store) changed: Vec<(String, i64, Option<String>)>,
    /// The counted names whose rows change.
    pub(in crate::store) touched: Touched,
}

/// Counted names of one kind; of variants with their experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Touched {
    pub(in crate::store) kind: NameKind,
    pub(in crate::store) names: BTreeSet<String>,
}

/// Says what `change` leads to.
///
/// # Errors
/// Why it cannot be.
pub(in crate::store) fn decide(known: &Names, change: &NameChange) -> Result<Decided, Faults> {
    if let Some(fault) = fault_of(change) {
        return Err(Faults::one(fault.field, fault.reason));
    }
    let kind = change.kind;
    let of_kind = known.of(kind);
    let full = |name: &str| full_name(change, name);
    let mut wanted: BTreeSet<String> = change
        .names
        .iter()
        .map(|name| full(name.as_str()))
        .collect();
    if let Some(prefix) = &change.prefix {
        let begins = full(prefix);
        let listed = of_kind.all().map(|(name, _)| name);
        wanted.extend(
            listed
                .filter(|name| name.starts_with(&begins))
                .map(str::to_owned),
        );
        if wanted.is_empty() {
            let reason = format!("no {} that is listed begins with {prefix}", word(kind));
            return Err(Faults::one("prefix", reason));
        }
    }
    if wanted.is_empty() || wanted.len() > MOST_NAMES {
        let reason = format!("must be 1 to {MOST_NAMES} names, got {}", wanted.len());
        return Err(Faults::one("names", reason));
    }
    let place = match &change.decision {
        NameDecision::Track => Place::Own,
        NameDecision::Hide => Place::As(OTHER.into()),
        NameDecision::Merge(into) => {
            let into = merged_into(known, change, into)?;
            // By its prefix a name may be meant, too, that others are merged into.
            if change.prefix.is_some() {
                wanted.remove(&into);
            }
            if wanted.contains(&into) {
                return Err(Faults::one("into", "cannot be merged into itself"));
            }
            Place::As(into.into())
        }
    };
    // Who was merged into one of them goes with it.
    if place != Place::Own {
        let followers = of_kind.all().filter_map(|(name, place)| match place {
            Place::As(counted) if wanted.contains(&**counted) => Some(name.to_owned()),
            _ => None,
        });
        let followers: Vec<String> = followers.collect();
        wanted.extend(followers);
    }
    wanted.retain(|name| of_kind.place(name) != Some(&place));
    if place == Place::Own {
        // All are of one dimension, if of any.
        let group = wanted.first().map_or("", |name| of_kind.group(name, 0));
        let room = of_kind.room(group);
        if wanted.len() > room {
            return Err(Faults::one("names", no_room(kind, group, room)));
        }
    }
    let mut decided = Decided {
        names: known.clone(),
        changed: Vec::new(),
        touched: Touched {
            kind,
            names: BTreeSet::new(),
        },
    };
    for name in wanted {
        let before = known.counted_name(kind, &name);
        let slot = decided.names.of_mut(kind).put(&name, place.clone());
        let after = decided.names.counted_name(kind, &name);
        if before != after {
            decided.touched.names.extend([before, after]);
        }
        let counted_as = match &place {
            Place::As(counted) => Some(counted.to_string()),
            _ => None,
        };
        decided.changed.push((name, slot, counted_as));
    }
    Ok(decided)
}

/// The name that others are merged into.
fn merged_into(known: &Names, change: &NameChange, into: &Name) -> Result<String, Faults> {
    let name = full_name(change, into.as_str());
    match known.of(change.kind).place(&name) {
        Some(Place::Own) => Ok(name),
        _ => {
            let kind = word(change.kind);
            let reason = format!("{into} is no {kind} that is counted by itself; track it first");
            Err(Faults::one("into", reason))
        }
    }
}

fn no_room(kind: NameKind, group: &str, room: usize) -> String {
    if group == OTHER {
        return "are of a dimension that came when there were 100 of them; totals tell no more apart".into();
    }
    let limit = kind.limit();
    let names = match kind {
        NameKind::Item => "items",
        NameKind::GameMode => "game modes",
        NameKind::Variant => "variants",
        NameKind::Dimension => "values of a dimension",
        NameKind::EventType => "types of event",
    };
    format!(
        "there are {limit} places for {names}, and {room} of them are free; hide or merge others first"
    )
}

fn word(kind: NameKind) -> String {
    kind.as_str().replace('_', " ")
}

/// A name as the table has it.
fn full_name(change: &NameChange, name: &str) -> String {
    match &change.experiment {
        Some(experiment) => of_arm(experiment.as_str(), name),
        _ => name.to_owned(),
    }
}

/// Whether the parts of a change fit together.
fn fault_of(change: &NameChange) -> Option<Fault> {
    match (change.kind, &change.experiment, &change.prefix) {
        (NameKind::Variant, None, _) => Some(Fault::new("experiment", "is required for variants")),
        (NameKind::Dimension, None, _) => Some(Fault::new("dimension", "is required")),
        (NameKind::Variant | NameKind::Dimension, Some(_), _) => None,
        (_, Some(_), _) => Some(Fault::new("experiment", "is for variants alone")),
        (_, _, Some(prefix)) if prefix.is_empty() => {
            Some(Fault::new("prefix", "must not be empty"))
        }
        _ => None,
    }
}
