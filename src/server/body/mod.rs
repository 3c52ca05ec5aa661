//! Reading a request's body: type, encoding, size, time and memory are all checked here, while it arrives.
//! Never looks inside: what the bytes say is the handler's business.

mod content;
mod decompress;

pub(super) use content::Format;

use super::connection::Demand;
use super::error::ApiError;
use super::state::AppState;
use crate::ingest::{MemoryBudget, Share};
use crate::model::without_bom;
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{self, Payload};
use bytes::{Bytes, BytesMut};
use content::Encoding;
use futures_util::{Stream, StreamExt};
use serde::de::DeserializeOwned;

/// A body as it was meant, and what it holds of the memory budget.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) format: Format,
    pub(super) share: Share,
}

impl Body {
    /// What a small body says, as one value.
    ///
    /// # Errors
    /// 400.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.bytes)
            .map_err(|error| ApiError::of("body", format!("is not as it should be: {error}")))
    }
}

/// Below this a body is decompressed where it is; above, on a thread where it keeps nobody waiting.
const SMALL_COMPRESSED_BYTES: usize = 4 << 10;

/// What is held for a body before it is known what it takes: more than most take, so that of many large bodies at once
/// some are stored, instead of all growing until none can go on.
pub(super) fn expected_work(bytes: usize) -> usize {
    8 * bytes
}

/// A body as it came, and what it holds of the memory budget.
#[derive(Debug)]
pub(super) struct Received {
    /// Compressed where the client has compressed it: what it signs, where it signs.
    pub(super) bytes: Bytes,
    format: Format,
    encoding: Encoding,
    share: Share,
}

/// Reads a body of at most `limit` bytes after decompression, in one of the `formats`.
///
/// # Errors
/// 408, 413, 415, 503, or 400 when the encoding is damaged.
pub(super) async fn read(
    request: &HttpRequest,
    payload: Payload,
    state: &AppState,
    limit: usize,
    formats: &[Format],
) -> Result<Body, ApiError> {
    let received = receive(request, payload, state, limit, formats).await?;
    received.decompressed(limit).await
}

/// As [`read`], with the bytes as they came; at most `limit` of them, too.
///
/// # Errors
/// As there, but for what decompression finds.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: Payload,
    state: &AppState,
    limit: usize,
    formats: &[Format],
) -> Result<Received, ApiError> {
    let format = Format::of(request.headers(), formats)?;
    let encoding = Encoding::of(request.headers())?;
    let declared = declared_length(request);
    if declared.is_some_and(|declared| declared > limit) {
        return Err(ApiError::TooLarge { limit });
    }
    let timeout = state.options.body_timeout;
    let payload = Demand::new(payload, request);
    let gathering = gather(payload, declared, limit, &state.budget);
    let (bytes, share) = tokio::time::timeout(timeout, gathering)
        .await
        .map_err(|_| ApiError::BodyTooSlow(timeout))??;
    Ok(Received {
        bytes,
        format,
        encoding,
        share,
    })
}

impl Received {
    /// The body as it was meant, at most `limit` bytes.
    ///
    /// # Errors
    /// 400, 413, 503.
    pub(super) async fn decompressed(self, limit: usize) -> Result<Body, ApiError> {
        let Self {
            bytes,
            format,
            encoding,
            mut share,
        } = self;
        let bytes = match encoding {
            Encoding::Identity => bytes,
            _ if bytes.len() <= SMALL_COMPRESSED_BYTES => {
                decompress::decompress(&bytes, encoding, limit, &mut share)?
            }
            _ => {
                let work = web::block(move || {
                    let plain = decompress::decompress(&bytes, encoding, limit, &mut share);
                    plain.map(|plain| (plain, share))
                });
                let (plain, held) = work.await.map_err(|_| ApiError::Unexpected)??;
                share = held;
                plain
            }
        };
        let bytes = bytes.slice_ref(without_bom(&bytes));
        share.grow_for_work(expected_work(bytes.len()))?;
        Ok(Body {
            bytes,
            format,
            share,
        })
    }
}

fn declared_length(request: &HttpRequest) -> Option<usize> {
    let header = request.headers().get(CONTENT_LENGTH)?;
    header.to_str().ok()?.parse().ok()
}

/// The bytes on the wire. Memory is taken as they arrive, not as they are promised.
async fn gather(
    mut payload: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    declared: Option<usize>,
    limit: usize,
    budget: &MemoryBudget,
) -> Result<(Bytes, Share), ApiError> {
    let mut share = budget.share();
    let mut body = BytesMut::new();
    let mut whole = None;
    // To the end, which tells that the connection can go on.
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        let length = body.len() + chunk.len();
        if length > limit {
            return Err(ApiError::TooLarge { limit });
        }
        // Most bodies are one chunk, which needs no copy.
        if body.is_empty() && declared == Some(length) {
            share.grow_to(length)?;
            whole = Some(chunk);
            continue;
        }
        if body.capacity() < length {
            let room = (2 * length).min(declared.unwrap_or(limit)).max(length);
            share.grow_to(room)?;
            body.reserve(room - body.len());
        }
        body.extend_from_slice(&chunk);
    }
    Ok((whole.unwrap_or_else(|| body.freeze()), share))
}

fn unreadable(error: &PayloadError) -> ApiError {
    let reason = match error {
        PayloadError::Incomplete(_) => "ended before its announced length",
        _ => "is not framed as HTTP asks for",
    };
    ApiError::of("body", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::FromRequest;
    use actix_web::test::TestRequest;

    async fn gathered(bytes: &[u8], limit: usize, budget: usize) -> Result<Bytes, ApiError> {
        let (request, mut inner) = TestRequest::post()
            .set_payload(bytes.to_vec())
            .to_http_parts();
        let payload = Payload::from_request(&request, &mut inner).await.unwrap();
        let declared = declared_length(&request);
        let budget = MemoryBudget::new(budget);
        gather(payload, declared, limit, &budget)
            .await
            .map(|(bytes, _)| bytes)
    }

    #[actix_web::test]
    async fn a_body_is_read_whole_up_to_the_limit_and_refused_past_it() {
        assert_eq!(gathered(b"abc", 3, 1 << 20).await.unwrap(), "abc");
        assert!(matches!(
            gathered(b"abcd", 3, 1 << 20).await,
            Err(ApiError::TooLarge { limit: 3 })
        ));
    }

    #[actix_web::test]
    async fn an_exhausted_budget_is_busy_not_a_growing_process() {
        let large = vec![b'x'; 64 << 10];
        assert!(matches!(
            gathered(&large, 1 << 20, 8 << 10).await,
            Err(ApiError::Busy)
        ));
    }
}
