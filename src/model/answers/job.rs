//! Background jobs and their results.

use crate::model::{Millis, words};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Others are before it.
    Waiting,
    /// It is being done.
    Running,
    /// It is done, and has a result.
    Done,
    /// It ended before it was done, and says why. What was done before stays done.
    Failed,
    /// Nothing was heard of it for minutes: the server that did it has ended.
    Lost,
}

/// Long work that goes on after the request that asked for it was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is done.
    #[schema(example = "replay_dead_letters")]
    pub kind: String,
    /// With what.
    pub parameters: Value,
    /// How far it has come.
    pub state: JobState,
    /// How much was done so far.
    pub done: u64,
    /// Of how much, when that is known.
    pub total: Option<u64>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it was last heard of.
    pub updated_at: Millis,
    /// The moment for which its result is true.
    pub as_of: Option<Millis>,
    /// What came of it.
    pub result: Option<Value>,
    /// Why it failed.
    pub error: Option<String>,
}

/// What is noted of a job as it goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum JobChange {
    /// It is asked for. Its number is given out.
    Begin {
        /// What is to be done.
        kind: &'static str,
        /// With what.
        parameters: Value,
    },
    /// So much is done.
    Progress {
        /// Which job.
        id: i64,
        /// How much was done so far.
        done: u64,
        /// Of how much, when that is known.
        total: Option<u64>,
    },
    /// It has a result.
    Done {
        /// Which job.
        id: i64,
        /// The moment for which the result is true.
        as_of: Millis,
        /// What came of it.
        result: Value,
    },
    /// It ended without one.
    Failed {
        /// Which job.
        id: i64,
        /// Why.
        error: String,
    },
}

words! {
    JobState: Waiting "waiting", Running "running", Done "done", Failed "failed", Lost "lost";
}

impl JobState {
    /// Whether it goes on.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}
