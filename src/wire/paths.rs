//! What leads to what, and how many get how far.

use super::parameters::{Parameters, Whole, WholeOr};
use super::steps::Steps;
use crate::analytics::{self, FunnelStep};
use crate::model::{Coverage, EventType, Fault, ItemKind, StepName};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use utoipa::{IntoParams, ToSchema};

/// Which paths are looked at, and by which names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PathsLookedAt {
    /// Only paths of so many sheets, the newest, and of a hundred times as many events; all when absent
    #[param(inline)]
    pub limit: Option<NewestSheets>,
    /// Puts names together that are alike before it: with `:`, `kill:rifle` and `kill:pistol` are both `kill`, in the answer and in
    /// what is asked for. 1 to 8 characters
    #[param(value_type = Option<String>)]
    pub separator: Option<Separator>,
}

type NewestSheets = Whole<20_000>;

impl Parameters for PathsLookedAt {}

/// What parts a name from what is put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Separator(pub String);

impl<'de> Deserialize<'de> for Separator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.chars().count() {
            1..=8 => Ok(Self(text)),
            n => Err(de::Error::custom(format!(
                "must have 1 to 8 characters, got {n}"
            ))),
        }
    }
}

type Depth = WholeOr<2, 6>;
type Top = WholeOr<6, 30>;

/// How a flow is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FlowDetail {
    /// Steps between start and end
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
    /// What is a step on the way: events, the loot that events tell of, or both
    #[serde(default)]
    #[param(inline)]
    pub steps: Steps,
    /// Only what follows upon the first event of this type
    #[param(inline)]
    pub from: Option<EventType>,
    /// Only what follows upon the first loot of this kind. What a sheet alone tells of was looted at the beginning
    #[param(inline)]
    pub from_item: Option<ItemKind>,
    /// Only what leads up to the first event of this type
    #[param(inline)]
    pub to: Option<EventType>,
    /// Only what leads up to the first loot of this kind that an event tells of
    #[param(inline)]
    pub to_item: Option<ItemKind>,
}

impl Parameters for FlowDetail {
    fn fault(&self) -> Option<Fault> {
        let both = |event: bool, item: bool| event && item;
        if both(self.from.is_some(), self.from_item.is_some()) {
            return Some(Fault::new("from_item", "is not together with from"));
        }
        let ends = both(self.to.is_some(), self.to_item.is_some());
        ends.then(|| Fault::new("to_item", "is not together with to"))
    }
}

impl FlowDetail {
    /// Where it begins, if that was chosen.
    pub fn start(&self) -> Option<StepName> {
        name_of(&self.from, &self.from_item)
    }

    /// Where it ends, if that was chosen.
    pub fn end(&self) -> Option<StepName> {
        name_of(&self.to, &self.to_item)
    }
}

fn name_of(event: &Option<EventType>, item: &Option<ItemKind>) -> Option<StepName> {
    let item = item.clone().map(StepName::Item);
    event.clone().map(StepName::Event).or(item)
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

/// What leads to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flow {
    /// The columns and their links.
    #[serde(flatten)]
    pub flow: analytics::Flow,
    /// The separator by which names were put together, if there was one.
    pub grouped_by: Option<String>,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// Which steps, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FunnelSteps {
    /// The first type of event; this or `item1` is required
    #[param(inline, example = "fight")]
    step1: Option<EventType>,
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
    /// In place of `step1`: this was looted
    #[param(inline)]
    item1: Option<ItemKind>,
    /// In place of `step2`
    #[param(inline)]
    item2: Option<ItemKind>,
    /// In place of `step3`
    #[param(inline)]
    item3: Option<ItemKind>,
    /// In place of `step4`
    #[param(inline)]
    item4: Option<ItemKind>,
    /// In place of `step5`
    #[param(inline)]
    item5: Option<ItemKind>,
    /// In place of `step6`
    #[param(inline)]
    item6: Option<ItemKind>,
    /// Each step at most so many seconds after the one before it; any time when absent
    #[param(inline, example = 600)]
    pub within: Option<Seconds>,
}

type Seconds = Whole<604_800>;

/// The names of `item1` and so on.
const ITEMS: [&str; 6] = ["item1", "item2", "item3", "item4", "item5", "item6"];

impl Parameters for FunnelSteps {
    fn fault(&self) -> Option<Fault> {
        let pairs = self.pairs();
        if let (None, None) = pairs[0] {
            return Some(Fault::new("step1", "is required, or item1"));
        }
        let mut numbered = ITEMS.iter().zip(pairs);
        let both = numbered.find(|(_, (event, item))| event.is_some() && item.is_some());
        both.map(|(name, _)| Fault::new(*name, "is not together with the step of its number"))
    }
}

impl FunnelSteps {
    fn pairs(&self) -> [(&Option<EventType>, &Option<ItemKind>); 6] {
        [
            (&self.step1, &self.item1),
            (&self.step2, &self.item2),
            (&self.step3, &self.item3),
            (&self.step4, &self.item4),
            (&self.step5, &self.item5),
            (&self.step6, &self.item6),
        ]
    }

    /// Those that were given.
    pub fn names(&self) -> Vec<StepName> {
        let pairs = self.pairs().into_iter();
        pairs
            .filter_map(|(event, item)| name_of(event, item))
            .collect()
    }
}

/// How many get how far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Funnel {
    /// Paths that were looked at: one player in one match or session each.
    pub stories: u64,
    /// In order.
    pub steps: Vec<FunnelStep>,
    /// The separator by which names were put together, if there was one.
    pub grouped_by: Option<String>,
    /// What part of the range was looked at.
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// It takes longer; ask the same again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StillReading {
    /// Always true.
    pub success: bool,
    /// How much is done, 0–1.
    pub progress: f64,
}

impl StillReading {
    /// So much is done.
    pub fn new(progress: f64) -> Self {
        Self {
            success: true,
            progress,
        }
    }
}
