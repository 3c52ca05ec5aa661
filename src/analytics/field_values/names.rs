//! Names with numbers, in bounded memory.

use crate::model::OTHER;
use std::collections::HashMap;

/// Names that are listed.
pub(super) const LISTED: usize = 50;

/// Names with numbers, up to so many; past them one stands for the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    pub(super) fn number(&mut self, name: &str, most: usize) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        if self.names.len() >= most && name != OTHER {
            return self.number(OTHER, most);
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// Those with the most rows first; what stands for the others comes last.
pub(super) fn largest(rows: &[u64], names: &Names) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..rows.len() as u32).collect();
    numbers.sort_by_key(|number| {
        let name = &names.names[*number as usize];
        (
            name == OTHER,
            std::cmp::Reverse(rows[*number as usize]),
            name,
        )
    });
    numbers.truncate(LISTED);
    numbers
}
