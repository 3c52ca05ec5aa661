//! The colours of items, the same in every picture and on every page.
//!
//! The ten items of which there is most have the ten strong hues, each its own; others have tints. Which of them an item has
//! comes from its slot, the order in which items first came: neither a filter nor a new rank among the ten changes
//! it. Most hues are Okabe and Ito's, readable with any colour vision (<https://jfly.uni-koeln.de/color/>), a little darker
//! where they would vanish on white.

use super::ItemKind;
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

const HUES: [Colour; 10] = [
    Colour(0x1f, 0x77, 0xb4),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0xd5, 0x5e, 0x00),
    Colour(0x8c, 0x6d, 0xd0),
    Colour(0xa3, 0x8a, 0x2e),
    Colour(0xa5, 0x4a, 0x43),
    Colour(0x86, 0xb3, 0x00),
];

/// How far each round through the hues goes towards white (above 0) or black: ten hues make fifty colours.
const ROUNDS: [f64; 5] = [0.0, 0.45, -0.35, 0.25, -0.55];

impl Colour {
    /// The colours of items with these slots, of which there are so many `units` in all.
    ///
    /// The ten hues are those of the ten leading items. An item leads another when there is at least about four times as
    /// much of it, or else when it came first, so that two that are close to each other do not change places.
    pub fn of_items(
        units: &BTreeMap<ItemKind, u64>,
        slots: &BTreeMap<ItemKind, u32>,
    ) -> BTreeMap<ItemKind, Self> {
        let most = units.values().copied().max().unwrap_or(0).max(1);
        let fours_below =
            |item: &ItemKind| (most / units.get(item).copied().unwrap_or(0).max(1)).ilog2() / 2;
        let mut ranked: Vec<_> = slots.iter().collect();
        ranked.sort_by_key(|(item, slot)| (fours_below(item), **slot));
        let (leading, others) = ranked.split_at(HUES.len().min(ranked.len()));
        let mut colours: BTreeMap<_, _> = others
            .iter()
            .map(|(item, slot)| ((*item).clone(), Self::tint(**slot)))
            .collect();
        let mut leading = leading.to_vec();
        leading.sort_by_key(|(_, slot)| **slot);
        let mut free: Vec<_> = (0..HUES.len()).collect();
        for (item, slot) in leading {
            // Its own where nobody has it, else the next that is free.
            let own = *slot as usize % HUES.len();
            let after = |hue: &usize| (hue + HUES.len() - own) % HUES.len();
            free.sort_by_key(|hue| Reverse(after(hue)));
            if let Some(hue) = free.pop() {
                colours.insert(item.clone(), HUES[hue]);
            }
        }
        colours
    }

    /// No strong hue, for the item with this slot; after forty they come again.
    fn tint(slot: u32) -> Self {
        let strong = HUES.len() as u32;
        Self::of_slot(strong + slot % (strong * (ROUNDS.len() as u32 - 1)))
    }

    /// The colour of the item with this slot; after fifty they come again.
    pub fn of_slot(slot: u32) -> Self {
        let slot = slot as usize;
        let round = ROUNDS[slot / HUES.len() % ROUNDS.len()];
        let towards = if round < 0.0 {
            Self(0, 0, 0)
        } else {
            Self(255, 255, 255)
        };
        HUES[slot % HUES.len()].mixed(towards, round.abs())
    }

    /// This colour moved towards `other`: by 0 not at all, by 1 all the way.
    pub fn mixed(self, other: Self, by: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * by).round() as u8;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// Relative luminance, 0–1 (WCAG 2.2, from sRGB).
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast between two colours, 1–21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl fmt::Display for Colour {
    /// `#rrggbb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .ok_or_else(|| format!("must be a colour such as #1f77b4, got {text:?}"))?
            .to_be_bytes();
        Ok(Self(red, green, blue))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_first_fifty_differ_and_are_seen_on_light_and_dark() {
        let colours: BTreeSet<_> = (0..50).map(Colour::of_slot).collect();
        assert_eq!(colours.len(), 50);
        let (paper, night) = (Colour(255, 255, 255), Colour(0x14, 0x1a, 0x21));
        for slot in 0..10 {
            let colour = Colour::of_slot(slot);
            assert!(colour.contrast(paper) > 2.0, "{slot}: {colour} on paper");
            assert!(colour.contrast(night) > 3.0, "{slot}: {colour} at night");
        }
    }

    fn items(
        of: impl Iterator<Item = (u32, u64)>,
    ) -> (BTreeMap<ItemKind, u64>, BTreeMap<ItemKind, u32>) {
        let named: Vec<_> = of
            .map(|(slot, n)| {
                (
                    ItemKind::parse(&format!("item {slot:02}")).unwrap(),
                    slot,
                    n,
                )
            })
            .collect();
        (
            named
                .iter()
                .map(|(item, _, n)| (item.clone(), *n))
                .collect(),
            named
                .iter()
                .map(|(item, slot, _)| (item.clone(), *slot))
                .collect(),
        )
    }

    /// Every tenth item is large: by the order of arrival alone they were tints of one hue.
    #[test]
    fn the_largest_items_have_the_strong_hues_each_its_own() {
        let large = |slot: u32| slot.is_multiple_of(10);
        let (units, slots) =
            items((0..45).map(|slot| (slot, if large(slot) { 9_000 } else { 40 })));
        let colours = Colour::of_items(&units, &slots);
        let of_large: BTreeSet<_> = colours
            .iter()
            .filter(|(item, _)| large(slots[*item]))
            .map(|(_, colour)| *colour)
            .collect();
        assert_eq!(of_large.len(), 5);
        assert!(of_large.iter().all(|colour| HUES.contains(colour)));
        assert_eq!(
            colours
                .values()
                .filter(|colour| HUES.contains(colour))
                .count(),
            10
        );
    }

    #[test]
    fn a_colour_is_kept_when_another_item_grows() {
        let (units, slots) = items((0..30).map(|slot| (slot, 1_000 - u64::from(slot))));
        let before = Colour::of_items(&units, &slots);
        for grown in 0..10 {
            let (units, _) = items((0..30).map(|slot| {
                (
                    slot,
                    if slot == grown {
                        3_500
                    } else {
                        1_000 - u64::from(slot)
                    },
                )
            }));
            assert_eq!(Colour::of_items(&units, &slots), before, "{grown}");
        }
        assert!(Colour::of_items(&BTreeMap::new(), &BTreeMap::new()).is_empty());
    }

    #[test]
    fn a_colour_prints_as_pages_write_it() {
        assert_eq!(Colour(1, 171, 255).to_string(), "#01abff");
        assert_eq!(Colour::parse("#01abff"), Ok(Colour(1, 171, 255)));
        assert!(Colour::parse("01abff").is_err());
        assert!(Colour::parse("#01abfg").is_err());
    }

    /// Numbers from the formula's own text: black on white is 21.
    #[test]
    fn contrast_is_what_the_web_says() {
        let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((Colour(119, 119, 119).contrast(white) - 4.48).abs() < 0.01);
    }
}
