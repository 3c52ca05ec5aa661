//! `GET /ws/telemetry`: the WebSocket for games.

use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::server::{request_id, socket, telemetry};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get, rt};

#[get("/ws/telemetry")]
pub(super) async fn ws_telemetry(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let (response, socket) = socket::open(&request, payload, &state, telemetry::MAX_MESSAGE_BYTES)?;
    let id = request_id::given(request.headers());
    // It owns the connection, which the server waits for when it stops.
    rt::spawn(telemetry::serve(socket, state, id));
    Ok(response)
}
