//! A body that is read from the connection as it is asked for, and not before.

use super::Meter;
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::web::Payload;
use bytes::Bytes;
use futures_util::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Read at a time where nothing else is asked for: what actix's buffer has room for.
const USUAL_BYTES: usize = 8 << 10;

/// The payload of a request.
pub(in crate::server) struct Demand {
    payload: Payload,
    /// `None` where there is no connection: in tests.
    meter: Option<Meter>,
    at_a_time: usize,
}

impl Demand {
    pub(in crate::server) fn new(payload: Payload, request: &HttpRequest) -> Self {
        Self {
            payload,
            meter: request.conn_data::<Meter>().cloned(),
            at_a_time: USUAL_BYTES,
        }
    }

    /// Lets at most `bytes` come before they are taken.
    pub(in crate::server) fn at_a_time(&mut self, bytes: usize) {
        self.at_a_time = bytes;
    }
}

/// Who asks for no more gets no more: what is left of the body is skipped, so that the connection can end well.
impl Drop for Demand {
    fn drop(&mut self) {
        if let Some(meter) = &self.meter {
            meter.give_up_the_body();
        }
    }
}

impl Stream for Demand {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.payload).poll_next(context);
        if let Some(meter) = &self.meter {
            match &polled {
                Poll::Pending => meter.want(self.at_a_time),
                Poll::Ready(None) => meter.body_ended(),
                Poll::Ready(Some(_)) => {}
            }
        }
        polled
    }
}
