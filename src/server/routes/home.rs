//! `GET /`: the home page.

use crate::server::state::AppState;
use crate::server::tagged::{self, FRESH};
use actix_web::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

/// Everything the page needs comes from here; nothing in it may run or load from elsewhere.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[get("/")]
pub(super) async fn home(state: Data<AppState>) -> HttpResponse {
    let hash = tagged::hash(&state.home);
    tagged::answer("text/html; charset=utf-8", &hash, FRESH)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(state.home.clone())
}
