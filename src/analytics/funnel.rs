//! Funnels: how many players of a match get how far through steps in order, and how long it takes them.

use crate::model::{EventType, PlayerMatchPath};
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

/// Takes the earliest event of each step that is not before the one of the step before it; the same event never
/// serves two steps.
pub fn funnel(stories: &[PlayerMatchPath], steps: &[EventType]) -> Vec<FunnelStep> {
    let mut counts = vec![0_u64; steps.len()];
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); steps.len()];
    for story in stories {
        let mut events = story.events.iter();
        let mut before = None;
        for (index, step) in steps.iter().enumerate() {
            let Some((_, at)) = events.find(|(event, _)| event == step) else {
                break;
            };
            counts[index] += 1;
            if let Some(before) = before.replace(at.0) {
                seconds[index].push((at.0 - before) as f64 / 1000.0);
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
    use crate::model::{MatchId, Millis, PlayerId};

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
        let steps = funnel(&stories, &[kind("land"), kind("fight"), kind("win")]);
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
    fn one_event_serves_one_step_and_nobody_has_no_share() {
        let steps = funnel(
            &[story(&[("fight", 1)])],
            &[kind("fight"), kind("fight"), kind("win")],
        );
        assert_eq!((steps[0].stories, steps[1].stories), (1, 0));
        assert_eq!(
            (steps[2].of_previous, steps[2].median_seconds),
            (None, None)
        );
        assert!(funnel(&[], &[]).is_empty());
    }
}
