//! The writer task. Commits have no timer: while one runs, the next batch gathers in the queue by itself. What is counted
//! after them is, when nothing has come for a moment.

use super::IngestError;
use super::queue::{Answer, Command, Stored, Submission};
use super::telling::Telling;
use crate::store::{Outcome, StoreError, Writer};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// A commit takes submissions until it has this many entries; the last one may go beyond it,
/// because a submission is never split. Larger commits make everyone wait longer.
const ENOUGH_ENTRIES: usize = 5_000;

/// How long a database that took no write, or is to be tidied up, is left alone before it is tried again.
const BETWEEN_TRIALS: Duration = Duration::from_secs(1);

/// After so long without anything to store, sessions are counted.
const QUIET: Duration = Duration::from_millis(50);

/// Under a load that never pauses some are counted this often.
const BETWEEN_COUNTS: Duration = Duration::from_secs(1);

/// Without a pause they are counted for so long, then the database is tidied up. Who asks for sessions waits no longer for
/// those that are not counted.
const LONGEST_COUNT: Duration = Duration::from_secs(1);

/// Commits what is queued until every sender is gone, then closes the database.
pub(super) async fn run(mut writer: Writer, mut commands: Receiver<Command>, telling: Telling) {
    let mut is_untidy = false;
    let mut sessions = Sessions::default();
    loop {
        let next = commands.recv();
        let pause = match (telling.writes_fail(), is_untidy, sessions.are_behind) {
            (false, _, true) => Some(QUIET),
            (false, false, false) => None,
            _ => Some(BETWEEN_TRIALS),
        };
        let next = match pause {
            None => next.await,
            Some(pause) => match timeout(pause, next).await {
                Ok(next) => next,
                Err(_) => {
                    if telling.writes_fail() {
                        telling.about(writer.try_out().await.as_ref().err());
                    } else if sessions.are_behind {
                        let begun = Instant::now();
                        let goes_on = || commands.is_empty() && begun.elapsed() < LONGEST_COUNT;
                        sessions.count(&mut writer, &telling, goes_on).await;
                    }
                    is_untidy = writer.tend();
                    continue;
                }
            },
        };
        let Some(first) = next else { break };
        let mut gathered = VecDeque::from([first]);
        let mut entries = gathered[0].entries();
        while entries < ENOUGH_ENTRIES
            && let Ok(command) = commands.try_recv()
        {
            entries += command.entries();
            gathered.push_back(command);
        }
        work_off(&mut writer, gathered, &mut sessions, &telling).await;
        sessions.are_behind = true;
        if sessions.counted_at.elapsed() > BETWEEN_COUNTS && !telling.writes_fail() {
            sessions.count(&mut writer, &telling, || false).await;
        }
        telling.that_something_is_new();
        is_untidy = writer.tend();
    }
    writer.close().await;
}

/// What is known of the sessions of rows that are stored.
struct Sessions {
    /// Whether some may not be counted.
    are_behind: bool,
    /// When some were counted last.
    counted_at: Instant,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            // Rows of before there were sessions, or of a server that was killed.
            are_behind: true,
            counted_at: Instant::now(),
        }
    }
}

impl Sessions {
    /// Counts some, and others as long as `goes_on`.
    async fn count(&mut self, writer: &mut Writer, telling: &Telling, goes_on: impl Fn() -> bool) {
        loop {
            let counted = writer.count_sessions().await;
            telling.about(counted.as_ref().err());
            self.counted_at = Instant::now();
            // After an error it is tried again when something was stored.
            self.are_behind = counted.as_ref().is_ok_and(|more| *more);
            if !matches!(counted, Ok(true)) || !goes_on() {
                return;
            }
        }
    }
}

