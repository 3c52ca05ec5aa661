//! Flows: the paths of players, from what was looted through the first events to the last one, or between chosen steps.

mod shape;
mod way;

pub use shape::{FlowShape, OnTheWay};

use crate::model::{MatchId, PathRow, PlayerId, PlayerPath, StepKind, StepNames};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use utoipa::ToSchema;
use way::{Place, Station};

/// Those who took a way, told by name.
const EXAMPLES: usize = 8;
/// Ways from place to place that are counted by themselves. Past them all are others, so that games with a name for each of a
/// million things take no more memory than those with hundreds.
const MOST_LINKS: usize = 50_000;

/// The whole picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    /// Paths in it.
    pub stories: u64,
    /// Paths that were looked at; more than are in it where a start or an end was chosen that not all of them have.
    pub looked_at: u64,
    /// Columns: the first is what was looted most, the last how it ended, between them the first events. A chosen start or
    /// end is in their place.
    pub columns: usize,
    /// From column to column, the widest first within each.
    pub links: Vec<FlowLink>,
}

/// Paths that went from one name to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowLink {
    /// The column it starts in.
    pub column: usize,
    /// The name there, or what it is where `from_kind` says that it is none.
    pub from: String,
    /// What `from` is.
    pub from_kind: PlaceKind,
    /// The column it leads to: the next one, or a later one for stories that had no more events.
    pub to_column: usize,
    /// The name there, or what it is where `to_kind` says that it is none.
    pub to: String,
    /// What `to` is.
    pub to_kind: PlaceKind,
    /// How many.
    pub stories: u64,
    /// Some of them, the newest.
    pub examples: Vec<FlowExample>,
}

/// What a place of a column stands for. An item may be called `others`, and an event `no event`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A name from data: in the first column an item, where nothing else was chosen as the start; in the others an event.
    Name,
    /// All names of a column that are not among the most frequent.
    Others,
    /// Nothing: no loot, or no event.
    Nothing,
    /// An item that was chosen, or looted on the way.
    Item,
}

/// A story by its names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowExample {
    /// The match, if it was in one.
    pub match_id: Option<MatchId>,
    /// The player.
    pub player_id: PlayerId,
}

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
mod tests {
    use super::*;
    use crate::model::{Millis, PathStep};

    /// Some paths as they are told here: what a sheet has most of, and what happened; `+duck` was looted then.
    #[derive(Default)]
    struct Told {
        names: StepNames,
        paths: Vec<Vec<PathStep>>,
    }

    impl Told {
        fn of(stories: &[(Option<&str>, &[&str])]) -> Self {
            let mut told = Self::default();
            for (item, events) in stories {
                let sheet = item.map(|item| told.step(StepKind::Item, item, None));
                let events = events.iter().enumerate().map(|(at, name)| {
                    let at = Some(Millis(at as i64));
                    match name.strip_prefix('+') {
                        Some(item) => told.step(StepKind::Item, item, at),
                        None => told.step(StepKind::Event, name, at),
                    }
                });
                let events: Vec<_> = events.collect();
                told.paths.push(sheet.into_iter().chain(events).collect());
            }
            told
        }

        fn step(&mut self, kind: StepKind, name: &str, at: Option<Millis>) -> PathStep {
            PathStep {
                kind,
                name: self.names.number(kind, name),
                at,
                units: u32::from(kind == StepKind::Item),
            }
        }

        fn number(&mut self, name: &str) -> Option<u32> {
            Some(self.names.number(StepKind::Event, name))
        }

        fn flow(&self, shape: FlowShape) -> (Flow, Vec<Vec<PathRow>>) {
            let mut sums = FlowSums::new(shape);
            for (id, steps) in (0..).zip(&self.paths) {
                let path = PlayerPath {
                    steps,
                    last_at: Millis(-id),
                    row: PathRow { is_sheet: true, id },
                };
                sums.add(&path, &self.names);
            }
            sums.finish(&self.names)
        }
    }

    fn shape(depth: usize, top: usize) -> FlowShape {
        FlowShape {
            depth,
            top,
            ..FlowShape::default()
        }
    }

    fn told(flow: &Flow) -> Vec<String> {
        let links = flow.links.iter();
        links
            .map(|link| {
                format!(
                    "{} {} > {} {}: {}",
                    link.column, link.from, link.to_column, link.to, link.stories
                )
            })
            .collect()
    }

