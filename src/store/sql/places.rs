//! Keeps the places of the first sheets of each item, so that all places of a rare item are found without reading
//! every sheet. A common item stops costing anything once it has its share.

use super::{Connection, rows};
use crate::store::entry::json;
use crate::store::plan::PlannedSheet;
use std::collections::HashMap;

/// Sheets kept per item; as many as an answer may hold places.
const MOST: i64 = 10_000;

/// Adds the places of `sheets` for items that have room, and returns the number of rows that each of these items
/// then has. `placed` tells what is known of that already; another server's rows may be missing from it, so the
/// limit is approximate.
pub(super) async fn add<'a>(
    connection: &mut Connection,
    sheets: impl Iterator<Item = &'a PlannedSheet<'a>>,
    placed: &HashMap<String, i64>,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    let mut new = Vec::new();
    for planned in sheets {
        let sheet = &planned.row.sheet;
        for (item, places) in &sheet.locations {
            let units = sheet.looted_items.get(item).map_or(0, |count| count.get());
            let units: u64 = places.weighted(units).map(|(_, units)| units).sum();
            if units == 0 || placed.get(item.as_str()).is_some_and(|rows| *rows >= MOST) {
                continue;
            }
            let rows = match counts.get(item.as_str()).or(placed.get(item.as_str())) {
                Some(rows) => *rows,
                None => count(connection, item.as_str()).await?,
            };
            if rows < MOST {
                new.push((item.as_str(), planned.id, units as i64, json(places)));
            }
            counts.insert(item.as_str(), rows + i64::from(rows < MOST));
        }
    }
    rows::write(
        connection,
        "insert into item_places (item, stat_sheet_id, units, places)",
        "",
        &new,
        |mut values, (item, sheet, units, places)| {
            values
                .push_bind(*item)
                .push_bind(*sheet)
                .push_bind(*units)
                .push_bind(places.as_str());
        },
    )
    .await?;
    Ok(counts
        .into_iter()
        .map(|(item, rows)| (item.to_owned(), rows))
        .collect())
}

async fn count(connection: &mut Connection, item: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from item_places where item = $1")
        .bind(item)
        .fetch_one(connection)
        .await
}
