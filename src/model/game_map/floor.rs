//! Floors of a map: ranges of the third coordinate.

use super::super::Name;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// The most floors of a map.
pub const MAX_FLOORS: usize = 32;

/// A floor: what lies from one height up to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Its name.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    pub name: Name,
    /// From this height on, world units; null where there is nothing below it.
    #[serde(default)]
    pub from: Option<f64>,
    /// Up to this height, exclusive, world units; null where there is nothing above it.
    #[serde(default)]
    pub to: Option<f64>,
}

impl Floor {
    /// Reads `Basement:..-10` or `Ground:-10..4`; either end may be left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("must be NAME:FROM..TO, such as Ground:-10..4, got {text:?}");
        let (name, range) = text.rsplit_once(':').ok_or_else(wrong)?;
        let (from, to) = range.split_once("..").ok_or_else(wrong)?;
        let height = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| wrong()),
        };
        let floor = Self {
            name: Name::parse(name).map_err(|reason| format!("the name of a floor {reason}"))?,
            from: height(from)?,
            to: height(to)?,
        };
        floor.fault().map_or(Ok(floor), Err)
    }

    /// Reads some, separated by commas; none of an empty text.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, String> {
        let parts = text.split(',').filter(|part| !part.trim().is_empty());
        parts.map(Self::parse).collect()
    }

    /// What is wrong with floors of one map together.
    pub fn fault_of(floors: &[Self]) -> Option<String> {
        if floors.len() > MAX_FLOORS {
            return Some(format!(
                "must be at most {MAX_FLOORS} floors, got {}",
                floors.len()
            ));
        }
        if let Some(fault) = floors.iter().find_map(Self::fault) {
            return Some(fault);
        }
        for (index, one) in floors.iter().enumerate() {
            for other in &floors[..index] {
                if one.name == other.name {
                    return Some(format!("{} is given twice", one.name));
                }
                if one.lowest() < other.highest() && other.lowest() < one.highest() {
                    return Some(format!("{} and {} overlap", other.name, one.name));
                }
            }
        }
        None
    }

    fn fault(&self) -> Option<String> {
        if self.name.as_str().contains(',') {
            return Some(format!("the name of {} must have no comma", self.name));
        }
        let ends = [self.from, self.to];
        if ends.iter().flatten().any(|end| !end.is_finite()) {
            return Some(format!("the heights of {} must be finite", self.name));
        }
        (self.lowest() >= self.highest())
            .then(|| format!("{} must end above where it begins", self.name))
    }

    /// Whether a height is on it.
    pub fn holds(&self, height: f64) -> bool {
        self.lowest() <= height && height < self.highest()
    }

    /// Where it begins, for comparisons.
    pub fn lowest(&self) -> f64 {
        self.from.unwrap_or(f64::NEG_INFINITY)
    }

    fn highest(&self) -> f64 {
        self.to.unwrap_or(f64::INFINITY)
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: Option<f64>| end.map(|end| end.to_string()).unwrap_or_default();
        write!(f, "{}:{}..{}", self.name, end(self.from), end(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_read_as_it_is_printed() {
        for text in [
            "Basement:..-10",
            "Ground:-10..4",
            "Roof: garden:4.5..",
            "All:..",
        ] {
            assert_eq!(Floor::parse(text).unwrap().to_string(), text);
        }
        let all = Floor::parse_all("Basement:..-10,Ground:-10..4").unwrap();
        assert_eq!(
            (all.len(), all[1].from, all[1].to),
            (2, Some(-10.0), Some(4.0))
        );
        assert_eq!(Floor::parse_all("").unwrap(), []);
    }

    #[test]
    fn floors_without_a_range_or_with_an_empty_one_are_refused() {
        for (text, reason) in [
            ("Ground", "NAME:FROM..TO"),
            ("Ground:4", "NAME:FROM..TO"),
            ("Ground:a..4", "NAME:FROM..TO"),
            ("Ground:4..4", "must end above"),
            ("Ground:nan..4", "must be finite"),
            (":1..4", "must not be empty"),
        ] {
            let told = Floor::parse(text).unwrap_err();
            assert!(told.contains(reason), "{text}: {told}");
        }
    }

    #[test]
    fn no_height_is_on_two_floors() {
        let fault = |text| Floor::fault_of(&Floor::parse_all(text).unwrap());
        assert_eq!(fault("a:..0,b:0..4,c:4.."), None);
        assert_eq!(fault("a:..1,b:0..4").unwrap(), "a and b overlap");
        assert_eq!(fault("a:..1,a:2..").unwrap(), "a is given twice");
    }
}
