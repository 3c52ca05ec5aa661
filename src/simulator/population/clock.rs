//! When players arrive and when they come back.

use super::run::Run;
use crate::model::Millis;
use crate::simulator::scenario::{Scenario, Week};

const HOURS_A_WEEK: usize = 168;
const HOURS_A_DAY: usize = 24;

/// The calendar of a run.
#[derive(Debug)]
pub(super) struct Clock {
    start: i64,
    days: f64,
    players: f64,
    at_launch: f64,
    week: Week,
    /// The share of a UTC day's arrivals up to each full hour, over all time zones.
    arrivals: [f64; HOURS_A_DAY + 1],
}

impl Clock {
    pub(super) fn new(scenario: &Scenario, run: &Run) -> Self {
        let players = &scenario.players;
        Self {
            start: run.start.0,
            days: f64::from(run.days),
            players: f64::from(run.players_total),
            at_launch: players.at_launch,
            week: players.week.clone(),
            arrivals: arrivals(scenario),
        }
    }

    /// Whether anybody comes after launch, and so after the run's days, too.
    pub(super) fn goes_on(&self) -> bool {
        self.players > (self.players * self.at_launch).floor()
    }

    /// When player `number` (from 0) arrives; never before a lower number. `jitter` is from 0 to 1.
    pub(super) fn arrival(&self, number: u32, jitter: f64) -> i64 {
        let place = f64::from(number) + jitter;
        let launch = (self.players * self.at_launch).floor();
        let days = if place < launch {
            place / launch
        } else {
            (place - launch) / (self.players - launch) * self.days
        };
        let day = days.floor();
        self.start + ((day + self.hour_share(days - day)) * Millis::DAY as f64) as i64
    }

    /// The part of a day by which a share of its arrivals has come.
    fn hour_share(&self, share: f64) -> f64 {
        let hour = self
            .arrivals
            .partition_point(|below| *below <= share)
            .clamp(1, HOURS_A_DAY)
            - 1;
        let width = self.arrivals[hour + 1] - self.arrivals[hour];
        let part = if width > 0.0 {
            (share - self.arrivals[hour]) / width
        } else {
            0.0
        };
        (hour as f64 + part.clamp(0.0, 1.0)) / HOURS_A_DAY as f64
    }

    /// The instant by which `play` days of average play have passed since `since`, for somebody `ahead_ms` of UTC.
    pub(super) fn after(&self, since: i64, ahead_ms: i64, play: f64) -> i64 {
        let week_ms = 7 * Millis::DAY;
        // 1970-01-05 was a Monday.
        let local = since + ahead_ms - 4 * Millis::DAY;
        let monday = local - local.rem_euclid(week_ms);
        let wanted = self.played(local - monday) + play;
        let weeks = (wanted / 7.0).floor();
        let at = self.at_played(wanted - weeks * 7.0);
        let later = monday + weeks as i64 * week_ms + at;
        (later - ahead_ms + 4 * Millis::DAY).max(since + 1)
    }

    /// Average days of play from Monday to `ms` after it.
    fn played(&self, ms: i64) -> f64 {
        let hours = ms as f64 / Millis::HOUR as f64;
        let hour = (hours as usize).min(HOURS_A_WEEK - 1);
        let (before, after) = (self.week.0[hour], self.week.0[hour + 1]);
        before + (after - before) * (hours - hour as f64)
    }

    /// The inverse of [`played`](Self::played).
    fn at_played(&self, play: f64) -> i64 {
        let hour = self
            .week
            .0
            .partition_point(|below| *below <= play)
            .clamp(1, HOURS_A_WEEK)
            - 1;
        let (before, after) = (self.week.0[hour], self.week.0[hour + 1]);
        let part = if after > before {
            (play - before) / (after - before)
        } else {
            0.0
        };
        ((hour as f64 + part.clamp(0.0, 1.0)) * Millis::HOUR as f64) as i64
    }
}

fn arrivals(scenario: &Scenario) -> [f64; HOURS_A_DAY + 1] {
    let players = &scenario.players;
    let week = &players.week.0;
    let mut sums = [0.0; HOURS_A_DAY + 1];
    for hour in 0..HOURS_A_DAY {
        let zones = players
            .time_zones
            .iter()
            .zip(players.time_zone_choice.chances());
        let here: f64 = zones
            .map(|(ahead_ms, share)| {
                let local = (hour as i64 + ahead_ms.div_euclid(Millis::HOUR))
                    .rem_euclid(HOURS_A_DAY as i64) as usize;
                // All days of the week together have one profile.
                let of_days = (0..7).map(|day| {
                    week[day * HOURS_A_DAY + local + 1] - week[day * HOURS_A_DAY + local]
                });
                share * of_days.sum::<f64>()
            })
            .sum();
        sums[hour + 1] = sums[hour] + here;
    }
    let total = sums[HOURS_A_DAY];
    sums.map(|sum| sum / total)
}
