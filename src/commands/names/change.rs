//! Changes what names are counted as, in a database or through a running server. Both do the same.

use super::super::source::{SourceArgs, ask};
use crate::client::ServerUrl;
use crate::model::{JobState, NamesChanged};
use crate::store::{self, NamesOutcome};
use crate::wire::{NamesToChange, NamesVerb};
use anyhow::{Context, bail};
use std::time::Duration;

/// How often a server is asked how far it has come.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(300);
/// How often a change is begun that others overtake.
const MOST_TRIES: usize = 5;

/// What is to become of which names.
pub(super) struct Change {
    pub(super) verb: NamesVerb,
    pub(super) names: NamesToChange,
}

impl Change {
    /// In a database, which is neither made nor migrated for that.
    pub(super) async fn of_database(&self, source: &SourceArgs) -> anyhow::Result<NamesChanged> {
        let change = self.names.clone().read(self.verb)?;
        let opening = || format!("opening database {}", store::shown(&source.database));
        let reader = store::open_read_only(&source.database).await;
        reader.with_context(opening)?.close().await;
        let (reader, mut writer) = store::open(&source.database).await.with_context(opening)?;
        let mut outcome = NamesOutcome::Outdated;
        for _ in 0..MOST_TRIES {
            let prepared = reader.prepare_names(change.clone(), |_, _| ()).await?;
            outcome = match prepared {
                Ok(prepared) => writer.change_names(prepared).await?,
                Err(faults) => NamesOutcome::Refused(faults),
            };
            if !matches!(outcome, NamesOutcome::Outdated) {
                break;
            }
        }
        writer.close().await;
        reader.close().await;
        match outcome {
            NamesOutcome::Done(done) => Ok(done),
            NamesOutcome::Refused(faults) => Err(faults.into()),
            NamesOutcome::Outdated => {
                bail!(
                    "other changes came in between again and again; nothing was changed, try again"
                )
            }
        }
    }

    /// By a job of a server, until it is done.
    pub(super) async fn of_server(&self, server: &ServerUrl) -> anyhow::Result<NamesChanged> {
        let (verb, names) = (self.verb, self.names.clone());
        let id = ask(server, move |client| client.change_names(verb, &names)).await?;
        loop {
            let job = ask(server, move |client| client.job(id)).await?;
            match (job.state, job.result) {
                (JobState::Done, Some(result)) => {
                    return serde_json::from_value(result).context("reading the job's result");
                }
                (state, _) if state.is_open() => tokio::time::sleep(BETWEEN_QUESTIONS).await,
                (state, _) => {
                    let why = job.error.unwrap_or_else(|| state.as_str().to_owned());
                    bail!("job {id} ended before it was done: {why}")
                }
            }
        }
    }
}
