//! What is stored and what was counted again, told apart.

use std::collections::BTreeMap;
use std::fmt::Debug;

/// The most differences of one check that are listed.
pub(super) const MOST_LISTED: usize = 20;

/// Where `kept` is not what was `counted`.
pub(super) fn differences<K: Ord + Debug, V: PartialEq + Debug>(
    kept: &BTreeMap<K, V>,
    counted: &BTreeMap<K, V>,
) -> Vec<String> {
    keys_that_differ(kept, counted, PartialEq::eq)
        .map(|key| match (kept.get(key), counted.get(key)) {
            (Some(kept), Some(counted)) => {
                format!("{key:?}: stored {kept:?}, recounted {counted:?}")
            }
            (Some(kept), None) => format!("{key:?}: stored {kept:?}, recounted nothing"),
            (None, Some(counted)) => format!("{key:?}: stored nothing, recounted {counted:?}"),
            (None, None) => format!("{key:?}"),
        })
        .take(MOST_LISTED)
        .collect()
}

/// As [`differences`], of what is too much to print.
pub(super) fn differences_in_units<K: Ord + Debug, V>(
    kept: &BTreeMap<K, V>,
    counted: &BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
    units: impl Fn(&V) -> u64,
) -> Vec<String> {
    let units = |of: &BTreeMap<K, V>, key| of.get(key).map_or(0, &units);
    keys_that_differ(kept, counted, same)
        .map(|key| {
            let (kept, counted) = (units(kept, key), units(counted, key));
            format!("{key:?}: stored {kept} units, recounted {counted}, or other places")
        })
        .take(MOST_LISTED)
        .collect()
}

fn keys_that_differ<'m, K: Ord, V>(
    kept: &'m BTreeMap<K, V>,
    counted: &'m BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
) -> impl Iterator<Item = &'m K> {
    let only_counted = counted.keys().filter(|key| !kept.contains_key(*key));
    let all = kept.keys().chain(only_counted);
    all.filter(move |key| match (kept.get(*key), counted.get(*key)) {
        (Some(kept), Some(counted)) => !same(kept, counted),
        _ => true,
    })
}
