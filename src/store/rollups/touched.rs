//! Which rows of the totals are of some names: as a test of a row, and as a condition of a statement.

use super::heat_pending::MapName;
use crate::model::{MAP, NameKind};
use crate::store::connect::statement::Value;
use crate::store::write::name_decisions::Touched;
use crate::store::write::names::{arm, other_arm};
use std::fmt::Write;

/// Names of one statement.
const NAMES_AT_ONCE: usize = 400;

/// Part of a statement.
pub(super) struct Condition<'t> {
    pub(super) text: String,
    pub(super) values: Vec<Value<'t>>,
}

impl Touched {
    pub(super) fn has_arm(&self, experiment: &str, variant: &str) -> bool {
        let mut names = self.names.iter();
        names.any(|name| arm_of(self.kind, name) == (experiment, variant))
    }

    pub(super) fn has_map(
        &self,
        [kind, name, map, game_mode, experiment, variant]: MapName<'_>,
    ) -> bool {
        match self.kind {
            NameKind::Item | NameKind::EventType => {
                kind == self.kind.as_str() && self.names.contains(name)
            }
            NameKind::GameMode => self.names.contains(game_mode),
            NameKind::Variant => self.has_arm(experiment, variant),
            NameKind::Dimension => self.has_arm(experiment, variant) || self.is_of_map(map),
        }
    }

    /// Whether the places of a map are of one of these names.
    pub(super) fn is_of_map(&self, map: &str) -> bool {
        self.kind == NameKind::Dimension && !map.is_empty() && self.has_arm(MAP, map)
    }

    /// The maps among the values.
    pub(super) fn maps(&self) -> Vec<&str> {
        let values = self
            .names
            .iter()
            .filter(|_| self.kind == NameKind::Dimension);
        let maps = values
            .filter_map(|name| arm(name))
            .filter(|(dimension, _)| *dimension == MAP);
        maps.map(|(_, map)| map).collect()
    }

    /// That these columns have one of the names: some names at a time.
    pub(super) fn conditions(&self, columns: &[&str]) -> Vec<Condition<'_>> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let chunks = names.chunks(NAMES_AT_ONCE);
        chunks
            .map(|names| condition(self.kind, columns, names))
            .collect()
    }
}

/// The experiment and the variant of a counted name, or the dimension and the value.
fn arm_of(kind: NameKind, name: &str) -> (&str, &str) {
    arm(name).unwrap_or_else(|| other_arm(kind))
}

fn condition<'t>(kind: NameKind, columns: &[&str], names: &[&'t str]) -> Condition<'t> {
    let mut text = String::new();
    let mut values: Vec<Value<'t>> = Vec::new();
    match (kind, columns) {
        (NameKind::Variant | NameKind::Dimension, [experiment, variant]) => {
            for name in names {
                let (of_experiment, of_variant) = arm_of(kind, name);
                let or = if values.is_empty() { "" } else { " or " };
                let (first, second) = (values.len() + 1, values.len() + 2);
                let _ = write!(
                    text,
                    "{or}({experiment} = ${first} and {variant} = ${second})"
                );
                values.extend([of_experiment.into(), of_variant.into()]);
            }
        }
        _ => {
            let _ = write!(text, "{} in (", columns[0]);
            for name in names {
                let comma = if values.is_empty() { "" } else { ", " };
                let _ = write!(text, "{comma}${}", values.len() + 1);
                values.push((*name).into());
            }
            text.push(')');
        }
    }
    Condition { text, values }
}
