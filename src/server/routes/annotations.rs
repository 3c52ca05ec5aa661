//! `GET`, `POST` and `DELETE /api/annotations`: what happened when, beside the numbers.

use crate::model::{
    Annotated, Annotation, AnnotationId, Faults, MAX_ANNOTATIONS, Millis, Note, RowId,
};
use crate::runtime::clock;
use crate::server::asked::{self, Asked};
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::idempotency;
use crate::server::state::AppState;
use crate::wire::{
    AnnotationKept, Answer, Deleted, Error, NoteToAdd, ReadErrors, TimeRange, WriteErrors,
};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};

const MAX_REQUEST_BYTES: usize = 16 << 10;

/// Read annotations
///
/// Those of a time range, the earliest first; what lasted is in it where a part of it is. They are shown on every chart over time.
#[utoipa::path(
    tag = "Keep",
    params(TimeRange),
    responses((status = 200, description = "The annotations", body = Answer<Vec<Annotation>>), ReadErrors)
)]
#[get("/annotations")]
pub(super) async fn annotations(
    asked: Asked<TimeRange>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let annotations = state.reader.annotations(asked.0).await?;
    Ok(HttpResponse::Ok().json(Answer::new(annotations)))
}

/// Write an annotation
///
/// A text at a time, such as a release, for every chart over time: `curl -d '{"text": "release 1.3"}'` is enough. With an `annotation_id` (or the header
/// `Idempotency-Key`) it may be sent again and is there once. At most 5,000 are kept.
#[utoipa::path(
    tag = "Keep",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, description = "Stands for the `annotation_id`")),
    request_body(content = NoteToAdd, example = json!({"text": "release 1.3", "timestamp": "2026-01-31T14:00:00Z", "link": "https://example.com/release-1.3"})),
    responses(
        (status = 201, description = "It is stored", body = AnnotationKept),
        (status = 200, description = "It was stored before", body = AnnotationKept),
        (status = 400, description = "The request is wrong, or there are too many; nothing is stored", body = Error),
        WriteErrors
    )
)]
#[post("/annotations")]
pub(super) async fn annotate(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let json = [Format::Json];
    let body = body::read(&request, payload, &state, MAX_REQUEST_BYTES, &json).await?;
    let asked: NoteToAdd = body.json()?;
    let now = Millis(clock::now_ms());
    let note = with_key(asked.read(now), &request)?;
    let (mut response, known, annotation) = match state.ingest.annotate(note.clone(), now).await? {
        Annotated::New(new) => (HttpResponse::Created(), false, new),
        Annotated::Known(first) => (HttpResponse::Ok(), true, first),
        Annotated::Full => {
            let reason = format!(
                "there are {MAX_ANNOTATIONS} annotations, the most that are kept; delete some first \
                (DELETE /api/annotations/{{id}})"
            );
            return Err(ApiError::of("text", reason));
        }
    };
    Ok(response.json(AnnotationKept {
        success: true,
        duplicate: known,
        differs: known && annotation.note.differs_from(&note),
        data: annotation,
    }))
}

/// The note, with the header's key when it has none.
fn with_key(note: Result<Note, Faults>, request: &HttpRequest) -> Result<Note, Faults> {
    let header = idempotency::key(request, AnnotationId::parse);
    let more = |faults: Faults, fault| {
        let all = faults.as_slice().iter().cloned().chain([fault]).collect();
        Faults::from_vec(all).unwrap_or(faults)
    };
    match (note, header) {
        (Ok(mut note), Ok(Some(key))) => match &note.annotation_id {
            Some(own) if *own != key => {
                let fault = idempotency::fault("differs from the annotation's own annotation_id");
                Err(Faults::one(fault.field, fault.reason))
            }
            _ => {
                note.annotation_id = Some(key);
                Ok(note)
            }
        },
        (Ok(note), Ok(None)) => Ok(note),
        (Ok(_), Err(fault)) => Err(Faults::one(fault.field, fault.reason)),
        (Err(faults), Ok(_)) => Err(faults),
        (Err(faults), Err(fault)) => Err(more(faults, fault)),
    }
}

/// Delete an annotation
#[utoipa::path(
    tag = "Keep",
    params(("id" = i64, Path, description = "Its number", minimum = 1, example = 1)),
    responses(
        (status = 200, description = "It is gone", body = Deleted),
        (status = 404, description = "There is no such annotation", body = Error),
        WriteErrors
    )
)]
#[delete("/annotations/{id}")]
pub(super) async fn delete_annotation(
    _: Asked<()>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let id = asked::named(&request, "id", 0, RowId::parse)?;
    if !state.ingest.delete_annotation(id.0).await? {
        return Err(ApiError::Unknown {
            field: "id",
            what: "annotation has this number",
        });
    }
    Ok(HttpResponse::Ok().json(Deleted { success: true }))
}
