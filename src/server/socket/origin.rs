//! Browsers let any page open a socket to any server and say only which page it is: the server must look. What is no
//! browser sends no `Origin`.

use crate::server::error::ApiError;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

/// Refuses pages of other origins than this server's own and those of `--cors-origin`.
pub(super) fn check(headers: &HeaderMap, allowed: &[String]) -> Result<(), ApiError> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let own = headers.get(HOST).and_then(|host| host.to_str().ok());
    let page = origin.split_once("://").map(|(_, authority)| authority);
    let is_own = own.zip(page).is_some_and(|(own, page)| own == page);
    let is_allowed = allowed
        .iter()
        .any(|one| one == "*" || one.eq_ignore_ascii_case(origin));
    if is_own || is_allowed {
        return Ok(());
    }
    Err(ApiError::Forbidden(
        "origin: pages of this origin may not open a socket; start the server with --cors-origin to let them",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn only_own_and_named_origins_are_let_in() {
        let is_let_in = |origin: Option<&'static str>, allowed: &[&str]| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("localhost:5000"));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let allowed: Vec<_> = allowed.iter().map(|one| (*one).to_owned()).collect();
            check(&headers, &allowed).is_ok()
        };
        assert!(is_let_in(None, &[]));
        assert!(is_let_in(Some("http://localhost:5000"), &[]));
        for stranger in [
            "http://evil.example",
            "http://localhost:5001",
            "http://localhost:5000.evil.example",
            "null",
            "",
        ] {
            assert!(!is_let_in(Some(stranger), &[]), "{stranger}");
            assert!(is_let_in(Some(stranger), &["*"]), "{stranger}");
        }
        let named = ["https://stats.example.com"];
        assert!(is_let_in(Some("https://stats.example.com"), &named));
        assert!(!is_let_in(Some("http://stats.example.com"), &named));
    }
}
