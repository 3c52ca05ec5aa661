//! Background jobs and their results.

use crate::model::{Cursor, Job, JobState, Millis, Page, PageRequest};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use serde_json::Value;
use sqlx::FromRow;

/// A job that goes on is heard of more often than this, in milliseconds.
const LOST_AFTER: i64 = 5 * Millis::MINUTE;

#[derive(FromRow)]
pub(in crate::store) struct JobRow {
    id: i64,
    kind: String,
    parameters: String,
    state: String,
    done: i64,
    total: Option<i64>,
    created_at: i64,
    updated_at: i64,
    as_of: Option<i64>,
    result: Option<String>,
    error: Option<String>,
}

impl Reader {
    /// Jobs, newest first. One that goes on and was not heard of for minutes before `now` is lost.
    pub async fn jobs(&self, page: PageRequest, now: Millis) -> Result<Page<Job>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::jobs::page(page))?) });
        let mut jobs = rows.await?.into_page(|job: &Job| job.id)?;
        for job in &mut jobs.rows {
            if job.state.is_open() && job.updated_at.0 < now.0 - LOST_AFTER {
                job.state = JobState::Lost;
            }
        }
        Ok(jobs)
    }

    /// The job with this number.
    pub async fn job(&self, id: i64, now: Millis) -> Result<Option<Job>, StoreError> {
        let page = PageRequest {
            limit: 1,
            before: Some(Cursor(id.saturating_add(1))),
        };
        let newest = self.jobs(page, now).await?.rows.into_iter().next();
        Ok(newest.filter(|job| job.id == id))
    }
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;

    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        let bad = |reason: String| StoreError::bad_row("jobs", row.id, reason);
        let json = |text: &str| serde_json::from_str::<Value>(text);
        let result = row.result.as_deref().map(json).transpose();
        Ok(Self {
            id: row.id,
            parameters: json(&row.parameters).map_err(|error| bad(error.to_string()))?,
            state: JobState::parse(&row.state).map_err(bad)?,
            done: row.done.max(0) as u64,
            total: row.total.map(|total| total.max(0) as u64),
            created_at: Millis(row.created_at),
            updated_at: Millis(row.updated_at),
            as_of: row.as_of.map(Millis),
            result: result.map_err(|error| bad(error.to_string()))?,
            kind: row.kind,
            error: row.error,
        })
    }
}
