//! Columns of text, each in one buffer. They only grow; a batch is made once and read often.

use crate::model::{ArmName, MAP, NameKind};
use std::collections::HashMap;

/// A text for each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    buffer: String,
    ends: Vec<u32>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text at `index`.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn get(&self, index: usize) -> &str {
        let begin = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.buffer[begin as usize..self.ends[index] as usize]
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    pub(super) fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        // A batch ends long before four gigabytes.
        self.ends.push(self.buffer.len() as u32);
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.buffer.len() + self.ends.len() * size_of::<u32>()
    }
}

/// Distinct texts, numbered in the order in which they came up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    texts: Texts,
    numbers: HashMap<Box<str>, u32>,
}

impl Dictionary {
    /// The text of a number.
    ///
    /// # Panics
    /// When the number is none of this dictionary's.
    pub fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize)
    }

    /// All texts, by number.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text);
        self.numbers.insert(text.into(), number);
        number
    }

    pub(super) fn size_bytes(&self) -> usize {
        3 * self.texts.size_bytes()
    }
}

/// A text for each row, of which there are few distinct ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// What the numbers stand for.
    pub dictionary: Dictionary,
    /// A number for each row.
    pub numbers: Vec<u32>,
}

impl Labels {
    /// The text of a row.
    ///
    /// # Panics
    /// When there are not so many rows.
    pub fn get(&self, row: usize) -> &str {
        self.dictionary.get(self.numbers[row])
    }

    pub(super) fn push(&mut self, text: &str) {
        let same = self.numbers.last().copied();
        let number = match same.filter(|last| self.dictionary.get(*last) == text) {
            Some(last) => last,
            None => self.dictionary.number(text),
        };
        self.numbers.push(number);
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.dictionary.size_bytes() + self.numbers.len() * size_of::<u32>()
    }
}

/// For each row some pairs of name and value, such as experiments and variants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// What the numbers stand for.
    pub dictionary: Dictionary,
    /// Where each row's pairs end.
    pub row_ends: Vec<u32>,
    /// Name and value of each pair.
    pub pairs: Vec<(u32, u32)>,
}

impl Pairs {
    /// The pairs of a row.
    ///
    /// # Panics
    /// When there are not so many rows.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.pairs[range(&self.row_ends, row)]
            .iter()
            .map(|(name, value)| (self.dictionary.get(*name), self.dictionary.get(*value)))
    }

    pub(super) fn push(&mut self, name: &str, value: &str) {
        let pair = (self.dictionary.number(name), self.dictionary.number(value));
        self.pairs.push(pair);
    }

    pub(super) fn end_row(&mut self) {
        self.row_ends.push(self.pairs.len() as u32);
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.dictionary.size_bytes()
            + self.row_ends.len() * size_of::<u32>()
            + self.pairs.len() * size_of::<(u32, u32)>()
    }
}

/// What a row counts in beside everyone, from columns that are empty when they were not wanted.
pub(super) fn arms<'a>(
    experiments: &'a Pairs,
    dimensions: &'a Pairs,
    row: usize,
    map: &'a str,
) -> impl Iterator<Item = ArmName<'a>> {
    let of = move |kind: NameKind, pairs: &'a Pairs| {
        let wanted = !pairs.row_ends.is_empty();
        let pairs = wanted.then(|| pairs.of(row)).into_iter().flatten();
        pairs.map(move |(name, value)| (kind, name, value))
    };
    let is_on_map = !map.is_empty() && !dimensions.row_ends.is_empty();
    let map = is_on_map.then_some((NameKind::Dimension, MAP, map));
    let experiments = of(NameKind::Variant, experiments);
    experiments
        .chain(of(NameKind::Dimension, dimensions))
        .chain(map)
}

/// What belongs to `row` in a list of which `ends` says where each row ends.
pub(super) fn range(ends: &[u32], row: usize) -> std::ops::Range<usize> {
    let begin = row.checked_sub(1).map_or(0, |before| ends[before]);
    begin as usize..ends[row] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_labels_give_back_what_was_put_in() {
        let wanted = ["duo", "", "duo", "solo", "", "größer"];
        let (mut texts, mut labels) = (Texts::default(), Labels::default());
        for text in wanted {
            texts.push(text);
            labels.push(text);
        }
        assert_eq!(texts.iter().collect::<Vec<_>>(), wanted);
        let labelled: Vec<_> = (0..wanted.len()).map(|row| labels.get(row)).collect();
        assert_eq!(labelled, wanted);
        assert_eq!(labels.dictionary.texts().len(), 4);
    }
}
