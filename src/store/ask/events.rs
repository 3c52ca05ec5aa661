//! Questions about events.

use crate::model::{
    Bucket, Coverage, EventCounts, EventPlaces, EventPlacesRequest, EventPoint, EventType,
    HourFilter, LootBefore, LootBeforeRequest, Millis, RateByLevel, RateByLevelRequest,
    SliceFilter,
};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::event_type_of;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::write::names::NameKind;

impl Reader {
    /// How many events of which type, of one type or all. A range is taken in whole hours. With a `bucket` of an hour or
    /// more also when, at most [`Reader::MAX_BUCKETS`] pairs of bucket and type, the newest.
    pub async fn event_counts(
        &self,
        filter: &HourFilter,
        event_type: Option<&EventType>,
        bucket: Option<Bucket>,
    ) -> Result<EventCounts, StoreError> {
        let slice = filter.slice.slice();
        let wanted = event_type.map_or("", |wanted| wanted.as_str());
        let width = bucket.map_or(Millis::HOUR, Bucket::width_ms);
        let all = filter.range.from_bucket(width).bounds_ms();
        let range = filter.range.is_limited().then_some(all);
        in_time(async {
            let mut counts = EventCounts::default();
            for row in on!(self.database, ask::events::types(wanted, slice, range))? {
                let kind = event_type_of(&row.event_type, "event_totals")?;
                counts.types.insert(kind, row.events as u64);
            }
            if bucket.is_some() {
                let rows = on!(
                    self.database,
                    ask::events::points(wanted, slice, all, width, Self::MAX_BUCKETS)
                )?;
                for row in rows.into_iter().rev() {
                    counts.points.push(EventPoint {
                        start: Millis(row.start_ms),
                        event_type: event_type_of(&row.event_type, "event_activity")?,
                        events: row.events as u64,
                    });
                }
            }
            Ok(counts)
        })
        .await
    }

    /// Where the events of a type happened, all those of one slice.
    pub async fn event_map(
        &self,
        event_type: &EventType,
        slice: &SliceFilter,
    ) -> Result<EventPlaces, StoreError> {
        let (name, slice) = (event_type.as_str(), slice.slice());
        in_time(async {
            let counted = on!(self.database, ask::events::types(name, slice, None))?;
            let kind = NameKind::EventType;
            Ok(EventPlaces {
                events: counted.iter().map(|row| row.events as u64).sum(),
                heat: on!(self.database, ask::heat::grid(kind, name, slice))?,
                coverage: Coverage::up_to(None),
            })
        })
        .await
    }

    /// Where the newest events of a type happened.
    pub async fn event_places(
        &self,
        asked: &EventPlacesRequest,
    ) -> Result<EventPlaces, StoreError> {
        in_time(async { Ok(on!(self.database, ask::events::places(asked))?) }).await
    }

    /// What players had looted before their first event of a type.
    pub async fn loot_before(&self, asked: &LootBeforeRequest) -> Result<LootBefore, StoreError> {
        in_time(async { Ok(on!(self.database, ask::events::loot_before(asked))?) }).await
    }

    /// In which share of the sheets an event happens, by level.
    pub async fn rate_by_level(
        &self,
        asked: &RateByLevelRequest,
    ) -> Result<RateByLevel, StoreError> {
        in_time(async { Ok(on!(self.database, ask::events::rate_by_level(asked))?) }).await
    }
}
