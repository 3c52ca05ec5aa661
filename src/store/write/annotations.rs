//! Stores what people write beside the numbers, once for each key, and deletes it.

use super::ids;
use crate::model::{Annotated, Annotation, MAX_ANNOTATIONS, Millis, Note};
use crate::store::ask::annotations::{AnnotationRow, annotation};
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

const KNOWN: &str = "select id, key, timestamp_ms, until_ms, text, link, created_at from annotations where key = $1";
const COUNT: &str = "select cast(count(*) as bigint) from annotations";
const TAKE: &str =
    "update counters set n = n + 1 where name = 'last_id' and label = 'annotation' returning n";
const INSERT: &str = "
    insert into annotations (id, key, timestamp_ms, until_ms, text, link, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)";
const DELETE: &str = "delete from annotations where id = $1 returning id";

/// Stores `note` at `now`, unless one with its key is there.
pub(in crate::store) async fn add(
    side: &mut WriteSide,
    note: &Note,
    now: Millis,
) -> Result<Annotated, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let key = note.annotation_id.as_ref().map(|key| key.as_str());
    if let Some(key) = key {
        let known: Vec<AnnotationRow> = transaction.fetch(KNOWN, &[key.into()]).await?;
        if let Some(row) = known.into_iter().next() {
            return Ok(Annotated::Known(annotation(row)?));
        }
    }
    let count: Vec<(i64,)> = transaction.fetch(COUNT, &[]).await?;
    if count
        .first()
        .is_some_and(|(n,)| *n >= MAX_ANNOTATIONS as i64)
    {
        return Ok(Annotated::Full);
    }
    let taken: Vec<(i64,)> = transaction.fetch(TAKE, &[]).await?;
    let missing = || StoreError::Damaged("counters row last_id, annotation: is missing".into());
    let (id,) = taken.first().copied().ok_or_else(missing)?;
    let values = [
        id.into(),
        key.into(),
        note.timestamp.0.into(),
        note.until.map(|until| until.0).into(),
        note.text.as_str().into(),
        note.link.as_ref().map(|link| link.as_str()).into(),
        now.0.into(),
    ];
    transaction.execute(INSERT, &values).await?;
    transaction.commit().await?;
    Ok(Annotated::New(Annotation {
        id,
        note: note.clone(),
        created_at: now,
    }))
}

/// Deletes the annotation of this number; returns whether there was one.
pub(in crate::store) async fn delete(side: &mut WriteSide, id: i64) -> Result<bool, StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let gone: Vec<(i64,)> = transaction.fetch(DELETE, &[id.into()]).await?;
    transaction.commit().await?;
    Ok(!gone.is_empty())
}
