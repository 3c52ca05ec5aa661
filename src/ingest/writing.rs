//! The writer task. No timer: while one commit runs, the next batch gathers in the queue by itself.

use super::IngestError;
use super::queue::{Answer, Command, Letters, Stored, Submission};
use crate::store::{Outcome, StoreError, Writer};
use std::collections::VecDeque;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;

/// A commit takes submissions until it has this many entries; the last one may go beyond it,
/// because a submission is never split. Larger commits make everyone wait longer.
const ENOUGH_ENTRIES: usize = 5_000;

/// Commits what is queued until every sender is gone, then closes the database.
pub(super) async fn run(
    mut writer: Writer,
    mut commands: Receiver<Command>,
    announcing: watch::Sender<u64>,
) {
    while let Some(first) = commands.recv().await {
        let mut gathered = VecDeque::from([first]);
        let mut entries = gathered[0].entries();
        while entries < ENOUGH_ENTRIES
            && let Ok(command) = commands.try_recv()
        {
            entries += command.entries();
            gathered.push_back(command);
        }
        work_off(&mut writer, gathered).await;
        announcing.send_modify(|commits| *commits += 1);
    }
    writer.close().await;
}

/// Does what is asked in order; neighbouring submissions share a commit, anything else stands between.
async fn work_off(writer: &mut Writer, commands: VecDeque<Command>) {
    let mut together = Vec::with_capacity(commands.len());
    for command in commands {
        match command {
            Command::Store(submission) => together.push(submission),
            Command::Clear(answer) => {
                store(writer, std::mem::take(&mut together)).await;
                clear(writer, answer).await;
            }
            Command::Replay(letters) => {
                store(writer, std::mem::take(&mut together)).await;
                replay(writer, letters).await;
            }
            Command::Drop(letters) => {
                store(writer, std::mem::take(&mut together)).await;
                drop_dead_letters(writer, letters).await;
            }
            Command::NoteJob(change, at, answer) => {
                store(writer, std::mem::take(&mut together)).await;
                let noted = writer.change_job(&change, at).await;
                let _ = answer.send(noted.map_err(|error| explain(&error)));
            }
            Command::CountRefused(refused, at, answer) => {
                store(writer, std::mem::take(&mut together)).await;
                let counted = writer.count_refused(&refused, at).await;
                let _ = answer.send(counted.map_err(|error| explain(&error)));
            }
        }
    }
    store(writer, together).await;
}

async fn store(writer: &mut Writer, submissions: Vec<Submission>) {
    if submissions.is_empty() {
        return;
    }
    let mut entries = Vec::with_capacity(submissions.iter().map(|one| one.entries.len()).sum());
    let mut waiting = Vec::with_capacity(submissions.len());
    for submission in submissions {
        waiting.push((
            submission.entries.len(),
            submission.answer,
            submission.share,
        ));
        entries.extend(submission.entries);
    }
    let result = writer.commit(&entries).await;
    // Freed before the shares are given back: what the budget says is free must be free.
    drop(entries);
    match result {
        Ok(outcomes) => {
            let mut outcomes = outcomes.into_iter();
            for (count, answer, mut share) in waiting {
                let outcomes: Vec<Outcome> = outcomes.by_ref().take(count).collect();
                let told: usize = outcomes.iter().map(Outcome::answer_bytes).sum();
                share.shrink_to(told);
                // A client that hung up does not wait for its answer; its entries are stored all the same.
                let _ = answer.send(Ok(Stored { outcomes, share }));
            }
        }
        Err(error) => {
            let error = explain(&error);
            for (_, answer, share) in waiting {
                drop(share);
                let _ = answer.send(Err(error.clone()));
            }
        }
    }
}

async fn clear(writer: &mut Writer, answer: Answer<()>) {
    let result = writer.clear().await.map_err(|error| explain(&error));
    let _ = answer.send(result);
}

async fn replay(writer: &mut Writer, letters: Letters<Vec<(i64, Outcome)>>) {
    let result = writer.replay(&letters.ids).await;
    drop(letters.share);
    let _ = letters.answer.send(result.map_err(|error| explain(&error)));
}

async fn drop_dead_letters(writer: &mut Writer, letters: Letters<u64>) {
    let result = writer.drop_dead_letters(&letters.ids).await;
    drop(letters.share);
    let _ = letters.answer.send(result.map_err(|error| explain(&error)));
}

/// Logs the cause once, for all that wait.
fn explain(error: &StoreError) -> IngestError {
    match error {
        StoreError::Unexpected(_) | StoreError::Refused(_) => {
            tracing::error!(%error, "could not write");
            IngestError::Failed
        }
        _ => {
            tracing::warn!(%error, "could not write; clients are asked to try again");
            IngestError::Unavailable
        }
    }
}

impl Command {
    fn entries(&self) -> usize {
        match self {
            Self::Store(submission) => submission.entries.len(),
            Self::Clear(_) | Self::NoteJob(..) | Self::CountRefused(..) => 0,
            Self::Replay(letters) => letters.ids.len(),
            Self::Drop(letters) => letters.ids.len(),
        }
    }
}
