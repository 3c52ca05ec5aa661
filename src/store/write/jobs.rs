//! Notes what becomes of long work.

use super::ids;
use crate::model::{JobChange, JobState, Millis};
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;

/// Jobs beyond this are forgotten, the oldest first.
const MOST_KEPT: i64 = 1_000;

const BEGIN: &str = "
    insert into jobs (id, kind, parameters, state, done, created_at, updated_at)
    select coalesce(max(id), 0) + 1, $1, $2, $3, 0, $4, $4 from jobs returning id";
const FORGET: &str = "delete from jobs where id <= $1";
const PROGRESS: &str =
    "update jobs set state = $1, done = $2, total = $3, updated_at = $4 where id = $5 returning id";
const DONE: &str = "update jobs set state = $1, as_of = $2, result = $3, updated_at = $4 where id = $5 returning id";
const FAILED: &str =
    "update jobs set state = $1, error = $2, updated_at = $3 where id = $4 returning id";

/// Notes one change at `at`; returns the job's number.
pub(in crate::store) async fn change(
    side: &mut WriteSide,
    change: &JobChange,
    at: Millis,
) -> Result<i64, StoreError> {
    let at = Value::from(at.0);
    let state = |state: JobState| Value::from(state.as_str());
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let changed: Vec<(i64,)> = match change {
        JobChange::Begin { kind, parameters } => {
            let parameters = parameters.to_string().into();
            let values = [(*kind).into(), parameters, state(JobState::Waiting), at];
            transaction.fetch(BEGIN, &values).await?
        }
        JobChange::Progress { id, done, total } => {
            let total = total.map(|total| total as i64).into();
            let done = (*done as i64).into();
            let values = [state(JobState::Running), done, total, at, (*id).into()];
            transaction.fetch(PROGRESS, &values).await?
        }
        JobChange::Done { id, as_of, result } => {
            let (as_of, result) = (as_of.0.into(), result.to_string().into());
            let values = [state(JobState::Done), as_of, result, at, (*id).into()];
            transaction.fetch(DONE, &values).await?
        }
        JobChange::Failed { id, error } => {
            let error = error.as_str().into();
            let values = [state(JobState::Failed), error, at, (*id).into()];
            transaction.fetch(FAILED, &values).await?
        }
    };
    let (id,) = changed.first().copied().unwrap_or_default();
    if matches!(change, JobChange::Begin { .. }) {
        let forgotten = [(id - MOST_KEPT).into()];
        transaction.execute(FORGET, &forgotten).await?;
    }
    transaction.commit().await?;
    Ok(id)
}
