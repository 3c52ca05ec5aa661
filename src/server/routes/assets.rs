//! `GET /assets/…`: the home page's files, which are in the binary.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, get};
use std::hash::{DefaultHasher, Hash, Hasher};

#[get("/assets/home.css")]
pub(super) async fn style(request: HttpRequest) -> HttpResponse {
    let text = include_str!("../assets/home.css");
    file(&request, "text/css; charset=utf-8", text)
}

#[get("/assets/home.js")]
pub(super) async fn script(request: HttpRequest) -> HttpResponse {
    let text = include_str!("../assets/home.js");
    file(&request, "text/javascript; charset=utf-8", text)
}

#[get("/favicon.ico")]
pub(super) async fn icon(request: HttpRequest) -> HttpResponse {
    file(
        &request,
        "image/svg+xml",
        include_str!("../assets/icon.svg"),
    )
}

/// Asked for anew each time, because an upgrade changes the file under its name; unchanged, it is not sent again.
/// The tag is weak because compression changes the bytes.
fn file(request: &HttpRequest, content_type: &str, text: &'static str) -> HttpResponse {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let known = request.headers().get(IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known == tag.as_str());
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "no-cache"));
    if is_known {
        response.finish()
    } else {
        response
            .insert_header((CONTENT_TYPE, content_type))
            .body(text)
    }
}
