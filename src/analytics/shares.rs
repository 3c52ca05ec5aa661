//! Items by their share, the largest first, and the small ones as one.

use crate::model::ItemKind;

/// One item, or several together.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Share {
    /// The item; `None` for all that have no part of their own.
    pub item: Option<ItemKind>,
    /// How many items it stands for.
    pub items: usize,
    /// Units.
    pub units: u64,
    /// Of all units, 0–1.
    pub share: f64,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Shares {
    /// The largest first; what stands for several comes last.
    pub parts: Vec<Share>,
    /// Units of all items.
    pub total: u64,
    /// Distinct items with a unit.
    pub items: usize,
}

impl Shares {
    /// At most `most` parts, none for an item below `least` (0–1) of all if others can take it in.
    pub fn of<'a>(
        totals: impl IntoIterator<Item = (&'a ItemKind, u64)>,
        most: usize,
        least: f64,
    ) -> Self {
        let mut items: Vec<_> = totals.into_iter().filter(|(_, units)| *units > 0).collect();
        items.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
        let total: u64 = items.iter().map(|(_, units)| units).sum();
        let share = |units: u64| units as f64 / total as f64;
        let large = items.iter().take_while(|(_, units)| share(*units) >= least);
        let mut own = large.count().min(most);
        if own < items.len() {
            // One alone under "others" would be a name withheld.
            own = if own == most {
                most.saturating_sub(1)
            } else {
                own
            };
            own += usize::from(items.len() - own == 1);
        }
        let rest = items.split_off(own);
        let mut parts: Vec<_> = items
            .into_iter()
            .map(|(item, units)| Share {
                item: Some(item.clone()),
                items: 1,
                units,
                share: share(units),
            })
            .collect();
        let found = parts.len() + rest.len();
        if !rest.is_empty() {
            let units = rest.iter().map(|(_, units)| units).sum();
            parts.push(Share {
                item: None,
                items: rest.len(),
                units,
                share: share(units),
            });
        }
        Self {
            parts,
            total,
            items: found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(units: &[u64], most: usize, least: f64) -> Vec<(usize, u64)> {
        let kinds: Vec<_> = (0..units.len())
            .map(|k| ItemKind::parse(&format!("item_{k:02}")).unwrap())
            .collect();
        let shares = Shares::of(kinds.iter().zip(units.iter().copied()), most, least);
        assert_eq!(shares.total, units.iter().sum::<u64>());
        shares
            .parts
            .iter()
            .map(|part| (part.items, part.units))
            .collect()
    }

    #[test]
    fn small_ones_are_taken_together_and_nothing_is_lost() {
        assert_eq!(
            parts(&[5, 50, 3, 40, 2], 3, 0.0),
            [(1, 50), (1, 40), (3, 10)]
        );
        assert_eq!(
            parts(&[5, 50, 3, 40, 2], 9, 0.04),
            [(1, 50), (1, 40), (1, 5), (2, 5)]
        );
        assert_eq!(parts(&[1, 2, 3], 3, 0.0), [(1, 3), (1, 2), (1, 1)]);
    }

    #[test]
    fn a_single_small_one_keeps_its_name() {
        assert_eq!(parts(&[97, 2, 1], 9, 0.015), [(1, 97), (1, 2), (1, 1)]);
        assert_eq!(parts(&[0, 7], 9, 0.0), [(1, 7)]);
        assert_eq!(parts(&[], 9, 0.0), []);
    }
}
