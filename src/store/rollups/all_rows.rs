//! Hands what all rows, players and matches add to whoever counts again.

use super::counter::Counter;
use super::delta::RollupDelta;
use super::differences::MOST_LISTED;
use super::facts::{Having, MatchChange, ModeChange, PlayerChange};
use super::matches::MATCHES;
use super::players::PLAYERS;
use super::rollup::{Recount, Rollup};
use super::source::{EventSource, Placed, SheetSource};
use super::texts::TextId;
use crate::model::{Millis, NameKind, Position};
use crate::store::error::StoreError;
use crate::store::scan::{
    EventBatch, EventColumns, EventRow, ItemPlaces, SheetBatch, SheetColumns, SheetRow, Snapshot,
};
use crate::store::write::names::Names;

/// Repeats, and requests of which nothing was kept, leave no row, so their numbers are taken as they are.
pub(super) const LEAVE_NO_ROW: [Counter; 3] = [
    Counter::DuplicateSheets,
    Counter::DuplicateEvents,
    Counter::RefusedRequests,
];

/// Rows that contradict themselves.
#[derive(Debug, Default)]
pub(super) struct WrongRows {
    /// Sheets whose units are not those of their items.
    pub(super) units: Vec<String>,
    /// Rows whose time is not the one they were sent with.
    pub(super) times: Vec<String>,
}

impl WrongRows {
    fn check_units(&mut self, id: i64, stored: i64, counted: i64) {
        if stored != counted && self.units.len() < MOST_LISTED {
            self.units
                .push(format!("sheet {id}: stored {stored}, counted {counted}"));
        }
    }

    fn check_time(&mut self, what: &str, id: i64, stored: i64, sent: &str) {
        let is_sent = Millis::parse(sent) == Ok(Millis(stored));
        if !is_sent && self.times.len() < MOST_LISTED {
            let stored = Millis(stored);
            self.times
                .push(format!("{what} {id}: stored {stored}, sent {sent}"));
        }
    }
}

/// A recount by the database, in its words.
pub(super) fn written_out(snapshot: &Snapshot, names: &Names, select: &str) -> String {
    let modes_are_own = names.are_all_own(NameKind::GameMode);
    snapshot.dialect().write_out(select, modes_are_own)
}

/// Hands what all rows, players and matches add to `sink`, some at a time.
pub(super) async fn each_delta(
    snapshot: &mut Snapshot,
    names: &Names,
    wrong: &mut WrongRows,
    mut sink: impl AsyncFnMut(&RollupDelta<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut progress = Snapshot::begin_scan(SheetColumns::ALL);
    while let Some(batch) = snapshot.next(&mut progress).await? {
        let mut delta = RollupDelta::default().counting(names.unless_all_own());
        for row in batch.rows() {
            let index = row.index();
            let counted = row.items().map(|(_, n)| n).sum();
            wrong.check_units(row.id(), batch.units[index], counted);
            let sent = batch.sent_timestamps.get(index);
            wrong.check_time("sheet", row.id(), batch.timestamps_ms[index], sent);
            add_sheet(&mut delta, &batch, row);
        }
        delta.spread();
        sink(&delta).await?;
    }
    let columns = EventColumns {
        details: false,
        arms: true,
        items: true,
        sent_timestamps: true,
        levels: false,
    };
    let mut progress = Snapshot::begin_scan(columns);
    while let Some(batch) = snapshot.next(&mut progress).await? {
        let mut delta = RollupDelta::default().counting(names.unless_all_own());
        for row in batch.rows() {
            let index = row.index();
            let sent = batch.sent_timestamps.get(index);
            wrong.check_time("event", row.id(), batch.timestamps_ms[index], sent);
            add_event(&mut delta, &batch, row);
        }
        delta.spread();
        sink(&delta).await?;
    }
    without_raw_rows(snapshot, &mut sink).await?;
    owners(snapshot, names, &mut sink).await
}

/// Adds a stored sheet.
pub(super) fn add_sheet<'b>(delta: &mut RollupDelta<'b>, batch: &'b SheetBatch, row: SheetRow<'b>) {
    let index = row.index();
    delta.add(SheetSource {
        match_id: row.match_id(),
        player_id: row.player_id(),
        game_mode: row.game_mode(),
        map: row.map(),
        at: Millis(batch.timestamps_ms[index]),
        received_at: Millis(batch.created_at_ms[index]),
        match_duration: batch.match_durations[index],
        has_key: batch.have_key[index],
        arms: row.arms(),
        items: row.items(),
        places: row.places(),
    });
}

