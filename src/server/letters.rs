//! Which dead letters a request is about: some by their numbers, or those that a filter wants, as many as are done in
//! one go. Nothing is chosen by saying nothing.

use super::error::ApiError;
use super::nul;
use crate::ingest::Share;
use crate::model::{DeadLetterFilter, Fault, Faults, Millis, TimeRange};
use crate::store::Reader;
use crate::wire::LetterChoice;

/// The most letters of one request.
pub(super) const MOST_LETTERS: u32 = 1_000;
/// The most bytes of their payloads: those of a batch.
pub(super) const MOST_BYTES: u64 = 16 << 20;
/// What the writer holds of them at a time, parsed and printed, at most: two letters of a mebibyte, all of it little events.
pub(super) const WORK_BYTES: usize = 48 << 20;
/// The most bytes of a request: a thousand numbers and a filter.
pub(super) const MAX_REQUEST_BYTES: usize = 64 << 10;

/// What a request is about.
#[derive(Debug, PartialEq)]
enum Choice {
    Ids(Vec<i64>),
    Matching(DeadLetterFilter),
}

/// What is asked for: to be done now, or as a job.
pub(super) enum Go {
    Now(LetterChoice),
    InBackground(DeadLetterFilter),
}

/// Reads which letters are meant.
///
/// # Errors
/// 400 when it means none or too many.
pub(super) fn read(body: &[u8]) -> Result<Go, ApiError> {
    let letters: LetterChoice = serde_json::from_slice(body)
        .map_err(|error| ApiError::of("body", format!("is not as it should be: {error}")))?;
    if !letters.background {
        return Ok(Go::Now(letters));
    }
    if letters.after.is_some() {
        return Err(ApiError::of(
            "after",
            "a job does all of it: leave this out",
        ));
    }
    match parse(letters)? {
        Choice::Matching(filter) => Ok(Go::InBackground(filter)),
        Choice::Ids(_) => Err(ApiError::of("ids", "a job takes a filter, or `all`")),
    }
}

/// The letters of one go.
pub(super) struct Chosen {
    pub(super) ids: Vec<i64>,
    /// The last of them, when there are more.
    pub(super) next: Option<i64>,
}

/// Finds the letters that are meant, and makes `share` large enough for what is done with them.
///
/// # Errors
/// 400 when it means none or too many; 503.
pub(super) async fn choose(
    letters: LetterChoice,
    share: &mut Share,
    reader: &Reader,
) -> Result<Chosen, ApiError> {
    let after = letters.after.unwrap_or(i64::MIN);
    let choice = parse(letters)?;
    share.grow_for_work(WORK_BYTES)?;
    match choice {
        Choice::Ids(ids) => Ok(Chosen { ids, next: None }),
        Choice::Matching(filter) => {
            let reading = reader.dead_letter_ids(&filter, after, MOST_LETTERS, MOST_BYTES);
            let (ids, more) = reading.await?;
            let next = ids.last().copied().filter(|_| more);
            Ok(Chosen { ids, next })
        }
    }
}

fn parse(letters: LetterChoice) -> Result<Choice, Faults> {
    let mut faults = Vec::new();
    let mut time = |field: &str, text: Option<String>| {
        let parsed = text.map(|text| Millis::parse(&text)).transpose();
        parsed.unwrap_or_else(|reason| {
            faults.push(Fault::new(field.to_owned(), reason));
            None
        })
    };
    let range = TimeRange {
        since: time("since", letters.since),
        until: time("until", letters.until),
    };
    let mut text = |field: &str, text: Option<String>| {
        let checked = text.map(nul::refuse).transpose();
        checked.unwrap_or_else(|reason| {
            faults.push(Fault::new(field.to_owned(), reason));
            None
        })
    };
    let filter = DeadLetterFilter {
        id: None,
        range,
        reason: text("reason", letters.reason),
        source: text("source", letters.source),
    };
    let filters = filter != DeadLetterFilter::default();
    match &letters.ids {
        Some(ids) if ids.len() > MOST_LETTERS as usize => {
            let reason = format!("must be at most {MOST_LETTERS}");
            faults.push(Fault::new("ids", reason));
        }
        Some(_) if filters || letters.all => {
            faults.push(Fault::new("ids", "cannot be given together with a filter"));
        }
        None if !filters && !letters.all && faults.is_empty() => {
            let reason =
                "must say which: `ids`, `reason`, `source`, `since`, `until`, or `all`: true";
            faults.push(Fault::new("body", reason));
        }
        _ => {}
    }
    if let Some(faults) = Faults::from_vec(faults) {
        return Err(faults);
    }
    Ok(letters.ids.map_or(Choice::Matching(filter), Choice::Ids))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_chosen_by_saying_nothing() {
        let parse = |json: &str| super::parse(serde_json::from_str(json).unwrap());
        for (json, field) in [
            ("{}", "body"),
            (r#"{"after":7}"#, "body"),
            (r#"{"all":false}"#, "body"),
            (r#"{"since":"yesterday"}"#, "since"),
            (r#"{"reason":"\u0000"}"#, "reason"),
            (r#"{"source":"/api/submit\u0000","all":true}"#, "source"),
            (r#"{"ids":[1],"reason":"body"}"#, "ids"),
            (r#"{"ids":[1],"all":true}"#, "ids"),
        ] {
            assert_eq!(parse(json).unwrap_err().first().field, field, "{json}");
        }
        assert_eq!(parse(r#"{"ids":[2,1]}"#), Ok(Choice::Ids(vec![2, 1])));
        for json in [
            r#"{"all":true}"#,
            r#"{"reason":"body"}"#,
            r#"{"reason":"body","all":true}"#,
        ] {
            assert!(matches!(parse(json), Ok(Choice::Matching(_))), "{json}");
        }
        assert!(serde_json::from_str::<LetterChoice>(r#"{"id":[1]}"#).is_err());
    }
}
