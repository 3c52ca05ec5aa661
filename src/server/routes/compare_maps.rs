//! `POST /api/maps/compare`: where two maps differ. Reads nothing that is stored.

use crate::analytics::{Clustering, GroupedSquare, MapComparison};
use crate::model::{Fault, Faults, MAX_BINS};
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Error, MapsToCompare, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};

/// Two maps of 200 × 200 with counts of a dozen digits, and twice 2,048 squares with sixteen of them.
const MAX_BODY_BYTES: usize = 1 << 21;
/// A count takes two bytes of text at least, and eight in memory; so do the difference and the p-value of a square.
const MEMORY_PER_BODY_BYTE: usize = 24;

/// Compare two maps
///
/// Of counts in the same squares, such as two grids of one `side`: where the share of one map in a square differs from that
/// of the other. Squares are tested one by one and the significant ones chosen together, at a false discovery rate of 5 %
/// (Benjamini and Hochberg). What one player does is no independent observation, so a test needs `a_groups` and `b_groups`,
/// which a grid has when it is asked for with `groups=true`; without them, or with too few players, `untested_because` says
/// why nothing is marked. Nothing is stored.
#[utoipa::path(
    tag = "Read",
    request_body(content = MapsToCompare, example = json!({"a": [[30, 1], [0, 9]], "b": [[10, 2], [0, 28]]})),
    responses(
        (status = 200, description = "Where they differ", body = Answer<MapComparison>),
        (status = 400, description = "The maps cannot be compared", body = Error),
        WriteErrors
    )
)]
#[post("/maps/compare")]
pub(super) async fn compare_maps(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let formats = [Format::Json];
    let mut body = body::read(&request, payload, &state, MAX_BODY_BYTES, &formats).await?;
    let memory = MEMORY_PER_BODY_BYTE * body.bytes.len();
    body.share.grow_to(memory)?;
    let maps: MapsToCompare = serde_json::from_slice(&body.bytes)
        .map_err(|error| ApiError::of("body", format!("is not two maps: {error}")))?;
    let faults = faults_of(&maps);
    if let Some(faults) = Faults::from_vec(faults) {
        return Err(faults.into());
    }
    let columns = maps.a.first().map_or(0, Vec::len);
    let players = [&maps.a_groups, &maps.b_groups].map(|squares| by_groups(squares, columns));
    let known = !maps.a_groups.is_empty() && !maps.b_groups.is_empty();
    let players = known.then(|| [&players[0], &players[1]]);
    let compared = MapComparison::of(&maps.a, &maps.b, players);
    Ok(HttpResponse::Ok().json(Answer::new(compared)))
}

fn by_groups(squares: &[GroupedSquare], columns: usize) -> Clustering {
    let numbered = squares
        .iter()
        .map(|square| (square.row * columns + square.column, square.units));
    Clustering::of(numbered)
}

fn faults_of(maps: &MapsToCompare) -> Vec<Fault> {
    let most = MAX_BINS as usize;
    let columns = maps.a.first().map_or(0, Vec::len);
    let mut faults = Vec::new();
    for (name, cells) in [("a", &maps.a), ("b", &maps.b)] {
        if !(1..=most).contains(&cells.len()) || !(1..=most).contains(&columns) {
            let reason = format!("must have 1 to {most} rows of 1 to {most} counts");
            faults.push(Fault::new(name, reason));
        } else if cells.len() != maps.a.len() || cells.iter().any(|row| row.len() != columns) {
            let rows = maps.a.len();
            let reason =
                format!("must have {rows} rows of {columns} counts, as the first row of `a` has");
            faults.push(Fault::new(name, reason));
        }
    }
    let rows = maps.a.len();
    for (name, squares) in [("a_groups", &maps.a_groups), ("b_groups", &maps.b_groups)] {
        if squares
            .iter()
            .any(|square| square.row >= rows || square.column >= columns)
        {
            let reason = format!("must have squares of the {rows} rows and {columns} columns only");
            faults.push(Fault::new(name, reason));
        }
    }
    faults
}
