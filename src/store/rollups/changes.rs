//! How the players and matches of a commit change: what they were before is read, and what follows is added to the
//! sums. The turn to write is held, so nobody changes them meanwhile.

use super::delta::RollupDelta;
use super::facts::{Having, MatchChange, ModeChange, PlayerChange, Start};
use super::matches::{self, MATCHES};
use super::player_days::PLAYER_DAYS;
use super::players::{self, PLAYERS};
use super::rollup::{Owner, Rollup};
use super::sums::Key;
use super::texts::TextId;
use crate::model::Millis;
use crate::store::connect::statement::{KeyLookup, Type};
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use rustc_hash::{FxHashMap, FxHashSet};

/// A player in one mode: id, mode, sheets, units, first seen, last seen.
type PlayerRow = (String, String, i64, i64, i64, i64);

const KNOWN_PLAYERS: KeyLookup = KeyLookup {
    table: "players",
    asked: &[("player_id", Type::Text)],
    select: "select p.player_id, p.game_mode, p.sheets, p.units, p.first_seen_ms, p.last_seen_ms
        from asked cross join players p
        where p.player_id = asked.player_id",
};

/// A player's day of play in one mode: id, start of the day, mode.
type DayRow = (String, i64, String);

const KNOWN_DAYS: KeyLookup = KeyLookup {
    table: "player_days",
    asked: &[("player_id", Type::Text)],
    select: "select d.player_id, d.day_ms, d.game_mode from asked cross join player_days d
        where d.player_id = asked.player_id",
};

/// A match in one mode: id, mode, sheets, units, first seen, players.
type MatchRow = (String, String, i64, i64, i64, i64);

const KNOWN_MATCHES: KeyLookup = KeyLookup {
    table: "matches",
    asked: &[("match_id", Type::Text)],
    select: "select m.match_id, m.game_mode, m.sheets, m.units, m.first_seen_ms, m.players from asked cross join matches m
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
    /// Of players whose new rows may be of a day that is not new, or is before others.
    days: Vec<DayRow>,
    matches: Vec<MatchRow>,
    /// (match, player) of which a sheet told.
    reports: Vec<(String, String)>,
}

/// The players and matches of a commit of whom something was stored before.
#[derive(Debug)]
pub(super) struct Known {
    players: FxHashSet<TextId>,
    matches: FxHashSet<TextId>,
}

