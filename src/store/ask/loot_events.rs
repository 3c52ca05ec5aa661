//! Goes through what events say of loot, and through those outside of sheets: what the sheets of a selection do not tell. What it
//! adds up to is the caller's business.

use crate::model::{
    Coverage, EventType, ItemKind, LookedAt, LootEvent, Looted, Millis, NewestSheets, PlayerId,
    Position, RowsLookedAt,
};
use crate::store::ask::newest_sheets::SheetParts;
use crate::store::ask::reader::Reader;
use crate::store::ask::row::{event_type_of, level_in};
use crate::store::connect::database::on;
use crate::store::connect::reading::in_time;
use crate::store::error::StoreError;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Events that one statement looks at.
const AT_ONCE: u32 = 2_000;
/// Types that are gone through; far more than have places in the totals.
const MOST_TYPES: u32 = 5_000;

/// One event of a page.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct LootEventRow {
    id: i64,
    timestamp_ms: i64,
    event_type: String,
    player_id: String,
    x: Option<f64>,
    y: Option<f64>,
    z: Option<f64>,
    items: Option<String>,
    player: Option<String>,
    stat_sheet_id: Option<i64>,
    sheet_level: Option<i64>,
    /// How many were looked at, up to this one.
    place: i64,
    is_wanted: i64,
}

/// Events have so long in any case, however long the sheets took.
const LEAST_PATIENCE: Duration = Duration::from_secs(1);

impl Reader {
    /// Hands the newest sheets of a selection to `each`, as [`Reader::newest_sheets`] does, and then what only events say, as
    /// [`Reader::loot_events`] does.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn newest_looted(
        &self,
        asked: &NewestSheets,
        parts: SheetParts,
        mut each: impl FnMut(Looted<'_>) -> ControlFlow<()>,
    ) -> Result<LookedAt, StoreError> {
        let begun = Instant::now();
        let of_sheets = self.newest_sheets(asked, parts, |sheet| each(Looted::InSheet(sheet)));
        let mut looked_at = of_sheets.await?;
        let left = asked.patience.saturating_sub(begun.elapsed());
        let asked = NewestSheets {
            patience: left.max(LEAST_PATIENCE),
            ..asked.clone()
        };
        let of_events = self.loot_events(&asked, |event| each(Looted::InEvent(event)));
        let of_events = of_events.await?;
        looked_at.events_looked_at = of_events.looked_at;
        looked_at.complete &= of_events.coverage.complete;
        Ok(looked_at)
    }

    /// Hands events with items, and those outside of sheets, or all where these are asked for, to `each`: of one match or player, or of everyone type by type;
    /// the newest first. Ends a type at the asked for limit, and all when `each` has no room for more or the
    /// asked for patience ends.
    ///
    /// # Errors
    /// When the database does not answer in time, or a row is damaged.
    pub async fn loot_events(
        &self,
        asked: &NewestSheets,
        mut each: impl FnMut(&LootEvent) -> ControlFlow<()>,
    ) -> Result<RowsLookedAt, StoreError> {
        let begun = Instant::now();
        in_time(async {
            let filter = &asked.filter;
            if filter.match_id.is_some() || filter.player_id.is_some() {
                return self.of_type(asked, None, asked.patience, &mut each).await;
            }
            let names = on!(self.database, ask::loot_events::types(MOST_TYPES + 1))?;
            let mut all = RowsLookedAt::default();
            all.coverage.complete = names.len() <= MOST_TYPES as usize;
            let mut left = names.len().min(MOST_TYPES as usize) as u32;
            for name in names.iter().take(MOST_TYPES as usize) {
                let event_type = event_type_of(name, "events")?;
                let patience = asked.patience.saturating_sub(begun.elapsed()) / left;
                let of_type = self.of_type(asked, Some(&event_type), patience, &mut each);
                all.join(of_type.await?);
                left -= 1;
            }
            Ok(all)
        })
        .await
    }

    async fn of_type(
        &self,
        asked: &NewestSheets,
        event_type: Option<&EventType>,
        patience: Duration,
        each: &mut impl FnMut(&LootEvent) -> ControlFlow<()>,
    ) -> Result<RowsLookedAt, StoreError> {
        let begun = Instant::now();
        let (mut behind, mut looked_at) = (None, 0);
        let far = |looked_at, covered_since| RowsLookedAt {
            looked_at,
            coverage: Coverage::since(covered_since),
        };
        loop {
            let rows = on!(
                self.database,
                ask::loot_events::page(asked, event_type, behind, AT_ONCE)
            )?;
            let Some(last) = rows.last() else {
                return Ok(far(looked_at, None));
            };
            let is_last = last.place < i64::from(AT_ONCE);
            behind = Some((last.timestamp_ms, last.id));
            let mut rows = rows.into_iter().filter(|row| row.is_told_of(asked));
            while let Some(row) = rows.next() {
                let at = Millis(row.timestamp_ms);
                looked_at += 1;
                let has_room = row.is_wanted == 0 || each(&row.try_into()?).is_continue();
                let is_enough = asked.limit.is_some_and(|most| looked_at >= u64::from(most));
                if (is_enough || !has_room) && (rows.next().is_some() || !is_last) {
                    return Ok(far(looked_at, Some(at)));
                }
            }
            if is_last {
                return Ok(far(looked_at, None));
            }
            if begun.elapsed() >= patience {
                return Ok(far(looked_at, behind.map(|(at, _)| Millis(at))));
            }
        }
    }
}

impl LootEventRow {
    /// Whether it says what is asked for; the last row of a page is there in any case.
    fn is_told_of(&self, asked: &NewestSheets) -> bool {
        asked.every_event || self.stat_sheet_id.is_none() || self.items.is_some()
    }
}

impl TryFrom<LootEventRow> for LootEvent {
    type Error = StoreError;

    fn try_from(row: LootEventRow) -> Result<Self, StoreError> {
        let bad_row = |error: String| StoreError::bad_row("events", row.id, error);
        let items = row.items.as_deref().unwrap_or("{}");
        let items: BTreeMap<String, u64> =
            serde_json::from_str(items).map_err(|error| bad_row(error.to_string()))?;
        let items = items.into_iter().map(|(name, units)| {
            let item = ItemKind::parse(&name).map_err(|error| bad_row(error.to_string()))?;
            Ok((item, units))
        });
        let at = row.x.zip(row.y);
        Ok(Self {
            at: Millis(row.timestamp_ms),
            event_type: event_type_of(&row.event_type, "events")?,
            player_id: PlayerId::parse(&row.player_id)
                .map_err(|error| bad_row(error.to_string()))?,
            position: at.and_then(|(x, y)| Position::of(x, y, row.z)),
            items: items.collect::<Result<_, StoreError>>()?,
            level: row.sheet_level.or(row.player.as_deref().and_then(level_in)),
        })
    }
}
