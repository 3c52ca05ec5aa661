//! `GET`, `POST` and `DELETE /api/views`: pages of the dashboard under names that people give them.

use crate::model::{MAX_SAVED_VIEWS, Millis, SavedView, ViewName, ViewSaved};
use crate::runtime::clock;
use crate::server::asked::{self, Asked};
use crate::server::body::{self, Format};
use crate::server::dashboard;
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{Answer, Deleted, Error, OfView, ReadErrors, ViewKept, ViewToSave, WriteErrors};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};

const MAX_REQUEST_BYTES: usize = 16 << 10;

/// Read saved views
///
/// All of them, by name.
#[utoipa::path(
    tag = "Keep",
    responses((status = 200, description = "The views", body = Answer<Vec<SavedView>>), ReadErrors)
)]
#[get("/views")]
pub(super) async fn views(_: Asked<()>, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    let views = state.reader.saved_views().await?;
    Ok(HttpResponse::Ok().json(Answer::new(views)))
}

/// Save a view
///
/// A page of the dashboard with its filters, under a name. Another one of this name is replaced. At most 500 are kept.
#[utoipa::path(
    tag = "Keep",
    request_body(content = ViewToSave, example = json!({"name": "ducks-this-week", "address": "/dashboard/map?item=rubber_duck&range=7d", "pinned": true})),
    responses(
        (status = 201, description = "It is saved", body = ViewKept),
        (status = 200, description = "It is saved in the place of another one", body = ViewKept),
        (status = 400, description = "The request is wrong, or there are too many; nothing is saved", body = Error),
        WriteErrors
    )
)]
#[post("/views")]
pub(super) async fn save_view(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let json = [Format::Json];
    let body = body::read(&request, payload, &state, MAX_REQUEST_BYTES, &json).await?;
    let asked: ViewToSave = body.json()?;
    let view = asked.read(Millis(clock::now_ms()))?;
    let page = view.address.view();
    if !page.is_empty() && !dashboard::VIEWS.contains(&page) {
        let reason = format!("names a page that is not there: {page}");
        return Err(ApiError::of("address", reason));
    }
    match state.ingest.save_view(view).await? {
        ViewSaved::Kept { view, replaced } => {
            let mut response = match replaced {
                true => HttpResponse::Ok(),
                false => HttpResponse::Created(),
            };
            Ok(response.json(ViewKept {
                success: true,
                replaced,
                data: view,
            }))
        }
        ViewSaved::Full => Err(ApiError::of(
            "name",
            format!(
                "is new, and there are {MAX_SAVED_VIEWS} saved views, the most that are kept; delete some first, or save \
                under a name that is there"
            ),
        )),
    }
}

/// Delete a saved view
#[utoipa::path(
    tag = "Keep",
    params(("name" = ViewName, Path, description = "The view", example = "ducks-this-week")),
    responses(
        (status = 200, description = "It is gone", body = Deleted),
        (status = 404, description = "There is no such view", body = Error),
        WriteErrors
    )
)]
#[delete("/views/{name}")]
pub(super) async fn delete_view(
    _: Asked<()>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let name = asked::named(&request, "name", 0, ViewName::parse)?;
    forget(name, &state).await
}

/// Delete a saved view of any name
///
/// As `DELETE /api/views/{name}`, for names that do not fit a path.
#[utoipa::path(
    tag = "Keep",
    params(OfView),
    responses(
        (status = 200, description = "It is gone", body = Deleted),
        (status = 404, description = "There is no such view", body = Error),
        WriteErrors
    )
)]
#[delete("/views")]
pub(super) async fn delete_view_of(
    asked: Asked<OfView>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    forget(asked.0.name, &state).await
}

async fn forget(name: ViewName, state: &AppState) -> Result<HttpResponse, ApiError> {
    if !state.ingest.delete_view(name).await? {
        return Err(ApiError::Unknown {
            field: "name",
            what: "saved view has this name",
        });
    }
    Ok(HttpResponse::Ok().json(Deleted { success: true }))
}