/// Does what is asked in order; neighbouring submissions share a commit, anything else stands between.
async fn work_off(
    writer: &mut Writer,
    commands: VecDeque<Command>,
    sessions: &mut Sessions,
    telling: &Telling,
) {
    let mut together = Vec::with_capacity(commands.len());
    for command in commands {
        let command = match command {
            Command::Store(submission) => {
                together.push(submission);
                continue;
            }
            command => command,
        };
        store(writer, std::mem::take(&mut together), telling).await;
        match command {
            Command::Store(_) => {}
            Command::Clear(answer) => tell(answer, writer.clear().await, telling),
            Command::Replay(letters) => {
                let replayed = writer.replay(&letters.ids).await;
                drop(letters.share);
                tell(letters.answer, replayed, telling);
            }
            Command::Drop(letters) => {
                let dropped = writer.drop_dead_letters(&letters.ids).await;
                drop(letters.share);
                tell(letters.answer, dropped, telling);
            }
            Command::NoteJob(change, at, answer) => {
                tell(answer, writer.change_job(&change, at).await, telling);
            }
            Command::CountRefused(refused, at, answer) => {
                tell(answer, writer.count_refused(&refused, at).await, telling);
            }
            Command::ChangeNames(prepared, answer) => {
                tell(answer, writer.change_names(*prepared).await, telling);
            }
            Command::SetMap(map) => {
                let set = writer.set_map(&map.change, map.at).await;
                drop((map.change, map.share));
                tell(map.answer, set, telling);
            }
            Command::RemoveMap(name, answer) => {
                tell(answer, writer.remove_map(&name).await, telling);
            }
            Command::SaveView(view, answer) => {
                tell(answer, writer.save_view(&view).await, telling);
            }
            Command::DeleteView(name, answer) => {
                tell(answer, writer.delete_view(&name).await, telling);
            }
            Command::SaveEconomy(economy, answer) => {
                tell(answer, writer.save_economy(&economy).await, telling);
            }
            Command::DeleteEconomy(currency, answer) => {
                tell(answer, writer.delete_economy(&currency).await, telling);
            }
            Command::Annotate(note, now, answer) => {
                tell(answer, writer.annotate(&note, now).await, telling);
            }
            Command::DeleteAnnotation(id, answer) => {
                tell(answer, writer.delete_annotation(id).await, telling);
            }
            Command::CountSessions(answer) => {
                let begun = Instant::now();
                let in_time = || begun.elapsed() < LONGEST_COUNT;
                sessions.count(writer, telling, in_time).await;
                let _ = answer.send(Ok(()));
            }
        }
    }
    store(writer, together, telling).await;
}

/// Tells what became of a command to who gave it, and to those who watch over the database.
fn tell<T>(answer: Answer<T>, result: Result<T, StoreError>, telling: &Telling) {
    telling.about(result.as_ref().err());
    // Who hung up does not wait; it is done all the same.
    let _ = answer.send(result.map_err(|error| IngestError::of(&error)));
}

async fn store(writer: &mut Writer, submissions: Vec<Submission>, telling: &Telling) {
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
    telling.about(result.as_ref().err());
    let (outcomes, error) = match result {
        Ok(outcomes) => (outcomes, None),
        Err(StoreError::Partly { outcomes, cause }) => (outcomes, Some(IngestError::of(&cause))),
        Err(error) => (Vec::new(), Some(IngestError::of(&error))),
    };
    let mut outcomes = outcomes.into_iter();
    for (count, answer, mut share) in waiting {
        let outcomes: Vec<Outcome> = outcomes.by_ref().take(count).collect();
        let error = error.clone().filter(|_| outcomes.len() < count);
        let result = match error {
            Some(error) if outcomes.is_empty() => {
                drop(share);
                Err(error)
            }
            rest => {
                let told: usize = outcomes.iter().map(Outcome::answer_bytes).sum();
                share.shrink_to(told);
                Ok(Stored {
                    outcomes,
                    rest,
                    share,
                })
            }
        };
        // A client that hung up does not wait for its answer; its entries are stored all the same.
        let _ = answer.send(result);
    }
}

impl Command {
    fn entries(&self) -> usize {
        match self {
            Self::Store(submission) => submission.entries.len(),
            Self::Replay(letters) => letters.ids.len(),
            Self::Drop(letters) => letters.ids.len(),
            _ => 0,
        }
    }
}
