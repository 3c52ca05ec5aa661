//! Which pages may write here and open sockets: those of this server, and those of origins that the operator named.

use crate::server::error::ApiError;
use actix_http::RequestHead;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::http::uri::Authority;

/// What a browser says of where a request comes from; no page can change it.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What a reverse proxy says of the address that the browser used. No page of another origin can send these unasked.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Whether whoever sent this may write.
///
/// # Errors
/// 403 when it is a page of another origin that is not in `allowed`.
pub(super) fn check(head: &RequestHead, allowed: &[String]) -> Result<(), ApiError> {
    let headers = &head.headers;
    let site = text(headers, &SITE);
    // The browser knows what the page's address was, whatever proxies have made of it.
    if site == Some("same-origin") || allowed.iter().any(|one| one == "*") {
        return Ok(());
    }
    let own = Own::of(head);
    let mut origins = headers.get_all(ORIGIN).peekable();
    if origins.peek().is_none() {
        return match site {
            None | Some("none") => Ok(()),
            Some(_) => Err(refused("another site")),
        };
    }
    for origin in origins {
        let origin = origin.to_str().unwrap_or_default();
        let normal = normal(origin);
        let is_let_in = normal.is_some_and(|origin| own.is(&origin) || allowed.contains(&origin));
        if !is_let_in {
            return Err(refused(origin));
        }
    }
    Ok(())
}

/// An origin as origins are compared: in lower case, without the port that is usual for its scheme. `None` for what is
/// no origin with a host, such as `null` and `file://`.
pub fn normal(origin: &str) -> Option<String> {
    let (scheme, authority) = origin.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let authority: Authority = authority.parse().ok()?;
    let host = authority.host().to_ascii_lowercase();
    if !is_scheme || host.is_empty() || authority.as_str().contains('@') {
        return None;
    }
    let usual_port = match scheme.as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    let port = authority
        .port_u16()
        .filter(|port| Some(*port) != usual_port);
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}://{host}{port}"))
}

/// The origins of our own pages, as their browser may see them.
struct Own(Vec<String>);

impl Own {
    fn of(head: &RequestHead) -> Self {
        let headers = &head.headers;
        let target = head.uri.authority().map(Authority::as_str);
        let host = target.or_else(|| text(headers, &HOST));
        // Of several proxies the first one knows.
        let first = |name: &HeaderName| {
            let listed = text(headers, name)?;
            listed.split(',').next().map(str::trim)
        };
        let scheme = first(&FORWARDED_PROTO).unwrap_or("http");
        let hosts = [host, first(&FORWARDED_HOST)].into_iter().flatten();
        let origins = hosts.filter_map(|host| normal(&format!("{scheme}://{host}")));
        Self(origins.collect())
    }

    fn is(&self, origin: &str) -> bool {
        self.0.iter().any(|own| own == origin)
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn refused(origin: &str) -> ApiError {
    ApiError::ForeignOrigin(origin.chars().take(300).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn is_let_in(headers: &[(&'static str, &'static str)], allowed: &[&str]) -> bool {
        let mut head = RequestHead::default();
        let host = ("host", "localhost:5000");
        let has_host = headers.iter().any(|(name, _)| *name == "host");
        for (name, value) in headers.iter().chain((!has_host).then_some(&host)) {
            let name = HeaderName::from_static(name);
            head.headers.append(name, HeaderValue::from_static(value));
        }
        let allowed: Vec<_> = allowed.iter().map(|one| (*one).to_owned()).collect();
        check(&head, &allowed).is_ok()
    }

    #[test]
    fn only_own_and_named_origins_are_let_in() {
        assert!(is_let_in(&[], &[]));
        assert!(is_let_in(&[("origin", "http://localhost:5000")], &[]));
        assert!(is_let_in(&[("origin", "http://LocalHost:5000")], &[]));
        for stranger in [
            "http://evil.example",
            "https://localhost:5000",
            "http://localhost:5001",
            "http://localhost",
            "http://localhost:5000.evil.example",
            "http://localhost:5000@evil.example",
            "chrome-extension://localhost:5000",
            "file://localhost:5000",
            "file://",
            "null",
            "",
        ] {
            assert!(!is_let_in(&[("origin", stranger)], &[]), "{stranger}");
            assert!(is_let_in(&[("origin", stranger)], &["*"]), "{stranger}");
            let twice = [("origin", "http://localhost:5000"), ("origin", stranger)];
            assert!(!is_let_in(&twice, &[]), "{stranger}");
        }
        // An empty host is nobody's: not that of a page from a file either.
        assert!(!is_let_in(&[("host", ""), ("origin", "file://")], &[]));
        let named = ["https://stats.example.com", "capacitor://localhost"];
        for (origin, let_in) in [
            ("https://stats.example.com", true),
            ("https://stats.example.com:443", true),
            ("capacitor://localhost", true),
            ("http://stats.example.com", false),
            ("https://stats.example.com:8443", false),
            ("https://www.stats.example.com", false),
        ] {
            assert_eq!(is_let_in(&[("origin", origin)], &named), let_in, "{origin}");
        }
    }

    #[test]
    fn what_the_browser_says_of_the_site_counts_where_there_is_no_origin() {
        for (site, let_in) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("something-new", false),
        ] {
            assert_eq!(
                is_let_in(&[("sec-fetch-site", site)], &[]),
                let_in,
                "{site}"
            );
            assert!(is_let_in(&[("sec-fetch-site", site)], &["*"]), "{site}");
        }
        let both = [
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "none"),
        ];
        assert!(!is_let_in(&both, &[]));
    }

    #[test]
    fn behind_a_proxy_the_address_that_the_browser_used_is_our_own() {
        let page = ("origin", "https://stats.example.com");
        let host = ("host", "stats.example.com");
        let proto = ("x-forwarded-proto", "https");
        assert!(!is_let_in(&[host, page], &[]));
        assert!(is_let_in(&[host, proto, page], &[]));
        assert!(is_let_in(
            &[host, ("x-forwarded-proto", "https, http"), page],
            &[]
        ));
        assert!(is_let_in(
            &[("host", "stats.example.com:443"), proto, page],
            &[]
        ));
        let rewritten = ("x-forwarded-host", "stats.example.com");
        assert!(is_let_in(&[proto, rewritten, page], &[]));
        assert!(!is_let_in(&[rewritten, page], &[]));
        // A browser of today says it, even where the proxy tells nothing.
        assert!(is_let_in(&[page, ("sec-fetch-site", "same-origin")], &[]));
    }

    #[test]
    fn origins_are_compared_without_the_usual_port() {
        for (text, expected) in [
            (
                "https://Stats.Example.com:443",
                Some("https://stats.example.com"),
            ),
            ("http://[::1]:80", Some("http://[::1]")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("https://a.com/", None),
            ("https://", None),
            ("https://a b", None),
            ("1http://a.com", None),
            ("localhost", None),
        ] {
            assert_eq!(normal(text).as_deref(), expected, "{text}");
        }
    }
}
