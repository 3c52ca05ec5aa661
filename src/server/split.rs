//! Cuts a body of many items into the bytes of each, without looking into them.

use super::body::Format;
use crate::model::Faults;
use bytes::Bytes;
use serde::Deserializer;
use serde::de::{self, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::cell::Cell;
use std::fmt;

/// Why a body cannot be cut into items.
#[derive(Debug, PartialEq)]
pub(super) enum Unsplittable {
    /// It is not what it says it is: kept as a dead letter.
    Unreadable(Faults),
    /// It holds nothing, or more than the limit: there is nothing to keep, or too much.
    Refused(Faults),
}

/// The items of `body`, each a `named`, in order, at most `most`. Each keeps the body alive; none is copied.
///
/// # Errors
/// When the body as a whole cannot be read, is empty, or has too many items.
pub(super) fn split(
    body: &Bytes,
    format: Format,
    most: usize,
    named: &str,
) -> Result<Vec<Bytes>, Unsplittable> {
    let text = std::str::from_utf8(body).map_err(|error| {
        let reason = format!("is not UTF-8 at byte {}", error.valid_up_to());
        unreadable(reason)
    })?;
    let items = match format {
        Format::Ndjson => lines(text, most),
        // No route that splits takes pictures.
        Format::Json | Format::Picture(_) => array(text, most, named),
    }?;
    match items {
        Some(items) if items.is_empty() => Err(refused(format!("must hold at least one {named}"))),
        Some(items) => Ok(items
            .into_iter()
            .map(|item| body.slice_ref(item.as_bytes()))
            .collect()),
        None => Err(refused(format!("must hold at most {most} {named}s"))),
    }
}

/// Blank lines separate nothing; a torn last line is an item like any other, and will not parse. Files that were put
/// together have a byte order mark where each of them begins.
fn lines(text: &str, most: usize) -> Result<Option<Vec<&str>>, Unsplittable> {
    let lines = text
        .lines()
        .map(|line| line.trim_start_matches('\u{feff}').trim());
    let mut filled = lines.filter(|line| !line.is_empty());
    let items: Vec<_> = filled.by_ref().take(most).collect();
    Ok(filled.next().is_none().then_some(items))
}

/// `None` when there are too many: reading stops there, so that a body of a million zeros takes no memory.
fn array<'a>(
    text: &'a str,
    most: usize,
    named: &str,
) -> Result<Option<Vec<&'a str>>, Unsplittable> {
    let too_many = Cell::new(false);
    let mut json = serde_json::Deserializer::from_str(text);
    let items = Items {
        most,
        named,
        too_many: &too_many,
    };
    match json
        .deserialize_seq(items)
        .and_then(|items| json.end().map(|()| items))
    {
        Ok(items) => Ok(Some(items)),
        Err(_) if too_many.get() => Ok(None),
        Err(error) if error.is_data() => {
            Err(unreadable(format!("must be a JSON array of {named}s")))
        }
        Err(error) => Err(unreadable(format!("is not valid JSON: {error}"))),
    }
}

struct Items<'n> {
    most: usize,
    named: &'n str,
    too_many: &'n Cell<bool>,
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a JSON array of {}s", self.named)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(raw) = elements.next_element::<&RawValue>()? {
            if items.len() == self.most {
                self.too_many.set(true);
                return Err(de::Error::custom("too many"));
            }
            items.push(raw.get());
        }
        Ok(items)
    }
}

fn unreadable(reason: String) -> Unsplittable {
    Unsplittable::Unreadable(Faults::one("body", reason))
}

fn refused(reason: String) -> Unsplittable {
    Unsplittable::Refused(Faults::one("body", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(body: &'static str, format: Format) -> Result<Vec<Bytes>, Unsplittable> {
        split(&Bytes::from_static(body.as_bytes()), format, 3, "sheet")
    }

    #[test]
    fn an_item_that_nobody_could_parse_is_still_only_one_item() {
        let deep = format!("[1, {}{}, 1e999]", "[".repeat(100_000), "]".repeat(100_000));
        let items = split(&Bytes::from(deep), Format::Json, 3, "sheet").unwrap();
        assert_eq!(items.len(), 3);
        assert_eq!(items[2], "1e999");
    }

    #[test]
    fn lines_are_items_blank_ones_are_not_and_a_torn_one_is() {
        let torn = items(
            "\u{feff}{}\n\n  \r\n\u{feff}{\"a\":1}\n\u{feff}\n{\"match",
            Format::Ndjson,
        );
        let torn = torn.unwrap();
        assert_eq!(torn, ["{}", "{\"a\":1}", "{\"match"]);
    }

    #[test]
    fn too_many_and_none_are_refused() {
        for (body, format) in [
            ("[1,2,3,4]", Format::Json),
            ("1\n2\n3\n4", Format::Ndjson),
            ("[]", Format::Json),
            ("\n\n", Format::Ndjson),
        ] {
            assert!(
                matches!(items(body, format), Err(Unsplittable::Refused(_))),
                "{body}"
            );
        }
    }

    #[test]
    fn what_is_no_array_is_unreadable_and_says_where() {
        for body in ["", "{}", "[1,", "[1] 2", "[nul]", "\"x\""] {
            let refused = items(body, Format::Json);
            let Err(Unsplittable::Unreadable(faults)) = refused else {
                panic!("{body}: {refused:?}");
            };
            assert_eq!(faults.first().field, "body");
            let reason = &faults.first().reason;
            assert!(
                reason.contains("line 1") || reason.contains("array of sheets"),
                "{faults}"
            );
        }
        let latin = split(
            &Bytes::from_static(b"[\"caf\xe9\"]"),
            Format::Json,
            3,
            "sheet",
        );
        assert_eq!(latin, Err(unreadable("is not UTF-8 at byte 5".into())));
    }
}
