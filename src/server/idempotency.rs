//! The header by which a client says that two requests are the same one.

use crate::model::Fault;
use actix_web::HttpRequest;

pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The key that the header names, if it is there.
///
/// # Errors
/// What is wrong with it.
pub(super) fn key<T>(
    request: &HttpRequest,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, Fault> {
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .map_err(|_| "must be visible ASCII".to_owned());
    text.and_then(parse).map(Some).map_err(fault)
}

/// A fault of the header.
pub(super) fn fault(reason: impl Into<String>) -> Fault {
    Fault::new(IDEMPOTENCY_KEY, reason)
}
