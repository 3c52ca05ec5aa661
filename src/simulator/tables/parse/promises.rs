//! The promises of a table: what is featured, and what pity the unlucky have.

use super::Parser;
use crate::simulator::tables::table::{Entry, Rule, Soft};
use crate::simulator::tables::wire::{FeaturedWire, PityWire};
use crate::simulator::unknown::{offers, unknown};
use std::collections::BTreeSet;

/// The counter of a promise is a `u16`, and exact odds have one state for each of its values.
const MAX_PITY: u32 = 10_000;
/// With this, soft pity is sure after 10,000 draws.
const MIN_STEP: f64 = 1e-4;

impl Parser<'_> {
    pub(super) fn featured(
        &mut self,
        at: &str,
        wire: &FeaturedWire,
        entries: &[Entry],
        taken: &mut [bool],
    ) -> Rule {
        let members = self.members(at, (&wire.entries, None), entries, taken);
        let guaranteed_at = wire.guaranteed_after.map(|losses| {
            let at = format!("{at}.guaranteed_after");
            self.whole(&at, losses, 1, MAX_PITY - 1) + 1
        });
        Rule {
            members,
            soft: None,
            guaranteed_at,
        }
    }

    pub(super) fn pity(
        &mut self,
        at: &str,
        wire: &PityWire,
        entries: &[Entry],
        taken: &mut [bool],
    ) -> Rule {
        let named = (wire.entries.as_slice(), wire.rarity.as_deref());
        let members = self.members(at, named, entries, taken);
        let guaranteed_at = wire
            .guaranteed_at
            .map(|draw| self.whole(&format!("{at}.guaranteed_at"), draw, 2, MAX_PITY));
        let soft = match (wire.soft_from, wire.add_per_draw) {
            (Some(from), Some(step)) => {
                let from = self.whole(&format!("{at}.soft_from"), from, 1, MAX_PITY);
                if !(MIN_STEP..=1.0).contains(&step) {
                    let reason = format!("must be from {MIN_STEP} to 1, got {step}");
                    self.fault(format!("{at}.add_per_draw"), reason);
                }
                Some(Soft { from, step })
            }
            (Some(_), None) => {
                self.fault(
                    at,
                    "soft_from needs add_per_draw: what is added at each draw",
                );
                None
            }
            (None, Some(_)) => {
                self.fault(
                    at,
                    "add_per_draw needs soft_from: the first draw it is added at",
                );
                None
            }
            (None, None) => {
                if guaranteed_at.is_none() {
                    let reason =
                        "promises nothing: it needs guaranteed_at, or soft_from with add_per_draw";
                    self.fault(at, reason);
                }
                None
            }
        };
        Rule {
            members,
            soft,
            guaranteed_at,
        }
    }

    /// The places of the named entries; takes them, so that no other rule can.
    fn members(
        &mut self,
        at: &str,
        (names, rarity): (&[String], Option<&str>),
        entries: &[Entry],
        taken: &mut [bool],
    ) -> Vec<usize> {
        let mut members = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            let found: Vec<_> = (0..entries.len())
                .filter(|place| self.label(&entries[*place]) == Some(name))
                .collect();
            if found.is_empty() {
                let labels = entries.iter().filter_map(|entry| self.label(entry));
                let reason = unknown(
                    "entry of this table",
                    name,
                    labels.take(offers(self.faults.len())),
                );
                self.fault(format!("{at}.entries[{index}]"), reason);
            }
            members.extend(found);
        }
        if let Some(rarity) = rarity {
            let of_rarity: Vec<_> = (0..entries.len())
                .filter(|place| self.rarity(&entries[*place]) == Some(rarity))
                .collect();
            if of_rarity.is_empty() {
                let reason = format!("no item of this table has the rarity {rarity:?}");
                self.fault(format!("{at}.rarity"), reason);
            }
            members.extend(of_rarity);
        } else if names.is_empty() {
            self.fault(at, "must say for which entries it is");
        }
        if members.len() == entries.len() && !entries.is_empty() {
            self.fault(
                at,
                "has every entry of the table: nothing is left to wait for",
            );
        }
        if members.iter().any(|place| taken[*place]) {
            self.fault(at, "has an entry that an earlier promise of this table has");
        }
        for place in &members {
            taken[*place] = true;
        }
        members.into_iter().collect()
    }

    /// Notes a guarantee that can never be what decides, given the chance at the first draw.
    pub(super) fn reachable(&mut self, at: &str, rule: &Rule, chance: f64) {
        let (Some(soft), Some(draw)) = (rule.soft, rule.guaranteed_at) else {
            return;
        };
        if soft.from >= draw {
            let reason = format!(
                "must be below guaranteed_at ({draw}), else it never counts, got {}",
                soft.from
            );
            self.fault(format!("{at}.soft_from"), reason);
        } else if chance + soft.step * f64::from(draw - soft.from) >= 1.0 {
            let reason = format!("can never count: soft pity makes it sure before draw {draw}");
            self.fault(format!("{at}.guaranteed_at"), reason);
        }
    }
}
