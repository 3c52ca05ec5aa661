//! `GET /ws/live`: the WebSocket for dashboards.

use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::server::{live, request_id, socket};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get, rt};

#[get("/ws/live")]
pub(super) async fn ws_live(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let filter = live::filter_of(request.query_string())?;
    let (response, socket) = socket::open(&request, payload, &state, live::MAX_MESSAGE_BYTES)?;
    let id = request_id::given(request.headers());
    // It owns the connection, which the server waits for when it stops.
    rt::spawn(live::watch(socket, state, filter, id));
    Ok(response)
}
