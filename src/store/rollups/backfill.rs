//! Counts what was stored before a total was there. Which totals count everything is noted in the table `rollups`.

use super::all_rows::{WrongRows, each_delta, written_out};
use super::delta::RollupDelta;
use super::rollup::{Recount, Rollup};
use super::{ALL, apply, heat_grids, heat_pending, location_samples};
use crate::store::connect::address::Address;
use crate::store::connect::transaction::{Transaction, WriteSide};
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use crate::store::write::{ids, names_table};
use std::collections::BTreeSet;

/// The tables of what is more than sums.
const GRIDS: &str = "heat_grids";
const SAMPLES: &str = "location_samples";

pub(in crate::store) const COUNTED: &str = "select table_name from rollups";
const NOTE: &str = "insert into rollups (table_name) values ($1)";

/// The totals that do not count everything yet, of those that are `counted`.
pub(in crate::store) fn uncounted(counted: &BTreeSet<String>) -> Vec<&'static str> {
    let all = ALL.iter().map(|rollup| rollup.table);
    let all = all.chain([GRIDS, SAMPLES]);
    all.filter(|table| !counted.contains(*table)).collect()
}

/// Counts everything for the totals that do not yet, each in one transaction or not at all; servers that write wait.
pub(in crate::store) async fn run(
    side: &mut WriteSide,
    address: &Address,
) -> Result<(), StoreError> {
    // First those that the database counts by itself: others are counted from them.
    for rollup in &ALL {
        if let Recount::InDatabase(select) = rollup.recount {
            count_in_database(side, address, rollup, select).await?;
        }
    }
    count_facts(side, address).await
}

/// Takes the turn to write and says which totals are uncounted.
async fn begin(side: &mut WriteSide) -> Result<(Transaction<'_>, Vec<&'static str>), StoreError> {
    let mut transaction = side.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let counted: Vec<(String,)> = transaction.fetch(COUNTED, &[]).await?;
    let counted = counted.into_iter().map(|(table,)| table).collect();
    Ok((transaction, uncounted(&counted)))
}

async fn count_in_database(
    side: &mut WriteSide,
    address: &Address,
    rollup: &Rollup,
    select: &str,
) -> Result<(), StoreError> {
    let (mut transaction, uncounted) = begin(side).await?;
    if uncounted.contains(&rollup.table) {
        let mut snapshot = Snapshot::begin(address).await?;
        let names = names_table::load_from(&mut snapshot).await?;
        let columns = rollup.column_names().join(", ");
        let select = written_out(&snapshot, &names, select);
        let insert = format!("insert into {} ({columns})\n{select}", rollup.table);
        transaction
            .execute(&apply::delete(rollup.table), &[])
            .await?;
        transaction.execute(&insert, &[]).await?;
        note(&mut transaction, rollup.table).await?;
    }
    transaction.commit().await
}

async fn count_facts(side: &mut WriteSide, address: &Address) -> Result<(), StoreError> {
    let (mut transaction, uncounted) = begin(side).await?;
    if !uncounted.is_empty() {
        for table in &uncounted {
            transaction.execute(&apply::delete(table), &[]).await?;
        }
        if uncounted.contains(&GRIDS) {
            transaction.execute(heat_pending::DELETE, &[]).await?;
        }
        if uncounted.contains(&SAMPLES) {
            transaction
                .execute(location_samples::DELETE_CHUNKS, &[])
                .await?;
        }
        let mut snapshot = Snapshot::begin(address).await?;
        let mut anything = false;
        let add = async |delta: &RollupDelta<'_>| {
            anything |= !delta.is_empty();
            let wanted = |rollup: &Rollup| uncounted.contains(&rollup.table);
            apply::add_sums(&mut transaction, delta, None, wanted).await?;
            if uncounted.contains(&GRIDS) {
                heat_grids::add(&mut transaction, delta).await?;
            }
            if uncounted.contains(&SAMPLES) {
                location_samples::add(&mut transaction, delta).await?;
            }
            Ok(())
        };
        let names = names_table::load_from(&mut snapshot).await?;
        each_delta(&mut snapshot, &names, &mut WrongRows::default(), add).await?;
        for table in &uncounted {
            note(&mut transaction, table).await?;
        }
        if anything {
            tracing::info!(tables = uncounted.join(", "), "totals were recounted");
        }
    }
    transaction.commit().await
}

async fn note(transaction: &mut Transaction<'_>, table: &str) -> Result<(), StoreError> {
    transaction.execute(NOTE, &[table.into()]).await
}
