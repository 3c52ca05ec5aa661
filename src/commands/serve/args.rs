//! How the server behaves, as flags.

use crate::server::{ServerOptions, normal_origin};
use clap::Args;
use std::net::IpAddr;
use std::time::Duration;

/// How the server behaves.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// Let POST /api/clear delete everything
    #[arg(help_heading = "Who may call, and how", long, env = "LOOT_ALLOW_CLEAR")]
    allow_clear: bool,
    /// A name that this server is reached by, such as stats.example.com; repeatable; * for all. Names of this machine alone
    /// (localhost) and the address of --listen are known; requests to others are answered with 421
    #[arg(help_heading = "Who may call, and how", long, value_name = "NAME", env = "LOOT_HOST", value_delimiter = ',', value_parser = host)]
    host: Vec<String>,
    /// The path below which a reverse proxy serves this, such as /loot; it may pass it on or take it away
    #[arg(help_heading = "Who may call, and how", long, value_name = "PATH", env = "LOOT_BASE_PATH", default_value = "", value_parser = base_path)]
    base_path: String,
    /// What the pages call this server, such as staging: its name and colour are in the head of each page
    #[arg(help_heading = "Who may call, and how", long, value_name = "NAME", env = "LOOT_ENVIRONMENT", value_parser = environment)]
    environment: Option<String>,
    /// An origin whose pages may call the API, such as https://stats.example.com; repeatable; * for all
    #[arg(help_heading = "Who may call, and how", long, value_name = "ORIGIN", env = "LOOT_CORS_ORIGIN", value_delimiter = ',', value_parser = origin)]
    cors_origin: Vec<String>,
    /// Mebibytes that all requests and their answers together may hold in memory; past it they are answered with 503
    #[arg(help_heading = "Limits", long, value_name = "MIB", env = "LOOT_MEMORY_BUDGET", default_value_t = 192, value_parser = clap::value_parser!(u32).range(32..=65_536))]
    memory_budget: u32,
    /// Seconds that a request's body may take to arrive
    #[arg(help_heading = "Limits", long, value_name = "SECONDS", env = "LOOT_BODY_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    body_timeout: u32,
    /// Seconds after which a client that reads less than 16 KiB of what waits for it is let go
    #[arg(help_heading = "Limits", long, value_name = "SECONDS", env = "LOOT_WRITE_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    write_timeout: u32,
    /// Seconds of silence after which a WebSocket is closed; the other side is asked three times before
    #[arg(help_heading = "Limits", long, value_name = "SECONDS", env = "LOOT_SOCKET_TIMEOUT", default_value_t = 60, value_parser = clap::value_parser!(u32).range(3..=3_600))]
    socket_timeout: u32,
    /// Seconds that running requests are waited for when the server stops
    #[arg(help_heading = "Limits", long, value_name = "SECONDS", env = "LOOT_DRAIN_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3_600))]
    drain_timeout: u32,
    /// Threads that answer requests [default: one per core]
    #[arg(help_heading = "Limits", long, value_name = "N", env = "LOOT_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    workers: Option<u16>,
}

impl From<ServerArgs> for ServerOptions {
    fn from(args: ServerArgs) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let usual = Self::default();
        Self {
            allow_clear: args.allow_clear,
            hosts: args.host,
            base_path: args.base_path,
            environment: args.environment,
            cors_origins: args.cors_origin,
            memory_budget_bytes: (args.memory_budget as usize) << 20,
            body_timeout: seconds(args.body_timeout),
            write_timeout: seconds(args.write_timeout),
            socket_timeout: seconds(args.socket_timeout),
            read_patience: usual.read_patience,
            drain_timeout: seconds(args.drain_timeout),
            workers: args.workers.map_or(usual.workers, usize::from),
        }
    }
}

/// What is before the port of `listen`.
pub(super) fn host_of(listen: &str) -> Option<String> {
    let (name, _) = listen.rsplit_once(':')?;
    host(name).ok().filter(|name| name != "*")
}

/// A name or an address, without a port; or `*`.
fn host(text: &str) -> Result<String, String> {
    let bare = text.trim_matches(['[', ']']);
    let is_name = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if text == "*" || is_name || bare.parse::<IpAddr>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err("must be * or like stats.example.com, without a scheme and a port".to_owned())
    }
}

/// `/a/b`, without a slash at the end; nothing for the root.
fn base_path(text: &str) -> Result<String, String> {
    let bare = text.strip_suffix('/').unwrap_or(text);
    let is_path = bare.strip_prefix('/').is_some_and(|path| {
        path.split('/').all(|part| {
            let mut characters = part.chars();
            !part.is_empty()
                && part != "."
                && part != ".."
                && characters.all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
        })
    });
    if bare.is_empty() || is_path {
        Ok(bare.to_owned())
    } else {
        Err(
            "must be like /loot: parts of letters, digits, -, ., _ and ~, each after a /"
                .to_owned(),
        )
    }
}

/// A short name that can stand in a page as it is.
fn environment(text: &str) -> Result<String, String> {
    let fits = (1..=24).contains(&text.len())
        && text.trim() == text
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c));
    if fits {
        Ok(text.to_owned())
    } else {
        Err("must be like staging: 1 to 24 letters, digits, spaces, ., _ and -".to_owned())
    }
}

/// `scheme://host[:port]` without a path, or `*`.
fn origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let wanted = "must be * or like https://stats.example.com, without a path";
    normal_origin(text).ok_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_no_path() {
        for good in [
            "*",
            "http://localhost:3000",
            "https://stats.example.com",
            "http://[::1]:8080",
            "capacitor://localhost",
        ] {
            assert_eq!(origin(good).as_deref(), Ok(good));
        }
        let written = origin("HTTPS://Stats.example.com:443");
        assert_eq!(written.as_deref(), Ok("https://stats.example.com"));
        for bad in [
            "",
            "localhost",
            "https://",
            "https://a.com/",
            "null",
            "file://",
            "https://a b",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_base_path_begins_with_a_slash_and_ends_without() {
        for (text, path) in [
            ("", ""),
            ("/", ""),
            ("/loot", "/loot"),
            ("/a/b-c/", "/a/b-c"),
        ] {
            assert_eq!(base_path(text).as_deref(), Ok(path), "{text}");
        }
        for bad in ["loot", "//", "/a//b", "/../a", "/a b", "/a\"b", "/a?b"] {
            assert!(base_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_has_no_scheme_and_no_port() {
        for good in ["*", "loot", "stats.example.com", "10.0.0.7", "::1", "[::1]"] {
            assert!(host(good).is_ok(), "{good}");
        }
        for bad in ["", "a:80", "http://a", "a/b", "a b", "[::1]:80"] {
            assert!(host(bad).is_err(), "{bad}");
        }
        assert_eq!(host_of("stats.lan:5000").as_deref(), Some("stats.lan"));
        assert_eq!(host_of("[::1]:5000").as_deref(), Some("[::1]"));
    }

    #[test]
    fn an_environment_is_a_short_name() {
        for good in ["staging", "QA 2", "eu-west.1", "prod_eu"] {
            assert_eq!(environment(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            " a",
            "a ",
            "<b>",
            "a\"b",
            "a&b",
            "höhle",
            &"a".repeat(25),
        ] {
            assert!(environment(bad).is_err(), "{bad}");
        }
    }
}