impl Known {
    /// Whether the total has no row with this key, because it has none of its owner.
    pub(super) fn has_no_rows(&self, rollup: &Rollup, key: &Key) -> bool {
        let owner = |part: usize| TextId::of_part(key.parts()[part]);
        match rollup.owner {
            Owner::Nobody => false,
            Owner::Player(part) => !self.players.contains(&owner(part)),
            Owner::Match(part) => !self.matches.contains(&owner(part)),
        }
    }
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
        let players: Vec<PlayerRow> = players.await?;
        let doubtful = players_with_doubtful_days(delta, &players);
        let days = transaction.find(&KNOWN_DAYS, &doubtful, |id| [(*id).into()]);
        let days = days.await?;
        let ids = delta.first_texts(&MATCHES);
        let matches = transaction.find(&KNOWN_MATCHES, &ids, |id| [(*id).into()]);
        let matches: Vec<MatchRow> = matches.await?;
        // Of a match that nobody told of, nobody told before.
        let known = matches.iter().filter_map(|row| delta.texts.known(&row.0));
        let known: FxHashSet<TextId> = known.collect();
        let reports = delta.reports.keys().filter(|(id, _)| known.contains(id));
        let text = |id: TextId| delta.texts.borrowed(id);
        let mut doubtful: Vec<_> = reports.map(|(m, p)| (text(*m), text(*p))).collect();
        doubtful.sort_unstable();
        let asked = transaction.find(&KNOWN_REPORTS, &doubtful, |(match_id, player_id)| {
            [(*match_id).into(), (*player_id).into(), first_sheet.into()]
        });
        Ok(Self {
            players,
            days,
            matches,
            reports: asked.await?,
        })
    }

    /// Adds to `delta` what follows from it, and says who was known.
    pub(super) fn derive<'b>(&'b self, delta: &mut RollupDelta<'b>) -> Known {
        self.derive_players(delta);
        self.derive_matches(delta);
        let known = |id: &String| delta.texts.known(id);
        Known {
            players: self.players.iter().flat_map(|row| known(&row.0)).collect(),
            matches: self.matches.iter().flat_map(|row| known(&row.0)).collect(),
        }
    }

    fn derive_players<'b>(&'b self, delta: &mut RollupDelta<'b>) {
        let places = [players::SHEETS, players::UNITS, players::FIRST_SEEN];
        let rows = self.players.iter();
        let rows = rows.map(|(id, mode, sheets, units, first, _)| {
            (id.as_str(), mode.as_str(), [*sheets, *units, *first])
        });
        let changes = changes(delta, &PLAYERS, places, rows);
        let days_before = self.days_before(delta);
        let days = days_of(delta);
        let (mut before, mut new) = (Vec::new(), Vec::new());
        for modes in changes.chunk_by(|one, next| one.owner == next.owner) {
            let player = modes[0].owner;
            before.clear();
            before.extend(of_player(&days_before, player));
            new.clear();
            new.extend(of_player(&days, player).filter(|day| !before.contains(day)));
            delta.add_player(&PlayerChange {
                player,
                modes,
                days_before: &before,
                new_days: &new,
            });
        }
    }

    /// Days on which players of the commit were there.
    fn days_before<'b>(&'b self, delta: &mut RollupDelta<'b>) -> Vec<PlayerDay> {
        let mut days = Vec::new();
        for (id, mode, _, _, first, last) in &self.players {
            let (id, mode) = (delta.texts.id(id), delta.texts.id(mode));
            let seen = [first, last].map(|seen| Millis(*seen).bucket(Millis::DAY));
            days.extend(seen.map(|day| (id, day, mode)));
        }
        for (id, day, mode) in &self.days {
            days.push((delta.texts.id(id), Millis(*day), delta.texts.id(mode)));
        }
        days.sort_unstable();
        days
    }

    fn derive_matches<'b>(&'b self, delta: &mut RollupDelta<'b>) {
        let places = [matches::SHEETS, matches::UNITS, matches::FIRST_SEEN];
        let rows = self.matches.iter();
        let rows = rows.map(|(id, mode, sheets, units, first, _)| {
            (id.as_str(), mode.as_str(), [*sheets, *units, *first])
        });
        let changes = changes(delta, &MATCHES, places, rows);
        let mut players_before: FxHashMap<TextId, Vec<(TextId, i64)>> = FxHashMap::default();
        for (id, mode, .., players) in &self.matches {
            let (id, mode) = (delta.texts.id(id), delta.texts.id(mode));
            players_before.entry(id).or_default().push((mode, *players));
        }
        let mut known = FxHashSet::default();
        for (match_id, player_id) in &self.reports {
            known.insert((delta.texts.id(match_id), delta.texts.id(player_id)));
        }
        let mut new_players: FxHashMap<TextId, Vec<TextId>> = FxHashMap::default();
        for (report, game_mode) in &delta.reports {
            if !known.contains(report) {
                new_players.entry(report.0).or_default().push(*game_mode);
            }
        }
        for modes in changes.chunk_by(|one, next| one.owner == next.owner) {
            let match_id = modes[0].owner;
            delta.add_match(&MatchChange {
                match_id,
                modes,
                players_before: players_before.get(&match_id).map_or(&[], Vec::as_slice),
                new_players: new_players.get(&match_id).map_or(&[], Vec::as_slice),
            });
        }
    }
}

/// A player's day of play in a mode.
type PlayerDay = (TextId, Millis, TextId);

/// The days of the rows of this commit, by player.
fn days_of(delta: &RollupDelta<'_>) -> Vec<PlayerDay> {
    let keys = delta.of(&PLAYER_DAYS).0.keys();
    let mut days: Vec<PlayerDay> = keys
        .map(|key| {
            let [day, player, mode] = [0, 1, 2].map(|part| key.parts()[part]);
            let day = Millis(day as i64);
            (TextId::of_part(player), day, TextId::of_part(mode))
        })
        .collect();
    days.sort_unstable();
    days
}

