//! Whose data: of which game mode, and of which variant of an experiment.

use super::Parameters;
use crate::model::{Arm, EventFilter, Fault, GameMode, Name, SliceFilter, TimeRange};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Of which game mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InMode {
    /// Only what happened in this game mode; an event that came alone has none
    #[param(inline)]
    pub game_mode: Option<GameMode>,
}

impl Parameters for InMode {}

impl From<(InMode, TimeRange)> for EventFilter {
    fn from((InMode { game_mode }, range): (InMode, TimeRange)) -> Self {
        Self { game_mode, range }
    }
}

/// Of which game mode and variant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BySlice {
    /// Only what happened in this game mode; an event that came alone has none
    #[param(inline)]
    pub game_mode: Option<GameMode>,
    /// With `variant`: only sheets of those who were in it, and events inside them
    #[param(inline)]
    pub experiment: Option<Name>,
    /// With `experiment`: the variant
    #[param(inline)]
    pub variant: Option<Name>,
}

impl Parameters for BySlice {
    fn fault(&self) -> Option<Fault> {
        match (&self.experiment, &self.variant) {
            (Some(_), None) => Some(Fault::new("variant", "is required")),
            (None, Some(_)) => Some(Fault::new("experiment", "is required")),
            _ => None,
        }
    }
}

impl From<BySlice> for SliceFilter {
    fn from(slice: BySlice) -> Self {
        let arm = slice.experiment.zip(slice.variant);
        Self {
            game_mode: slice.game_mode,
            arm: arm.map(|(experiment, variant)| Arm {
                experiment,
                variant,
            }),
        }
    }
}

impl From<SliceFilter> for BySlice {
    fn from(slice: SliceFilter) -> Self {
        let (experiment, variant) = slice.arm.map(|arm| (arm.experiment, arm.variant)).unzip();
        Self {
            game_mode: slice.game_mode,
            experiment,
            variant,
        }
    }
}
