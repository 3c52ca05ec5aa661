//! The names that this server answers to: those of the loopback interface, the address it listens on, and what the
//! operator names. A page can make its own domain point here, but it cannot change the `Host` that its browser sends.

use crate::server::error::ApiError;
use actix_http::RequestHead;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;
use std::net::IpAddr;

/// Names every host.
const ALL: &str = "*";
/// As much of a host as is repeated in an error: the longest name of the DNS.
const MOST_SHOWN: usize = 253;

/// The hosts that are known. Ports do not matter: those in front of a server may have others.
#[derive(Debug)]
pub(in crate::server) struct Hosts {
    named: Vec<String>,
    listens_on: IpAddr,
}

impl Hosts {
    /// Those of a server that listens on `listens_on` and that is reached as `named`, too.
    pub(in crate::server) fn new(named: &[String], listens_on: IpAddr) -> Self {
        Self {
            named: named.iter().map(|name| bare(name)).collect(),
            listens_on: listens_on.to_canonical(),
        }
    }

    /// Whether the request is meant for this server.
    ///
    /// # Errors
    /// 421 when it names another host.
    pub(super) fn check(&self, head: &RequestHead) -> Result<(), ApiError> {
        // The target of a request may have a host itself, which then is the one that counts (RFC 9112, 3.2.2).
        let host = match (head.uri.authority(), head.headers.get(HOST)) {
            (Some(authority), _) => authority.as_str(),
            (None, Some(host)) => host.to_str().unwrap_or_default(),
            // HTTP/1.0, which is older than the header; in HTTP/1.1 there is exactly one, or actix refuses the request.
            (None, None) => return Ok(()),
        };
        let is_known = self.named.iter().any(|name| name == ALL)
            || host_of(host).is_some_and(|host| self.knows(&host));
        match is_known {
            true => Ok(()),
            false => Err(ApiError::Misdirected(
                host.chars().take(MOST_SHOWN).collect(),
            )),
        }
    }

    /// Addresses cannot be made to point elsewhere, so all of them are known where all are listened on.
    fn knows(&self, host: &str) -> bool {
        let is_own = match host.parse::<IpAddr>() {
            Ok(address) => {
                let address = address.to_canonical();
                address.is_loopback()
                    || self.listens_on.is_unspecified()
                    || address == self.listens_on
            }
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        };
        is_own || self.named.iter().any(|name| name == host)
    }
}

/// The host of `host:port`, as names are compared.
fn host_of(text: &str) -> Option<String> {
    let authority: Authority = text.parse().ok()?;
    let is_plain = !authority.as_str().contains('@');
    is_plain.then(|| bare(authority.host()))
}

/// In lower case, without the brackets of an IPv6 address and the dot at the end of a full name.
fn bare(host: &str) -> String {
    let host = host.trim_matches(['[', ']']);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;
    use actix_web::http::header::HeaderValue;

    fn status(hosts: &Hosts, uri: &str, given: &[&str]) -> u16 {
        let mut head = RequestHead::default();
        head.uri = uri.parse().unwrap();
        for host in given {
            head.headers
                .append(HOST, HeaderValue::from_str(host).unwrap());
        }
        let checked = hosts.check(&head);
        checked.map_or_else(|error| error.status_code().as_u16(), |()| 200)
    }

    #[test]
    fn a_server_of_this_machine_knows_loopback_names_and_those_it_was_given() {
        let named = ["Stats.Example.COM".to_owned(), "10.0.0.7".to_owned()];
        let hosts = Hosts::new(&named, [127, 0, 0, 1].into());
        for known in [
            "localhost",
            "LocalHost:5000",
            "localhost.:80",
            "loot.localhost:5000",
            "127.0.0.1:5000",
            "127.8.9.10",
            "[::1]:5000",
            "[::ffff:127.0.0.1]",
            "stats.example.com:8443",
            "stats.example.com.",
            "10.0.0.7:5000",
        ] {
            assert_eq!(status(&hosts, "/", &[known]), 200, "{known}");
        }
        for unknown in [
            "",
            "evil.example",
            "evil.example:5000",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "evil.example@localhost",
            "localhost@evil.example",
            "192.168.1.5:5000",
            "[fe80::1]:5000",
            "[::]",
            "0.0.0.0:5000",
            "sub.stats.example.com",
            "a b",
            ":5000",
        ] {
            assert_eq!(status(&hosts, "/", &[unknown]), 421, "{unknown}");
        }
    }

    #[test]
    fn its_own_address_is_known_and_every_address_where_it_listens_on_all() {
        let one = Hosts::new(&[], [192, 168, 1, 5].into());
        assert_eq!(status(&one, "/", &["192.168.1.5:5000"]), 200);
        assert_eq!(status(&one, "/", &["192.168.1.6:5000"]), 421);
        assert_eq!(status(&one, "/", &["localhost:5000"]), 200);
        for all in ["0.0.0.0", "::"] {
            let all = Hosts::new(&[], all.parse().unwrap());
            assert_eq!(status(&all, "/", &["192.168.1.6:5000"]), 200);
            assert_eq!(status(&all, "/", &["[fe80::1]:5000"]), 200);
            assert_eq!(status(&all, "/", &["evil.example:5000"]), 421);
        }
        let mapped = Hosts::new(&[], "::ffff:192.168.1.5".parse().unwrap());
        assert_eq!(status(&mapped, "/", &["192.168.1.5"]), 200);
        let any = Hosts::new(&["*".into()], [127, 0, 0, 1].into());
        assert_eq!(status(&any, "/", &["evil.example"]), 200);
    }

    #[test]
    fn a_host_in_the_target_counts() {
        let hosts = Hosts::new(&[], [127, 0, 0, 1].into());
        let target = |host: &str| format!("http://{host}/api/stats");
        assert_eq!(status(&hosts, &target("evil.example"), &["localhost"]), 421);
        assert_eq!(status(&hosts, &target("localhost"), &["evil.example"]), 200);
        assert_eq!(status(&hosts, "/", &[]), 200);
    }
}
