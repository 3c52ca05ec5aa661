//! What leads to what, and how many get how far.

use super::parameters::{Limited, Parameters, Whole, WholeOr};
use crate::analytics::{self, FunnelStep};
use crate::model::{Coverage, EventType};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use utoipa::{IntoParams, ToSchema};

/// How many sheets at most, the newest: each is one player in one match.
pub type SheetsLookedAt = Limited<WholeOr<2_000, 20_000>>;

type Depth = WholeOr<2, 6>;
type Top = WholeOr<6, 30>;

/// How detailed a flow is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FlowDetail {
    /// Events between loot and end
    #[serde(default)]
    #[param(inline)]
    pub depth: Depth,
    /// Names told apart in each column
    #[serde(default)]
    #[param(inline, example = 4)]
    pub top: Top,
    /// Types of events to leave out, as a JSON array of at most 50
    #[param(value_type = Option<String>, example = "[\"position\"]")]
    pub leave_out: Option<LeftOut>,
}

/// Types of events in one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut(pub Vec<EventType>);

impl LeftOut {
    const MOST: usize = 50;

    fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("must be a JSON array of at most {} names", Self::MOST);
        let names: Vec<String> = serde_json::from_str(text).map_err(|_| shape())?;
        if names.len() > Self::MOST {
            return Err(shape());
        }
        let types = names.iter().map(|name| EventType::parse(name));
        types.collect::<Result<_, _>>().map(Self)
    }
}

impl<'de> Deserialize<'de> for LeftOut {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl Serialize for LeftOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl Parameters for FlowDetail {}

/// What leads to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    /// The columns and their links.
    #[serde(flatten)]
    pub flow: analytics::Flow,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// Which steps, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FunnelSteps {
    /// The first type of event
    #[param(inline, example = "fight")]
    step1: EventType,
    /// The second
    #[param(inline)]
    step2: Option<EventType>,
    /// The third
    #[param(inline)]
    step3: Option<EventType>,
    /// The fourth
    #[param(inline)]
    step4: Option<EventType>,
    /// The fifth
    #[param(inline)]
    step5: Option<EventType>,
    /// The sixth
    #[param(inline)]
    step6: Option<EventType>,
    /// Each step at most so many seconds after the one before it; any time when absent
    #[param(inline, example = 600)]
    pub within: Option<Seconds>,
}

type Seconds = Whole<604_800>;

impl Parameters for FunnelSteps {}

impl FunnelSteps {
    /// Those that were given.
    pub fn into_types(self) -> Vec<EventType> {
        let others = [self.step2, self.step3, self.step4, self.step5, self.step6];
        let others = others.into_iter().flatten();
        std::iter::once(self.step1).chain(others).collect()
    }
}

/// How many get how far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Funnel {
    /// Paths that were looked at: one player in one match each.
    pub stories: u64,
    /// In order.
    pub steps: Vec<FunnelStep>,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}
