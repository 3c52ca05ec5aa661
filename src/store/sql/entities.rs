//! Players and matches: one row each per game mode, and how many distinct ones there are.

use super::{Connection, rows};
use crate::store::counter::{Counter, Counters, count};
use crate::store::spread;
use crate::store::touched::{Touch, Touched};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Matches with this many players or more share one counter of sizes.
const LARGEST_SIZE: i64 = 1_000;

/// Updates both tables with what the new rows touched, and adds the newly distinct to `counters`. Sheets of this
/// transaction have ids from `first_sheet` on.
pub(super) async fn update(
    connection: &mut Connection,
    touched: &Touched<'_>,
    first_sheet: i64,
    counters: &mut Counters,
) -> Result<(), sqlx::Error> {
    let players = players_with_sheets(connection, touched).await?;
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
    spread::count_moves(&touched.players, units, Counter::PlayerUnits, counters);

    let matches = matches_with_sheets(connection, touched).await?;
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
    spread::count_moves(&touched.matches, units, Counter::MatchUnits, counters);

    let mut sizes: HashMap<&str, i64> = HashMap::new();
    for (id, _, players, _) in &matches {
        *sizes.entry(id.as_str()).or_default() += players;
    }
    let new_pairs = new_pairs(connection, touched, &sizes, first_sheet).await?;
    count_sizes(&new_pairs, &sizes, counters);
    upsert_players(connection, touched).await?;
    upsert_matches(connection, touched, &new_pairs).await
}

async fn players_with_sheets(
    connection: &mut Connection,
    touched: &Touched<'_>,
) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    let head =
        "select player_id, game_mode, units from players where sheets > 0 and player_id in (";
    rows::find(
        connection,
        head,
        ")",
        &touched.player_ids(),
        |mut values, id| {
            values.push_bind(*id);
        },
    )
    .await
}

async fn matches_with_sheets(
    connection: &mut Connection,
    touched: &Touched<'_>,
) -> Result<Vec<(String, String, i64, i64)>, sqlx::Error> {
    let head = "select match_id, game_mode, players, units from matches where sheets > 0 and match_id in (";
    rows::find(
        connection,
        head,
        ")",
        &touched.match_ids(),
        |mut values, id| {
            values.push_bind(*id);
        },
    )
    .await
}

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

/// The (match, player) pairs of which no earlier sheet told, with the mode of the first sheet. Only matches that
/// are known already need a look.
async fn new_pairs<'a>(
    connection: &mut Connection,
    touched: &Touched<'a>,
    known_matches: &HashMap<&str, i64>,
    first_sheet: i64,
) -> Result<Vec<(&'a str, &'a str)>, sqlx::Error> {
    let pairs = touched.pairs.keys();
    let doubtful: Vec<_> = pairs
        .filter(|(id, _)| known_matches.contains_key(id))
        .copied()
        .collect();
    let old: Vec<(String, String)> = rows::find_until(
        connection,
        "with asked (match_id, player_id) as (",
        &doubtful,
        |mut values, (match_id, player_id)| {
            values.push_bind(*match_id).push_bind(*player_id);
        },
        |statement| {
            statement.push(
                ") select match_id, player_id from asked where exists (select 1 from stat_sheets s
                where s.match_id = asked.match_id and s.player_id = asked.player_id and s.id < ",
            );
            statement.push_bind(first_sheet).push(")");
        },
    )
    .await?;
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
pub(super) fn size_label(players: i64) -> String {
    players.min(LARGEST_SIZE).to_string()
}

const UPSERT_PLAYERS: &str = " on conflict (player_id, game_mode) do update set
    sheets = players.sheets + excluded.sheets,
    units = players.units + excluded.units,
    events = players.events + excluded.events,
    first_seen_ms = case when excluded.first_seen_ms < players.first_seen_ms
        then excluded.first_seen_ms else players.first_seen_ms end,
    last_seen_ms = case when excluded.last_seen_ms > players.last_seen_ms
        then excluded.last_seen_ms else players.last_seen_ms end";

async fn upsert_players(
    connection: &mut Connection,
    touched: &Touched<'_>,
) -> Result<(), sqlx::Error> {
    let head = "insert into players (player_id, game_mode, sheets, units, events, first_seen_ms, last_seen_ms)";
    let all: Vec<_> = touched.players.iter().collect();
    rows::write(
        connection,
        head,
        UPSERT_PLAYERS,
        &all,
        |mut values, ((id, mode), touch)| {
            values
                .push_bind(*id)
                .push_bind(*mode)
                .push_bind(touch.sheets)
                .push_bind(touch.units)
                .push_bind(touch.events)
                .push_bind(touch.first_seen_ms)
                .push_bind(touch.last_seen_ms);
        },
    )
    .await
}

const UPSERT_MATCHES: &str = " on conflict (match_id, game_mode) do update set
    players = matches.players + excluded.players,
    sheets = matches.sheets + excluded.sheets,
    units = matches.units + excluded.units,
    events = matches.events + excluded.events,
    first_seen_ms = case when excluded.first_seen_ms < matches.first_seen_ms
        then excluded.first_seen_ms else matches.first_seen_ms end,
    last_seen_ms = case when excluded.last_seen_ms > matches.last_seen_ms
        then excluded.last_seen_ms else matches.last_seen_ms end";

async fn upsert_matches(
    connection: &mut Connection,
    touched: &Touched<'_>,
    new_pairs: &[(&str, &str)],
) -> Result<(), sqlx::Error> {
    let mut new_players: HashMap<(&str, &str), i64> = HashMap::new();
    for pair in new_pairs {
        *new_players.entry(*pair).or_default() += 1;
    }
    let head = "insert into matches (match_id, game_mode, players, sheets, units, events, first_seen_ms, last_seen_ms)";
    let all: Vec<_> = touched.matches.iter().collect();
    rows::write(
        connection,
        head,
        UPSERT_MATCHES,
        &all,
        |mut values, (key, touch)| {
            values
                .push_bind(key.0)
                .push_bind(key.1)
                .push_bind(new_players.get(*key).copied().unwrap_or(0))
                .push_bind(touch.sheets)
                .push_bind(touch.units)
                .push_bind(touch.events)
                .push_bind(touch.first_seen_ms)
                .push_bind(touch.last_seen_ms);
        },
    )
    .await
}