/// Adds a stored event.
pub(super) fn add_event<'b>(delta: &mut RollupDelta<'b>, batch: &'b EventBatch, row: EventRow<'b>) {
    let index = row.index();
    delta.add_event(EventSource {
        match_id: row.match_id(),
        player_id: row.player_id(),
        event_type: row.event_type(),
        game_mode: row.game_mode(),
        map: row.map(),
        at: Millis(batch.timestamps_ms[index]),
        received_at: Millis(batch.created_at_ms[index]),
        position: batch.positions[index],
        arms: row.arms(),
        items: row.items(),
    });
}

/// By the minute of their receipt.
const REFUSED: &str = "
    select created_at - created_at % 60000, reason, count(*) from dead_letters group by 1, 2";
const WITHOUT_ROWS: &str = "
    select start_ms, counter, label, n from receipts
    where width_ms = 60000 and counter in ('duplicate_sheets', 'duplicate_events', 'refused_requests')";

async fn without_raw_rows(
    snapshot: &mut Snapshot,
    sink: &mut impl AsyncFnMut(&RollupDelta<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let refused: Vec<(i64, String, i64)> = snapshot.fetch(REFUSED).await?;
    let without_rows: Vec<(i64, String, String, i64)> = snapshot.fetch(WITHOUT_ROWS).await?;
    let mut delta = RollupDelta::default();
    for (minute, reason, n) in &refused {
        delta.receive_times(Counter::Rejected, reason, Millis(*minute), *n);
    }
    for (minute, name, label, n) in &without_rows {
        let mut counters = LEAVE_NO_ROW.into_iter();
        if let Some(counter) = counters.find(|counter| counter.as_str() == name) {
            delta.receive_times(counter, label, Millis(*minute), *n);
        }
    }
    sink(&delta).await
}

const MODES: &str = "
    select distinct {game_mode} from stat_sheets union select distinct {game_mode} from events";

/// What players and matches add, as if all came in one commit. They are counted from the raw rows here, and not read
/// from their own tables, whose mistakes are their own.
async fn owners(
    snapshot: &mut Snapshot,
    names: &Names,
    sink: &mut impl AsyncFnMut(&RollupDelta<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let modes = written_out(snapshot, names, MODES);
    let modes: Vec<(String,)> = snapshot.fetch(&modes).await?;
    let mut delta = RollupDelta::default();
    for (mode,) in &modes {
        delta.texts.id(mode);
    }
    let text = counted(snapshot, names, &PLAYERS, ["player_id", "0"]);
    each_owner(snapshot, &text, &mut delta, |delta, modes, _| {
        delta.add_player(&PlayerChange {
            modes,
            ..PlayerChange::default()
        });
    })
    .await?;
    let text = counted(snapshot, names, &MATCHES, ["match_id", "players"]);
    each_owner(snapshot, &text, &mut delta, |delta, modes, new_players| {
        delta.add_match(&MatchChange {
            // Only tables that the database counts ask for it.
            match_id: TextId::EMPTY,
            modes,
            players_before: &[],
            new_players,
        });
    })
    .await?;
    sink(&delta).await
}

/// The rows that a total has by a recount of the database, those of one owner together: id, mode, sheets, units, players.
fn counted(
    snapshot: &Snapshot,
    names: &Names,
    rollup: &Rollup,
    [id, players]: [&str; 2],
) -> String {
    let Recount::InDatabase(select) = rollup.recount else {
        return String::new();
    };
    let columns = rollup.column_names().join(", ");
    let select = written_out(snapshot, names, select);
    format!(
        "with recount ({columns}) as (\n{select}\n)
select {id}, game_mode, cast(sheets as bigint), cast(units as bigint), cast({players} as bigint)
from recount order by 1"
    )
}

/// Hands each owner's modes, and the mode of each of its new players, to `add`.
async fn each_owner<'d>(
    snapshot: &mut Snapshot,
    text: &str,
    delta: &mut RollupDelta<'d>,
    add: impl Fn(&mut RollupDelta<'d>, &[ModeChange], &[TextId]),
) -> Result<(), StoreError> {
    type Row = (String, String, i64, i64, i64);
    let mut owner = String::new();
    let mut modes: Vec<ModeChange> = Vec::new();
    let mut new_players: Vec<TextId> = Vec::new();
    snapshot
        .each(text, |(id, mode, sheets, units, players): Row| {
            if id != owner {
                add(delta, &modes, &new_players);
                owner = id;
                modes.clear();
                new_players.clear();
            }
            let game_mode = delta.texts.known(&mode).unwrap_or(TextId::EMPTY);
            modes.push(ModeChange {
                game_mode,
                added: Having { sheets, units },
                // Who was first seen when is counted by the database.
                ..ModeChange::default()
            });
            new_players.extend((0..players).map(|_| game_mode));
            Ok(())
        })
        .await?;
    add(delta, &modes, &new_players);
    Ok(())
}

impl Placed for ItemPlaces<'_> {
    fn weighted(self, count: u64) -> impl Iterator<Item = (Position, u64)> {
        ItemPlaces::weighted(self, count)
    }
}
