//! Funnels: how many players of a match or session get how far through steps in order, and how long it takes them.

use crate::model::{EventType, ItemKind, Millis, PathStep, PlayerPath, StepName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FunnelStep {
    /// The type of event; absent where the step is loot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<EventType>,
    /// What is looted, where the step is that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKind>,
    /// Paths that came here, having taken all steps before in order.
    pub stories: u64,
    /// Of those at the first step, 0–1; `None` when nobody was there.
    pub of_first: Option<f64>,
    /// Of those at the step before; of all stories for the first one.
    pub of_previous: Option<f64>,
    /// The median of the seconds since the step before, to four digits; `None` for the first one, and where a sheet alone
    /// tells what was looted, but not when.
    pub median_seconds: Option<f64>,
}

/// A funnel in the making, of one path after the other.
///
/// A path comes to a step when it has all steps up to it in order, none of them used twice, and each no later than
/// `within` after the one before it. The time between is that from the first moment at which a step is reached to the first at
/// which the next one is; with `within`, from the last one that is soon enough. What a sheet says was looted may have been
/// at any time: it is reached at once where the step before it is.
#[derive(Debug)]
pub struct FunnelSums {
    /// Numbers of the steps' names.
    steps: Vec<u32>,
    within: Option<Millis>,
    stories: u64,
    counts: Vec<u64>,
    seconds: Vec<Durations>,
}

/// When a step was reached.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// What the next step's window begins at; none where nothing is known of it.
    at: Option<i64>,
    /// Whether that is when it was reached, and not the step before.
    is_known: bool,
}

impl FunnelSums {
    /// Of no path yet.
    pub fn new(steps: Vec<u32>, within: Option<Millis>) -> Self {
        Self {
            counts: vec![0; steps.len()],
            seconds: vec![Durations::default(); steps.len()],
            steps,
            within,
            stories: 0,
        }
    }

    /// Paths that were added.
    pub fn stories(&self) -> u64 {
        self.stories
    }

    /// Adds a path.
    pub fn add(&mut self, path: &PlayerPath<'_>) {
        self.stories += 1;
        let mut taken = Taken {
            untimed: self.untimed(path.steps),
            first: vec![None; self.steps.len()],
            last: vec![None; self.steps.len()],
        };
        if taken.untimed.first() == Some(&true) {
            let at = None;
            self.reach(
                &mut taken,
                0,
                Reached {
                    at,
                    is_known: false,
                },
            );
        }
        for step in path.steps {
            let Some(Millis(at)) = step.at else {
                continue;
            };
            // Backwards, so that the event serves one step.
            for index in (0..self.steps.len()).rev() {
                if self.steps[index] != step.name || self.before(&taken, index, at).is_none() {
                    continue;
                }
                let reached = Reached {
                    at: Some(at),
                    is_known: true,
                };
                self.reach(&mut taken, index, reached);
            }
        }
    }

    /// For each step whether a sheet says that it was looted at some time. That serves one step, too.
    fn untimed(&self, steps: &[PathStep]) -> Vec<bool> {
        let numbered = self.steps.iter().enumerate();
        let is_untimed = |(index, name): (usize, &u32)| {
            !self.steps[..index].contains(name)
                && steps
                    .iter()
                    .any(|step| step.at.is_none() && step.name == *name)
        };
        numbered.map(is_untimed).collect()
    }

    /// When the step before `index` was reached, if one at `at` is soon enough; `Some(None)` where there is none before.
    fn before(&self, taken: &Taken, index: usize, at: i64) -> Option<Option<Reached>> {
        let Some(before) = index.checked_sub(1) else {
            return Some(None);
        };
        let reached = match self.within {
            None => taken.first[before],
            Some(within) => {
                taken.last[before].filter(|then| then.at.is_none_or(|then| at - then <= within.0))
            }
        };
        reached.map(Some)
    }

