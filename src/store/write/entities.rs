//! Players and matches: one row each per game mode, and how many distinct ones there are.

use crate::store::ask::distribution;
use crate::store::connect::statement::{Insert, KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::rollups::counter::{Counter, Counters, count};
use crate::store::write::entity_deltas::{EntityDeltas, Touch};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Matches with this many players or more share one counter of sizes.
const LARGEST_SIZE: i64 = 1_000;

/// Updates both tables with what the new rows touched, and adds the newly distinct to `counters`. Sheets of this
/// transaction have ids from `first_sheet` on.
pub(in crate::store) async fn update(
    transaction: &mut Transaction<'_>,
    touched: &EntityDeltas<'_>,
    first_sheet: i64,
    counters: &mut Counters,
) -> Result<(), StoreError> {
    let ids = touched.player_ids();
    let players: Vec<(String, String, i64)> = transaction
        .find(&PLAYERS_WITH_SHEETS, &ids, |id| [(*id).into()])
        .await?;
    let known = players
        .iter()
        .map(|(id, mode, _)| (id.as_str(), mode.as_str()))
        .collect();
    count_distinct(
        &touched.players,
        &known,
        [Counter::Players, Counter::ModePlayers],
        counters,
    );

    let units = players.iter().map(|(id, _, units)| (id.as_str(), *units));
    distribution::count_moves(&touched.players, units, Counter::PlayerUnits, counters);

    let ids = touched.match_ids();
    let matches: Vec<(String, String, i64, i64)> = transaction
        .find(&MATCHES_WITH_SHEETS, &ids, |id| [(*id).into()])
        .await?;
    let known = matches
        .iter()
        .map(|(id, mode, ..)| (id.as_str(), mode.as_str()))
        .collect();
    count_distinct(
        &touched.matches,
        &known,
        [Counter::Matches, Counter::ModeMatches],
        counters,
    );
    let units = matches
        .iter()
        .map(|(id, _, _, units)| (id.as_str(), *units));
    distribution::count_moves(&touched.matches, units, Counter::MatchUnits, counters);

    let mut sizes: HashMap<&str, i64> = HashMap::new();
    for (id, _, players, _) in &matches {
        *sizes.entry(id.as_str()).or_default() += players;
    }
    let new_pairs = new_pairs(transaction, touched, &sizes, first_sheet).await?;
    count_sizes(&new_pairs, &sizes, counters);
    upsert_players(transaction, touched).await?;
    upsert_matches(transaction, touched, &new_pairs).await
}

const PLAYERS_WITH_SHEETS: KeyLookup<1> = KeyLookup {
    table: "players",
    asked: [("player_id", Type::Text)],
    select: "select p.player_id, p.game_mode, p.units from asked cross join players p
        where p.player_id = asked.player_id and p.sheets > 0",
};

const MATCHES_WITH_SHEETS: KeyLookup<1> = KeyLookup {
    table: "matches",
    asked: [("match_id", Type::Text)],
    select: "select m.match_id, m.game_mode, m.players, m.units from asked cross join matches m
        where m.match_id = asked.match_id and m.sheets > 0",
};

/// Counts ids, and ids within a mode, that had no sheet before.
fn count_distinct(
    touched: &BTreeMap<(&str, &str), Touch>,
    known: &HashSet<(&str, &str)>,
    [all, in_mode]: [Counter; 2],
    counters: &mut Counters,
) {
    let known_ids: HashSet<&str> = known.iter().map(|(id, _)| *id).collect();
    let mut new_ids = BTreeSet::new();
    for ((id, mode), touch) in touched {
        if touch.sheets == 0 {
            continue;
        }
        if !known_ids.contains(id) {
            new_ids.insert(*id);
        }
        if !mode.is_empty() && !known.contains(&(*id, *mode)) {
            count(counters, in_mode, mode, 1);
        }
    }
    if !new_ids.is_empty() {
        count(counters, all, "", new_ids.len() as i64);
    }
}

const OLD_PAIRS: KeyLookup<3> = KeyLookup {
    table: "stat_sheets",
    asked: [
        ("match_id", Type::Text),
        ("player_id", Type::Text),
        ("before_id", Type::Bigint),
    ],
    select: "select match_id, player_id from asked where exists (select 1 from stat_sheets s
        where s.match_id = asked.match_id and s.player_id = asked.player_id and s.id < asked.before_id)",
};

