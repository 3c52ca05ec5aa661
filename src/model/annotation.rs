//! What somebody wrote beside the numbers: a text at a time.

use super::{AnnotationId, AnnotationText, Millis, TimeRange, WebLink};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most annotations that are kept.
pub const MAX_ANNOTATIONS: usize = 5_000;

/// A text at a time, or over some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Annotation {
    /// Its number.
    pub id: i64,
    /// What it is about.
    #[serde(flatten)]
    pub note: Note,
    /// When it was stored.
    pub created_at: Millis,
}

/// An annotation as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// When it happened, or began.
    pub timestamp: Millis,
    /// When it ended; null where it took no time.
    pub until: Option<Millis>,
    /// What happened.
    pub text: AnnotationText,
    /// Where there is more about it.
    #[schema(value_type = Option<String>, example = "https://example.com/release-1.3")]
    pub link: Option<WebLink>,
    /// The idempotency key.
    pub annotation_id: Option<AnnotationId>,
}

/// What became of an annotation that was to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Annotated {
    /// It is stored.
    New(Annotation),
    /// One with its key was stored before: this one.
    Known(Annotation),
    /// There are [`MAX_ANNOTATIONS`]; nothing was stored.
    Full,
}

impl Note {
    /// Whether another one with the same key says something else, times aside: who sends none gets another one each time.
    pub fn differs_from(&self, other: &Self) -> bool {
        (&self.text, &self.link) != (&other.text, &other.link)
    }

    /// Whether any of it is in `range`.
    pub fn touches(&self, range: TimeRange) -> bool {
        let end = self.until.unwrap_or(self.timestamp);
        range.since.is_none_or(|since| end >= since)
            && range.until.is_none_or(|until| self.timestamp < until)
    }
}
