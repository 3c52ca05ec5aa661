//! Checks of rows against themselves and each other, which need no recount.

use super::differences::MOST_LISTED;
use super::raw_row::RawRow;
use crate::model::{IntegrityCheck, NameKind, OTHER};
use crate::store::connect::statement::{Insert, Value};
use crate::store::error::StoreError;
use crate::store::row_hash::{self, ROW_HASH};
use crate::store::scan::Snapshot;
use crate::store::write::names::{NO_SLOT, Place, of_arm};
use crate::store::write::names_table;
use crate::store::write::{dead_letters, events, sheets};

/// A check that the database does by itself: its name, and what selects what is wrong, as text.
type Check = (&'static str, &'static str);

const CHECKS: [Check; 5] = [
    (
        "event_count is the number of events stored with the sheet",
        "select 'sheet ' || s.id || ': stored ' || s.event_count || ', counted ' || coalesce(c.n, 0) from stat_sheets s
        left join (
            select stat_sheet_id, count(*) as n from events where stat_sheet_id is not null group by stat_sheet_id
        ) c on c.stat_sheet_id = s.id
        where s.event_count <> coalesce(c.n, 0) order by s.id limit 20",
    ),
    (
        "events belong to sheets that are there",
        "select 'event ' || e.id || ': sheet ' || e.stat_sheet_id from events e
        left join stat_sheets s on s.id = e.stat_sheet_id
        where e.stat_sheet_id is not null and s.id is null order by e.id limit 20",
    ),
    (
        "ids are not above the last one that was given out",
        "select c.label || ': last ' || c.n || ', stored ' || m.id from counters c
        join (
            select 'sheet' as label, max(id) as id from stat_sheets
            union all select 'event', max(id) from events
            union all select 'dead_letter', max(id) from dead_letters
        ) m on m.label = c.label
        where c.name = 'last_id' and m.id > c.n",
    ),
    (
        "location_chunks are as many as their sample says, in order",
        "select s.map || ' ' || s.item || case s.of_events when 1 then ' of events' else '' end || ': ' || s.chunks || ' chunks, stored ' || coalesce(c.n, 0) from location_samples s
        left join (
            select map, item, of_events, count(*) as n, min(chunk) as lowest, max(chunk) as highest
            from location_chunks group by map, item, of_events
        ) c on c.map = s.map and c.item = s.item and c.of_events = s.of_events
        where coalesce(c.n, 0) <> s.chunks
            or (c.n > 0 and (c.lowest <> 0 or c.highest <> s.chunks - 1)) limit 20",
    ),
    (
        "location_chunks belong to a sample",
        "select c.item || ': chunk ' || c.chunk from location_chunks c
        left join location_samples s on s.map = c.map and s.item = c.item and s.of_events = c.of_events
        where s.item is null limit 20",
    ),
];

/// All of them.
pub(super) async fn check(snapshot: &mut Snapshot) -> Result<Vec<IntegrityCheck>, StoreError> {
    let mut checks = Vec::new();
    for insert in [&sheets::INSERT, &events::INSERT, &dead_letters::INSERT] {
        checks.push(IntegrityCheck {
            name: format!("rows of {} are as they were written", insert.table),
            differences: changed_rows(snapshot, insert).await?,
        });
    }
    for (name, select) in CHECKS {
        let found: Vec<(String,)> = snapshot.fetch(select).await?;
        checks.push(IntegrityCheck {
            name: name.into(),
            differences: found.into_iter().map(|(what,)| what).collect(),
        });
    }
    checks.push(IntegrityCheck {
        name: "names are those that the totals have, each with a slot of its own".into(),
        differences: wrong_names(snapshot).await?,
    });
    Ok(checks)
}

/// Rows whose hash is not that of their columns. Those of before there were hashes are not looked at.
async fn changed_rows(
    snapshot: &mut Snapshot,
    insert: &Insert<'_>,
) -> Result<Vec<String>, StoreError> {
    let columns = insert.columns;
    let names = columns.iter().map(|(name, _)| *name);
    let select = names.collect::<Vec<_>>().join(", ");
    let text = format!(
        "select {select} from {} where {ROW_HASH} is not null order by id",
        insert.table
    );
    let mut changed = Vec::new();
    snapshot
        .each(&text, |RawRow(values): RawRow| {
            let stored = values.last().and_then(Value::bigint);
            let is_same = stored == Some(row_hash::of_row(columns, &values));
            if !is_same && changed.len() < MOST_LISTED {
                let id = values.first().and_then(Value::bigint).unwrap_or_default();
                changed.push(format!("row {id}"));
            }
            Ok(())
        })
        .await?;
    Ok(changed)
}

/// The names of rows in the totals, by kind; a variant with its experiment, and a value with its dimension among them.
const USED: [(NameKind, &str); 5] = [
    (NameKind::Item, "select distinct item, '' from item_totals"),
    (
        NameKind::GameMode,
        "select distinct game_mode, '' from activity where game_mode <> ''",
    ),
    (
        NameKind::Variant,
        "select distinct variant, experiment from activity where experiment <> ''",
    ),
    (
        NameKind::EventType,
        "select distinct event_type, '' from event_totals",
    ),
    (
        NameKind::Dimension,
        "select distinct map, 'map' from location_samples where map <> ''",
    ),
];

async fn wrong_names(snapshot: &mut Snapshot) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    let names = names_table::load_from(snapshot).await?;
    let rows = "select kind, name, slot from names order by kind, slot, name";
    let rows: Vec<(String, String, i64)> = snapshot.fetch(rows).await?;
    for (kind, used) in USED {
        let of_kind = names.of(kind);
        let used: Vec<(String, String)> = snapshot.fetch(used).await?;
        for (name, experiment) in used {
            let name = match kind {
                _ if name == OTHER => continue,
                NameKind::Variant | NameKind::Dimension => of_arm(&experiment, &name),
                _ => name,
            };
            let is_own_value = names.of(NameKind::Dimension).place(&name) == Some(&Place::Own);
            match of_kind.place(&name) {
                Some(Place::Own) => {}
                _ if kind == NameKind::Variant && is_own_value => {}
                Some(_) => wrong.push(format!(
                    "{} {name:?} is counted, and has no place",
                    kind.as_str()
                )),
                None => wrong.push(format!("{} {name:?} is missing", kind.as_str())),
            }
        }
        for (name, place) in of_kind.all() {
            let Place::As(counted) = place else { continue };
            if &**counted != OTHER && of_kind.place(counted) != Some(&Place::Own) {
                wrong.push(format!(
                    "{} {name:?} is counted as {counted:?}, which has no place",
                    kind.as_str()
                ));
            }
        }
        let slotted = rows.iter();
        let slotted = slotted.filter(|(of, _, slot)| of == kind.as_str() && *slot != NO_SLOT);
        for ((_, name, slot), expected) in slotted.zip(0..) {
            if *slot != expected {
                wrong.push(format!(
                    "{} {name:?}: slot {slot}, not {expected}",
                    kind.as_str()
                ));
            }
        }
    }
    let strange = rows
        .iter()
        .filter(|(kind, ..)| NameKind::parse(kind).is_err());
    wrong.extend(strange.map(|(kind, name, _)| format!("{name:?} is of no kind: {kind}")));
    wrong.truncate(MOST_LISTED);
    Ok(wrong)
}
