//! `GET /assets/…`: the files of the home page and the reference, which are in the binary.

use crate::server::tagged::{self, FRESH};
use actix_web::{HttpResponse, get};

#[get("/assets/home.css")]
pub(super) async fn style() -> HttpResponse {
    let text = include_str!("../assets/home.css");
    file("text/css; charset=utf-8", text)
}

#[get("/assets/home.js")]
pub(super) async fn script() -> HttpResponse {
    let text = include_str!("../assets/home.js");
    file("text/javascript; charset=utf-8", text)
}

/// The colours of the reference.
#[get("/assets/docs.css")]
pub(super) async fn reference_style() -> HttpResponse {
    let text = include_str!("../assets/docs.css");
    file("text/css; charset=utf-8", text)
}

#[get("/assets/docs.js")]
pub(super) async fn reference_script() -> HttpResponse {
    let text = include_str!("../assets/docs.js");
    file("text/javascript; charset=utf-8", text)
}

/// How names are shown, which the home page does as the dashboard.
#[get("/assets/text.js")]
pub(super) async fn shown_text() -> HttpResponse {
    let text = include_str!("../dashboard/lib/text.js");
    file("text/javascript; charset=utf-8", text)
}

#[get("/favicon.ico")]
pub(super) async fn icon() -> HttpResponse {
    let text = include_str!("../assets/icon.svg");
    file("image/svg+xml", text)
}

fn file(content_type: &str, text: &'static str) -> HttpResponse {
    tagged::answer(content_type, &tagged::hash(text), FRESH).body(text)
}
