//! `GET /api/sessions` and `GET /api/sessions/summary`.

use super::order::Order;
use super::parameters::{
    DIMENSION, HourOrDay, OfDimension, Parameters, WholeOr, arm_of, fault_of_experiment,
    one_at_a_time,
};
use crate::model::{
    Arm, Bucket, Distribution, EntityCursor, Fault, Label, Millis, Name, PlayedSession, PlayerId,
    SessionCounts, SessionFilter, SessionList, TimeRange, Zone,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionsOf {
    /// Only sessions of this player
    #[param(inline)]
    pub player_id: Option<PlayerId>,
    /// With `variant`: only sessions of those who were in it last
    #[param(inline)]
    pub experiment: Option<Name>,
    /// With `experiment`: the variant, as it was sent
    #[param(inline)]
    pub variant: Option<Name>,
    /// As `dim.platform=ps5`: only sessions whose last value of the dimension this is, as it was sent
    #[serde(rename = "dim.NAME", skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub dimension: Option<OfDimension>,
    /// Only sessions whose last map this is
    #[param(inline)]
    pub map: Option<Label>,
}

impl Parameters for SessionsOf {
    fn fault(&self) -> Option<Fault> {
        fault_of_experiment((&self.experiment, &self.variant)).or_else(|| {
            one_at_a_time(&[
                ("experiment", self.experiment.is_some()),
                (DIMENSION, self.dimension.is_some()),
                ("map", self.map.is_some()),
            ])
        })
    }
}

impl From<(SessionsOf, TimeRange)> for SessionFilter {
    fn from((of, range): (SessionsOf, TimeRange)) -> Self {
        let arm = arm_of(of.experiment, of.variant, of.dimension);
        Self {
            player_id: of.player_id,
            arm: arm.or(of.map.as_ref().map(Arm::on_map)),
            range,
        }
    }
}

type Sessions = WholeOr<50, 1_000>;

/// Which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionPage {
    /// `desc`, when absent, or `asc`
    #[param(inline)]
    pub order: Option<Order>,
    /// Sessions of a page
    #[serde(default)]
    #[param(inline, example = 5)]
    pub limit: Sessions,
    /// `next` of an earlier page
    #[param(inline)]
    pub cursor: Option<EntityCursor>,
}

impl Parameters for SessionPage {}

/// In buckets of which width.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionsEvery {
    /// The width of a bucket; `day` when absent
    #[param(inline, example = "day")]
    pub bucket: Option<HourOrDay>,
}

impl Parameters for SessionsEvery {}

/// Some sessions of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionsPage {
    /// Always true.
    pub success: bool,
    /// Sessions of this page.
    pub count: usize,
    /// By their first row, in the order asked for.
    pub data: Vec<PlayedSession>,
    /// The `cursor` of the next page; null at the end.
    pub next: Option<String>,
    /// Sheets and events that are stored and not yet counted in sessions.
    pub behind: u64,
}

impl From<SessionList> for SessionsPage {
    fn from(list: SessionList) -> Self {
        Self {
            success: true,
            count: list.sessions.len(),
            data: list.sessions,
            next: list.next.map(|next| next.to_string()),
            behind: list.behind,
        }
    }
}

/// Sessions over time, and how long they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionSummary {
    /// The width of a bucket.
    pub bucket: Bucket,
    /// By whose clock days and hours begin.
    pub tz: Zone,
    /// Sessions that began in the range.
    pub sessions: u64,
    /// Their mean length; null without any.
    pub mean_seconds: Option<f64>,
    /// Lengths below which so many of them are; null without any.
    pub quantiles: Option<LengthQuantiles>,
    /// Sessions by length in seconds, in buckets no wider than a sixteenth of their values.
    pub lengths: Distribution,
    /// By the time they began, oldest first; buckets in which none began are left out.
    pub data: Vec<SessionPoint>,
    /// Sheets and events that are stored and not yet counted in sessions.
    pub behind: u64,
}

/// Lengths of sessions in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LengthQuantiles {
    /// A quarter is shorter.
    pub p25: f64,
    /// Half are shorter.
    pub p50: f64,
    /// Three quarters are shorter.
    pub p75: f64,
    /// Nine of ten are shorter.
    pub p90: f64,
    /// All but one of a hundred are shorter.
    pub p99: f64,
}

/// Sessions that began within one bucket of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionPoint {
    /// The bucket's start.
    pub start: Millis,
    /// Sessions.
    pub sessions: u64,
    /// How long they were on average.
    pub mean_seconds: f64,
}

impl SessionSummary {
    /// `counts` in buckets of one width, by the clock of a zone.
    pub fn new(bucket: Bucket, tz: Zone, counts: &SessionCounts) -> Self {
        let mut points: Vec<(Millis, u64, i64)> = Vec::new();
        for quarter in &counts.starts {
            let start = tz.start_of(quarter.start, bucket);
            match points.last_mut().filter(|point| point.0 == start) {
                Some(point) => {
                    point.1 += quarter.sessions;
                    point.2 += quarter.played_ms;
                }
                None => points.push((start, quarter.sessions, quarter.played_ms)),
            }
        }
        let mean = |sessions: u64, ms: i64| ms as f64 / 1_000.0 / sessions as f64;
        let sessions = points.iter().map(|point| point.1).sum();
        let played = points.iter().map(|point| point.2).sum();
        let lengths = counts.lengths.iter();
        let lengths = Distribution::new(lengths.map(|(seconds, n)| (*seconds, *n)));
        let quantile = |share| lengths.quantile(share);
        let quantiles = || {
            Some(LengthQuantiles {
                p25: quantile(0.25)?,
                p50: quantile(0.5)?,
                p75: quantile(0.75)?,
                p90: quantile(0.9)?,
                p99: quantile(0.99)?,
            })
        };
        Self {
            bucket,
            tz,
            sessions,
            mean_seconds: (sessions > 0).then(|| mean(sessions, played)),
            quantiles: quantiles(),
            lengths,
            data: points
                .into_iter()
                .map(|(start, sessions, ms)| SessionPoint {
                    start,
                    sessions,
                    mean_seconds: mean(sessions, ms),
                })
                .collect(),
            behind: counts.behind,
        }
    }
}
