//! Who may ask at all, looked at before anything else of a request: it must be meant for this server, by a name that is
//! its own, and a page of another origin may neither write nor open a socket unless it was let in by name.
//!
//! Both are about browsers. Any page may send requests to any server its reader can reach, and a page whose domain
//! points at this machine for a moment (DNS rebinding) may even read the answers. What is no browser sends no `Origin`.

mod host;
mod origin;

pub(super) use host::Hosts;
pub use origin::normal as normal_origin;

use super::state::AppState;
use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::UPGRADE;
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Actix middleware.
pub(super) async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = request.app_data::<Data<AppState>>().cloned();
    let checked = state.map_or(Ok(()), |state| {
        let head = request.head();
        state.hosts.check(head)?;
        let writes = !head.method.is_safe();
        if writes || head.headers.contains_key(UPGRADE) {
            origin::check(head, &state.options.cors_origins)?;
        }
        Ok(())
    });
    match checked {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(error) => Ok(request.error_response::<super::error::ApiError>(error)),
    }
}
