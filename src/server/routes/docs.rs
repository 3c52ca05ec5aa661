//! The API reference: `/api/openapi.json`, Swagger UI at `/docs`, and `/docs/websocket` for what OpenAPI cannot
//! describe. All files are in the binary.

use super::home::POLICY;
use crate::server::home::escape;
use crate::server::page::page;
use crate::server::state::AppState;
use crate::server::tagged::{self, FRESH};
use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[get("/openapi.json")]
pub(super) async fn openapi(state: Data<AppState>) -> HttpResponse {
    let hash = tagged::hash(&state.openapi);
    tagged::answer("application/json", &hash, FRESH).body(state.openapi.clone())
}

/// As that of our other pages; Swagger UI styles its elements itself and has its icons in its style sheet.
const SWAGGER_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn pages(config: &mut web::ServiceConfig, base_path: &str) {
    let settings = Config::from(format!("{base_path}/api/openapi.json"))
        // The validator is a service on the internet.
        .validator_url("none")
        .use_base_layout()
        .try_it_out_enabled(true)
        .display_request_duration(true);
    config
        .service(to_docs)
        .service(reference)
        .service(websocket)
        .service(SwaggerUi::new("/docs/{_:.*}").config(settings));
}

#[get("/docs")]
async fn to_docs(state: Data<AppState>) -> HttpResponse {
    let docs = format!("{}/docs/", state.options.base_path);
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, docs))
        .finish()
}

/// Swagger UI below our own head: its own one names itself and leads nowhere.
#[get("/docs/")]
async fn reference(state: Data<AppState>) -> HttpResponse {
    let html = include_str!("../assets/docs.html").to_owned();
    let page = page(html, &state.options);
    tagged::answer("text/html; charset=utf-8", &tagged::hash(&page), FRESH)
        .insert_header((CONTENT_SECURITY_POLICY, SWAGGER_POLICY))
        .body(page)
}

/// The protocol of the sockets, with the examples as they are in the repository.
#[get("/docs/websocket")]
async fn websocket(state: Data<AppState>) -> HttpResponse {
    let page = page(websocket_page(), &state.options);
    tagged::answer("text/html; charset=utf-8", &tagged::hash(&page), FRESH)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(page)
}

fn websocket_page() -> String {
    let mut page = include_str!("../../../docs/websocket.html")
        .replace("{{version}}", env!("CARGO_PKG_VERSION"));
    for (place, example) in [
        (
            "{{telemetry.js}}",
            include_str!("../../../docs/examples/telemetry.js"),
        ),
        (
            "{{telemetry.cpp}}",
            include_str!("../../../docs/examples/telemetry.cpp.txt"),
        ),
        (
            "{{live.js}}",
            include_str!("../../../docs/examples/live.js"),
        ),
    ] {
        page = page.replace(place, &escape(example));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MAX_SHEET_BYTES;
    use crate::server::{entries, telemetry};

    #[test]
    fn the_page_of_the_sockets_has_its_examples_and_the_real_limits() {
        let page = websocket_page();
        assert!(!page.contains("{{"), "a placeholder is left");
        assert!(page.contains("class Telemetry") && page.contains("unacknowledged.erase"));
        for limit in [
            format!("\"max_message_bytes\": {}", telemetry::MAX_MESSAGE_BYTES),
            format!("\"max_unacknowledged\": {}", telemetry::MAX_UNACKNOWLEDGED),
            format!("\"max_items\": {}", entries::MAX_ITEMS_PER_BATCH),
            format!("\"max_sheet_bytes\": {MAX_SHEET_BYTES}"),
        ] {
            assert!(page.contains(&limit), "{limit}");
        }
    }
}