    /// Notes a step, and those that follow at once.
    fn reach(&mut self, taken: &mut Taken, index: usize, reached: Reached) {
        if taken.first[index].is_none() {
            self.counts[index] += 1;
            if let Some(at) = reached.at.filter(|_| reached.is_known) {
                let before = self.before(taken, index, at).flatten();
                let before = before.filter(|before| before.is_known);
                if let Some(then) = before.and_then(|before| before.at) {
                    self.seconds[index].add(at - then);
                }
            }
            taken.first[index] = Some(reached);
        }
        taken.last[index] = Some(reached);
        if taken.untimed.get(index + 1) == Some(&true) {
            let is_known = false;
            self.reach(
                taken,
                index + 1,
                Reached {
                    is_known,
                    ..reached
                },
            );
        }
    }

    /// The steps, in order, with the names that their numbers stand for.
    ///
    /// # Panics
    /// When there are not as many names as steps.
    pub fn finish(self, names: Vec<StepName>) -> Vec<FunnelStep> {
        assert_eq!(names.len(), self.steps.len(), "each step has a name");
        let share = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
        let step = |(index, name)| {
            let (event_type, item) = match name {
                StepName::Event(event_type) => (Some(event_type), None),
                StepName::Item(item) => (None, Some(item)),
            };
            let before = match index {
                0 => self.stories,
                _ => self.counts[index - 1],
            };
            FunnelStep {
                event_type,
                item,
                stories: self.counts[index],
                of_first: share(self.counts[index], self.counts[0]),
                of_previous: share(self.counts[index], before),
                median_seconds: self.seconds[index].median_seconds(),
            }
        };
        names.into_iter().enumerate().map(step).collect()
    }
}

/// How far one path has come.
struct Taken {
    untimed: Vec<bool>,
    /// When each step was reached first, and last: from the last on there is the most time left.
    first: Vec<Option<Reached>>,
    last: Vec<Option<Reached>>,
}

/// Durations, of which only the first four digits are kept, so that any number of them takes bounded memory.
#[derive(Debug, Clone, Default)]
struct Durations {
    by_ms: BTreeMap<i64, u64>,
    count: u64,
}

impl Durations {
    fn add(&mut self, ms: i64) {
        let digits = ms.max(1).ilog10();
        let unit = 10_i64.pow(digits.saturating_sub(3));
        let rounded = ms.saturating_add(unit / 2) / unit * unit;
        *self.by_ms.entry(rounded).or_default() += 1;
        self.count += 1;
    }

    fn median_seconds(&self) -> Option<f64> {
        let upper = self.at(self.count / 2)?;
        Some(match self.count % 2 {
            0 => f64::midpoint(self.at(self.count / 2 - 1)?, upper),
            _ => upper,
        })
    }

