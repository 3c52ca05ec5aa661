//! Questions about items: the order in which they came, and their units over time.

use crate::model::{HourFilter, ItemActivity, ItemBucket, ItemKind, ItemPoint, Millis, Slice};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::{ItemActivityRow, item_of};
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::{BTreeMap, HashMap};

/// Which hours of which slice.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Hours<'a> {
    pub(in crate::store) since_ms: i64,
    pub(in crate::store) until_ms: i64,
    pub(in crate::store) slice: Slice<'a>,
}

impl Reader {
    /// Every item with its slot, which is its place in the order in which items first came.
    pub async fn item_slots(&self) -> Result<BTreeMap<ItemKind, u32>, StoreError> {
        let rows = in_time(async { Ok(on!(self.database, ask::items::slots())?) });
        let slots = rows.await?.into_iter().map(|(name, slot)| {
            let slot = u32::try_from(slot)
                .map_err(|reason| StoreError::bad_row("names", &name, reason))?;
            Ok((item_of(&name, "names")?, slot))
        });
        slots.collect()
    }

    /// Units over time of the `most` items with the most units, and of all others together; at most the newest
    /// [`Reader::MAX_BUCKETS`] buckets.
    pub async fn item_activity(
        &self,
        filter: &HourFilter,
        bucket: ItemBucket,
        most: usize,
    ) -> Result<ItemActivity, StoreError> {
        in_time(self.items_over_time(filter, bucket, most)).await
    }

    async fn items_over_time(
        &self,
        filter: &HourFilter,
        bucket: ItemBucket,
        most: usize,
    ) -> Result<ItemActivity, StoreError> {
        let range = filter.range.from_bucket(Millis::HOUR);
        let (since_ms, until_ms) = range.bounds_ms();
        let slice = filter.slice.slice();
        let hours = Hours {
            since_ms,
            until_ms,
            slice,
        };
        let mut totals = if range.is_limited() {
            on!(self.database, ask::items::totals(hours))?
        } else {
            on!(self.database, ask::items::totals_of_all_times(slice))?
        };
        let others = totals.split_off(most.min(totals.len()));
        let names: Vec<String> = totals.iter().map(|(item, _)| item.clone()).collect();
        let items = names.iter().map(|item| item_of(item, "item_activity"));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let width = match bucket {
            ItemBucket::Hour => Millis::HOUR,
            ItemBucket::Day => Millis::DAY,
            ItemBucket::All if totals.is_empty() => return Ok(ItemActivity::default()),
            ItemBucket::All => {
                let whole = ItemPoint {
                    start: range.since.unwrap_or(Millis::FIRST_BUCKET),
                    units: totals.iter().map(|(_, units)| *units as u64).collect(),
                    other: others.iter().map(|(_, units)| *units as u64).sum(),
                };
                let points = vec![whole];
                return Ok(ItemActivity { items, points });
            }
        };
        let sums = on!(
            self.database,
            ask::items::sums_over_time(hours, width, Self::MAX_BUCKETS)
        )?;
        let Some((oldest, _)) = sums.last() else {
            return Ok(ItemActivity::default());
        };
        let since_ms = hours.since_ms.max(*oldest);
        let hours = Hours { since_ms, ..hours };
        let rows = on!(self.database, ask::items::over_time(hours, width, &names))?;
        let points = into_points(&names, &sums, rows);
        Ok(ItemActivity { items, points })
    }
}

/// Puts sums per bucket and those of single items together; what no item accounts for is of others. A commit between
/// both questions may have added to the second.
fn into_points(
    items: &[String],
    sums: &[(i64, i64)],
    rows: Vec<ItemActivityRow>,
) -> Vec<ItemPoint> {
    let places: HashMap<&str, usize> = items.iter().map(String::as_str).zip(0..).collect();
    let empty = |(start_ms, units): &(i64, i64)| {
        let point = ItemPoint {
            start: Millis(*start_ms),
            units: vec![0; items.len()],
            other: *units as u64,
        };
        (*start_ms, point)
    };
    let mut points: BTreeMap<i64, ItemPoint> = sums.iter().map(empty).collect();
    for row in rows {
        let place = places.get(row.item.as_str());
        if let (Some(point), Some(place)) = (points.get_mut(&row.start_ms), place) {
            let units = row.units as u64;
            point.units[*place] = units;
            point.other = point.other.saturating_sub(units);
        }
    }
    points.into_values().collect()
}
