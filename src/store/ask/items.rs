//! Questions about items: the order in which they came, and their units over time.

use crate::model::{
    Colour, ItemActivity, ItemBucket, ItemKind, ItemPoint, Millis, PeriodFilter, Totals,
};
use crate::store::ask::pieces::Pieces;
use crate::store::ask::reader::Reader;
use crate::store::ask::row::{ItemActivityRow, item_of};
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::rollups::widths::FROM_QUARTERS;
use std::collections::{BTreeMap, HashMap};

impl Reader {
    /// The colour of every item; `whole` are the totals of everything, whatever is asked for.
    pub async fn item_colours(
        &self,
        whole: &Totals,
    ) -> Result<BTreeMap<ItemKind, Colour>, StoreError> {
        Ok(Colour::of_items(
            &whole.total_items,
            &self.item_slots().await?,
        ))
    }

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
    /// [`Reader::MAX_BUCKETS`] buckets. A range is taken in whole quarters of an hour.
    pub async fn item_activity(
        &self,
        filter: &PeriodFilter,
        bucket: ItemBucket,
        most: usize,
    ) -> Result<ItemActivity, StoreError> {
        in_time(self.items_over_time(filter, bucket, most)).await
    }

    async fn items_over_time(
        &self,
        filter: &PeriodFilter,
        bucket: ItemBucket,
        most: usize,
    ) -> Result<ItemActivity, StoreError> {
        let (slice, width) = (filter.slice.slice(), bucket.width());
        let pieces = Pieces::of(filter.range, width, &filter.zone, FROM_QUARTERS);
        let counted = pieces.counted;
        let nothing = ItemActivity {
            counted,
            ..ItemActivity::default()
        };
        if pieces.list.is_empty() {
            return Ok(nothing);
        }
        let mut totals = if counted.is_limited() {
            on!(self.database, ask::items::totals(slice, &pieces.list))?
        } else {
            on!(self.database, ask::items::totals_of_all_times(slice))?
        };
        if totals.is_empty() {
            return Ok(nothing);
        }
        let others = totals.split_off(most.min(totals.len()));
        let names: Vec<String> = totals.iter().map(|(item, _)| item.clone()).collect();
        let items = names.iter().map(|item| item_of(item, "item_activity"));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let Some(bucket) = width else {
            let whole = ItemPoint {
                start: counted.since.unwrap_or(Millis::FIRST_BUCKET),
                units: totals.iter().map(|(_, units)| *units as u64).collect(),
                other: others.iter().map(|(_, units)| *units as u64).sum(),
            };
            return Ok(ItemActivity {
                items,
                points: vec![whole],
                counted,
            });
        };
        let width_ms = bucket.width_ms();
        let sums = on!(
            self.database,
            ask::items::sums_over_time(slice, &pieces.list, width_ms, Self::MAX_BUCKETS)
        )?;
        let Some((oldest, _)) = sums.last() else {
            return Ok(nothing);
        };
        let pieces = pieces.with_since(Millis(*oldest));
        let rows = on!(
            self.database,
            ask::items::over_time(slice, &pieces.list, width_ms, &names)
        )?;
        let points = into_points(&names, &sums, rows, |at| filter.zone.start_of(at, bucket));
        Ok(ItemActivity {
            items,
            points,
            counted,
        })
    }
}

/// Puts sums per bucket and those of single items together; what no item accounts for is of others. A commit between
/// both questions may have added to the second. `start_of` is the start of a row's bucket.
fn into_points(
    items: &[String],
    sums: &[(i64, i64)],
    rows: Vec<ItemActivityRow>,
    start_of: impl Fn(Millis) -> Millis,
) -> Vec<ItemPoint> {
    let places: HashMap<&str, usize> = items.iter().map(String::as_str).zip(0..).collect();
    let mut points: BTreeMap<Millis, ItemPoint> = BTreeMap::new();
    for (at, units) in sums {
        let start = start_of(Millis(*at));
        let point = points.entry(start).or_insert_with(|| ItemPoint {
            start,
            units: vec![0; items.len()],
            other: 0,
        });
        point.other += *units as u64;
    }
    for row in rows {
        let place = places.get(row.item.as_str());
        let point = points.get_mut(&start_of(Millis(row.start_ms)));
        if let (Some(point), Some(place)) = (point, place) {
            let units = row.units as u64;
            point.units[*place] += units;
            point.other = point.other.saturating_sub(units);
        }
    }
    points.into_values().collect()
}