    /// Seconds of the one at `index` in order.
    fn at(&self, index: u64) -> Option<f64> {
        let mut before = 0;
        let found = self.by_ms.iter().find(|(_, count)| {
            before += **count;
            before > index
        });
        found.map(|(ms, _)| *ms as f64 / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PathRow, StepKind, StepNames};

    fn event(name: &str) -> StepName {
        StepName::Event(EventType::parse(name).unwrap())
    }

    fn item(name: &str) -> StepName {
        StepName::Item(ItemKind::parse(name).unwrap())
    }

    /// Events and their seconds; `+duck` is loot, and what has no time is of a sheet.
    type Story = [(&'static str, Option<i64>)];

    fn counted(stories: &[&Story], steps: &[StepName], within: Option<i64>) -> Vec<FunnelStep> {
        let mut names = StepNames::default();
        let numbers = steps.iter().map(|step| step.number(&mut names));
        let within = within.map(|seconds| Millis(seconds * 1_000));
        let mut sums = FunnelSums::new(numbers.collect(), within);
        for story in stories {
            let steps = story.iter().map(|(name, at)| {
                let (kind, name) = match name.strip_prefix('+') {
                    Some(item) => (StepKind::Item, item),
                    None => (StepKind::Event, *name),
                };
                PathStep {
                    kind,
                    name: names.number(kind, name),
                    at: at.map(|at| Millis(at * 1_000)),
                    units: 1,
                }
            });
            let steps: Vec<_> = steps.collect();
            sums.add(&PlayerPath {
                steps: &steps,
                last_at: Millis(0),
                row: PathRow {
                    is_sheet: true,
                    id: 0,
                },
            });
        }
        sums.finish(steps.to_vec())
    }

    fn stories_and_medians(steps: &[FunnelStep]) -> Vec<(u64, Option<f64>)> {
        let of = |step: &FunnelStep| (step.stories, step.median_seconds);
        steps.iter().map(of).collect()
    }

    #[test]
    fn steps_count_in_order_only() {
        let stories: [&Story; 4] = [
            &[("land", Some(0)), ("fight", Some(10)), ("win", Some(60))],
            &[("fight", Some(0)), ("land", Some(5)), ("win", Some(9))],
            &[("land", Some(0)), ("fight", Some(30)), ("fight", Some(40))],
            &[],
        ];
        let steps = counted(
            &stories,
            &[event("land"), event("fight"), event("win")],
            None,
        );
        let told = stories_and_medians(&steps);
        assert_eq!(told, [(3, None), (2, Some(20.0)), (1, Some(50.0))]);
        assert_eq!(steps[0].of_previous, Some(0.75));
        assert_eq!(steps[1].of_first, Some(2.0 / 3.0));
        assert_eq!(steps[2].of_previous, Some(0.5));
    }

    #[test]
    fn a_window_counts_those_who_are_quick_at_some_time() {
        let stories: [&Story; 3] = [
            // Too slow at first, and quick later.
            &[
                ("land", Some(0)),
                ("fight", Some(90)),
                ("land", Some(100)),
                ("fight", Some(104)),
                ("win", Some(110)),
            ],
            &[("land", Some(0)), ("fight", Some(60)), ("win", Some(61))],
            &[
                ("land", Some(0)),
                ("fight", Some(10)),
                ("fight", Some(50)),
                ("win", Some(58)),
            ],
        ];
        let steps = [event("land"), event("fight"), event("win")];
        // The third fights soon enough, but not again before the end.
        assert_eq!(
            stories_and_medians(&counted(&stories, &steps, Some(10))),
            [(3, None), (2, Some(7.0)), (1, Some(6.0))]
        );
        assert_eq!(
            stories_and_medians(&counted(&stories, &steps, None)),
            [(3, None), (3, Some(60.0)), (3, Some(20.0))]
        );
    }

    #[test]
    fn one_event_serves_one_step_and_nobody_has_no_share() {
        let once: &Story = &[("fight", Some(1))];
        let steps = counted(
            &[once],
            &[event("fight"), event("fight"), event("win")],
            None,
        );
        assert_eq!((steps[0].stories, steps[1].stories), (1, 0));
        assert_eq!(
            (steps[2].of_previous, steps[2].median_seconds),
            (None, None)
        );
        assert!(counted(&[], &[], None).is_empty());
    }

    #[test]
    fn loot_is_a_step_when_it_was_found_or_at_any_time() {
        let stories: [&Story; 3] = [
            // A sheet says that there was a duck.
            &[("+duck", None), ("land", Some(0)), ("win", Some(30))],
            // An event says when.
            &[("land", Some(0)), ("+duck", Some(4)), ("win", Some(10))],
            &[("+duck", Some(0)), ("land", Some(5)), ("win", Some(9))],
        ];
        let steps = [event("land"), item("duck"), event("win")];
        assert_eq!(
            stories_and_medians(&counted(&stories, &steps, None)),
            [(3, None), (2, Some(4.0)), (2, Some(6.0))]
        );
        // What is not told by a time keeps the window of the step before.
        assert_eq!(
            stories_and_medians(&counted(&stories, &steps, Some(29)))[2],
            (1, Some(6.0))
        );
        let first = [item("duck"), event("win"), item("duck")];
        let told = stories_and_medians(&counted(&stories, &first, None));
        assert_eq!(told, [(3, None), (3, Some(7.5)), (0, None)]);
    }

    #[test]
    fn a_median_has_four_digits() {
        let mut durations = Durations::default();
        for ms in [0, 7, 1_234_567, 1_234_999, 99_999_999] {
            durations.add(ms);
        }
        assert_eq!(durations.median_seconds(), Some(1_235.0));
        assert_eq!(durations.by_ms.len(), 4);
        assert_eq!(Durations::default().median_seconds(), None);
    }
}
