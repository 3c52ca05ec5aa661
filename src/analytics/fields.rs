//! Which fields a game makes up, and what kinds of values they have. Names are bounded: what comes under further ones is
//! counted together.

use crate::model::{Leaf, OTHER, each_leaf};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use utoipa::ToSchema;

/// Fields of sheets, or of one type of event, that have numbers of their own.
const MOST_FIELDS: usize = 500;
/// Distinct values that are counted.
const MOST_DISTINCT: usize = 1_000;

/// What most values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Yes or no.
    Boolean,
}

/// One field in a nutshell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Its name: objects within objects have a dot between. ` (other)` for all past the most names.
    #[schema(example = "weapon.damage")]
    pub name: String,
    /// What most of its values are.
    pub kind: FieldKind,
    /// Rows that have it.
    pub rows: u64,
    /// The smallest of its numbers.
    pub min: Option<f64>,
    /// The mean of its numbers.
    pub mean: Option<f64>,
    /// The largest of its numbers.
    pub max: Option<f64>,
    /// Distinct values, up to 1,000.
    pub distinct: u64,
    /// Whether there are more.
    pub more_distinct: bool,
}

/// Fields on their way.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    fields: BTreeMap<String, Tally>,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    rows: u64,
    numbers: u64,
    texts: u64,
    sum: f64,
    min: f64,
    max: f64,
    distinct: HashSet<u64>,
    more_distinct: bool,
}

impl Fields {
    /// Adds what one row says, an object as JSON text.
    pub fn add(&mut self, json: &str) {
        each_leaf(json, |name, leaf| {
            if let Some(tally) = self.fields.get_mut(name) {
                return tally.add(leaf);
            }
            let has_room = self.fields.len() < MOST_FIELDS;
            let name = if has_room { name } else { OTHER };
            self.fields.entry(name.to_owned()).or_default().add(leaf);
        });
    }

    /// All of them by name.
    pub fn all(self) -> Vec<Field> {
        let fields = self.fields.into_iter();
        fields.map(|(name, tally)| tally.into_field(name)).collect()
    }
}

impl Tally {
    fn add(&mut self, leaf: Leaf<'_>) {
        self.rows += 1;
        let mut hasher = DefaultHasher::new();
        match leaf {
            Leaf::Number(value) => {
                let (min, max) = match self.numbers {
                    0 => (value, value),
                    _ => (self.min.min(value), self.max.max(value)),
                };
                (self.min, self.max) = (min, max);
                self.sum += value;
                self.numbers += 1;
                (0, (value + 0.0).to_bits()).hash(&mut hasher);
            }
            Leaf::Text(text) => {
                self.texts += 1;
                (1, text).hash(&mut hasher);
            }
            Leaf::Boolean(value) => (2, value).hash(&mut hasher),
        }
        let value = hasher.finish();
        if self.distinct.len() < MOST_DISTINCT {
            self.distinct.insert(value);
        } else {
            self.more_distinct |= !self.distinct.contains(&value);
        }
    }

    fn into_field(self, name: String) -> Field {
        let booleans = self.rows - self.numbers - self.texts;
        let number = |value: f64| (self.numbers > 0).then_some(value);
        Field {
            name,
            kind: kind_of(self.numbers, self.texts, booleans),
            rows: self.rows,
            min: number(self.min),
            mean: number(self.sum / self.numbers.max(1) as f64),
            max: number(self.max),
            distinct: self.distinct.len() as u64,
            more_distinct: self.more_distinct,
        }
    }
}

/// What most of some values are.
pub(super) fn kind_of(numbers: u64, texts: u64, booleans: u64) -> FieldKind {
    if numbers >= texts && numbers >= booleans {
        FieldKind::Number
    } else if texts >= booleans {
        FieldKind::Text
    } else {
        FieldKind::Boolean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_with_their_kind_and_reach() {
        let mut fields = Fields::default();
        fields.add(r#"{"damage": 3, "weapon": {"name": "axe"}, "won": true}"#);
        fields.add(r#"{"damage": -1.5, "weapon": {"name": "bow"}}"#);
        fields.add(r#"{"damage": "none", "weapon": {"name": "axe"}, "won": false}"#);
        let all = fields.all();
        let names: Vec<_> = all.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["damage", "weapon.name", "won"]);
        let [damage, weapon, won] = all.try_into().unwrap();
        assert_eq!((damage.kind, damage.rows), (FieldKind::Number, 3));
        let reach = (damage.min, damage.mean, damage.max);
        assert_eq!(reach, (Some(-1.5), Some(0.75), Some(3.0)));
        assert_eq!((weapon.kind, weapon.distinct), (FieldKind::Text, 2));
        assert_eq!((weapon.min, weapon.more_distinct), (None, false));
        assert_eq!(
            (won.kind, won.rows, won.distinct),
            (FieldKind::Boolean, 2, 2)
        );
    }

    #[test]
    fn names_and_values_are_bounded() {
        let mut fields = Fields::default();
        for n in 0..2_000 {
            fields.add(&format!(r#"{{"one": {n}, "name_{n}": 1}}"#));
        }
        let all = fields.all();
        assert_eq!(all.len(), MOST_FIELDS + 1);
        let other = all.iter().find(|field| field.name == OTHER).unwrap();
        assert_eq!(other.rows, 2_000 - (MOST_FIELDS as u64 - 1));
        let one = all.iter().find(|field| field.name == "one").unwrap();
        assert_eq!(
            (one.rows, one.distinct, one.more_distinct),
            (2_000, 1_000, true)
        );
    }
}
