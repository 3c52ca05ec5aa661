//! What is stored now, for those who watch (`reader.rs` has the other questions).

use super::database::on;
use super::error::StoreError;
use super::event_questions::event_type_of;
use super::reader::{Reader, in_time};
use crate::model::{HourFilter, ItemKind, LiveFilter, LiveLook, Seen, Totals};

impl Reader {
    /// One look: sums as they are now, and the newest rows beyond what was `seen`, at most twenty of each kind and none
    /// from further back than ten thousand. Sums of everything or of a mode come from rollups; those of a match or a
    /// player cost as much as they have rows.
    pub async fn look(&self, filter: &LiveFilter, seen: Seen) -> Result<LiveLook, StoreError> {
        // Rows before sums, so that sums never lack a row that is shown.
        let (sheets, events, seen) =
            in_time(async { Ok(on!(self.database, read_live::newest(filter, seen))?) }).await?;
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
        let of_mode = HourFilter {
            game_mode: filter.game_mode.clone(),
            ..HourFilter::default()
        };
        let quality = match filter.game_mode {
            Some(_) => None,
            None => Some(self.quality().await?),
        };
        Ok(LiveLook {
            totals: self.totals(filter.game_mode.as_ref()).await?,
            event_types: self.event_counts(&of_mode, None, None).await?.types,
            quality,
            sheets: Vec::new(),
            events: Vec::new(),
            seen: Seen::default(),
        })
    }

    async fn look_at_rows(&self, filter: &LiveFilter) -> Result<LiveLook, StoreError> {
        let sums = in_time(async { Ok(on!(self.database, read_live::sums(filter))?) }).await?;
        let (sheets, matches, players) = sums.counts;
        let mut look = LiveLook {
            totals: Totals {
                total_stat_sheets: sheets as u64,
                total_matches: matches as u64,
                total_players: players as u64,
                ..Totals::default()
            },
            event_types: Default::default(),
            quality: None,
            sheets: Vec::new(),
            events: Vec::new(),
            seen: Seen::default(),
        };
        for (item, units) in sums.items {
            let kind = ItemKind::parse(&item)
                .map_err(|reason| StoreError::bad_row("stat_sheets", &item, reason))?;
            look.totals.total_items.insert(kind, units as u64);
        }
        for row in sums.event_types {
            let kind = event_type_of(&row.event_type, "events")?;
            look.totals.total_events += row.events as u64;
            look.event_types.insert(kind, row.events as u64);
        }
        Ok(look)
    }
}
