//! The API reference: `/api/openapi.json`, and Swagger UI at `/docs`, whose files are in the binary.

use crate::server::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[get("/openapi.json")]
pub(super) async fn openapi(state: Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(state.openapi.clone())
}

pub(super) fn pages(config: &mut web::ServiceConfig) {
    let settings = Config::from("/api/openapi.json")
        // The validator is a service on the internet.
        .validator_url("none")
        .try_it_out_enabled(true)
        .display_request_duration(true);
    config
        .service(to_docs)
        .service(SwaggerUi::new("/docs/{_:.*}").config(settings));
}

#[get("/docs")]
async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}
