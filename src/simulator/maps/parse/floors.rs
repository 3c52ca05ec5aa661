//! The floors of maps, and on which one an area lies.

use super::{MAX_COORDINATE, Parser};
use crate::model::{Floor, Name};
use crate::simulator::maps::wire::AreaWire;
use crate::simulator::unknown::{offers, unknown};
use std::collections::BTreeMap;

impl Parser<'_> {
    /// Each floor from its height up to the next one's; the lowest and the highest have no end.
    pub(super) fn floors(&mut self, at: &str, wire: &BTreeMap<String, f64>) -> Vec<Floor> {
        let mut heights: Vec<(&String, f64)> = Vec::new();
        for (name, height) in wire {
            let at = format!("{at}.{name}");
            self.number(&at, *height, -MAX_COORDINATE, MAX_COORDINATE);
            self.name(&at, name);
            heights.push((name, *height));
        }
        heights.sort_by(|one, other| one.1.total_cmp(&other.1));
        let mut floors = Vec::with_capacity(heights.len());
        for (index, (name, height)) in heights.iter().enumerate() {
            if let Ok(name) = Name::parse(name) {
                floors.push(Floor {
                    name,
                    from: (index > 0).then_some(*height),
                    to: heights.get(index + 1).map(|(_, next)| *next),
                });
            }
        }
        if let Some(reason) = Floor::fault_of(&floors) {
            self.fault(at, reason);
        }
        floors
    }

    /// The height of what lies in an area.
    pub(super) fn height(
        &mut self,
        at: &str,
        area: &AreaWire,
        floors: &BTreeMap<String, f64>,
    ) -> f64 {
        match &area.floor {
            None if floors.is_empty() => return 0.0,
            None => self.fault(at, "is required where the map has floors"),
            Some(name) => match floors.get(name) {
                Some(height) => return *height,
                None => {
                    let known = floors.keys().map(String::as_str);
                    let reason = unknown("floor", name, known.take(offers(self.faults.len())));
                    self.fault(at, reason);
                }
            },
        }
        0.0
    }
}
