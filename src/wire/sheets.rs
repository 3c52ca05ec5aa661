//! `GET /api/stats`: which sheets.

use super::parameters::{Paged, Parameters, WholeOr};
use crate::model::{Cursor, GameMode, MatchId, PlayerId, SheetFilter};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Of which match, player and game mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetsOf {
    /// Only this match
    #[param(inline)]
    pub match_id: Option<MatchId>,
    /// Only this player
    #[param(inline)]
    pub player_id: Option<PlayerId>,
    /// Only this game mode
    #[param(inline)]
    pub game_mode: Option<GameMode>,
}

impl Parameters for SheetsOf {}

impl From<&SheetFilter> for SheetsOf {
    fn from(filter: &SheetFilter) -> Self {
        Self {
            match_id: filter.match_id.clone(),
            player_id: filter.player_id.clone(),
            game_mode: filter.game_mode.clone(),
        }
    }
}

/// A page of sheets.
pub type SheetsPage = Paged<WholeOr<1_000, 10_000>, Cursor>;
