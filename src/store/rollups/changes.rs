//! How the players and matches of a commit change: what they were before is read, and what follows is added to the
//! sums. The turn to write is held, so nobody changes them meanwhile.

use super::delta::RollupDelta;
use super::facts::{Having, MatchChange, ModeChange, PlayerChange};
use super::matches::{self, MATCHES};
use super::players::{self, PLAYERS};
use super::sums::Measures;
use super::texts::TextId;
use crate::store::connect::statement::{KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A player in one mode: id, mode, sheets, units.
type PlayerRow = (String, String, i64, i64);

const KNOWN_PLAYERS: KeyLookup = KeyLookup {
    table: "players",
    asked: &[("player_id", Type::Text)],
    select: "select p.player_id, p.game_mode, p.sheets, p.units from asked cross join players p
        where p.player_id = asked.player_id",
};

/// A match in one mode: id, mode, sheets, units, players.
type MatchRow = (String, String, i64, i64, i64);

const KNOWN_MATCHES: KeyLookup = KeyLookup {
    table: "matches",
    asked: &[("match_id", Type::Text)],
    select: "select m.match_id, m.game_mode, m.sheets, m.units, m.players from asked cross join matches m
        where m.match_id = asked.match_id",
};

const KNOWN_REPORTS: KeyLookup = KeyLookup {
    table: "stat_sheets",
    asked: &[
        ("match_id", Type::Text),
        ("player_id", Type::Text),
        ("before_id", Type::Bigint),
    ],
    select: "select match_id, player_id from asked where exists (select 1 from stat_sheets s
        where s.match_id = asked.match_id and s.player_id = asked.player_id and s.id < asked.before_id)",
};

/// What was there before a commit, of what it is about.
#[derive(Debug)]
pub(super) struct Before {
    players: Vec<PlayerRow>,
    matches: Vec<MatchRow>,
    /// (match, player) of which a sheet told.
    reports: Vec<(String, String)>,
}

impl Before {
    /// Reads it. Sheets of this transaction have ids from `first_sheet` on.
    pub(super) async fn read(
        transaction: &mut Transaction<'_>,
        delta: &RollupDelta<'_>,
        first_sheet: i64,
    ) -> Result<Self, StoreError> {
        let ids = delta.first_texts(&PLAYERS);
        let players = transaction.find(&KNOWN_PLAYERS, &ids, |id| [(*id).into()]);
        let players = players.await?;
        let ids = delta.first_texts(&MATCHES);
        let matches = transaction.find(&KNOWN_MATCHES, &ids, |id| [(*id).into()]);
        let matches: Vec<MatchRow> = matches.await?;
        // Of a match that nobody told of, nobody told before.
        let known = matches.iter().filter_map(|row| delta.texts.known(&row.0));
        let known: rustc_hash::FxHashSet<TextId> = known.collect();
        let reports = delta.reports.keys().filter(|(id, _)| known.contains(id));
        let text = |id: TextId| delta.texts.borrowed(id);
        let mut doubtful: Vec<_> = reports.map(|(m, p)| (text(*m), text(*p))).collect();
        doubtful.sort_unstable();
        let asked = transaction.find(&KNOWN_REPORTS, &doubtful, |(match_id, player_id)| {
            [(*match_id).into(), (*player_id).into(), first_sheet.into()]
        });
        Ok(Self {
            players,
            matches,
            reports: asked.await?,
        })
    }

    /// Adds to `delta` what follows from it.
    pub(super) fn derive<'b>(&'b self, delta: &mut RollupDelta<'b>) {
        self.derive_players(delta);
        self.derive_matches(delta);
    }

    fn derive_players<'b>(&'b self, delta: &mut RollupDelta<'b>) {
        let mut changes = added(delta, &PLAYERS, [players::SHEETS, players::UNITS]);
        for (id, mode, sheets, units) in &self.players {
            let having = [*sheets, *units];
            note_before(&mut changes, delta, id, mode, having);
        }
        for modes in changes.values() {
            delta.add_player(&PlayerChange {
                modes,
                ..PlayerChange::default()
            });
        }
    }

    fn derive_matches<'b>(&'b self, delta: &mut RollupDelta<'b>) {
        let mut changes = added(delta, &MATCHES, [matches::SHEETS, matches::UNITS]);
        let mut players_before: FxHashMap<TextId, i64> = FxHashMap::default();
        for (id, mode, sheets, units, players) in &self.matches {
            let having = [*sheets, *units];
            if let Some(id) = note_before(&mut changes, delta, id, mode, having) {
                *players_before.entry(id).or_default() += players;
            }
        }
        let mut known = rustc_hash::FxHashSet::default();
        for (match_id, player_id) in &self.reports {
            known.insert((delta.texts.id(match_id), delta.texts.id(player_id)));
        }
        let mut new_players: FxHashMap<TextId, Vec<TextId>> = FxHashMap::default();
        for (report, game_mode) in &delta.reports {
            if !known.contains(report) {
                new_players.entry(report.0).or_default().push(*game_mode);
            }
        }
        for (match_id, modes) in &changes {
            delta.add_match(&MatchChange {
                match_id: *match_id,
                modes,
                players_before: players_before.get(match_id).copied().unwrap_or(0),
                new_players: new_players.get(match_id).map_or(&[], Vec::as_slice),
            });
        }
    }
}

type Changes = BTreeMap<TextId, Vec<ModeChange>>;

/// What the commit adds to each owner in each mode; sheets and units stand at `places` among the measures.
fn added(
    delta: &RollupDelta<'_>,
    rollup: &super::rollup::Rollup,
    [sheets, units]: [usize; 2],
) -> Changes {
    let mut changes = Changes::new();
    for (key, measures) in &delta.of(rollup).0 {
        let measures: &Measures = measures;
        let [id, game_mode] = [0, 1].map(|part| TextId::of_part(key.parts()[part]));
        changes.entry(id).or_default().push(ModeChange {
            game_mode,
            before: Having::default(),
            added: Having {
                sheets: measures[sheets],
                units: measures[units],
            },
        });
    }
    changes
}

/// Notes what an owner had in a mode; returns the owner's number.
fn note_before<'b>(
    changes: &mut Changes,
    delta: &mut RollupDelta<'b>,
    id: &str,
    mode: &'b str,
    [sheets, units]: [i64; 2],
) -> Option<TextId> {
    let id = delta.texts.known(id)?;
    let game_mode = delta.texts.id(mode);
    let before = Having { sheets, units };
    let modes = changes.get_mut(&id)?;
    match modes
        .iter_mut()
        .find(|change| change.game_mode == game_mode)
    {
        Some(change) => change.before = before,
        None => modes.push(ModeChange {
            game_mode,
            before,
            added: Having::default(),
        }),
    }
    Some(id)
}
