//! The layer around every request: its id, its log line, the body of its error, the compression of its answer.
//! Decides nothing about what is answered.

use super::base_path;
use super::compress::{self, compress};
use super::connection::Meter;
use super::error::ApiError;
use super::state::AppState;
use super::{leaving, not_found, percent, refusals, request_id, tagged};
use crate::model::Faults;
use actix_http::ConnectionType;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue, UPGRADE, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Actix middleware; the outermost one.
pub(super) async fn observe(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let meter = request.conn_data::<Meter>().cloned();
    if let Some(meter) = &meter {
        meter.begin(request.head());
    }
    let id = request_id::of(request.headers());
    let method = request.method().clone();
    if let Some(state) = request.app_data::<Data<AppState>>().cloned() {
        base_path::strip(&mut request, &state.options.base_path);
    }
    if method == Method::HEAD {
        // Routed as GET; the connection knows to leave the body out.
        request.head_mut().method = Method::GET;
    }
    if request.headers().contains_key(UPGRADE) {
        // A socket goes on under the id of its request.
        request.headers_mut().insert(request_id::HEADER, id.clone());
    }
    let served = match percent::decode(request.uri().path()) {
        Ok(_) => {
            let serving = AssertUnwindSafe(async { next.call(request).await });
            match serving.catch_unwind().await {
                Ok(served) => served.map(|response| response.map_into_boxed_body()),
                Err(_) => Err(ApiError::Unexpected.into()),
            }
        }
        Err(reason) => Ok(request.error_response(ApiError::of("path", reason))),
    };
    match served {
        Ok(response) => {
            let (request, response) = response.into_parts();
            note_damage(&request, &response);
            note_refusal(&request, &method, &response);
            let response = not_found::for_people(&request, with_error_body(response, &id));
            let response = tagged::unless_known(&request, response);
            let response = compress(&request, response).await;
            let mut response = match leaving::charge(&request, response) {
                Ok(response) => response,
                Err(busy) => busy.respond(text(&id)),
            };
            decorate(response.headers_mut(), &id);
            end_of(meter, &mut response);
            let pattern = request.match_pattern();
            let route = pattern.as_deref().unwrap_or("unmatched");
            log(&method, route, &response, started, &id);
            Ok(ServiceResponse::new(request, response))
        }
        // The request went down with its handler, and only an error can be returned without it.
        Err(error) => {
            let failed = Failed {
                error: known(&error),
                id,
            };
            let mut response = failed.error_response();
            end_of(meter, &mut response);
            log(&method, "unknown", &response, started, &failed.id);
            Err(failed.into())
        }
    }
}

/// Counts a submission that is refused before anything of it is kept.
fn note_refusal(request: &HttpRequest, method: &Method, response: &HttpResponse) {
    let door = refusals::door(method, request.path());
    if let (Some(door), Some(error)) = (door, response.error())
        && let Some(state) = request.app_data::<Data<AppState>>()
    {
        state.refusals.note(door, &known(error));
    }
}

/// A database that turned out to be damaged makes the server unready.
fn note_damage(request: &HttpRequest, response: &HttpResponse) {
    let error = response.error().and_then(Error::as_error::<ApiError>);
    if let (Some(ApiError::Damaged), Some(state)) = (error, request.app_data::<Data<AppState>>()) {
        state.is_damaged.store(true, Ordering::Relaxed);
    }
}

/// The request is over, unless it has become a socket. Where a part of its body was not read, so is the connection: that
/// part would be taken for the next request.
fn end_of(meter: Option<Meter>, response: &mut HttpResponse) {
    let goes_on = response.status() == StatusCode::SWITCHING_PROTOCOLS
        || meter.is_none_or(|meter| meter.end());
    if !goes_on {
        let head = response.head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
}

/// An error with its id, for when there is no request left to answer.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
struct Failed {
    error: ApiError,
    id: HeaderValue,
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        self.error.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.error.respond(text(&self.id));
        decorate(response.headers_mut(), &self.id);
        response
    }
}

/// Gives an error its one shape, whoever made it; keeps headers that others added, such as CORS ones.
fn with_error_body(response: HttpResponse, id: &HeaderValue) -> HttpResponse {
    if !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    let error = match response.error() {
        Some(error) => known(error),
        None => foreign(response.status(), String::new()),
    };
    let mut shaped = error.respond(text(id));
    for (name, value) in response.headers() {
        if !shaped.headers().contains_key(name) {
            shaped.headers_mut().append(name.clone(), value.clone());
        }
    }
    shaped
}

fn known(error: &Error) -> ApiError {
    match error.as_error::<ApiError>() {
        Some(known) => known.clone(),
        None => foreign(error.as_response_error().status_code(), error.to_string()),
    }
}

/// What the web framework or a page of it refused, in our words.
fn foreign(status: StatusCode, said: String) -> ApiError {
    match status {
        StatusCode::NOT_FOUND => ApiError::NotFound,
        status if status.is_server_error() => {
            tracing::error!(%status, error = said, "unexpected error from the web framework");
            ApiError::Unexpected
        }
        status => {
            let reason = if said.is_empty() {
                status
                    .canonical_reason()
                    .unwrap_or("is not valid")
                    .to_lowercase()
            } else {
                said
            };
            ApiError::Invalid(Faults::one("request", reason))
        }
    }
}

fn decorate(headers: &mut HeaderMap, id: &HeaderValue) {
    headers.insert(super::request_id::HEADER, id.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    compress::vary(headers);
}

fn log(method: &Method, route: &str, response: &HttpResponse, started: Instant, id: &HeaderValue) {
    let status = response.status().as_u16();
    let bytes = match response.body().size() {
        BodySize::Sized(bytes) => bytes,
        BodySize::None | BodySize::Stream => 0,
    };
    let ms = started.elapsed().as_micros() as f64 / 1000.0;
    let (method, request_id) = (method.as_str(), text(id));
    // A probe every second would bury everything else.
    if route.contains("/health") {
        tracing::debug!(method, route, status, bytes, ms, request_id, "request");
    } else {
        tracing::info!(method, route, status, bytes, ms, request_id, "request");
    }
}

fn text(id: &HeaderValue) -> &str {
    id.to_str().unwrap_or_default()
}
