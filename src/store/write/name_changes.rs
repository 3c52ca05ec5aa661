//! Changes what names are counted as. The rows that this touches are counted again beside the writer; then one transaction
//! notes the decision, counts what has come since, and puts the new rows in the place of the old ones. Until then
//! nothing has changed, so that a check is right at any moment and whoever is killed has changed nothing.

use super::generations::{self, Generation};
use super::name_decisions::{Decided, decide};
use super::names::Names;
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

    /// How many rows have come since.
    fn rows_until(&self, now: &Self) -> i64 {
        now.last_sheet - self.last_sheet + now.last_event - self.last_event
    }
}

/// Of so many rows nobody is kept waiting while the writer counts them.
const FEW_ROWS: i64 = 5_000;

/// A scan of all rows takes its time.
fn scan_after(last: i64) -> ScanOptions {
    ScanOptions {
        after: (last > 0).then_some(last),
        up_to: None,
        batch_bytes: 2 << 20,
        deadline: Duration::from_secs(24 * 3_600),
    }
}

impl Reader {
    /// Whether `change` is possible as names are now.
    ///
    /// # Errors
    /// The faults of the change, inside; when the database does not answer.
    pub async fn require_possible(
        &self,
        change: &NameChange,
    ) -> Result<Result<(), Faults>, StoreError> {
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
        let mut snapshot = self.snapshot().await?;
        let known = names_table::load_from(&mut snapshot).await?;
        let moment = Moment::of(&snapshot.fetch(MOMENT).await?);
        drop(snapshot);
        let Decided { names, touched, .. } = match decide(&known, &change) {
            Ok(decided) => decided,
            Err(faults) => return Ok(Err(faults)),
        };
        let mut part = PartRecount::new(touched);
        let mut counted = Moment {
            last_sheet: 0,
            last_event: 0,
            ..moment.clone()
        };
        let mut until = moment;
        // Much comes while all is looked at: that is looked at here as well, so that little is left for the writer.
        loop {
            self.count(&mut part, &names, [&counted, &until], &progress)
                .await?;
            counted = until;
            until = Moment::of(&self.snapshot().await?.fetch(MOMENT).await?);
            if !counted.still_holds(&until) || counted.rows_until(&until) <= FEW_ROWS {
                break;
            }
        }
        Ok(Ok(PreparedNames {
            change,
            moment: counted,
            part,
        }))
    }

    /// Counts the rows that came between two moments.
    async fn count(
        &self,
        part: &mut PartRecount,
        names: &Names,
        [from, until]: [&Moment; 2],
        progress: impl Fn(u64, u64),
    ) -> Result<(), StoreError> {
        let total = (until.last_sheet + until.last_event).max(0) as u64;
        if part.needs_sheets() && from.last_sheet < until.last_sheet {
            let options = scan_after(from.last_sheet);
            let mut scan = self.scan_sheets(SheetColumns::ALL, &Default::default(), options);
            while let Some(batch) = scan.next().await? {
                part.add_sheets(names, &batch, until.last_sheet);
                let seen = batch.ids.last().copied().unwrap_or(0);
                progress(seen as u64, total);
                if seen >= until.last_sheet {
                    break;
                }
            }
            scan.close().await;
        }
        if part.needs_events() && from.last_event < until.last_event {
            let options = scan_after(from.last_event);
            let mut scan = self.scan_events(EVENTS, &Default::default(), options);
            while let Some(batch) = scan.next().await? {
                part.add_events(names, &batch, until.last_event);
                let seen = batch.ids.last().copied().unwrap_or(0);
                progress((until.last_sheet + seen) as u64, total);
                if seen >= until.last_event {
                    break;
                }
            }
            scan.close().await;
        }
        Ok(())
    }
}

const EVENTS: EventColumns = EventColumns {
    details: false,
    arms: true,
    items: true,
    sent_timestamps: false,
    levels: false,
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
