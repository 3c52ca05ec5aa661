//! Answers that a browser may keep: with a tag of what they hold, and without a body where the browser has it already.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use std::hash::{DefaultHasher, Hash, Hasher};

/// `Cache-Control` of what is asked for anew each time, because an upgrade changes what is at the address.
pub(super) const FRESH: &str = "no-cache";

/// Tells contents apart, in addresses and for `ETag`.
pub(super) fn hash<T: Hash + ?Sized>(content: &T) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The head of an answer that holds what `hash` was made of: a 304, whose body is left out, where `request` knows it. The
/// tag is weak, because compression changes the bytes.
pub(super) fn answer(
    request: &HttpRequest,
    content_type: &str,
    hash: &str,
    cache_control: &str,
) -> HttpResponseBuilder {
    let tag = format!("W/\"{hash}\"");
    let known = request.headers().get(IF_NONE_MATCH);
    let mut response = if known.is_some_and(|known| known == tag.as_str()) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, cache_control));
    response
}
