//! Answers on their way out: they hold their share of the memory budget until the client has taken them, and what a client
//! does not take in time is dropped. Also how many reads are worked on at once.

use super::error::ApiError;
use super::state::AppState;
use crate::ingest::Share;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use bytes::Bytes;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::task::AbortHandle;

/// Smaller answers are not worth the bookkeeping: a connection has buffers of this size anyway.
const SMALL_BYTES: usize = 64 << 10;
/// What is handed to the connection at a time. It copies it, and asks for more when little is left.
const PART_BYTES: usize = 32 << 10;
/// A client that has taken nothing for this long gets no more.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a read waits until it may begin.
const WAIT: Duration = Duration::from_secs(5);

/// Actix middleware for what reads: lets as many go on at once as there are connections to read with. More would only
/// hold rows in memory while they wait for each other.
pub(super) async fn one_of_few(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path();
    let reads =
        request.method() == Method::GET && path.starts_with("/api/") && !path.ends_with("/health");
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
    Ok(response
        .set_body(Leaving::new(bytes, share))
        .map_into_boxed_body())
}

/// A body that gives up what it holds when nobody takes it.
struct Leaving {
    size: u64,
    rest: Arc<Mutex<Rest>>,
    watch: AbortHandle,
}

struct Rest {
    bytes: Bytes,
    /// `None` once it is given up.
    share: Option<Share>,
    taken: bool,
}

impl Leaving {
    fn new(bytes: Bytes, share: Share) -> Self {
        let size = bytes.len() as u64;
        let rest = Arc::new(Mutex::new(Rest {
            bytes,
            share: Some(share),
            taken: false,
        }));
        let watched = Arc::clone(&rest);
        let watch = tokio::spawn(async move {
            loop {
                tokio::time::sleep(STALL_TIMEOUT).await;
                let mut rest = watched.lock().unwrap_or_else(PoisonError::into_inner);
                if !std::mem::take(&mut rest.taken) {
                    rest.bytes = Bytes::new();
                    rest.share = None;
                    return;
                }
            }
        });
        Self {
            size,
            rest,
            watch: watch.abort_handle(),
        }
    }
}

impl MessageBody for Leaving {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.size)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        if rest.share.is_none() {
            let error = io::Error::new(io::ErrorKind::TimedOut, "the client did not take it");
            return Poll::Ready(Some(Err(error)));
        }
        rest.taken = true;
        let length = rest.bytes.len().min(PART_BYTES);
        let part = rest.bytes.split_to(length);
        Poll::Ready((!part.is_empty()).then_some(Ok(part)))
    }

    /// For those who want it whole: a test, and the answer to HEAD.
    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = std::mem::take(&mut rest.bytes);
        drop(rest);
        Ok(bytes)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.watch.abort();
        // The aborted task lets go of it some time later.
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.bytes = Bytes::new();
        rest.share = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::MemoryBudget;
    use std::future::poll_fn;

    async fn next(body: &mut Leaving) -> Option<Result<Bytes, io::Error>> {
        poll_fn(|context| Pin::new(&mut *body).poll_next(context)).await
    }

    fn leaving(bytes: usize) -> (MemoryBudget, Leaving) {
        let budget = MemoryBudget::new(bytes);
        let mut share = budget.share();
        share.grow_to(bytes).unwrap();
        (budget, Leaving::new(vec![b'x'; bytes].into(), share))
    }

    #[tokio::test]
    async fn an_answer_holds_its_share_until_the_last_of_it_has_left() {
        let (budget, mut body) = leaving(100 << 10);
        let mut taken = 0;
        while let Some(part) = next(&mut body).await {
            assert!(budget.share().grow_to(1).is_err());
            taken += part.unwrap().len();
        }
        assert_eq!(taken, 100 << 10);
        drop(body);
        assert!(budget.share().grow_to(100 << 10).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_takes_is_given_up() {
        let (budget, mut body) = leaving(100 << 10);
        assert!(next(&mut body).await.unwrap().is_ok());
        // Something was taken in the first span, nothing in the second.
        tokio::time::sleep(STALL_TIMEOUT * 2 + Duration::from_secs(1)).await;
        assert!(budget.share().grow_to(100 << 10).is_ok());
        assert!(next(&mut body).await.unwrap().is_err());
    }
}
