//! Questions about events.

use crate::model::NameKind;
use crate::model::{
    Bucket, Coverage, EventCounts, EventPlaces, EventPlacesRequest, EventPoint, EventType,
    LootBefore, LootBeforeRequest, MapSlice, Millis, PeriodFilter, RateByLevel, RateByLevelRequest,
    StoredEvent,
};
use crate::store::ask::events_alone::Senders;
use crate::store::ask::pieces::Pieces;
use crate::store::ask::reader::Reader;
use crate::store::ask::row::event_type_of;
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use crate::store::rollups::widths::FROM_QUARTERS;
use std::collections::{BTreeMap, HashMap};

impl Reader {
    /// How many events of which type, of one type or all. A range is taken in whole quarters of an hour. With a `bucket` of
    /// an hour or more also when, at most [`Reader::MAX_BUCKETS`] pairs of bucket and type, the newest.
    pub async fn event_counts(
        &self,
        filter: &PeriodFilter,
        event_type: Option<&EventType>,
        bucket: Option<Bucket>,
    ) -> Result<EventCounts, StoreError> {
        let slice = filter.slice.slice();
        let wanted = event_type.map_or("", |wanted| wanted.as_str());
        let pieces = Pieces::of(filter.range, bucket, &filter.zone, FROM_QUARTERS);
        let mut counts = EventCounts {
            counted: pieces.counted,
            ..EventCounts::default()
        };
        if pieces.list.is_empty() {
            return Ok(counts);
        }
        let pieces = &pieces.list;
        in_time(async {
            let types = if counts.counted.is_limited() {
                on!(
                    self.database,
                    ask::events::types_between(wanted, slice, pieces)
                )?
            } else {
                on!(self.database, ask::events::types(wanted, slice))?
            };
            for row in types {
                let kind = event_type_of(&row.event_type, "event_totals")?;
                counts.types.insert(kind, row.events as u64);
            }
            let Some(bucket) = bucket else {
                return Ok(counts);
            };
            let (width, most) = (bucket.width_ms(), Self::MAX_BUCKETS);
            let rows = on!(
                self.database,
                ask::events::points(wanted, slice, pieces, width, most)
            )?;
            let mut points = BTreeMap::new();
            for row in rows {
                let start = filter.zone.start_of(Millis(row.start_ms), bucket);
                *points.entry((start, row.event_type)).or_default() += row.events as u64;
            }
            for ((start, event_type), events) in points {
                counts.points.push(EventPoint {
                    start,
                    event_type: event_type_of(&event_type, "event_activity")?,
                    events,
                });
            }
            Ok(counts)
        })
        .await
    }

    /// Where the events of a type happened, all those on one map in one slice. `events` are those on all maps.
    pub async fn event_map(
        &self,
        event_type: &EventType,
        asked: &MapSlice,
    ) -> Result<EventPlaces, StoreError> {
        let (name, map, slice) = (event_type.as_str(), asked.map.as_str(), asked.slice.slice());
        in_time(async {
            let counted = on!(self.database, ask::events::types(name, slice))?;
            let kind = NameKind::EventType;
            Ok(EventPlaces {
                events: counted.iter().map(|row| row.events as u64).sum(),
                heat: on!(self.database, ask::heat::grid(kind, name, map, slice))?,
                coverage: Coverage::up_to(None),
            })
        })
        .await
    }

    /// The events with these numbers that are still there, in this order.
    pub async fn events_of(&self, ids: &[i64]) -> Result<Vec<StoredEvent>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = in_time(async { Ok(on!(self.database, ask::events::of_ids(ids))?) }).await?;
        let events = rows.into_iter().map(StoredEvent::try_from);
        let mut events = events.collect::<Result<Vec<_>, _>>()?;
        let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
        events.sort_by_key(|event| places.get(&event.id).copied());
        Ok(events)
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

    /// In which share of the sheets an event happens, by level; of players who never send a sheet, in which share of their matches.
    pub async fn rate_by_level(
        &self,
        asked: &RateByLevelRequest,
    ) -> Result<RateByLevel, StoreError> {
        in_time(async {
            match self.senders().await? {
                Senders::Sheets => self.rate_by_level_of_sheets(asked).await,
                Senders::Events => self.rate_by_level_of_events(asked).await,
                Senders::Both => self.rate_by_level_of_both(asked).await,
            }
        })
        .await
    }

    async fn rate_by_level_of_sheets(
        &self,
        asked: &RateByLevelRequest,
    ) -> Result<RateByLevel, StoreError> {
        Ok(on!(self.database, ask::events::rate_by_level(asked))?)
    }

    /// Both, of the same time: that in which neither was cut.
    async fn rate_by_level_of_both(
        &self,
        asked: &RateByLevelRequest,
    ) -> Result<RateByLevel, StoreError> {
        let mut asked = asked.clone();
        let of_sheets = self.rate_by_level_of_sheets(&asked).await?;
        let mut both = self.rate_by_level_of_events(&asked).await?;
        let since = of_sheets.coverage.covered_since;
        let since = since.max(both.coverage.covered_since);
        if since.is_none() {
            both.join(of_sheets);
            return Ok(both);
        }
        asked.filter.range.since = since;
        let of_sheets = self.rate_by_level_of_sheets(&asked).await?;
        both = self.rate_by_level_of_events(&asked).await?;
        both.join(of_sheets);
        both.coverage = Coverage::since(since.max(both.coverage.covered_since));
        Ok(both)
    }
}
