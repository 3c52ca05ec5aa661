//! Flows: the paths of players through matches, from what was looted through the first events to the last one.

use crate::model::{MatchId, PlayerId, PlayerMatchPath};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use utoipa::ToSchema;

/// Those who took a way, told by name.
const EXAMPLES: usize = 8;

/// The whole picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    /// Paths in it.
    pub stories: u64,
    /// Columns: the first is what was looted most, the last how it ended, between them the first events.
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
    /// The column it leads to: the next one, or the last for stories that had no more events.
    pub to_column: usize,
    /// The name there, or what it is where `to_kind` says that it is none.
    pub to: String,
    /// What `to` is.
    pub to_kind: PlaceKind,
    /// How many.
    pub stories: u64,
    /// Some of them.
    pub examples: Vec<FlowExample>,
}

/// What a place of a column stands for. An item may be called `others`, and an event `no event`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A name from data.
    Name,
    /// All names of a column that are not among the most frequent.
    Others,
    /// Nothing: no loot, or no event.
    Nothing,
}

/// A story by its names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowExample {
    /// The match.
    pub match_id: MatchId,
    /// The player.
    pub player_id: PlayerId,
}

/// A place of a story: its column, and what is there.
type Place<'a> = (usize, Station<'a>);

/// What is in a column: a name, or words of ours.
type Station<'a> = (&'a str, PlaceKind);

const OTHERS: Station<'static> = ("others", PlaceKind::Others);
const NO_LOOT: Station<'static> = ("nothing looted", PlaceKind::Nothing);
const NO_EVENT: Station<'static> = ("no event", PlaceKind::Nothing);

impl Flow {
    /// Through the first `depth` events, of which the same one several times in a row counts once; in each column the
    /// `top` names of the most stories have a place of their own.
    pub fn of(stories: &[PlayerMatchPath], depth: usize, top: usize) -> Self {
        let columns = depth + 2;
        let paths: Vec<Vec<Place<'_>>> = stories.iter().map(|story| path(story, depth)).collect();
        let kept = kept(&paths, columns, top);
        let own_or_others = |(column, station)| {
            let kept: &HashSet<Station<'_>> = &kept[column];
            let told_apart = kept.contains(&station);
            (column, if told_apart { station } else { OTHERS })
        };
        let mut links: BTreeMap<(Place<'_>, Place<'_>), Vec<usize>> = BTreeMap::new();
        for (index, path) in paths.iter().enumerate() {
            for pair in path.windows(2) {
                let from = own_or_others(pair[0]);
                let to = own_or_others(pair[1]);
                links.entry((from, to)).or_default().push(index);
            }
        }
        let mut links: Vec<_> = links
            .into_iter()
            .map(|(((column, from), (to_column, to)), who)| FlowLink {
                column,
                from: from.0.to_owned(),
                from_kind: from.1,
                to_column,
                to: to.0.to_owned(),
                to_kind: to.1,
                stories: who.len() as u64,
                examples: who
                    .iter()
                    .take(EXAMPLES)
                    .map(|index| example(&stories[*index]))
                    .collect(),
            })
            .collect();
        links.sort_by(|one, other| (one.column, other.stories).cmp(&(other.column, one.stories)));
        Self {
            stories: stories.len() as u64,
            columns,
            links,
        }
    }
}

fn example(story: &PlayerMatchPath) -> FlowExample {
    FlowExample {
        match_id: story.match_id.clone(),
        player_id: story.player_id.clone(),
    }
}

fn path(story: &PlayerMatchPath, depth: usize) -> Vec<Place<'_>> {
    let looted = story
        .most_looted
        .as_ref()
        .map_or(NO_LOOT, |item| (item.as_str(), PlaceKind::Name));
    let mut path = vec![(0, looted)];
    let mut events: Vec<Station<'_>> = story
        .events
        .iter()
        .map(|(event, _)| (event.as_str(), PlaceKind::Name))
        .collect();
    events.dedup();
    // The last one is the end, not a step on the way there.
    let end = events.pop().unwrap_or(NO_EVENT);
    path.extend(
        events
            .into_iter()
            .take(depth)
            .enumerate()
            .map(|(step, event)| (step + 1, event)),
    );
    path.push((depth + 1, end));
    path
}

/// For each column what has a place of its own.
fn kept<'a>(paths: &[Vec<Place<'a>>], columns: usize, top: usize) -> Vec<HashSet<Station<'a>>> {
    let mut counts: Vec<HashMap<Station<'_>, usize>> = vec![HashMap::new(); columns];
    for (column, station) in paths.iter().flatten() {
        *counts[*column].entry(*station).or_default() += 1;
    }
    let most_frequent = |counts: HashMap<Station<'a>, usize>| {
        let mut names: Vec<_> = counts.into_iter().collect();
        names.sort_by(|(one, n), (other, m)| m.cmp(n).then(one.cmp(other)));
        names.into_iter().take(top).map(|(name, _)| name).collect()
    };
    counts.into_iter().map(most_frequent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventType, ItemKind, Millis};

    fn story(player: &str, item: Option<&str>, events: &[&str]) -> PlayerMatchPath {
        let event =
            |(at, name): (usize, &&str)| (EventType::parse(name).unwrap(), Millis(at as i64));
        PlayerMatchPath {
            match_id: MatchId::parse("m").unwrap(),
            player_id: PlayerId::parse(player).unwrap(),
            most_looted: item.map(|item| ItemKind::parse(item).unwrap()),
            events: events.iter().enumerate().map(event).collect(),
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
        let stories = [
            story("a", Some("duck"), &["fight", "fight", "heal", "won"]),
            story("b", Some("duck"), &["fight", "lost"]),
            story("c", None, &[]),
        ];
        let flow = Flow::of(&stories, 1, 9);
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
        assert_eq!(flow.links[0].examples[1].player_id.as_str(), "b");
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
        let stories = [
            story("a", Some("others"), &["no event"]),
            story("b", Some("duck"), &[]),
            story("c", Some("duck"), &[]),
        ];
        let flow = Flow::of(&stories, 0, 1);
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
        let all = Flow::of(&stories, 0, 9);
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
        let stories = [
            story("a", Some("duck"), &["won"]),
            story("b", Some("duck"), &["lost"]),
            story("c", Some("medkit"), &["won"]),
        ];
        assert_eq!(
            told(&Flow::of(&stories, 0, 1)),
            [
                "0 duck > 1 others: 1",
                "0 duck > 1 won: 1",
                "0 others > 1 won: 1"
            ]
        );
    }
}
