//! Deletes everything.

use super::generations::{self, Generation};
use super::ids;
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;
use crate::store::rollups::apply;

const RAW: [&str; 10] = [
    "delete from stat_sheets",
    "delete from events",
    "delete from dead_letters",
    "delete from sessions",
    "delete from names",
    "delete from maps",
    "delete from saved_views",
    "delete from annotations",
    "delete from economies",
    "delete from counters where name = 'unlisted_names'",
];

/// Deletes every row of ours.
pub(in crate::store) async fn clear(home: &mut WriteSide) -> Result<(), StoreError> {
    let mut transaction = home.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    for statement in RAW {
        transaction.execute(statement, &[]).await?;
    }
    apply::clear(&mut transaction).await?;
    generations::renew(&mut transaction, Generation::Data).await?;
    generations::renew(&mut transaction, Generation::Names).await?;
    transaction.commit().await
}
