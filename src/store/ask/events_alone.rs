//! What is told of sheets, of players who never send one: where events name such a player in a match, that stands for a sheet. No total
//! knows these, so the newest are counted.
//!
//! The rule for matches: whom a sheet or an event names is a player of the match. A sheet of such a player is missing where others sent one of that match and
//! this player sends sheets, or nearly all do.

use crate::model::{
    ActivePeriod, ActivePlayers, Coverage, Millis, RateByLevel, RateByLevelRequest, SessionFilter,
    TimeRange, Zone,
};
use crate::store::ask::quality::{Delays, MatchSizes};
use crate::store::ask::reader::Reader;
use crate::store::ask::row::level_in;
use crate::store::connect::database::on;
use crate::store::error::StoreError;
use crate::store::rollups::counter::{Counter, CounterMap, skew_label};
use crate::store::rollups::delays::delay_seconds;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Matches by whose players it is seen who sends what.
const SAMPLED: u32 = 25;
/// Of so many players whom events name, one who never sends sheets makes a game of both: fewer are those whose first match is not over, or whose
/// sheet was lost.
const ONE_AMONG: i64 = 20;
/// Matches whose players are counted.
const SIZED: u32 = 1_000;
/// Events whose clocks are looked at.
const TIMED: u32 = 10_000;
/// Matches of one statement.
const AT_ONCE: u32 = 100;
/// Shorter than any read may take, so that there is an answer.
const PATIENCE: Duration = Duration::from_secs(7);

/// Match, player, 1 where the event was among those with these facts about the player, the facts, when they were last told.
pub(in crate::store) type PlayerFacts = (String, String, i64, Option<String>, i64);

/// What players send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Senders {
    /// Whoever sends anything sends sheets, or nearly.
    Sheets,
    /// Nobody sends sheets.
    Events,
    /// Some send sheets, and others only events.
    Both,
}

impl Reader {
    /// What players send, as the newest matches tell.
    pub(super) async fn senders(&self) -> Result<Senders, StoreError> {
        if !on!(self.database, ask::events_alone::has_sheets())? {
            return Ok(Senders::Events);
        }
        let (players, without) = on!(self.database, ask::events_alone::players_of_newest(SAMPLED))?;
        match without > 0 && without * ONE_AMONG >= players {
            true => Ok(Senders::Both),
            false => Ok(Senders::Sheets),
        }
    }

    /// Where there are players who never send a sheet, puts the newest matches with all of their players in the place of the totals, and adds the clocks of
    /// events.
    pub(super) async fn add_players_without_sheets(
        &self,
        counters: &mut CounterMap,
        sizes: &mut MatchSizes,
        delays: &mut Delays,
    ) -> Result<(), StoreError> {
        let senders = self.senders().await?;
        if senders == Senders::Sheets {
            return Ok(());
        }
        counters.retain(|(name, _), _| name != Counter::MatchSize.as_str());
        sizes.clear();
        for (mode, players, matches) in on!(
            self.database,
            ask::events_alone::match_sizes(SIZED, senders)
        )? {
            let of_mode = sizes.entry(mode).or_default();
            of_mode.insert(players as u64, matches as u64);
        }
        self.add_clocks_of_events(counters, delays).await
    }

    /// Counts the newest events outside of sheets by the difference between their time and their receipt.
    async fn add_clocks_of_events(
        &self,
        counters: &mut CounterMap,
        delays: &mut Delays,
    ) -> Result<(), StoreError> {
        for (at, received_at) in on!(self.database, ask::events_alone::clocks(TIMED))? {
            let (at, received_at) = (Millis(at), Millis(received_at));
            if let Some(seconds) = delay_seconds(at, received_at) {
                *delays.entry(seconds as u64).or_default() += 1;
            }
            let label = skew_label(at, received_at);
            let key = (Counter::ClockSkew.as_str().to_owned(), label.to_owned());
            *counters.entry(key).or_default() += 1;
        }
        Ok(())
    }

    /// Adds the lengths of sessions of players who never send a sheet to the periods in which they began.
    pub(super) async fn add_session_times(
        &self,
        players: &mut [ActivePlayers],
        period: ActivePeriod,
        zone: &Zone,
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (players.first(), players.last()) else {
            return Ok(());
        };
        let filter = SessionFilter {
            range: TimeRange {
                since: Some(first.start),
                until: Some(period.next(last.start, zone)),
            },
            ..SessionFilter::default()
        };
        for started in on!(self.database, ask::sessions::starts_without_sheets(&filter))? {
            let start = period.start(started.start, zone);
            if let Ok(place) = players.binary_search_by_key(&start, |players| players.start) {
                players[place].played_ms += started.played_ms.max(0) as u64;
            }
        }
        Ok(())
    }

    /// As [`Reader::rate_by_level`], of players in the newest matches who never send a sheet; their level is a fact about the player.
    pub(super) async fn rate_by_level_of_events(
        &self,
        asked: &RateByLevelRequest,
    ) -> Result<RateByLevel, StoreError> {
        let begun = Instant::now();
        let mut answer = RateByLevel::default();
        let mut behind = None;
        loop {
            let matches = on!(
                self.database,
                ask::events_alone::newest_matches(&asked.filter, behind.as_ref(), AT_ONCE)
            )?;
            let Some(last) = matches.last().cloned() else {
                return Ok(answer);
            };
            let is_last = matches.len() < AT_ONCE as usize;
            let facts = on!(
                self.database,
                ask::events_alone::players_of(asked, &matches)
            )?;
            let mut players = by_player(facts);
            let room = u64::from(asked.limit) - answer.sheets;
            for (level, has_event) in players.by_ref().take(room as usize) {
                answer.add(level, has_event, asked.width);
            }
            let is_cut = players.next().is_some();
            let is_enough = answer.sheets >= u64::from(asked.limit);
            if is_cut || !is_last && (is_enough || begun.elapsed() >= PATIENCE) {
                // Of one statement's matches any may be among those that are left.
                let since = if is_cut { matches[0].0 } else { last.0 };
                answer.coverage = Coverage::since(Some(Millis(since)));
                return Ok(answer);
            }
            if is_last {
                return Ok(answer);
            }
            behind = Some(last);
        }
    }
}

/// Of each player in each match the level that was told last, and whether the event happened.
fn by_player(facts: Vec<PlayerFacts>) -> impl Iterator<Item = (Option<u32>, bool)> {
    let mut players: BTreeMap<(String, String), (i64, Option<u32>, bool)> = BTreeMap::new();
    for (match_id, player_id, has_event, facts, at) in facts {
        let (last, level, has) =
            players
                .entry((match_id, player_id))
                .or_insert((i64::MIN, None, false));
        *has |= has_event == 1;
        let told = facts.as_deref().and_then(level_in);
        let told = told.and_then(|level| u32::try_from(level).ok());
        if told.is_some() && at >= *last {
            (*last, *level) = (at, told);
        }
    }
    players.into_values().map(|(_, level, has)| (level, has))
}
