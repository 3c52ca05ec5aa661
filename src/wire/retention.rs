//! Active players, and who comes back.

use super::parameters::{Parameters, WholeOr};
use crate::analytics::MeanRetention;
use crate::model::Zone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Players by day or by month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayersOverTime<T> {
    /// Always true.
    pub success: bool,
    /// By whose clock days begin.
    pub tz: Zone,
    /// How many are listed.
    pub count: usize,
    /// Oldest first; times at which nobody played are left out.
    pub data: Vec<T>,
}

impl<T> PlayersOverTime<T> {
    /// Days or months of a zone.
    pub fn new(tz: Zone, data: Vec<T>) -> Self {
        Self {
            success: true,
            tz,
            count: data.len(),
            data,
        }
    }
}

/// The players of one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayersOfDay {
    /// The day, by the clock of `tz`.
    #[schema(format = Date, example = "2026-01-31")]
    pub day: String,
    /// Players of whom there is a sheet or an event of that day.
    pub active: u64,
    /// Those of them who were not seen before.
    pub new: u64,
    /// The others.
    pub returning: u64,
    /// How long they played, as their sheets say in `match_duration`; of players who never send one, how long the sessions were that began
    /// then (none of these in a game mode or another slice).
    pub seconds_played: f64,
    /// False while the day is not over: its numbers still grow.
    pub complete: bool,
}

/// The players of one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayersOfMonth {
    /// The month, by the clock of `tz`.
    #[schema(pattern = r"^\d{4}-\d{2}$", example = "2026-01")]
    pub month: String,
    /// Players of whom there is a sheet or an event of that month.
    pub active: u64,
    /// Those of them who were not seen before it.
    pub new: u64,
    /// The others.
    pub returning: u64,
    /// How long they played, as their sheets say in `match_duration`; of players who never send one, how long the sessions were that began
    /// then (none of these in a game mode or another slice).
    pub seconds_played: f64,
    /// False while the month is not over: its numbers still grow.
    pub complete: bool,
}

type Days = WholeOr<30, 90>;

/// How far each cohort is followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Followed {
    /// Days after a cohort's own
    #[serde(default)]
    #[param(inline)]
    pub days: Days,
}

impl Parameters for Followed {}

/// Retention of each cohort, and of all of them together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Retention {
    /// By whose clock days begin.
    pub tz: Zone,
    /// How many cohorts are listed.
    pub count: usize,
    /// Oldest first; days on which nobody was seen for the first time are left out.
    pub data: Vec<CohortRetention>,
    /// All listed cohorts together, by days since their own, for the days that are over.
    pub mean: Vec<MeanRetention>,
}

/// The players who were first seen on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CohortRetention {
    /// The day, by the clock of `tz`.
    #[schema(format = Date, example = "2026-01-31")]
    pub cohort: String,
    /// How many they are.
    pub players: u64,
    /// Each day from their first on, up to today or the `days` asked for.
    pub days: Vec<DayRetention>,
}

/// Those of a cohort who were there so many days later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DayRetention {
    /// Days since the cohort's own, which is day 0.
    pub day: u32,
    /// Players of the cohort who were there.
    pub players: u64,
    /// Of all players of the cohort, from 0 to 1.
    pub share: f64,
    /// False while the day is not over: its numbers still grow.
    pub complete: bool,
}
