//! `GET /api/funnel`: how many get how far through ordered steps.

use super::flows::{question, requested, rows_at_once};
use crate::analytics::FunnelSums;
use crate::ingest::Share;
use crate::model::{EventType, ItemKind, Millis, PlayerPath, StepName, StepNames, TimeRange};
use crate::server::asked::{Asked, OfRows};
use crate::server::error::ApiError;
use crate::server::long_reads::Progress;
use crate::server::state::AppState;
use crate::wire::{Answer, BySlice, Funnel, FunnelSteps, PathsLookedAt, ReadErrors, StillReading};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// Read how many get how far
///
/// Of the stories of `/api/flows`: in how many of them came the first step, after it the second, and so on, with the median time
/// between. A step is an event, or loot: at the time of the event that tells of it, or where a sheet alone does, at any time, as
/// soon as the step before it was reached. With `within`, each step comes at most so long after the one before. All rows are gone
/// through: where that takes more than some seconds, the answer is 202 with how much is done; ask the same again.
#[utoipa::path(
    tag = "Read",
    params(FunnelSteps, BySlice, TimeRange, PathsLookedAt),
    responses(
        (status = 200, description = "The funnel", body = Answer<Funnel>),
        (status = 202, description = "It takes longer; ask the same again", body = StillReading),
        ReadErrors
    )
)]
#[get("/funnel")]
pub(super) async fn funnel_steps(
    asked: Asked<OfRows<(FunnelSteps, BySlice, TimeRange, PathsLookedAt)>>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((steps, slice, range, looked_at))) = asked;
    let reader = state.reader.clone();
    let paths = requested(slice, range, &looked_at);
    let read = move |progress: Progress, share: Share| async move {
        let grouped_by = looked_at.separator.map(|separator| separator.0);
        let mut names = StepNames::grouped_by(grouped_by.clone());
        let asked = steps.names().into_iter();
        let asked: Vec<StepName> = asked.map(|step| grouped(step, &names)).collect();
        let numbers = asked.iter().map(|step| step.number(&mut names)).collect();
        let within = steps.within;
        let within = within.map(|seconds| Millis(i64::from(seconds.0) * 1_000));
        let mut sums = FunnelSums::new(numbers, within);
        let add = |path: &PlayerPath<'_>, _: &StepNames| sums.add(path);
        let told = |done| progress.tell(done);
        let read = reader
            .paths(&paths, &mut names, rows_at_once(&share), told, add)
            .await?;
        Ok(Answer::new(Funnel {
            stories: sums.stories(),
            steps: sums.finish(asked),
            grouped_by,
            coverage: read.coverage,
        }))
    };
    state.long_reads.answer(&question(&request), read).await
}

/// A step by the name of its group.
fn grouped(step: StepName, names: &StepNames) -> StepName {
    let grouped = match &step {
        StepName::Event(event) => {
            EventType::parse(names.group(event.as_str())).map(StepName::Event)
        }
        StepName::Item(item) => ItemKind::parse(names.group(item.as_str())).map(StepName::Item),
    };
    // The beginning of a name is a name.
    grouped.unwrap_or(step)
}
