//! What people are told at an address where there is nothing. Programs get the one shape of errors.

use super::page::page;
use super::state::AppState;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

const PAGE: &str = include_str!("assets/not_found.html");

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Where nobody looks for pages.
const NO_PAGES: [&str; 4] = ["/api/", "/assets/", "/health/", "/ws/"];

/// `response`, or a page in its place where it is a 404 that a browser has opened.
pub(super) fn for_people(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let accepted = request.headers().get(ACCEPT);
    let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
    // `*/*`, which programs send, is no wish for a page.
    let wants_page = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let is_of_pages = !NO_PAGES.iter().any(|part| request.path().starts_with(part));
    if response.status() != StatusCode::NOT_FOUND || !wants_page || !is_of_pages {
        return response;
    }
    let state = request.app_data::<Data<AppState>>();
    let text = match state {
        Some(state) => page(PAGE.to_owned(), &state.options),
        None => PAGE.to_owned(),
    };
    let mut response = response.set_body(text).map_into_boxed_body();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (VARY, "accept"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
