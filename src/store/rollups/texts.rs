//! Names as numbers, for the time of one commit: a key of four names is then four numbers, which are quick to hash and to
//! compare. A sheet's names are looked up once and used in every total.

use super::counter::Counter;
use crate::model::{MAP, OTHER};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A text of one [`Texts`], or a whole number that is written as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) struct TextId(u64);

/// Marks a number that is written as text; nothing that is counted comes near it.
const NUMBER: u64 = 1 << 63;
/// Marks a number of a combination ([`Combinations`](super::combinations::Combinations)).
const COMBINATION: u64 = 1 << 62;

impl TextId {
    /// The empty text: no mode, no experiment, no label.
    pub(in crate::store) const EMPTY: Self = Self(0);
    /// Over all modes.
    pub(in crate::store) const EVERYONE: Self = Self(1);
    /// Within one mode.
    pub(in crate::store) const MODE: Self = Self(2);

    /// The dimension of maps.
    pub(in crate::store) const MAP: Self = Self(3);
    /// All that have no place of their own.
    pub(in crate::store) const OTHER: Self = Self(4);

    const FIXED: [&'static str; 5] = ["", "everyone", "mode", MAP, OTHER];

    /// The name of a counter.
    pub(in crate::store) fn counter(counter: Counter) -> Self {
        Self(Self::FIXED.len() as u64 + counter as u64)
    }

    /// A number as text.
    pub(in crate::store) fn number(n: u64) -> Self {
        Self(NUMBER | n)
    }

    /// What stands for a combination of slices until it is spread.
    pub(super) fn combination(number: usize) -> Self {
        Self(COMBINATION | number as u64)
    }

    /// The number of the combination it stands for.
    pub(super) fn of_combination(self) -> Option<usize> {
        (self.0 & COMBINATION != 0).then_some((self.0 & !COMBINATION) as usize)
    }

    pub(super) fn part(self) -> u64 {
        self.0
    }

    pub(super) fn of_part(part: u64) -> Self {
        Self(part)
    }
}

/// The texts of one commit.
#[derive(Debug)]
pub(in crate::store) struct Texts<'a> {
    ids: FxHashMap<&'a str, TextId>,
    texts: Vec<&'a str>,
}

impl Default for Texts<'_> {
    fn default() -> Self {
        let mut texts = Self {
            ids: FxHashMap::default(),
            texts: Vec::new(),
        };
        for text in TextId::FIXED {
            texts.id(text);
        }
        // Some counters share their name with nothing else, so each gets the next number.
        for counter in Counter::ALL {
            texts.id(counter.as_str());
        }
        texts
    }
}

impl<'a> Texts<'a> {
    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.ids.reserve(texts);
        self.texts.reserve(texts);
    }

    /// The number of `text`, which is a new one when it was not here yet.
    pub(in crate::store) fn id(&mut self, text: &'a str) -> TextId {
        let next = TextId(self.texts.len() as u64);
        let id = *self.ids.entry(text).or_insert(next);
        if id == next {
            self.texts.push(text);
        }
        id
    }

    /// The number of a text that is here.
    pub(in crate::store) fn known(&self, text: &str) -> Option<TextId> {
        self.ids.get(text).copied()
    }

    /// The text behind a number that is no written number.
    pub(super) fn borrowed(&self, id: TextId) -> &'a str {
        self.texts[id.0 as usize]
    }

    /// The text behind `part` of a key.
    pub(super) fn get(&self, part: u64) -> Cow<'a, str> {
        if part & NUMBER != 0 {
            return Cow::Owned((part & !NUMBER).to_string());
        }
        Cow::Borrowed(self.texts[part as usize])
    }

    /// For each number its place in the order of the texts, which is the order of primary keys.
    pub(super) fn ranks(&self) -> Vec<u64> {
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        order.sort_unstable_by_key(|index| self.texts[*index]);
        let mut ranks = vec![0; order.len()];
        for (rank, index) in order.into_iter().enumerate() {
            ranks[index] = rank as u64;
        }
        ranks
    }
}

/// The rank of a part of a key that is text.
pub(super) fn rank(part: u64, ranks: &[u64]) -> u64 {
    ranks.get(part as usize).copied().unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_and_numbers_are_ranked_as_their_texts() {
        let mut texts = Texts::default();
        let (b, a) = (texts.id("b"), texts.id("a"));
        assert_eq!(texts.id("b"), b);
        assert_eq!(texts.get(a.part()), "a");
        assert_eq!(texts.get(TextId::number(17).part()), "17");
        assert_eq!(texts.get(TextId::EMPTY.part()), "");
        assert_eq!(texts.get(TextId::MODE.part()), "mode");
        for counter in Counter::ALL {
            let id = TextId::counter(counter);
            assert_eq!(texts.get(id.part()), counter.as_str());
        }
        let ranks = texts.ranks();
        assert!(rank(a.part(), &ranks) < rank(b.part(), &ranks));
    }
}
