//! From when to when, and in buckets of which width.

use super::{BySlice, Parameters};
use crate::model::{Bucket, Fault, PeriodFilter, TimeRange, Zone};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

impl Parameters for TimeRange {
    fn fault(&self) -> Option<Fault> {
        let is_backwards = self.since.zip(self.until).is_some_and(|(a, b)| b < a);
        is_backwards.then(|| Fault::new("until", "must not be before since"))
    }
}

/// By the clock of which zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InZone {
    /// Where days and hours begin: a time zone of the IANA database; `UTC` when absent
    #[serde(default)]
    #[param(inline, required = false, example = "Europe/Berlin")]
    pub tz: Option<Zone>,
}

impl Parameters for InZone {}

/// Which part of time of which slice, by the clock of which zone.
pub type Period = (TimeRange, InZone, BySlice);

impl From<Period> for PeriodFilter {
    fn from((range, zone, slice): Period) -> Self {
        Self {
            range,
            slice: slice.into(),
            zone: zone.tz.unwrap_or_default(),
        }
    }
}

impl From<&Zone> for InZone {
    fn from(zone: &Zone) -> Self {
        Self {
            tz: Some(zone.clone()).filter(|zone| *zone != Zone::default()),
        }
    }
}

/// In buckets of which width.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Every {
    /// The width of a bucket; `hour` when absent
    #[param(inline, example = "hour")]
    pub bucket: Option<Bucket>,
}

impl Parameters for Every {}

/// In buckets of which width, if in any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EveryHourOrDay {
    /// Adds `points`, in buckets of this width
    #[param(inline, example = "hour")]
    pub bucket: Option<HourOrDay>,
}

impl Parameters for EveryHourOrDay {}

/// The width of a bucket in which events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourOrDay(pub Bucket);

impl HourOrDay {
    pub(in crate::wire) fn parse(text: &str) -> Result<Self, String> {
        match Bucket::parse(text) {
            Ok(bucket @ (Bucket::Hour | Bucket::Day)) => Ok(Self(bucket)),
            _ => Err("must be one of hour, day".into()),
        }
    }
}
