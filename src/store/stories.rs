//! The question for stories (`reader.rs` has others).

use super::database::on;
use super::error::StoreError;
use super::reader::{Reader, in_time};
use crate::model::{Stories, StoriesRequest};

impl Reader {
    /// What the players of the newest sheets did, in order.
    pub async fn stories(&self, asked: &StoriesRequest) -> Result<Stories, StoreError> {
        in_time(async { on!(self.database, read_stories::newest(asked)) }).await
    }
}
