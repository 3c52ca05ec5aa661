//! Where a world hands out what happened.

use super::truth;
use super::upload::Upload;

/// Who takes what a world hands out, in the order of time.
pub trait Sink<'a> {
    /// The next upload, when it is sent.
    fn upload(&mut self, upload: Upload<'a>);

    /// What was drawn: a player who arrived, or a session that ended. Only of worlds made with their truth.
    fn truth(&mut self, record: truth::Record);
}
