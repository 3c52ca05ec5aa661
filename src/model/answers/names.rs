//! Names with rows of their own in the totals, and those without: how they are listed, and what can be decided of them.

use crate::model::{Millis, Name, NameKind, words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a name is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameState {
    /// By itself.
    Tracked,
    /// As another name, because somebody said so.
    Merged,
    /// Among the others, because somebody said so.
    Hidden,
    /// Among the others, because all places were taken when it came.
    NoPlace,
}

words! {
    NameState: Tracked "tracked", Merged "merged", Hidden "hidden", NoPlace "no_place";
}

/// A name, and where it is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NameLine {
    /// What it names.
    pub kind: NameKind,
    /// The experiment of a variant.
    pub experiment: Option<String>,
    /// The dimension of a value; `map` of maps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    /// The name.
    pub name: String,
    /// Where it is counted.
    pub state: NameState,
    /// The name that a merged one is counted as; of a variant, one of the same experiment.
    pub counted_as: Option<String>,
    /// The dimension that a value is counted in: its own, or ` (other)` where 100 others came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_dimension: Option<String>,
    /// What is counted under it, with all that is merged into it: units of an item, events of a type, sheets and events of a mode,
    /// a variant and a value. Null where it is counted elsewhere.
    pub count: Option<u64>,
    /// When it was first received; null where that was before it was noted.
    pub first_seen: Option<Millis>,
    /// The route by which it came first.
    pub source: Option<String>,
    /// The player it came from first.
    pub player_id: Option<String>,
}

/// A name that totals do not tell apart: a total that is asked for by it would be 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedElsewhere {
    /// What it names.
    pub kind: NameKind,
    /// The dimension of a value, or the experiment of a variant.
    pub of: Option<String>,
    /// As which name it is counted, because somebody said so; `None` where all places were taken when it came.
    pub counted_as: Option<String>,
}

/// Which names to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesWanted {
    /// Only of this kind.
    pub kind: Option<NameKind>,
    /// Only those that are counted there.
    pub state: Option<NameState>,
    /// Only those that begin with this; a variant's experiment does not count.
    pub prefix: Option<String>,
    /// At most this many.
    pub limit: u32,
    /// How many are left out before them.
    pub after: u64,
}

/// Some names, in order of kind and name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NameLines {
    /// The names.
    pub lines: Vec<NameLine>,
    /// How many are before those that follow, when there are more.
    pub next: Option<u64>,
}

/// How many names of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NameCounts {
    /// What they name.
    pub kind: NameKind,
    /// Places that there are; of dimensions, for each of them.
    pub limit: u64,
    /// Names with a place of their own.
    pub tracked: u64,
    /// Names that are counted as another one.
    pub merged: u64,
    /// Names that were hidden.
    pub hidden: u64,
    /// Names that came when all places were taken; at most 1,000 are listed.
    pub no_place: u64,
    /// How often names came that are not even listed. As long as there are such, new names get no place by themselves,
    /// because nobody knows whether they are new.
    pub unlisted: u64,
    /// What is counted under ` (other)`; as in [`NameLine::count`].
    pub other: u64,
}

impl NameCounts {
    /// Whether some came when all places were taken.
    pub fn is_full(&self) -> bool {
        self.no_place > 0 || self.unlisted > 0
    }
}

/// What is to become of some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameChange {
    /// What they name.
    pub kind: NameKind,
    /// The experiment, of variants; the dimension, of values.
    pub experiment: Option<Name>,
    /// These.
    pub names: Vec<Name>,
    /// All that are listed and begin with this.
    pub prefix: Option<String>,
    /// What becomes of them.
    pub decision: NameDecision,
}

/// What becomes of a name, from now on and for all the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameDecision {
    /// It is counted as this one, which must have a place of its own.
    Merge(Name),
    /// It is counted among the others.
    Hide,
    /// It is counted by itself.
    Track,
}

impl NameDecision {
    /// Its word, in commands and in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Merge(_) => "merge",
            Self::Hide => "hide",
            Self::Track => "track",
        }
    }
}

/// What a change did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamesChanged {
    /// Names that are counted elsewhere now.
    pub changed: u64,
    /// Rows that were counted again.
    pub recounted_rows: u64,
}
