//! Counts all totals again from the raw rows, within one state of the database, and compares.

use super::all_rows::{LEAVE_NO_ROW, WrongRows, each_delta, written_out};
use super::delta::RollupDelta;
use super::differences::{differences, differences_in_units};
use super::heat_pending::MapKey;
use super::location_samples::SampleKey;
use super::rollup::{Part, Recount, Rollup};
use super::stored::{self, Cell, Table};
use super::sums::{Key, Measures, Sums};
use super::{ALL, consistency, heat_grids, location_samples};
use crate::model::{HeatGrid, IntegrityCheck, LocationSample};
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use crate::store::write::names::Names;
use crate::store::write::names_table::{self, UNLISTED_NAMES};
use crate::store::write::sessions;
use std::collections::BTreeMap;

/// Rows of `counters` that count nothing.
const UNCOUNTED: [&str; 5] = ["last_id", "version", "in_use", "sessions", UNLISTED_NAMES];

/// Every check, in order.
pub(in crate::store) async fn check(
    snapshot: &mut Snapshot,
) -> Result<Vec<IntegrityCheck>, StoreError> {
    let mut checks = Vec::new();
    let mut add = |name: String, differences| checks.push(IntegrityCheck { name, differences });
    if let Some(found) = snapshot.self_check().await? {
        add("the database's own check".into(), found);
    }
    for IntegrityCheck { name, differences } in consistency::check(snapshot).await? {
        add(name, differences);
    }
    let names = names_table::load_from(snapshot).await?;
    let mut recounted = Recounted::default();
    let mut wrong = WrongRows::default();
    each_delta(snapshot, &names, &mut wrong, async |delta| {
        recounted.absorb(delta);
        Ok(())
    })
    .await?;
    add(
        "units of each sheet equal the sum of its items".into(),
        wrong.units,
    );
    add(
        "the time of each row is the one it was sent with".into(),
        wrong.times,
    );
    for (rollup, counted) in ALL.iter().zip(&mut recounted.tables) {
        let found = compare(snapshot, &names, rollup, counted).await?;
        add(format!("{} equal a recount", rollup.table), found);
    }
    let kept = heat_grids::stored(snapshot).await?;
    let found = differences_in_units(
        &kept,
        &recounted.grids,
        HeatGrid::agrees_with,
        HeatGrid::total_units,
    );
    add("heat_grids equal a recount".into(), found);
    let kept = location_samples::stored(snapshot).await?;
    let found = differences_in_units(
        &kept,
        &recounted.samples,
        LocationSample::eq,
        LocationSample::units,
    );
    add("location_samples equal a recount".into(), found);
    let text = snapshot.dialect().write_out(sessions::DIFFERENCES, true);
    let found: Vec<(String,)> = snapshot.fetch(&text).await?;
    let found = found.into_iter().map(|(what,)| what).collect();
    add("sessions equal a recount".into(), found);
    Ok(checks)
}

async fn compare(
    snapshot: &mut Snapshot,
    names: &Names,
    rollup: &Rollup,
    counted: &mut Table,
) -> Result<Vec<String>, StoreError> {
    match rollup.recount {
        Recount::Facts => {
            let mut kept = stored::load(snapshot, rollup).await?;
            for table in [&mut kept, counted] {
                table.retain(|key, measures| {
                    is_recountable(rollup, key) && measures.iter().any(|n| *n != 0)
                });
            }
            Ok(differences(&kept, counted))
        }
        Recount::InDatabase(select) => {
            let select = written_out(snapshot, names, select);
            let text = rollup.differences(&select);
            let found: Vec<(String,)> = snapshot.fetch(&text).await?;
            Ok(found.into_iter().map(|(key,)| key).collect())
        }
    }
}

/// Whether raw rows say anything about a stored row.
fn is_recountable(rollup: &Rollup, key: &[Cell]) -> bool {
    let is = |name: &str| key[0] == Cell::Text(name.to_owned());
    let leaves_no_row = LEAVE_NO_ROW.iter().any(|counter| is(counter.as_str()));
    rollup.table != "counters" || !(UNCOUNTED.iter().any(|name| is(name)) || leaves_no_row)
}

#[derive(Default)]
struct Recounted {
    tables: [Table; ALL.len()],
    grids: BTreeMap<MapKey, HeatGrid>,
    samples: BTreeMap<SampleKey, LocationSample>,
}

impl Recounted {
    fn absorb(&mut self, delta: &RollupDelta<'_>) {
        let all = ALL.iter().zip(&delta.sums).zip(&mut self.tables);
        let held = all.filter(|((rollup, _), _)| matches!(rollup.recount, Recount::Facts));
        for ((rollup, Sums(sums)), table) in held {
            for (key, measures) in sums {
                absorb_row(rollup, delta, key, measures, table);
            }
        }
        heat_grids::gather(delta, &mut self.grids);
        location_samples::gather(delta, &mut self.samples);
    }
}

/// Adds one row of `delta` to those of a table.
pub(super) fn absorb_row(
    rollup: &Rollup,
    delta: &RollupDelta<'_>,
    key: &Key,
    measures: &Measures,
    table: &mut Table,
) {
    let kept = table.entry(owned(rollup, delta, key)).or_insert_with(|| {
        let measures = rollup.measures.iter();
        measures.map(|measure| measure.neutral()).collect()
    });
    for ((kept, measure), n) in kept.iter_mut().zip(rollup.measures).zip(measures) {
        *kept = measure.combine(*kept, *n);
    }
}

fn owned(rollup: &Rollup, delta: &RollupDelta<'_>, key: &Key) -> Vec<Cell> {
    let is_number = rollup.key.iter().flat_map(|part| match part {
        Part::Number(_) => vec![true],
        Part::Text(_) => vec![false],
        Part::Slice => vec![false; 3],
    });
    let parts = key.parts().iter().zip(is_number);
    parts
        .map(|(part, is_number)| match is_number {
            true => Cell::Number(*part as i64),
            false => Cell::Text(delta.texts.get(*part).into_owned()),
        })
        .collect()
}
