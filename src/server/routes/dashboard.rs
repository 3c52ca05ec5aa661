//! `GET /dashboard` and what it loads: our own files, and plotly.js, at addresses that name their content. What it shows
//! comes from the API.

use crate::server::compress;
use crate::server::dashboard::{self, KIT, UNCACHED_FOLDER, VIEWS};
use crate::server::error::ApiError;
use crate::server::page::page as served;
use crate::server::state::AppState;
use crate::server::tagged::{self, FRESH};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, Encoding, LOCATION, REFERRER_POLICY,
};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};

/// Everything comes from here. `data:` and `blob:` are the pictures that charts are saved as; the hashes are those of the
/// `style` attributes that plotly.js writes: an empty one and the one that keeps its cells sharp for a heatmap, one each for
/// bold and for italic text.
const POLICY: &str = "default-src 'none'; \
    style-src 'self' 'unsafe-hashes' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-AR/cKIZjWPcPmBUPDA6oti9XBiTbJvz0Cro2J1VzzS8=' \
    'sha256-wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU=' 'sha256-r8zR3S6YuWY5tpo2Y0PvZHW5fa+SKLNon9zbEWb5UPA='; \
    script-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Never asked for again: the address names the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(plotly)
        .service(plotly_as_it_is_now)
        .service(file)
        .service(overview)
        .service(view);
}

#[get("/dashboard")]
async fn overview(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    page(&state).await
}

#[get("/dashboard/{view:.*}")]
async fn view(state: Data<AppState>, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    match path.split('/').next() {
        Some("") => {
            let address = format!("{}/dashboard", state.options.base_path);
            let mut response = HttpResponse::PermanentRedirect();
            Ok(response.insert_header((LOCATION, address)).finish())
        }
        Some(first) if VIEWS.contains(&first) || KIT == Some(first) => page(&state).await,
        _ => Err(ApiError::NotFound),
    }
}

async fn page(state: &AppState) -> Result<HttpResponse, ApiError> {
    let library = plotly_address(state.plotly.hash().await?);
    let text = dashboard::page(dashboard::folder().as_deref(), &library);
    let text = served(text, &state.options);
    let hash = tagged::hash(&text);
    let mut response = tagged::answer("text/html; charset=utf-8", &hash, FRESH);
    response
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"));
    Ok(response.body(text))
}

#[get("/assets/dashboard/{folder}/{name:.*}")]
async fn file(path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (folder, name) = path.into_inner();
    let keep = match dashboard::folder() {
        Some(current) if current == folder => FOR_EVER,
        None if folder == UNCACHED_FOLDER => FRESH,
        // A page of another version: half of the one and half of the other would be worse than none.
        _ => return Err(ApiError::NotFound),
    };
    let (content, hash) = dashboard::file(&name).ok_or(ApiError::NotFound)?;
    let content_type = if name.ends_with(".css") {
        "text/css; charset=utf-8"
    } else {
        "text/javascript; charset=utf-8"
    };
    Ok(tagged::answer(content_type, &hash, keep).body(content))
}

fn plotly_address(hash: &str) -> String {
    format!("/assets/plotly/{hash}.js")
}

#[get("/assets/plotly.js")]
async fn plotly_as_it_is_now(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    let address = plotly_address(state.plotly.hash().await?);
    let address = format!("{}{address}", state.options.base_path);
    Ok(HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, FRESH))
        .finish())
}

#[get("/assets/plotly/{hash}.js")]
async fn plotly(
    request: HttpRequest,
    state: Data<AppState>,
    asked: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let hash = state.plotly.hash().await?;
    if *asked != hash {
        return Err(ApiError::NotFound);
    }
    let script = state.plotly.script().await?;
    let content_type = "text/javascript; charset=utf-8";
    let mut response = tagged::answer(content_type, hash, FOR_EVER);
    if compress::preferred(&request, &[Encoding::gzip()]).is_some() {
        response.insert_header((CONTENT_ENCODING, "gzip"));
        return Ok(response.body(script.gzip.clone()));
    }
    Ok(response.body(script.plain()?))
}
