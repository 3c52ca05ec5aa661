//! What sheets and events both may have: items, dimensions, facts of the player.

use super::at::At;
use super::containers::Entries;
use super::scalars::{Stat, Text};
use crate::model::{Label, MAP, Name};
use std::collections::BTreeMap;
use std::marker::PhantomData;

pub(super) const MAX_ITEMS_PER_SHEET: usize = 256;
/// Facts of a player.
const MAX_FACTS: usize = 32;

/// Every dimension multiplies the rows of totals.
const MAX_DIMENSIONS: usize = 16;

/// Names with their values.
pub(super) fn dimensions_shape() -> Entries<Label, fn() -> Text<Label>> {
    entries_of(MAX_DIMENSIONS, Text::new)
}

/// Notes dimensions and maps that totals could not tell from something else: they are kept by one name for each.
pub(super) fn refuse_taken(
    at: &At<'_>,
    dimensions: &BTreeMap<Label, Label>,
    experiments: Option<&BTreeMap<Name, Name>>,
    has_map: bool,
) {
    let is_experiment = |name: &str| experiments.is_some_and(|known| known.contains_key(name));
    if has_map && is_experiment(MAP) {
        at.key(MAP)
            .fault("is the name of an experiment of the sheet, too; give that another name");
    }
    let field = at.key("dimensions");
    for name in dimensions.keys() {
        if name.as_str() == MAP {
            field
                .key(MAP)
                .fault("is a field of its own: send it as map");
        } else if is_experiment(name.as_str()) {
            let reason = "is the name of an experiment, too; a dimension needs a name of its own";
            field.key(name.as_str()).fault(reason);
        }
    }
}

/// Facts of a player: names with numbers, texts or truth values.
pub(super) fn facts_shape() -> Entries<Name, fn() -> Stat> {
    entries_of(MAX_FACTS, || Stat)
}

pub(super) fn entries_of<K, F>(most: usize, each: F) -> Entries<K, F> {
    Entries {
        most,
        each,
        keys: PhantomData,
    }
}