    #[test]
    fn every_story_goes_from_loot_to_its_end() {
        let stories = Told::of(&[
            (Some("duck"), &["fight", "fight", "heal", "won"]),
            (Some("duck"), &["fight", "lost"]),
            (None, &[]),
        ]);
        let (flow, examples) = stories.flow(shape(1, 9));
        assert_eq!((flow.stories, flow.columns), (3, 3));
        assert_eq!(
            told(&flow),
            [
                "0 duck > 1 fight: 2",
                "0 nothing looted > 2 no event: 1",
                "1 fight > 2 lost: 1",
                "1 fight > 2 won: 1"
            ]
        );
        // The newest first.
        assert_eq!(
            examples[0].iter().map(|row| row.id).collect::<Vec<_>>(),
            [0, 1]
        );
        // Into the last column flow all.
        let ends: u64 = flow
            .links
            .iter()
            .filter(|link| link.to_column == 2)
            .map(|link| link.stories)
            .sum();
        assert_eq!(ends, 3);
    }

    #[test]
    fn names_that_are_words_of_ours_are_names() {
        let stories = Told::of(&[
            (Some("others"), &["no event"]),
            (Some("duck"), &[]),
            (Some("duck"), &[]),
        ]);
        let (flow, _) = stories.flow(shape(0, 1));
        let kinds: Vec<_> = flow
            .links
            .iter()
            .map(|link| {
                (
                    link.from.as_str(),
                    link.from_kind,
                    link.to.as_str(),
                    link.to_kind,
                )
            })
            .collect();
        use PlaceKind::{Name, Nothing, Others};
        assert_eq!(
            kinds,
            [
                ("duck", Name, "no event", Nothing),
                ("others", Others, "others", Others)
            ]
        );
        let (all, _) = stories.flow(shape(0, 9));
        let to: Vec<_> = all
            .links
            .iter()
            .map(|link| (link.to.as_str(), link.to_kind))
            .collect();
        assert_eq!(to, [("no event", Nothing), ("no event", Name)]);
        assert_eq!(
            (all.links[1].from.as_str(), all.links[1].from_kind),
            ("others", Name)
        );
    }

    #[test]
    fn rare_names_of_a_column_are_put_together() {
        let stories = Told::of(&[
            (Some("duck"), &["won"]),
            (Some("duck"), &["lost"]),
            (Some("medkit"), &["won"]),
        ]);
        assert_eq!(
            told(&stories.flow(shape(0, 1)).0),
            [
                "0 duck > 1 others: 1",
                "0 duck > 1 won: 1",
                "0 others > 1 won: 1"
            ]
        );
    }

    #[test]
    fn a_flow_begins_and_ends_where_it_is_told_to() {
        let mut stories = Told::of(&[
            (None, &["land", "fight", "fight", "heal", "won"]),
            (None, &["fight", "land", "fight", "lost"]),
            (Some("duck"), &["land", "lost"]),
        ]);
        let (fight, lost) = (stories.number("fight"), stories.number("lost"));
        let from = FlowShape {
            from: fight,
            ..shape(2, 9)
        };
        let (flow, _) = stories.flow(from);
        assert_eq!((flow.stories, flow.looked_at), (2, 3));
        assert_eq!(
            told(&flow),
            [
                "0 fight > 1 heal: 1",
                "0 fight > 1 land: 1",
                "1 heal > 3 won: 1",
                "1 land > 2 fight: 1",
                "2 fight > 3 lost: 1",
            ]
        );
        let to = FlowShape {
            to: lost,
            ..shape(2, 9)
        };
        assert_eq!(
            told(&stories.flow(to).0),
            [
                "0 duck > 2 land: 1",
                "0 nothing looted > 1 land: 1",
                "1 land > 2 fight: 1",
                "2 fight > 3 lost: 1",
                "2 land > 3 lost: 1",
            ]
        );
        let both = FlowShape { to: lost, ..from };
        assert_eq!(
            told(&stories.flow(both).0),
            [
                "0 fight > 1 land: 1",
                "1 land > 2 fight: 1",
                "2 fight > 3 lost: 1",
            ]
        );
    }

    #[test]
    fn loot_is_a_step_where_that_is_wanted() {
        let stories = Told::of(&[(None, &["land", "+duck", "+gold", "+duck", "won"])]);
        let all = FlowShape {
            on_the_way: OnTheWay::All,
            ..shape(2, 9)
        };
        let (flow, _) = stories.flow(all);
        assert_eq!(
            told(&flow),
            [
                "0 duck > 1 land: 1",
                "1 land > 2 duck: 1",
                "2 duck > 3 won: 1"
            ]
        );
        assert_eq!(flow.links[0].from_kind, PlaceKind::Name);
        assert_eq!(flow.links[1].to_kind, PlaceKind::Item);
        let loot = FlowShape {
            on_the_way: OnTheWay::Loot,
            ..shape(1, 9)
        };
        assert_eq!(
            told(&stories.flow(loot).0),
            ["0 duck > 1 duck: 1", "1 duck > 2 duck: 1"]
        );
    }
}
