//! `/ws/live`: what is watched.

use super::parameters::Parameters;
use crate::model::{ItemKind, MatchId, PlayerId};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Of which match, player and item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveOf {
    /// Only this match
    #[param(inline)]
    pub match_id: Option<MatchId>,
    /// Only this player
    #[param(inline)]
    pub player_id: Option<PlayerId>,
    /// Only sheets that list this item, and no events
    #[param(inline)]
    pub item: Option<ItemKind>,
}

impl Parameters for LiveOf {}
