//! Answers that a browser may keep: with a tag of what they hold, and without a body where the browser has it already.

use actix_http::body;
use actix_web::body::MessageBody;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, EntityTag, Header, IfNoneMatch,
};
use actix_web::http::{Method, StatusCode};
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

/// The head of an answer that holds what `hash` was made of. Whether the client has it already is looked at for all
/// answers in one place ([`unless_known`]). The tag is weak, because compression changes the bytes.
pub(super) fn answer(content_type: &str, hash: &str, cache_control: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((ETAG, EntityTag::new_weak(hash.to_owned())))
        .insert_header((CACHE_CONTROL, cache_control));
    response
}

/// `response`, or a 304 in its place where the client of `request` has what its tag stands for. A 304 ends with its head:
/// what came after it would be taken for the next answer.
pub(super) fn unless_known(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let tag = response.headers().get(ETAG).map(|tag| tag.to_str());
    let tag = tag.and_then(|tag| tag.ok()?.parse::<EntityTag>().ok());
    let is_read = request.method() == Method::GET && response.status() == StatusCode::OK;
    let Some(tag) = tag.filter(|_| is_read) else {
        return response;
    };
    let is_known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    if !is_known {
        return response;
    }
    let mut response = response.set_body(body::None::new().boxed());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    for of_the_body in [CONTENT_TYPE, CONTENT_ENCODING] {
        response.headers_mut().remove(of_the_body);
    }
    response
}
