//! What people, and their build servers, write beside the numbers.

use crate::model::{
    Annotation, AnnotationId, AnnotationText, Fault, Faults, Millis, Note, Timestamp, WebLink,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An annotation that is to be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteToAdd {
    /// What happened, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub text: String,
    /// When it happened, or began: RFC 3339 or RFC 9557, as of a sheet. Absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// When it ended, where it took time; not before it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Where there is more about it: an `http` or `https` address, at most 500 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub link: Option<String>,
    /// The idempotency key, 1 to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 128)]
    pub annotation_id: Option<String>,
}

/// An annotation that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnnotationKept {
    /// Always true.
    pub success: bool,
    /// Whether it was stored before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub duplicate: bool,
    /// Whether what was stored before, under the same key, says something else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub differs: bool,
    /// The annotation; of a duplicate the first one.
    pub data: Annotation,
}

impl NoteToAdd {
    /// What is to be stored, received at `now`.
    ///
    /// # Errors
    /// All faults.
    pub fn read(&self, now: Millis) -> Result<Note, Faults> {
        let mut faults = Vec::new();
        let mut note = |field: &str, reason: String| faults.push(Fault::new(field, reason));
        let text = AnnotationText::parse(&self.text).map_err(|reason| note("text", reason));
        let mut time = |field: &str, text: &Option<String>| {
            let read = |text: &String| Timestamp::parse(text).map(|time| time.at());
            let read = text.as_ref().map(read).transpose();
            read.unwrap_or_else(|reason| {
                note(field, reason);
                None
            })
        };
        let timestamp = time("timestamp", &self.timestamp).unwrap_or(now);
        let until = time("until", &self.until);
        if until.is_some_and(|until| until < timestamp) {
            note("until", "must not be before it began".into());
        }
        let link = self.link.as_deref().map(WebLink::parse).transpose();
        let link = link.map_err(|reason| note("link", reason));
        let key = self.annotation_id.as_deref().map(AnnotationId::parse);
        let key = key
            .transpose()
            .map_err(|reason| note("annotation_id", reason));
        match (Faults::from_vec(faults), text, link, key) {
            (None, Ok(text), Ok(link), Ok(annotation_id)) => Ok(Note {
                timestamp,
                until,
                text,
                link,
                annotation_id,
            }),
            (faults, ..) => Err(faults.unwrap_or_else(|| Faults::one("text", "is required"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_told_and_a_text_is_enough() {
        let now = Millis(1_000);
        let note = NoteToAdd {
            text: " release 1.3 ".into(),
            ..NoteToAdd::default()
        };
        let read = note.read(now).unwrap();
        assert_eq!((read.text.as_str(), read.timestamp), ("release 1.3", now));
        let wrong = NoteToAdd {
            text: " ".into(),
            timestamp: Some("2026-01-31T14:00:00Z".into()),
            until: Some("2026-01-31T13:00:00Z".into()),
            link: Some("javascript:alert(1)".into()),
            annotation_id: Some(String::new()),
        };
        let faults = wrong.read(now).unwrap_err();
        let fields: Vec<_> = faults
            .as_slice()
            .iter()
            .map(|fault| &*fault.field)
            .collect();
        assert_eq!(fields, ["text", "until", "link", "annotation_id"]);
    }
}
