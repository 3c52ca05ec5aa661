//! Compresses an answer where the client asks for it and it is worth it. Only zstd and gzip: brotli is slow at it,
//! and an encoding the client does not take is never an error (RFC 9110, 12.5.3 lets us send it plain).

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, VARY};
use actix_web::web;
use bytes::Bytes;
use std::io::{self, Write};

/// Below this the headers weigh as much as what is saved.
const WORTH_BYTES: usize = 1 << 10;
/// Above this another thread does it, so that nobody waits.
const LARGE_BYTES: usize = 64 << 10;
/// Fast: an answer is compressed for one reader.
const ZSTD_LEVEL: i32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Zstd,
    Gzip,
}

impl Encoding {
    /// The best one the client takes.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        if Self::accepts(headers, "zstd") {
            Some(Self::Zstd)
        } else if Self::accepts(headers, "gzip") {
            Some(Self::Gzip)
        } else {
            None
        }
    }

    /// Whether the client takes the encoding of this name.
    pub(super) fn accepts(headers: &HeaderMap, name: &str) -> bool {
        let text = headers
            .get(ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok());
        text.unwrap_or_default().split(',').any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts.next().is_some_and(|is| is.eq_ignore_ascii_case(name));
            // The only weight that matters is zero: not this one.
            let refused = parts.any(|part| {
                let weight = part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
                weight.is_some_and(|weight| weight <= 0.0)
            });
            named && !refused
        })
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    fn encode(self, plain: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Zstd => zstd::bulk::compress(plain, ZSTD_LEVEL),
            Self::Gzip => {
                let level = flate2::Compression::fast();
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
                encoder.write_all(plain)?;
                encoder.finish()
            }
        }
    }
}

/// `response` in `encoding`, or as it was when that gains nothing.
pub(super) async fn compress(response: HttpResponse, encoding: Encoding) -> HttpResponse {
    if response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (response, body) = response.into_parts();
    let plain = match body.try_into_bytes() {
        Ok(plain) => plain,
        Err(stream) => return response.set_body(stream),
    };
    if plain.len() < WORTH_BYTES {
        return response.set_body(plain).map_into_boxed_body();
    }
    let encoded = if plain.len() < LARGE_BYTES {
        encoding.encode(&plain)
    } else {
        let plain = plain.clone();
        let work = web::block(move || encoding.encode(&plain));
        work.await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    };
    let mut response = response;
    let body = match encoded {
        Ok(encoded) => {
            let headers = response.headers_mut();
            headers.insert(
                CONTENT_ENCODING,
                HeaderValue::from_static(encoding.as_str()),
            );
            headers.append(VARY, HeaderValue::from_static("accept-encoding"));
            Bytes::from(encoded)
        }
        Err(_) => plain,
    };
    response.set_body(body).map_into_boxed_body()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_accepted_encoding_is_chosen_and_a_refused_one_is_not() {
        for (text, chosen) in [
            ("gzip, deflate, br, zstd", Some(Encoding::Zstd)),
            ("GZIP;q=0.5", Some(Encoding::Gzip)),
            ("zstd;q=0, gzip", Some(Encoding::Gzip)),
            ("br", None),
            ("identity;q=0", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(text));
            assert_eq!(Encoding::accepted(&headers), chosen, "{text}");
        }
    }

    #[actix_web::test]
    async fn only_what_is_worth_it_is_compressed() {
        let small = compress(HttpResponse::Ok().body("duck"), Encoding::Gzip).await;
        assert!(!small.headers().contains_key(CONTENT_ENCODING));
        for length in [WORTH_BYTES, 2 * LARGE_BYTES] {
            let large = HttpResponse::Ok().body(vec![b'x'; length]);
            let large = compress(large, Encoding::Zstd).await;
            assert_eq!(large.headers().get(CONTENT_ENCODING).unwrap(), "zstd");
        }
    }
}
