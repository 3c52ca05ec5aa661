//! The way of one path through the columns of a flow.

use super::shape::{FlowShape, OnTheWay};
use crate::model::{PathStep, StepKind, StepNames};

/// What is in a column. Numbers are those of [`StepNames`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Station {
    /// An event or an item.
    Named(u32),
    /// All that are not told apart.
    Others,
    /// Nothing was looted.
    NoLoot,
    /// Nothing happened.
    NoEvent,
}

/// A column and what is in it.
pub(super) type Place = (usize, Station);

/// Where a path goes; false when it is not part of the flow.
pub(super) fn find(
    shape: &FlowShape,
    steps: &[PathStep],
    names: &StepNames,
    way: &mut Vec<Place>,
) -> bool {
    way.clear();
    let is_start = |step: &PathStep| Some(step.name) == shape.from;
    let mut steps = steps;
    let start = match shape.from {
        None => most_looted(steps, names),
        Some(from) => {
            let Some(at) = steps.iter().position(is_start) else {
                return false;
            };
            // What a sheet says was looted may have been so at the beginning.
            steps = &steps[at + 1..];
            named(from)
        }
    };
    let ends_at = shape.to.map(|to| {
        let is_end = |step: &PathStep| step.name == to && step.at.is_some();
        steps.iter().position(is_end)
    });
    if let Some(at) = ends_at {
        let Some(at) = at else {
            return false;
        };
        steps = &steps[..at];
    }
    let is_wanted = |step: &&PathStep| {
        step.at.is_some()
            && match shape.on_the_way {
                OnTheWay::Events => step.kind == StepKind::Event,
                OnTheWay::Loot => step.kind == StepKind::Item,
                OnTheWay::All => true,
            }
    };
    let between = steps.iter().filter(is_wanted).map(|step| named(step.name));
    way.extend(between.map(|station| (0, station)));
    way.dedup();
    // The same again is no step on the way.
    if shape.from.is_some() && way.first().is_some_and(|(_, first)| *first == start) {
        way.remove(0);
    }
    let end = match shape.to {
        Some(to) => {
            let end = named(to);
            way.pop_if(|(_, last)| *last == end);
            end
        }
        // The last one is the end, not a step on the way there.
        None => way.pop().map_or(Station::NoEvent, |(_, last)| last),
    };
    let first_column = match (shape.from, shape.to) {
        (None, Some(_)) => {
            // What led there is what came last before it.
            let early = way.len().saturating_sub(shape.depth);
            way.drain(..early);
            shape.depth + 1 - way.len()
        }
        _ => {
            way.truncate(shape.depth);
            1
        }
    };
    for (column, (place, _)) in (first_column..).zip(way.iter_mut()) {
        *place = column;
    }
    way.insert(0, (0, start));
    way.push((shape.depth + 1, end));
    true
}

fn named(name: u32) -> Station {
    match name {
        StepNames::OTHERS => Station::Others,
        name => Station::Named(name),
    }
}

/// By the sum of units; of equals the first by name.
fn most_looted(steps: &[PathStep], names: &StepNames) -> Station {
    let mut sums: Vec<(u32, u64)> = Vec::new();
    for step in steps.iter().filter(|step| step.kind == StepKind::Item) {
        match sums.iter_mut().find(|(name, _)| *name == step.name) {
            Some((_, sum)) => *sum += u64::from(step.units),
            None => sums.push((step.name, u64::from(step.units))),
        }
    }
    let name_of = |number: u32| names.name(number).map_or("", |(_, name)| name);
    let most = sums
        .into_iter()
        .max_by(|(one, n), (other, m)| n.cmp(m).then_with(|| name_of(*other).cmp(name_of(*one))));
    most.map_or(Station::NoLoot, |(name, _)| named(name))
}
