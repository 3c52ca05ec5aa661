//! A flow in the making.

use super::way::{self, Place, Station};
use super::{Flow, FlowLink, FlowShape, PlaceKind};
use crate::model::{PathRow, PlayerPath, StepKind, StepNames};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Those who took a way, told by name.
const EXAMPLES: usize = 8;
/// Ways from place to place that are counted by themselves. Past them all are others, so that games with a name for each of a
/// million things take no more memory than those with hundreds.
const MOST_LINKS: usize = 50_000;

/// A flow in the making, of one path after the other.
#[derive(Debug)]
pub struct FlowSums {
    shape: FlowShape,
    stories: u64,
    looked_at: u64,
    links: HashMap<(Place, Place), LinkSum>,
    places: HashMap<Place, u64>,
    way: Vec<Place>,
}

/// Stories of a link, and the newest of them, oldest first.
#[derive(Debug, Clone, Default)]
struct LinkSum {
    stories: u64,
    newest: Vec<(i64, PathRow)>,
}

impl LinkSum {
    fn add(&mut self, other: Self) {
        self.stories += other.stories;
        for one in other.newest {
            let at = self.newest.partition_point(|known| *known < one);
            if at > 0 || self.newest.len() < EXAMPLES {
                self.newest.insert(at, one);
            }
            if self.newest.len() > EXAMPLES {
                self.newest.remove(0);
            }
        }
    }
}

impl FlowSums {
    /// Of no path yet.
    pub fn new(shape: FlowShape) -> Self {
        Self {
            shape,
            stories: 0,
            looked_at: 0,
            links: HashMap::new(),
            places: HashMap::new(),
            way: Vec::new(),
        }
    }

    /// Adds a path.
    pub fn add(&mut self, path: &PlayerPath<'_>, names: &StepNames) {
        self.looked_at += 1;
        let mut way = std::mem::take(&mut self.way);
        if way::find(&self.shape, path.steps, names, &mut way) {
            self.stories += 1;
            self.add_way(&way, (path.last_at.0, path.row));
        }
        self.way = way;
    }

    fn add_way(&mut self, way: &[Place], example: (i64, PathRow)) {
        for place in way {
            let is_full = self.places.len() >= MOST_LINKS && !self.places.contains_key(place);
            let place = if is_full { others(*place) } else { *place };
            *self.places.entry(place).or_default() += 1;
        }
        for pair in way.windows(2) {
            let mut link = (pair[0], pair[1]);
            if self.links.len() >= MOST_LINKS && !self.links.contains_key(&link) {
                link = (others(link.0), others(link.1));
            }
            self.links.entry(link).or_default().add(LinkSum {
                stories: 1,
                newest: vec![example],
            });
        }
    }

    /// The flow without its examples, and the rows of these for each link.
    pub fn finish(self, names: &StepNames) -> (Flow, Vec<Vec<PathRow>>) {
        let columns = self.shape.depth + 2;
        let kept = self.kept(names, columns);
        let mut links: BTreeMap<(Place, Place), LinkSum> = BTreeMap::new();
        for ((from, to), sum) in self.links {
            let own_or_others = |place: Place| match kept[place.0].contains(&place.1) {
                true => place,
                false => others(place),
            };
            let link = (own_or_others(from), own_or_others(to));
            links.entry(link).or_default().add(sum);
        }
        let is_loot = |column: usize| column == 0 && self.shape.from.is_none();
        let told = |(column, station): Place| told(station, names, is_loot(column));
        let links = links.into_iter().map(|((from, to), sum)| {
            let (from_name, from_kind) = told(from);
            let (to_name, to_kind) = told(to);
            let link = FlowLink {
                column: from.0,
                from: from_name.to_owned(),
                from_kind,
                to_column: to.0,
                to: to_name.to_owned(),
                to_kind,
                stories: sum.stories,
                examples: Vec::new(),
            };
            let rows = sum.newest.into_iter().rev().map(|(_, row)| row);
            (link, rows.collect())
        });
        let mut links: Vec<(FlowLink, Vec<PathRow>)> = links.collect();
        links.sort_by(|(one, _), (other, _)| {
            let order = |link: &FlowLink| (link.column, Reverse(link.stories), link.from_kind);
            let (from, to) = (one.from.cmp(&other.from), one.to.cmp(&other.to));
            order(one)
                .cmp(&order(other))
                .then(from)
                .then(one.to_column.cmp(&other.to_column))
                .then(to)
                .then(one.to_kind.cmp(&other.to_kind))
        });
        let (links, examples) = links.into_iter().unzip();
        let flow = Flow {
            stories: self.stories,
            looked_at: self.looked_at,
            columns,
            links,
        };
        (flow, examples)
    }

    /// For each column what has a place of its own.
    fn kept(&self, names: &StepNames, columns: usize) -> Vec<HashSet<Station>> {
        let mut counts: Vec<Vec<(Station, u64)>> = vec![Vec::new(); columns];
        for ((column, station), stories) in &self.places {
            counts[*column].push((*station, *stories));
        }
        let most_frequent = |mut counts: Vec<(Station, u64)>| {
            counts.sort_by(|(one, n), (other, m)| {
                let name = |station: &Station| told(*station, names, false);
                m.cmp(n).then_with(|| name(one).cmp(&name(other)))
            });
            let most = counts.into_iter().take(self.shape.top);
            most.map(|(station, _)| station).collect()
        };
        counts.into_iter().map(most_frequent).collect()
    }
}

fn others((column, _): Place) -> Place {
    (column, Station::Others)
}

/// The name of a station, or words of ours.
fn told(station: Station, names: &StepNames, is_loot: bool) -> (&str, PlaceKind) {
    let named = |number| names.name(number);
    match station {
        Station::Named(number) => match named(number) {
            Some((StepKind::Item, name)) if !is_loot => (name, PlaceKind::Item),
            Some((_, name)) => (name, PlaceKind::Name),
            None => ("others", PlaceKind::Others),
        },
        Station::Others => ("others", PlaceKind::Others),
        Station::NoLoot => ("nothing looted", PlaceKind::Nothing),
        Station::NoEvent => ("no event", PlaceKind::Nothing),
    }
}

#[cfg(test)]
mod tests;
