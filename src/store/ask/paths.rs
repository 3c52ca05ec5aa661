//! What players did in matches.

use crate::model::{PathsRequest, PlayerMatchPaths};
use crate::store::ask::reader::Reader;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;

impl Reader {
    /// What the players of the newest sheets did, in order.
    pub async fn stories(&self, asked: &PathsRequest) -> Result<PlayerMatchPaths, StoreError> {
        in_time(async { on!(self.database, ask::paths::newest(asked)) }).await
    }
}
