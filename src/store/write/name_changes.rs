//! Changes what names are counted as. The rows that this touches are counted again beside the writer; then one transaction
//! notes the decision, counts what has come since, and puts the new rows in the place of the old ones. Until then
//! nothing has changed, so that a check is right at any moment and whoever is killed has changed nothing.

use super::generations::{self, Generation};
use super::name_decisions::{Decided, decide, fault_of};
use super::{ids, names_table};
use crate::model::{Faults, NameChange, NamesChanged};
use crate::store::ask::Reader;
use crate::store::connect::address::Address;
use crate::store::connect::transaction::{Transaction, WriteSide};
use crate::store::error::StoreError;
use crate::store::rollups::part::PartRecount;
use crate::store::scan::{EventColumns, ScanOptions, SheetColumns, Snapshot};
use std::time::Duration;

/// What a change of names has counted so far, to be finished by the writer.
#[derive(Debug)]
pub struct PreparedNames {
    change: NameChange,
    moment: Moment,
    part: PartRecount,
}

/// What became of a change.
#[derive(Debug)]
pub enum NamesOutcome {
    /// It is done.
    Done(NamesChanged),
    /// Something else was decided, or deleted, meanwhile: it has to be prepared again.
    Outdated,
    /// It cannot be.
    Refused(Faults),
}

/// Up to where rows were counted, and what must not have changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    last_sheet: i64,
    last_event: i64,
    data: Option<i64>,
    decisions: Option<i64>,
}

const MOMENT: &str = "select name, label, n from counters where name in ('last_id', 'version')";

impl Moment {
    fn of(rows: &[(String, String, i64)]) -> Self {
        let find = |name: &str, label: &str| {
            let row = rows.iter().find(|row| row.0 == name && row.1 == label);
            row.map(|(.., n)| *n)
        };
        Self {
            last_sheet: find("last_id", "sheet").unwrap_or(0),
            last_event: find("last_id", "event").unwrap_or(0),
            data: find("version", Generation::Data.label()),
            decisions: find("version", Generation::Decisions.label()),
        }
    }

    /// Whether what was counted at this moment is still true.
    fn still_holds(&self, now: &Self) -> bool {
        (self.data, self.decisions) == (now.data, now.decisions)
    }
}

/// A scan of all rows takes its time.
const SCAN: ScanOptions = ScanOptions {
    after: None,
    batch_bytes: 2 << 20,
    deadline: Duration::from_secs(24 * 3_600),
};

impl Reader {
    /// Whether `change` is possible as names are now.
    ///
    /// # Errors
    /// The faults of the change, inside; when the database does not answer.
    pub async fn require_possible(
        &self,
        change: &NameChange,
    ) -> Result<Result<(), Faults>, StoreError> {
        if let Some(fault) = fault_of(change) {
            return Ok(Err(Faults::one(fault.field, fault.reason)));
        }
        let known = names_table::load_from(&mut self.snapshot().await?).await?;
        Ok(decide(&known, change).map(drop))
    }

    /// Counts the rows of the totals that `change` touches; `progress` is told how many rows of how many were looked at.
    ///
    /// # Errors
    /// The faults of the change, inside; when the database does not answer.
    pub async fn prepare_names(
        &self,
        change: NameChange,
        progress: impl Fn(u64, u64),
    ) -> Result<Result<PreparedNames, Faults>, StoreError> {
        if let Some(fault) = fault_of(&change) {
            return Ok(Err(Faults::one(fault.field, fault.reason)));
        }
        let mut snapshot = self.snapshot().await?;
        let known = names_table::load_from(&mut snapshot).await?;
        let moment = Moment::of(&snapshot.fetch(MOMENT).await?);
        drop(snapshot);
        let Decided { names, touched, .. } = match decide(&known, &change) {
            Ok(decided) => decided,
            Err(faults) => return Ok(Err(faults)),
        };
        let mut part = PartRecount::new(touched);
        let total = (moment.last_sheet + moment.last_event).max(0) as u64;
        if part.needs_sheets() {
            let mut scan = self.scan_sheets(SheetColumns::ALL, &Default::default(), SCAN);
            while let Some(batch) = scan.next().await? {
                part.add_sheets(&names, &batch, moment.last_sheet);
                let seen = batch.ids.last().copied().unwrap_or(0);
                progress(seen as u64, total);
                if seen >= moment.last_sheet {
                    break;
                }
            }
            scan.close().await;
        }
        if part.needs_events() {
            let mut scan = self.scan_events(EVENTS, &Default::default(), SCAN);
            while let Some(batch) = scan.next().await? {
                part.add_events(&names, &batch, moment.last_event);
                let seen = batch.ids.last().copied().unwrap_or(0);
                progress((moment.last_sheet + seen) as u64, total);
                if seen >= moment.last_event {
                    break;
                }
            }
            scan.close().await;
        }
        Ok(Ok(PreparedNames {
            change,
            moment,
            part,
        }))
    }
}

const EVENTS: EventColumns = EventColumns {
    details: false,
    experiments: true,
    sent_timestamps: false,
};

/// Finishes a change.
pub(in crate::store) async fn change(
    home: &mut WriteSide,
    address: &Address,
    prepared: PreparedNames,
) -> Result<NamesOutcome, StoreError> {
    let mut transaction = home.begin().await?;
    ids::take(&mut transaction, 0, 0).await?;
    let now = Moment::of(&transaction.fetch(MOMENT, &[]).await?);
    let known = names_table::load(&mut transaction).await?;
    let PreparedNames {
        change,
        moment,
        mut part,
    } = prepared;
    if !moment.still_holds(&now) {
        return Ok(NamesOutcome::Outdated);
    }
    let decided = match decide(&known, &change) {
        Ok(decided) => decided,
        Err(faults) => return Ok(NamesOutcome::Refused(faults)),
    };
    // A name may have come first in the meantime.
    if decided.touched != *part.touched() {
        return Ok(NamesOutcome::Outdated);
    }
    // The turn to write is held, so what is committed is all there is.
    let mut snapshot = Snapshot::begin(address).await?;
    catch_up(&mut snapshot, &decided, &moment, &mut part).await?;
    names_table::decide(&mut transaction, change.kind, &decided.changed).await?;
    part.replace(&mut transaction, &snapshot, &decided.names)
        .await?;
    renew(&mut transaction).await?;
    transaction.commit().await?;
    Ok(NamesOutcome::Done(NamesChanged {
        changed: decided.changed.len() as u64,
        recounted_rows: part.rows,
    }))
}

/// Counts the rows that have come since.
async fn catch_up(
    snapshot: &mut Snapshot,
    decided: &Decided,
    moment: &Moment,
    part: &mut PartRecount,
) -> Result<(), StoreError> {
    if part.needs_sheets() {
        let mut progress = Snapshot::begin_scan_after(SheetColumns::ALL, moment.last_sheet);
        while let Some(batch) = snapshot.next(&mut progress).await? {
            part.add_sheets(&decided.names, &batch, i64::MAX);
        }
    }
    if part.needs_events() {
        let mut progress = Snapshot::begin_scan_after(EVENTS, moment.last_event);
        while let Some(batch) = snapshot.next(&mut progress).await? {
            part.add_events(&decided.names, &batch, i64::MAX);
        }
    }
    Ok(())
}

async fn renew(transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
    generations::renew(transaction, Generation::Names).await?;
    generations::renew(transaction, Generation::Decisions).await?;
    Ok(())
}
