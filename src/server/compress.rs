//! Compresses an answer where the client asks for it and it is worth it. Only zstd and gzip: brotli is slow at it, and an
//! encoding the client does not take is never an error (RFC 9110, 12.5.3 lets us send it plain).
//!
//! Not actix's `Compress`: it compresses even the smallest answers, does so from 1 KiB on in the few threads that also parse
//! large bodies, sends everything in chunks without a length, answers 406 where we send plain text, and leaves `Vary` off
//! what it did not compress. Which encoding suits a client is decided by actix's `AcceptEncoding`.

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding, Header, HeaderMap, HeaderValue,
    VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use std::io::{self, Write};

/// Below this the headers weigh as much as what is saved.
const WORTH_BYTES: u64 = 1 << 10;
/// Above this another thread does it, so that nobody waits.
const LARGE_BYTES: usize = 64 << 10;
/// Fast: an answer is compressed for one reader.
const ZSTD_LEVEL: i32 = 1;

/// The one of `offered` that the client of `request` prefers; `None` where the answer is best sent as it is.
pub(super) fn preferred(request: &HttpRequest, offered: &[Encoding]) -> Option<ContentEncoding> {
    let accepted = AcceptEncoding::parse(request).ok()?;
    let plain = Encoding::identity();
    match accepted.negotiate(offered.iter().chain([&plain]))? {
        Encoding::Known(ContentEncoding::Identity) | Encoding::Unknown(_) => None,
        Encoding::Known(chosen) => Some(chosen),
    }
}

/// `response` in the encoding that suits the client, or as it was when that gains nothing.
pub(super) async fn compress(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let is_worth_it =
        matches!(response.body().size(), BodySize::Sized(bytes) if bytes >= WORTH_BYTES);
    if !is_worth_it || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let Some(encoding) = preferred(request, &[Encoding::zstd(), Encoding::gzip()]) else {
        return response;
    };
    let (mut response, body) = response.into_parts();
    let plain = match body.try_into_bytes() {
        Ok(plain) => plain,
        Err(stream) => return response.set_body(stream),
    };
    let encoded = if plain.len() < LARGE_BYTES {
        encode(encoding, &plain)
    } else {
        let plain = plain.clone();
        let work = web::block(move || encode(encoding, &plain));
        work.await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    };
    let body = match encoded {
        Ok(encoded) => {
            let value = HeaderValue::from_static(encoding.as_str());
            response.headers_mut().insert(CONTENT_ENCODING, value);
            Bytes::from(encoded)
        }
        Err(_) => plain,
    };
    response.set_body(body).map_into_boxed_body()
}

/// Says of an answer that another client may get it in another encoding. It belongs on every answer, compressed or not:
/// a cache that kept one without it would send it to everybody.
pub(super) fn vary(headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("accept-encoding"));
}

fn encode(encoding: ContentEncoding, plain: &[u8]) -> io::Result<Vec<u8>> {
    if encoding == ContentEncoding::Zstd {
        return zstd::bulk::compress(plain, ZSTD_LEVEL);
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    fn asking(accepted: &str) -> HttpRequest {
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, accepted));
        request.to_http_request()
    }

    #[test]
    fn the_best_accepted_encoding_is_chosen_and_a_refused_one_is_not() {
        let offered = [Encoding::zstd(), Encoding::gzip()];
        for (text, chosen) in [
            ("gzip, deflate, br, zstd", Some(ContentEncoding::Zstd)),
            ("gzip, zstd;q=0.1", Some(ContentEncoding::Gzip)),
            ("GZIP;q=0.5", Some(ContentEncoding::Gzip)),
            ("zstd;q=0, gzip", Some(ContentEncoding::Gzip)),
            ("br", None),
            ("identity;q=0", None),
            ("", None),
        ] {
            assert_eq!(preferred(&asking(text), &offered), chosen, "{text}");
        }
    }

    #[actix_web::test]
    async fn only_what_is_worth_it_is_compressed() {
        let request = asking("zstd");
        let small = compress(&request, HttpResponse::Ok().body("duck")).await;
        assert!(!small.headers().contains_key(CONTENT_ENCODING));
        for length in [WORTH_BYTES as usize, 2 * LARGE_BYTES] {
            let large = HttpResponse::Ok().body(vec![b'x'; length]);
            let large = compress(&request, large).await;
            assert_eq!(large.headers().get(CONTENT_ENCODING).unwrap(), "zstd");
        }
    }
}
