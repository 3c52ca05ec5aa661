//! What a body says about itself: its type and its encoding.

use super::super::error::ApiError;
use crate::model::MediaType;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Format {
    /// One JSON text.
    Json,
    /// One JSON text per line.
    Ndjson,
    /// A picture.
    Picture(MediaType),
}

impl Format {
    /// The format that `headers` name, if it is one of `accepted`; JSON when they name none, for `text/plain`, which is
    /// what browsers call the text of a beacon, and for a form, as `curl -d` and PowerShell call what they send unless told otherwise.
    pub(super) fn of(headers: &HeaderMap, accepted: &[Self]) -> Result<Self, ApiError> {
        let Some(header) = headers.get(CONTENT_TYPE) else {
            return Ok(Self::Json);
        };
        let text = String::from_utf8_lossy(header.as_bytes());
        let essence = text.split(';').next().unwrap_or_default().trim();
        Self::named(essence)
            .filter(|format| accepted.contains(format))
            .ok_or_else(|| {
                let names: Vec<_> = accepted.iter().map(|format| format.as_str()).collect();
                unsupported(
                    "content-type",
                    format!("must be {}, got {essence:?}", names.join(" or ")),
                )
            })
    }

    fn named(essence: &str) -> Option<Self> {
        let essence = essence.to_ascii_lowercase();
        match essence.as_str() {
            "application/json" | "text/plain" | "application/x-www-form-urlencoded" | "" => {
                Some(Self::Json)
            }
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
                Some(Self::Ndjson)
            }
            other if other.starts_with("application/") && other.ends_with("+json") => {
                Some(Self::Json)
            }
            other => MediaType::parse(other).ok().map(Self::Picture),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Picture(media_type) => media_type.as_str(),
        }
    }
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Zstd,
    Deflate,
    Brotli,
}

impl Encoding {
    /// The encoding that `headers` name.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let mut named = headers.get_all(CONTENT_ENCODING);
        let Some(header) = named.next() else {
            return Ok(Self::Identity);
        };
        let text = String::from_utf8_lossy(header.as_bytes());
        let known = match text.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::Identity),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "zstd" => Some(Self::Zstd),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            _ => None,
        };
        known.filter(|_| named.next().is_none()).ok_or_else(|| {
            let reason = format!("must be one of gzip, zstd, deflate, br, got {text:?}");
            unsupported("content-encoding", reason)
        })
    }

    /// The name in the header.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
        }
    }
}

fn unsupported(header: &'static str, reason: String) -> ApiError {
    ApiError::Unsupported { header, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn format_of(text: &'static str) -> Option<Format> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(text));
        Format::of(&headers, &[Format::Json]).ok()
    }

    #[test]
    fn json_is_known_by_its_many_names_and_assumed_when_nothing_is_said() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/vnd.game.sheet+json",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "",
        ] {
            assert_eq!(format_of(json), Some(Format::Json), "{json}");
        }
        assert_eq!(
            Format::of(&HeaderMap::new(), &[Format::Json]).unwrap(),
            Format::Json
        );
    }

    #[test]
    fn another_type_is_refused_and_so_is_ndjson_where_one_sheet_is_wanted() {
        for other in [
            "text/html",
            "multipart/form-data; boundary=x",
            "application/x-ndjson",
            "application/jsonp",
        ] {
            assert_eq!(format_of(other), None, "{other}");
        }
    }

    #[test]
    fn stacked_and_unknown_encodings_are_refused() {
        for (text, known) in [
            ("gzip", true),
            ("ZSTD", true),
            ("identity", true),
            ("gzip, br", false),
            ("lzma", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(text));
            assert_eq!(Encoding::of(&headers).is_ok(), known, "{text}");
        }
    }
}
