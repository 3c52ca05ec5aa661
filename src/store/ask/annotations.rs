//! What people wrote beside the numbers.

use crate::model::{Annotation, AnnotationId, AnnotationText, Millis, Note, TimeRange, WebLink};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

/// Number, key, beginning, end, text, link, when it was stored.
pub(in crate::store) type AnnotationRow = (
    i64,
    Option<String>,
    i64,
    Option<i64>,
    String,
    Option<String>,
    i64,
);

impl Reader {
    /// Those that have a part in `range`, the earliest first.
    pub async fn annotations(&self, range: TimeRange) -> Result<Vec<Annotation>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::annotations::all())?) }).await?;
        let all = rows.into_iter().map(annotation);
        let touching = all.filter(|one| one.as_ref().map_or(true, |one| one.note.touches(range)));
        touching.collect()
    }
}

pub(in crate::store) fn annotation(row: AnnotationRow) -> Result<Annotation, StoreError> {
    let (id, key, timestamp, until, text, link, created_at) = row;
    let bad = |reason: String| StoreError::bad_row("annotations", id, reason);
    let key = key.as_deref().map(AnnotationId::parse).transpose();
    let link = link.as_deref().map(WebLink::parse).transpose();
    Ok(Annotation {
        id,
        note: Note {
            timestamp: Millis(timestamp),
            until: until.map(Millis),
            text: AnnotationText::parse(&text).map_err(bad)?,
            link: link.map_err(bad)?,
            annotation_id: key.map_err(bad)?,
        },
        created_at: Millis(created_at),
    })
}