/// The (match, player) pairs of which no earlier sheet told, with the mode of the first sheet. Only matches that
/// are known already need a look.
async fn new_pairs<'a>(
    transaction: &mut Transaction<'_>,
    touched: &EntityDeltas<'a>,
    known_matches: &HashMap<&str, i64>,
    first_sheet: i64,
) -> Result<Vec<(&'a str, &'a str)>, StoreError> {
    let pairs = touched.pairs.keys();
    let doubtful: Vec<_> = pairs
        .filter(|(id, _)| known_matches.contains_key(id))
        .copied()
        .collect();
    let values = |(match_id, player_id): &(&'a str, &'a str)| {
        [(*match_id).into(), (*player_id).into(), first_sheet.into()]
    };
    let old: Vec<(String, String)> = transaction.find(&OLD_PAIRS, &doubtful, values).await?;
    let old: HashSet<_> = old.iter().map(|(m, p)| (m.as_str(), p.as_str())).collect();
    let new = touched
        .pairs
        .iter()
        .filter(|(pair, _)| !old.contains(*pair));
    Ok(new
        .map(|((match_id, _), mode)| (*match_id, *mode))
        .collect())
}

/// Moves each match that got new players from one size to another.
fn count_sizes(new_pairs: &[(&str, &str)], before: &HashMap<&str, i64>, counters: &mut Counters) {
    let mut added: BTreeMap<&str, i64> = BTreeMap::new();
    for (match_id, _) in new_pairs {
        *added.entry(match_id).or_default() += 1;
    }
    for (match_id, new) in added {
        let before = before.get(match_id).copied().unwrap_or(0);
        if before > 0 {
            count(counters, Counter::MatchSize, &size_label(before), -1);
        }
        count(counters, Counter::MatchSize, &size_label(before + new), 1);
    }
}

/// The label of [`Counter::MatchSize`].
pub(in crate::store) fn size_label(players: i64) -> String {
    players.min(LARGEST_SIZE).to_string()
}

const PLAYERS: Insert<7> = Insert {
    table: "players",
    columns: [
        ("player_id", Type::Text),
        ("game_mode", Type::Text),
        ("sheets", Type::Bigint),
        ("units", Type::Bigint),
        ("events", Type::Bigint),
        ("first_seen_ms", Type::Bigint),
        ("last_seen_ms", Type::Bigint),
    ],
    on_conflict: "on conflict (player_id, game_mode) do update set
        sheets = players.sheets + excluded.sheets,
        units = players.units + excluded.units,
        events = players.events + excluded.events,
        first_seen_ms = case when excluded.first_seen_ms < players.first_seen_ms
            then excluded.first_seen_ms else players.first_seen_ms end,
        last_seen_ms = case when excluded.last_seen_ms > players.last_seen_ms
            then excluded.last_seen_ms else players.last_seen_ms end",
};

async fn upsert_players(
    transaction: &mut Transaction<'_>,
    touched: &EntityDeltas<'_>,
) -> Result<(), StoreError> {
    let all: Vec<_> = touched.players.iter().collect();
    transaction
        .write(&PLAYERS, &all, |((id, mode), touch)| {
            [
                (*id).into(),
                (*mode).into(),
                touch.sheets.into(),
                touch.units.into(),
                touch.events.into(),
                touch.first_seen_ms.into(),
                touch.last_seen_ms.into(),
            ]
        })
        .await
}

const MATCHES: Insert<8> = Insert {
    table: "matches",
    columns: [
        ("match_id", Type::Text),
        ("game_mode", Type::Text),
        ("players", Type::Bigint),
        ("sheets", Type::Bigint),
        ("units", Type::Bigint),
        ("events", Type::Bigint),
        ("first_seen_ms", Type::Bigint),
        ("last_seen_ms", Type::Bigint),
    ],
    on_conflict: "on conflict (match_id, game_mode) do update set
        players = matches.players + excluded.players,
        sheets = matches.sheets + excluded.sheets,
        units = matches.units + excluded.units,
        events = matches.events + excluded.events,
        first_seen_ms = case when excluded.first_seen_ms < matches.first_seen_ms
            then excluded.first_seen_ms else matches.first_seen_ms end,
        last_seen_ms = case when excluded.last_seen_ms > matches.last_seen_ms
            then excluded.last_seen_ms else matches.last_seen_ms end",
};

async fn upsert_matches(
    transaction: &mut Transaction<'_>,
    touched: &EntityDeltas<'_>,
    new_pairs: &[(&str, &str)],
) -> Result<(), StoreError> {
    let mut new_players: HashMap<(&str, &str), i64> = HashMap::new();
    for pair in new_pairs {
        *new_players.entry(*pair).or_default() += 1;
    }
    let all: Vec<_> = touched.matches.iter().collect();
    transaction
        .write(&MATCHES, &all, |(key, touch)| {
            [
                key.0.into(),
                key.1.into(),
                new_players.get(*key).copied().unwrap_or(0).into(),
                touch.sheets.into(),
                touch.units.into(),
                touch.events.into(),
                touch.first_seen_ms.into(),
                touch.last_seen_ms.into(),
            ]
        })
        .await
}
