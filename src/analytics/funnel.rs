//! Funnels: how many players of a match get how far through steps in order, and how long it takes them.

use crate::model::{EventType, Millis, PlayerMatchPath};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FunnelStep {
    /// The type of event.
    pub event_type: EventType,
    /// Paths that came here, having taken all steps before in order.
    pub stories: u64,
    /// Of those at the first step, 0–1; `None` when nobody was there.
    pub of_first: Option<f64>,
    /// Of those at the step before; of all stories for the first one.
    pub of_previous: Option<f64>,
    /// The median of the seconds since the step before; `None` for the first one.
    pub median_seconds: Option<f64>,
}

/// A story comes to a step when it has events of all steps up to it in order, none of them used twice, and each no later than
/// `within` after the one before it. The time between is that from the first event by which a step is reached to the first by
/// which the next one is; with `within`, from the last one that is soon enough.
pub fn funnel(
    stories: &[PlayerMatchPath],
    steps: &[EventType],
    within: Option<Millis>,
) -> Vec<FunnelStep> {
    let mut counts = vec![0_u64; steps.len()];
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); steps.len()];
    for story in stories {
        // When each step was reached first, and last: from the last on there is the most time left.
        let mut first: Vec<Option<i64>> = vec![None; steps.len()];
        let mut last = first.clone();
        for (event, Millis(at)) in &story.events {
            // Backwards, so that the event serves one step.
            for index in (0..steps.len()).rev() {
                if steps[index] != *event {
                    continue;
                }
                let before = index.checked_sub(1).map(|before| match within {
                    None => first[before],
                    Some(within) => last[before].filter(|then| at - then <= within.0),
                });
                if before == Some(None) {
                    continue;
                }
                if first[index].is_none() {
                    counts[index] += 1;
                    first[index] = Some(*at);
                    let waited = before.flatten().map(|then| (at - then) as f64 / 1000.0);
                    seconds[index].extend(waited);
                }
                last[index] = Some(*at);
            }
        }
    }
    let share = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
    let step = |(index, event_type): (usize, &EventType)| FunnelStep {
        event_type: event_type.clone(),
        stories: counts[index],
        of_first: share(counts[index], counts[0]),
        of_previous: share(
            counts[index],
            if index == 0 {
                stories.len() as u64
            } else {
                counts[index - 1]
            },
        ),
        median_seconds: median(std::mem::take(&mut seconds[index])),
    };
    steps.iter().enumerate().map(step).collect()
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    Some(match numbers.len() % 2 {
        0 => f64::midpoint(numbers[middle - 1], upper),
        _ => upper,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MatchId, PlayerId};

    fn kind(name: &str) -> EventType {
        EventType::parse(name).unwrap()
    }

    fn story(events: &[(&str, i64)]) -> PlayerMatchPath {
        PlayerMatchPath {
            match_id: MatchId::parse("m").unwrap(),
            player_id: PlayerId::parse("p").unwrap(),
            most_looted: None,
            events: events
                .iter()
                .map(|(name, at)| (kind(name), Millis(at * 1000)))
                .collect(),
        }
    }

    #[test]
    fn steps_count_in_order_only() {
        let stories = [
            story(&[("land", 0), ("fight", 10), ("win", 60)]),
            story(&[("fight", 0), ("land", 5), ("win", 9)]),
            story(&[("land", 0), ("fight", 30), ("fight", 40)]),
            story(&[]),
        ];
        let steps = funnel(&stories, &[kind("land"), kind("fight"), kind("win")], None);
        let counted: Vec<_> = steps.iter().map(|step| step.stories).collect();
        assert_eq!(counted, [3, 2, 1]);
        assert_eq!(steps[0].of_previous, Some(0.75));
        assert_eq!(
            (steps[1].of_first, steps[1].median_seconds),
            (Some(2.0 / 3.0), Some(20.0))
        );
        assert_eq!(
            (steps[2].of_previous, steps[2].median_seconds),
            (Some(0.5), Some(50.0))
        );
    }

    #[test]
    fn a_window_counts_those_who_are_quick_at_some_time() {
        let stories = [
            // Too slow at first, and quick later.
            story(&[
                ("land", 0),
                ("fight", 90),
                ("land", 100),
                ("fight", 104),
                ("win", 110),
            ]),
            story(&[("land", 0), ("fight", 60), ("win", 61)]),
            story(&[("land", 0), ("fight", 10), ("fight", 50), ("win", 58)]),
        ];
        let steps = [kind("land"), kind("fight"), kind("win")];
        let counted = |seconds: Option<i64>| {
            let steps = funnel(&stories, &steps, seconds.map(|s| Millis(s * 1000)));
            let of = |step: &FunnelStep| (step.stories, step.median_seconds);
            steps.iter().map(of).collect::<Vec<_>>()
        };
        // The third fights soon enough, but not again before the end.
        assert_eq!(
            counted(Some(10)),
            [(3, None), (2, Some(7.0)), (1, Some(6.0))]
        );
        assert_eq!(counted(None), [(3, None), (3, Some(60.0)), (3, Some(20.0))]);
    }

    #[test]
    fn one_event_serves_one_step_and_nobody_has_no_share() {
        let steps = funnel(
            &[story(&[("fight", 1)])],
            &[kind("fight"), kind("fight"), kind("win")],
            None,
        );
        assert_eq!((steps[0].stories, steps[1].stories), (1, 0));
        assert_eq!(
            (steps[2].of_previous, steps[2].median_seconds),
            (None, None)
        );
        assert!(funnel(&[], &[], None).is_empty());
    }
}
