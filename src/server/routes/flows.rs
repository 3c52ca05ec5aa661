//! `GET /api/flows`: what leads to what, from loot through events to how it ended.

use crate::analytics::{FlowExample, FlowShape, FlowSums};
use crate::ingest::Share;
use crate::model::{PathRow, PathsRequest, PlayerPath, StepNames, TimeRange};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::long_reads::Progress;
use crate::server::state::AppState;
use crate::store::Reader;
use crate::wire::{Answer, BySlice, Flow, FlowDetail, PathsLookedAt, ReadErrors, StillReading};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read what leads to what
///
/// One story is one player in one match; of events in no match, in one session, or until nothing happened for 30 minutes: what
/// was looted most, the first events (the same one several times in a row counts once), and the last event, or what
/// follows upon a chosen start and leads up to a chosen end. What is left out is as if it had not happened. A story is in a mode, a
/// variant or on a map where one of its rows is; a row counts when its time is in the range. All rows are gone through: where that
/// takes more than some seconds, the answer is 202 with how much is done; ask the same again.
#[utoipa::path(
    tag = "Read",
    params(FlowDetail, BySlice, TimeRange, PathsLookedAt),
    responses(
        (status = 200, description = "The flow", body = Answer<Flow>),
        (status = 202, description = "It takes longer; ask the same again", body = StillReading),
        ReadErrors
    )
)]
#[get("/flows")]
pub(super) async fn flows(
    asked: Asked<OfRows<(FlowDetail, BySlice, TimeRange, PathsLookedAt)>>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((detail, slice, range, looked_at))) = asked;
    let reader = state.reader.clone();
    let paths = PathsRequest {
        left_out: detail.leave_out.clone().map_or_else(Vec::new, |out| out.0),
        ..requested(slice, range, &looked_at)
    };
    let read = move |progress: Progress, share: Share| async move {
        let grouped_by = looked_at.separator.map(|separator| separator.0);
        let mut names = StepNames::grouped_by(grouped_by.clone());
        let shape = FlowShape {
            depth: detail.depth.0 as usize,
            top: detail.top.0 as usize,
            on_the_way: detail.steps.into(),
            from: detail.start().map(|start| start.number(&mut names)),
            to: detail.end().map(|end| end.number(&mut names)),
        };
        let mut sums = FlowSums::new(shape);
        let add = |path: &PlayerPath<'_>, names: &StepNames| sums.add(path, names);
        let told = |done| progress.tell(done);
        let read = reader
            .paths(&paths, &mut names, rows_at_once(&share), told, add)
            .await?;
        let (mut flow, examples) = sums.finish(&names);
        let examples = whose(&reader, examples).await?;
        for (link, examples) in flow.links.iter_mut().zip(examples) {
            link.examples = examples;
        }
        Ok(Answer::new(Flow {
            flow,
            grouped_by,
            coverage: read.coverage,
        }))
    };
    state.long_reads.answer(&question(&request), read).await
}

/// Whose paths are asked for.
pub(super) fn requested(
    slice: BySlice,
    range: TimeRange,
    looked_at: &PathsLookedAt,
) -> PathsRequest {
    PathsRequest {
        slice: slice.into(),
        range,
        limit: looked_at.limit.map(|limit| limit.0),
        left_out: Vec::new(),
    }
}

/// How many steps a share of the memory budget has room for.
pub(super) fn rows_at_once(share: &Share) -> usize {
    share.held_bytes() / Reader::PATH_ROW_BYTES
}

/// Who asks for the same asks for the same address.
pub(super) fn question(request: &HttpRequest) -> String {
    let path = request.path().rsplit('/').next().unwrap_or_default();
    format!("{path}?{}", request.query_string())
}

async fn whose(
    reader: &Reader,
    examples: Vec<Vec<PathRow>>,
) -> Result<Vec<Vec<FlowExample>>, ApiError> {
    let mut rows: Vec<PathRow> = examples.iter().flatten().copied().collect();
    rows.sort_unstable();
    rows.dedup();
    let owners = reader.path_owners(&rows).await?;
    let example = |row: &PathRow| {
        // What was deleted meanwhile is nobody's.
        let owner = owners.get(row)?;
        Some(FlowExample {
            match_id: owner.match_id.clone(),
            player_id: owner.player_id.clone(),
        })
    };
    let of_link = |rows: Vec<PathRow>| rows.iter().filter_map(example).collect();
    Ok(examples.into_iter().map(of_link).collect())
}
