use super::super::OnTheWay;
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
