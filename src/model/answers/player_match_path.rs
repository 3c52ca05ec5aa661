//! What happened to one player in one match, in order: what flows and funnels are counted from.

use crate::model::{Coverage, EventFilter, EventType, ItemKind, MatchId, Millis, PlayerId};

/// Whose stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathsRequest {
    /// Mode and time range are those of the sheets.
    pub filter: EventFilter,
    /// At most this many sheets, the newest.
    pub limit: u32,
    /// Types of events that are not part of a story, such as a position that is sent now and then.
    pub left_out: Vec<EventType>,
}

/// One player in one match, as one sheet tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerMatchPath {
    /// The match.
    pub match_id: MatchId,
    /// The player.
    pub player_id: PlayerId,
    /// The item of which the sheet has the most units; of equals the first by name; `None` of an empty one.
    pub most_looted: Option<ItemKind>,
    /// The player's events in the match, oldest first.
    pub events: Vec<(EventType, Millis)>,
}

/// Many stories, and what part of the range they are from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlayerMatchPaths {
    /// Newest sheet first.
    pub stories: Vec<PlayerMatchPath>,
    /// What part of the range was looked at.
    pub coverage: Coverage,
}
