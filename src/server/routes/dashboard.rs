//! `GET /dashboard` and what it loads: our own files, and plotly.js. What it shows comes from the API.

use crate::server::compress::Encoding;
use crate::server::dashboard::{self, VIEWS};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    LOCATION, REFERRER_POLICY, VARY,
};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};

/// Everything comes from here. `data:` and `blob:` are the pictures that charts are saved as; the hashes are those of the two
/// `style` attributes that plotly.js writes for a heatmap: an empty one, and the one that keeps its cells sharp.
const POLICY: &str = "default-src 'none'; \
    style-src 'self' 'unsafe-hashes' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-AR/cKIZjWPcPmBUPDA6oti9XBiTbJvz0Cro2J1VzzS8='; \
    script-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(plotly)
        .service(file)
        .service(overview)
        .service(view);
}

#[get("/dashboard")]
async fn overview(request: HttpRequest) -> HttpResponse {
    page(&request)
}

#[get("/dashboard/{view:.*}")]
async fn view(request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    match path.split('/').next() {
        Some("") => Ok(HttpResponse::PermanentRedirect()
            .insert_header((LOCATION, "/dashboard"))
            .finish()),
        Some(first) if VIEWS.contains(&first) => Ok(page(&request)),
        _ => Err(ApiError::NotFound),
    }
}

fn page(request: &HttpRequest) -> HttpResponse {
    let text = dashboard::page();
    let mut response = answer(request, "text/html; charset=utf-8", &dashboard::tag(&text));
    response
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"));
    response.body(text)
}

#[get("/assets/dashboard/{name}")]
async fn file(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let text = dashboard::file(&name).ok_or(ApiError::NotFound)?;
    let content_type = if name.ends_with(".css") {
        "text/css; charset=utf-8"
    } else {
        "text/javascript; charset=utf-8"
    };
    Ok(answer(&request, content_type, &dashboard::tag(&text)).body(text))
}

#[get("/assets/plotly.js")]
async fn plotly(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    let script = state.plotly.script().await?;
    let content_type = "text/javascript; charset=utf-8";
    let mut response = answer(&request, content_type, &script.tag);
    response.insert_header((VARY, "accept-encoding"));
    if Encoding::accepts(request.headers(), "gzip") {
        response.insert_header((CONTENT_ENCODING, "gzip"));
        return Ok(response.body(script.gzip.clone()));
    }
    Ok(response.body(script.plain()?))
}

/// Asked for anew each time, because an upgrade changes the file under its name; unchanged, it is not sent again: the
/// body of a 304 is left out.
fn answer(request: &HttpRequest, content_type: &str, tag: &str) -> actix_web::HttpResponseBuilder {
    let known = request.headers().get(IF_NONE_MATCH);
    let mut response = if known.is_some_and(|known| known == tag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "no-cache"));
    response
}
