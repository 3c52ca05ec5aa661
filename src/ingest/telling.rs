//! What the writer task tells those who watch: that something is new, and whether the database takes writes. Here its
//! errors are logged, once for all that wait.

use crate::store::StoreError;
use tokio::sync::watch;

/// Why nothing can be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The last write failed; others may not. It is tried again and again.
    Passing,
    /// Until somebody mends the database.
    Lasting,
}

/// The task's ends of what it tells.
#[derive(Debug)]
pub(super) struct Telling {
    commits: watch::Sender<u64>,
    trouble: watch::Sender<Option<Trouble>>,
}

/// The ends of those who listen; cloned freely.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) commits: watch::Receiver<u64>,
    pub(super) trouble: watch::Receiver<Option<Trouble>>,
}

impl Telling {
    /// Both ends. `error` is how the first write failed, if it did.
    pub(super) fn new(error: Option<&StoreError>) -> (Self, Told) {
        let (commits, committed) = watch::channel(0);
        let (trouble, troubled) = watch::channel(error.map(Trouble::of));
        let told = Told {
            commits: committed,
            trouble: troubled,
        };
        (Self { commits, trouble }, told)
    }

    /// Announces that something was done.
    pub(super) fn that_something_is_new(&self) {
        self.commits.send_modify(|commits| *commits += 1);
    }

    /// Whether the last write failed.
    pub(super) fn writes_fail(&self) -> bool {
        self.trouble.borrow().is_some()
    }

    /// Takes note of how a write ended.
    pub(super) fn about(&self, error: Option<&StoreError>) {
        let Some(error) = error else {
            if self.trouble.send_replace(None).is_some() {
                tracing::info!("the database takes writes again");
            }
            return;
        };
        if is_of_one_item(error) {
            tracing::error!(%error, "could not write");
            return;
        }
        let trouble = Trouble::of(error);
        let before = self.trouble.send_replace(Some(trouble));
        match trouble {
            Trouble::Lasting if before == Some(trouble) => {
                tracing::debug!(%error, "nothing can be stored");
            }
            Trouble::Lasting => tracing::error!(
                %error,
                "nothing can be stored until the database is mended; it is tried again and again"
            ),
            Trouble::Passing => {
                tracing::warn!(%error, "could not write; clients are asked to try again");
            }
        }
    }
}

impl Trouble {
    fn of(error: &StoreError) -> Self {
        match error.needs_the_operator() {
            true => Self::Lasting,
            false => Self::Passing,
        }
    }
}

/// Whether the error says nothing about what else could be written.
fn is_of_one_item(error: &StoreError) -> bool {
    match error {
        StoreError::Partly { cause, .. } => is_of_one_item(cause),
        StoreError::Unexpected(_) | StoreError::Refused(_) | StoreError::BadRow(_) => true,
        _ => false,
    }
}
