//! The section `dimensions`.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A dimension that sheets carry, such as `platform` or `build`. Exactly one of `values`, `releases`, `time_zones`
/// and `modes` says which value a sheet gets.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::simulator) struct DimensionWire {
    /// Values with their weights, one of which is dealt to everybody, by a hash of the dimension's name and an id.
    pub(in crate::simulator) values: Option<BTreeMap<String, f64>>,
    /// Whose id deals `values`. Default: the player's.
    pub(in crate::simulator) of: Option<DealtTo>,
    /// Builds, the oldest first: a session is played with the newest that the player has when it begins.
    #[schemars(length(max = 200))]
    pub(in crate::simulator) releases: Option<Vec<ReleaseWire>>,
    /// A value for each of `players.time_zones`, in their order, such as regions.
    pub(in crate::simulator) time_zones: Option<Vec<String>>,
    /// Mode → value; sheets of other modes go without.
    pub(in crate::simulator) modes: Option<BTreeMap<String, String>>,
}

/// Who gets one of the values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulator) enum DealtTo {
    /// Every player, for good.
    #[default]
    Player,
    /// Every match, for all who play it.
    Match,
}

/// A build.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::simulator) struct ReleaseWire {
    /// What the dimension's value is with it.
    pub(in crate::simulator) value: String,
    /// When it comes out: days after the start of the run. Default 0.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3650.0))]
    pub(in crate::simulator) day: f64,
    /// Players update within so many days, spread evenly. Default 0: all at once.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3650.0))]
    pub(in crate::simulator) within_days: f64,
}
