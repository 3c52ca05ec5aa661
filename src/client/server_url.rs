//! Where a server is: scheme, host, port and, behind a reverse proxy, a path before `/api`.

use std::fmt;
use std::net::IpAddr;
use ureq::http::Uri;

/// The base of every address of one server. Displayed without user name and password.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl {
    base: String,
    shown: String,
    is_loopback: bool,
}

impl ServerUrl {
    /// Parses an address such as `http://localhost:5000` or `https://example.com/telemetry`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wanted = "must look like http://localhost:5000";
        let base = text.trim().trim_end_matches('/');
        let uri: Uri = base.parse().map_err(|_| wanted.to_owned())?;
        let scheme = uri.scheme_str().unwrap_or_default();
        let (Some(authority), "http" | "https") = (uri.authority(), scheme) else {
            return Err(format!("{wanted}, starting with http:// or https://"));
        };
        if uri.query().is_some() {
            return Err(format!("{wanted}, without a query"));
        }
        // What is before the `@` may be a password.
        let place = authority.as_str();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        let path = uri.path().trim_end_matches('/');
        Ok(Self {
            base: base.to_owned(),
            shown: format!("{scheme}://{place}{path}"),
            is_loopback: is_loopback(authority.host()),
        })
    }

    /// The address of a route such as `/api/health`.
    pub(super) fn route(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address of a route that speaks WebSocket.
    pub(super) fn socket_route(&self, path: &str) -> String {
        // http → ws, https → wss
        format!("ws{}{path}", &self.base["http".len()..])
    }

    /// Whether TLS is spoken.
    pub(super) fn is_encrypted(&self) -> bool {
        self.base.starts_with("https")
    }

    /// Whether the server is on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerUrl").field(&self.shown).finish()
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_before_the_api_is_kept_and_slashes_at_the_end_are_not() {
        for (text, health) in [
            ("http://localhost:5000", "http://localhost:5000/api/health"),
            ("http://localhost:5000/", "http://localhost:5000/api/health"),
            (
                " https://example.com/loot// ",
                "https://example.com/loot/api/health",
            ),
        ] {
            let url = ServerUrl::parse(text).unwrap();
            assert_eq!(url.route("/api/health"), health, "{text}");
        }
    }

    #[test]
    fn a_socket_is_encrypted_where_requests_are() {
        for (text, socket) in [
            ("http://localhost:5000", "ws://localhost:5000/ws"),
            ("https://example.com/loot", "wss://example.com/loot/ws"),
        ] {
            let url = ServerUrl::parse(text).unwrap();
            assert_eq!(url.socket_route("/ws"), socket);
            assert_eq!(url.is_encrypted(), socket.starts_with("wss"));
        }
    }

    #[test]
    fn passwords_are_used_and_not_shown() {
        let url = ServerUrl::parse("http://me:secret@example.com:80/x").unwrap();
        assert!(url.route("").contains("secret"));
        assert_eq!(url.to_string(), "http://example.com:80/x");
        assert!(!format!("{url:?}").contains("secret"));
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for bad in [
            "",
            "localhost",
            "localhost:5000",
            "ftp://localhost",
            "http://",
            "http://a b",
            "http://host?x=1",
        ] {
            assert!(ServerUrl::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn this_machine_is_recognized() {
        for (text, expected) in [
            ("http://LOCALHOST:1", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://example.com", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(
                ServerUrl::parse(text).unwrap().is_loopback(),
                expected,
                "{text}"
            );
        }
    }
}
