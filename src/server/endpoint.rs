//! One operation of the API, as its description has it.

use actix_web::http::Method;
use serde_json::Value;

/// One way to call the API.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) method: Method,
    /// With `{placeholders}`.
    pub(super) path: String,
    /// OpenAPI's operation object.
    pub(super) operation: Value,
}
