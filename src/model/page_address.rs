//! Addresses that pages link to: of the dashboard's own views, and of pages elsewhere. Text from outside never becomes a
//! link without one of these.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Path and query of a page of the dashboard, as its address bar has them, without the path that a proxy serves it below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageAddress(String);

impl PageAddress {
    /// Where all of them begin.
    pub const ROOT: &str = "/dashboard";
    /// The most bytes.
    pub const MAX_BYTES: usize = 4_000;

    /// The value, or what is wrong with `text`. Whether there is such a view is not known here.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "such as /dashboard/map?item=medkit";
        if text.len() > Self::MAX_BYTES {
            return Err(format!(
                "must be at most {} bytes, got {}",
                Self::MAX_BYTES,
                text.len()
            ));
        }
        if let Some(character) = text.chars().find(|c| !fits_an_address(*c)) {
            return Err(format!(
                "must be percent-encoded, {example}; has {character:?}"
            ));
        }
        let path = text.split('?').next().unwrap_or_default();
        let below = path.strip_prefix(Self::ROOT);
        let segments = below.filter(|below| below.is_empty() || below.starts_with('/'));
        let Some(segments) = segments else {
            return Err(format!("must be of a page of the dashboard, {example}"));
        };
        // A browser takes these for steps upwards, encoded or not.
        let leads_away = |segment: &str| {
            let dots = segment.to_ascii_lowercase().replace("%2e", ".");
            dots.is_empty() || dots == "." || dots == ".."
        };
        if segments.split('/').skip(1).any(leads_away) {
            return Err(format!(
                "must not have empty parts, `.` or `..` in its path, {example}"
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first part of the path below the dashboard's; empty for the first view.
    pub fn view(&self) -> &str {
        let path = self.0.split('?').next().unwrap_or_default();
        path.split('/').nth(2).unwrap_or_default()
    }
}

/// The address of a page anywhere on the web.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebLink(String);

impl WebLink {
    /// The most bytes.
    pub const MAX_BYTES: usize = 500;

    /// The value, or what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        let has_host = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
        if !is_web || !has_host || !text.chars().all(|c| fits_an_address(c) || c == '#') {
            return Err(
                "must be an address of the web, such as https://example.com/release-1.3".into(),
            );
        }
        if text.len() > Self::MAX_BYTES {
            return Err(format!(
                "must be at most {} bytes, got {}",
                Self::MAX_BYTES,
                text.len()
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a URL may have besides a fragment (RFC 3986, and what browsers leave in a query).
fn fits_an_address(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '#')
}

macro_rules! is_text {
    ($($type:ident)*) => {$(
        impl TryFrom<String> for $type {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(address: $type) -> Self {
                address.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

is_text! { PageAddress WebLink }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_dashboard_are_pages() {
        for good in [
            "/dashboard",
            "/dashboard?range=24h",
            "/dashboard/map?item=a%2Fb&x={}",
            "/dashboard/matches/match%2023",
        ] {
            assert_eq!(PageAddress::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "dashboard",
            "/dashboards",
            "/api/clear",
            "//evil.example/dashboard",
            "https://evil.example/dashboard",
            "javascript:alert(1)",
            "/dashboard/../api/clear",
            "/dashboard/%2E%2e/api",
            "/dashboard//evil.example",
            "/dashboard/map?item=<b>",
            "/dashboard\\evil",
            "/dashboard/map#top",
            "/dashboard/mäp",
            "/dashboard/map?a b",
        ] {
            assert!(PageAddress::parse(bad).is_err(), "{bad}");
        }
        assert!(PageAddress::parse(&format!("/dashboard?a={}", "x".repeat(4_000))).is_err());
    }

    #[test]
    fn the_view_is_the_first_part() {
        let view = |text| PageAddress::parse(text).unwrap().view().to_owned();
        assert_eq!(view("/dashboard?view=/map/"), "");
        assert_eq!(view("/dashboard/matches/m?limit=5"), "matches");
    }

    #[test]
    fn links_lead_to_the_web_alone() {
        for good in ["https://example.com", "HTTP://[::1]:80/a?b=c#d"] {
            assert_eq!(WebLink::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "javascript:alert(1)",
            "javascript://x/%0aalert(1)",
            "//example.com",
            "https://",
            "https:///x",
            "data:text/html,x",
            "https://a b",
        ] {
            assert!(WebLink::parse(bad).is_err(), "{bad}");
        }
    }
}
