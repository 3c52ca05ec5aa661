//! What is stored now, for the live dashboard.

use crate::model::{
    DataGeneration, LiveFilter, LiveLook, LiveTotals, PeriodFilter, Seen, Slice, SliceFilter,
    Totals,
};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::{event_type_of, item_of};
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::BTreeMap;

impl Reader {
    /// Which rows are stored; asked often.
    pub async fn generation(&self) -> Result<DataGeneration, StoreError> {
        in_time(async { Ok(on!(self.database, ask::live::generation())?) }).await
    }

    /// One look: sums as they are now, and the newest rows beyond what was `seen`, at most twenty of each kind and none
    /// from further back than ten thousand; all of them where what was `seen` is of another generation. Sums of everything, a mode, an item or a variant come from rollups; those of a
    /// match or a player cost as much as they have rows.
    pub async fn look(&self, filter: &LiveFilter, seen: Seen) -> Result<LiveLook, StoreError> {
        // Rows before sums, so that sums never lack a row that is shown.
        let (sheets, events, seen) =
            in_time(async { Ok(on!(self.database, ask::live::newest(filter, seen))?) }).await?;
        let mut look = if filter.match_id.is_none() && filter.player_id.is_none() {
            self.look_at_rollups(filter).await?
        } else {
            self.look_at_rows(filter).await?
        };
        look.sheets = sheets
            .into_iter()
            .map(|row| row.try_into())
            .collect::<Result<_, _>>()?;
        look.events = events.into_iter().map(Into::into).collect();
        look.seen = seen;
        Ok(look)
    }

    async fn look_at_rollups(&self, filter: &LiveFilter) -> Result<LiveLook, StoreError> {
        let (totals, quality) = if filter.item.is_none() && filter.arm.is_none() {
            let quality = match filter.game_mode {
                Some(_) => None,
                None => Some(self.quality().await?),
            };
            let totals = self.totals(filter.game_mode.as_ref()).await?;
            (LiveTotals::from(totals), quality)
        } else {
            (self.totals_of_slice(filter).await?, None)
        };
        let hours = PeriodFilter {
            slice: SliceFilter {
                game_mode: filter.game_mode.clone(),
                arm: filter.arm.clone(),
            },
            ..PeriodFilter::default()
        };
        let event_types = match filter.item {
            Some(_) => BTreeMap::new(),
            None => self.event_counts(&hours, None, None).await?.types,
        };
        Ok(LiveLook {
            totals,
            event_types,
            quality,
            sheets: Vec::new(),
            events: Vec::new(),
            seen: Seen::default(),
        })
    }

    /// What is kept of a variant, or of the sheets with one item.
    async fn totals_of_slice(&self, filter: &LiveFilter) -> Result<LiveTotals, StoreError> {
        let slice = Slice::wanted(filter.game_mode.as_ref(), filter.arm.as_ref());
        in_time(async {
            let mut totals = LiveTotals::default();
            if let Some(item) = &filter.item {
                let (units, sheets) = on!(self.database, ask::items::sums(slice, item.as_str()))?;
                totals.total_stat_sheets = sheets as u64;
                if units > 0 {
                    totals.total_items.insert(item.clone(), units as u64);
                }
                return Ok(totals);
            }
            let (sheets, events) = on!(self.database, ask::activity::sums(slice))?;
            totals.total_stat_sheets = sheets as u64;
            totals.total_events = Some(events as u64);
            for (item, units) in on!(self.database, ask::items::totals_of_all_times(slice))? {
                let item = item_of(&item, "item_totals")?;
                totals.total_items.insert(item, units as u64);
            }
            Ok(totals)
        })
        .await
    }

    async fn look_at_rows(&self, filter: &LiveFilter) -> Result<LiveLook, StoreError> {
        let sums = in_time(async { Ok(on!(self.database, ask::live::sums(filter))?) }).await?;
        let (sheets, matches, players) = sums.counts;
        let mut totals = LiveTotals {
            total_stat_sheets: sheets as u64,
            total_matches: Some(matches as u64),
            total_players: Some(players as u64),
            ..LiveTotals::default()
        };
        for (item, units) in sums.items {
            let kind = item_of(&item, "stat_sheets")?;
            totals.total_items.insert(kind, units as u64);
        }
        let mut event_types = BTreeMap::new();
        for row in sums.event_types {
            let kind = event_type_of(&row.event_type, "events")?;
            event_types.insert(kind, row.events as u64);
        }
        if filter.item.is_none() {
            totals.total_events = Some(event_types.values().sum());
        }
        Ok(LiveLook {
            totals,
            event_types,
            quality: None,
            sheets: Vec::new(),
            events: Vec::new(),
            seen: Seen::default(),
        })
    }
}

impl From<Totals> for LiveTotals {
    fn from(totals: Totals) -> Self {
        Self {
            total_items: totals.total_items,
            total_matches: Some(totals.total_matches),
            total_players: Some(totals.total_players),
            total_stat_sheets: totals.total_stat_sheets,
            total_events: Some(totals.total_events),
        }
    }
}