/// The days of one player, with the modes.
fn of_player(days: &[PlayerDay], player: TextId) -> impl Iterator<Item = (Millis, TextId)> {
    let first = days.partition_point(|(before, ..)| *before < player);
    let days = days[first..].iter();
    let days = days.take_while(move |(of, ..)| *of == player);
    days.map(|(_, day, mode)| (*day, *mode))
}

/// The players of whom it does not follow from when they were first and last seen whether a day of this commit is new.
fn players_with_doubtful_days<'a>(delta: &RollupDelta<'a>, known: &[PlayerRow]) -> Vec<&'a str> {
    /// The first and the last day.
    type Span = (Millis, Millis);
    let join = |one: Span, other: Span| (one.0.min(other.0), one.1.max(other.1));
    let mut over_all: FxHashMap<TextId, Span> = FxHashMap::default();
    let mut in_mode: FxHashMap<(TextId, TextId), Span> = FxHashMap::default();
    for (id, mode, _, _, first, last) in known {
        let span = (
            Millis(*first).bucket(Millis::DAY),
            Millis(*last).bucket(Millis::DAY),
        );
        let Some(id) = delta.texts.known(id) else {
            continue;
        };
        let all = over_all.entry(id).or_insert(span);
        *all = join(*all, span);
        // A mode that this commit does not name has no day in it.
        if let Some(mode) = delta.texts.known(mode) {
            in_mode.insert((id, mode), span);
        }
    }
    if over_all.is_empty() {
        return Vec::new();
    }
    let is_clear = |span: Option<&Span>, day: Millis| {
        span.is_none_or(|(first, last)| day == *first || day >= *last)
    };
    let mut doubtful: Vec<_> = days_of(delta)
        .into_iter()
        .filter(|(player, day, mode)| {
            let span = in_mode.get(&(*player, *mode));
            !is_clear(over_all.get(player), *day) || !is_clear(span, *day)
        })
        .map(|(player, ..)| delta.texts.borrowed(player))
        .collect();
    doubtful.sort_unstable();
    doubtful.dedup();
    doubtful
}

/// What the commit adds to each owner in each mode, and what each had before it: `rows` of id and mode. The numbers are
/// sheets, units and the first time; where they stand among the measures is given. By owner.
fn changes<'b>(
    delta: &mut RollupDelta<'b>,
    rollup: &Rollup,
    [sheets, units, first_seen]: [usize; 3],
    rows: impl Iterator<Item = (&'b str, &'b str, [i64; 3])>,
) -> Vec<ModeChange> {
    let added = delta.of(rollup).0.iter();
    let added = added.map(|(key, measures)| ModeChange {
        owner: TextId::of_part(key.parts()[0]),
        game_mode: TextId::of_part(key.parts()[1]),
        before: Having::default(),
        added: Having {
            sheets: measures[sheets],
            units: measures[units],
        },
        start: Start {
            before: None,
            added: Some(Millis(measures[first_seen])),
        },
    });
    let mut changes: Vec<ModeChange> = added.collect();
    for (id, mode, [sheets, units, first_seen]) in rows {
        changes.push(ModeChange {
            owner: delta.texts.id(id),
            game_mode: delta.texts.id(mode),
            before: Having { sheets, units },
            added: Having::default(),
            start: Start {
                before: Some(Millis(first_seen)),
                added: None,
            },
        });
    }
    changes.sort_unstable_by_key(|change| (change.owner, change.game_mode));
    changes.dedup_by(|next, kept| {
        let same = (next.owner, next.game_mode) == (kept.owner, kept.game_mode);
        if same {
            // One of them is what was there before, the other what is added.
            kept.before = kept.before + next.before;
            kept.added = kept.added + next.added;
            kept.start.before = kept.start.before.or(next.start.before);
            kept.start.added = kept.start.added.or(next.start.added);
        }
        same
    });
    changes
}
