//! Counts requests of which nothing was kept.

use super::ids;
use crate::model::{Millis, RefusedRequests};
use crate::store::connect::transaction::WriteSide;
use crate::store::error::StoreError;
use crate::store::rollups::apply::{self, NewOwners};
use crate::store::rollups::counter::Counter;
use crate::store::rollups::delta::RollupDelta;

/// Counts them as refused at `at`.
pub(in crate::store) async fn count(
    side: &mut WriteSide,
    refused: &[RefusedRequests],
    at: Millis,
) -> Result<(), StoreError> {
    let labels: Vec<String> = refused.iter().map(RefusedRequests::label).collect();
    let mut delta = RollupDelta::default();
    for (label, refused) in labels.iter().zip(refused) {
        let requests = i64::try_from(refused.requests).unwrap_or(i64::MAX);
        delta.receive_times(Counter::RefusedRequests, label, at, requests);
    }
    let mut transaction = side.begin().await?;
    let first = ids::take(&mut transaction, 0, 0).await?;
    apply::add(&mut transaction, delta, first.sheet, NewOwners::MayHaveRows).await?;
    transaction.commit().await
}
