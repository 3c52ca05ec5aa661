//! From weights to chances.

use crate::simulator::tables::table::Entry;

/// Turns weights into chances: those of the featured entries share `featured`, the others the rest.
pub(super) fn share_out(entries: &mut [Entry], featured: Option<(Vec<usize>, f64)>) {
    let (members, chance) = featured.unwrap_or_default();
    let weight = chance_of(entries, &members);
    let rest = entries.iter().map(|entry| entry.chance).sum::<f64>() - weight;
    for (place, entry) in entries.iter_mut().enumerate() {
        entry.chance *= if members.contains(&place) {
            chance / weight
        } else {
            (1.0 - chance) / rest
        };
    }
}

pub(super) fn chance_of<'a>(
    entries: &[Entry],
    members: impl IntoIterator<Item = &'a usize>,
) -> f64 {
    members
        .into_iter()
        .map(|place| entries[*place].chance)
        .sum()
}
