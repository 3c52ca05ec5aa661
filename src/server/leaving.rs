//! Answers on their way out: they hold their share of the memory budget until the client has taken them. Also how many
//! reads are worked on at once.

use super::error::ApiError;
use super::long_reads;
use super::state::AppState;
use crate::ingest::Share;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use bytes::Bytes;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Smaller answers are not worth the bookkeeping: a connection has buffers of this size anyway.
const SMALL_BYTES: usize = 64 << 10;
/// What is handed to the connection at a time. It copies it, and asks for more when little is left.
const PART_BYTES: usize = 32 << 10;
/// How long a read waits until it may begin.
const WAIT: Duration = Duration::from_secs(5);

/// Actix middleware for what reads: lets as many go on at once as there are connections to read with. More would only
/// hold rows in memory while they wait for each other.
pub(super) async fn one_of_few(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path();
    let reads = request.method() == Method::GET
        && path.starts_with("/api/")
        && !path.ends_with("/health")
        && !long_reads::has_places_of_its_own(path);
    let state = request.app_data::<Data<AppState>>().filter(|_| reads);
    let Some(state) = state.cloned() else {
        let served = next.call(request).await?;
        return Ok(served.map_into_boxed_body());
    };
    let waiting = tokio::time::timeout(WAIT, state.reads.acquire()).await;
    let Ok(Ok(_permit)) = waiting else {
        return Ok(request.error_response(ApiError::ReadsWait));
    };
    let served = next.call(request).await?;
    Ok(served.map_into_boxed_body())
}

/// Charges the body of `response` to the memory budget until it has left: to the share that the request holds, where it
/// holds one.
///
/// # Errors
/// When the budget does not have that much left.
pub(super) fn charge(
    request: &HttpRequest,
    response: HttpResponse,
) -> Result<HttpResponse, ApiError> {
    let held = request.extensions_mut().remove::<Share>();
    let (response, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(stream) => return Ok(response.set_body(stream)),
    };
    let state = request.app_data::<Data<AppState>>();
    let share = held.or_else(|| state.map(|state| state.budget.share()));
    let Some(mut share) = share.filter(|_| bytes.len() > SMALL_BYTES) else {
        return Ok(response.set_body(bytes).map_into_boxed_body());
    };
    // What a request was promised is not taken back: its items are stored.
    let promised = share.held_bytes() > 0;
    let grown = share.grow_to(bytes.len());
    if grown.is_err() && !promised {
        return Err(ApiError::ReadsWait);
    }
    share.shrink_to(bytes.len());
    let leaving = Leaving {
        rest: bytes,
        _share: share,
    };
    Ok(response.set_body(leaving).map_into_boxed_body())
}

/// A body that holds its share of the budget until the last of it is on its way. That it gets there in time is seen to by
/// the connection.
struct Leaving {
    rest: Bytes,
    _share: Share,
}

impl MessageBody for Leaving {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let length = self.rest.len().min(PART_BYTES);
        let part = self.rest.split_to(length);
        Poll::Ready((!part.is_empty()).then_some(Ok(part)))
    }

    /// For those who want it whole: a test, and the answer to HEAD.
    fn try_into_bytes(self) -> Result<Bytes, Self> {
        Ok(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::MemoryBudget;
    use std::future::poll_fn;

    #[tokio::test]
    async fn an_answer_holds_its_share_until_the_last_of_it_has_left() {
        let bytes = 100 << 10;
        let budget = MemoryBudget::new(bytes);
        let mut share = budget.share();
        share.grow_to(bytes).unwrap();
        let mut body = Leaving {
            rest: vec![b'x'; bytes].into(),
            _share: share,
        };
        let mut taken = 0;
        while let Some(part) = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
            assert!(budget.share().grow_to(1).is_err());
            let Ok(part) = part;
            taken += part.len();
        }
        assert_eq!(taken, bytes);
        drop(body);
        assert!(budget.share().grow_to(bytes).is_ok());
    }
}
