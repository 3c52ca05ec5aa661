//! From bytes to entries: a body is cut into its items, so that a bad one rejects only itself, and each is parsed. Another
//! protocol brings its own of these; what happens to entries is the same for all (`submission.rs`).

use super::body::{Body, Format};
use super::error::ApiError;
use super::split::{self, Unsplittable};
use crate::ingest::Share;
use crate::model::{DeadLetter, Event, Faults, Listing, MAX_SHEET_BYTES, Millis, StatSheet};
use crate::runtime::clock;
use crate::store::Entry;
use actix_web::web;
use bytes::Bytes;

/// The most items of one body.
pub(super) const MAX_ITEMS_PER_BATCH: usize = 10_000;
/// The most bytes of one body, decompressed.
pub(super) const MAX_BODY_BYTES: usize = 16 << 20;
/// Parsing this much takes about a millisecond; more is done where it keeps nobody waiting.
pub(super) const SMALL_BYTES: usize = 128 << 10;

/// What a body takes beside its items: it may have been compressed, and its bytes are written as they came.
pub(super) fn body_work(bytes: usize) -> usize {
    2 * bytes
}

/// What the items of a body are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sheets,
    Events,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Sheets => "sheet",
            Self::Events => "event",
        }
    }

    fn entry(
        self,
        payload: Bytes,
        received_at: Millis,
        source: &'static str,
        listing: &mut Listing,
    ) -> Entry {
        let parsed = match self {
            Self::Sheets => StatSheet::parse(&payload, received_at)
                .map(|sheet| Entry::sheet(sheet, received_at, payload.clone(), source)),
            Self::Events => Event::parse(&payload, received_at)
                .map(|event| Entry::event(event, received_at, payload.clone(), source)),
        };
        parsed.unwrap_or_else(|faults| rejected(payload, listing.list(faults), received_at, source))
    }
}

/// What a body holds, parsed.
pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    /// The body could not be cut, and is one entry itself.
    pub(super) whole: bool,
    pub(super) share: Share,
}

/// The items of `body`, each as an entry: one that is wrong as a dead letter.
///
/// # Errors
/// 400 when there is nothing to keep, 413 and 503 when it takes too much memory.
pub(super) async fn of_body(
    body: Body,
    kind: Kind,
    source: &'static str,
) -> Result<Entries, ApiError> {
    let received_at = Millis(clock::now_ms());
    let small = body.bytes.len() <= SMALL_BYTES;
    let cut = move || cut(body, kind, received_at, source);
    match small {
        true => cut(),
        false => web::block(cut).await.map_err(|_| ApiError::Unexpected)?,
    }
}

fn cut(
    body: Body,
    kind: Kind,
    received_at: Millis,
    source: &'static str,
) -> Result<Entries, ApiError> {
    let Body {
        bytes: body,
        format,
        mut share,
    } = body;
    let single =
        kind == Kind::Events && format == Format::Json && body.trim_ascii_start().starts_with(b"{");
    let items = if single {
        Ok(vec![body.clone()])
    } else {
        split::split(&body, format, MAX_ITEMS_PER_BATCH, kind.name())
    };
    // Here already, so that no more than what is listed is held while the items wait to be stored.
    let mut listing = Listing::default();
    match items {
        Ok(items) => {
            let mut entries = Vec::with_capacity(items.len());
            let mut bytes = body_work(body.len());
            for item in items {
                let entry = kind.entry(item, received_at, source, &mut listing);
                // Item by item, so that what is refused was not held.
                bytes += entry.work_bytes();
                share.grow_for_work(bytes)?;
                entries.push(entry);
            }
            share.shrink_to(bytes);
            Ok(Entries {
                entries,
                whole: false,
                share,
            })
        }
        Err(Unsplittable::Unreadable(faults)) => Ok(Entries {
            entries: vec![rejected(body, faults, received_at, source)],
            whole: true,
            share,
        }),
        Err(Unsplittable::Refused(faults)) => Err(ApiError::Invalid(faults)),
    }
}

/// What is to be stored: the sheet, or its faults as a dead letter.
pub(super) fn of_sheet(
    sheet: Result<StatSheet, Faults>,
    payload: Bytes,
    received_at: Millis,
    source: &'static str,
) -> Entry {
    match sheet {
        Ok(sheet) => Entry::sheet(sheet, received_at, payload, source),
        Err(faults) => rejected(payload, faults, received_at, source),
    }
}

/// A dead letter on its way; of a payload that is too large to be a sheet only the start is kept.
pub(super) fn rejected(
    mut payload: Bytes,
    faults: Faults,
    received_at: Millis,
    source: &'static str,
) -> Entry {
    payload.truncate(MAX_SHEET_BYTES);
    Entry::rejected(DeadLetter {
        payload,
        faults,
        received_at,
        source,
    })
}
