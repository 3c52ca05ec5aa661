//! `GET /assets/…`: the home page's files, which are in the binary.

use crate::server::tagged::{self, FRESH};
use actix_web::{HttpRequest, HttpResponse, get};

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
    let text = include_str!("../assets/icon.svg");
    file(&request, "image/svg+xml", text)
}

fn file(request: &HttpRequest, content_type: &str, text: &'static str) -> HttpResponse {
    tagged::answer(request, content_type, &tagged::hash(text), FRESH).body(text)
}
