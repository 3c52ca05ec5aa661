//! What was generated, read back from the summary that a run left, or counted from a file of sheets.

use super::run::{Generated, Mishaps};
use crate::model::{ItemKind, Millis, StatSheet};
use anyhow::{Context, bail};
use serde::Deserializer;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Reads a summary, or counts a file of sheets as a server would: a JSON array or one per line, maybe compressed. What
/// repeats a sheet counts once, and what is no valid sheet is left out.
pub(in crate::commands) fn read(path: &Path) -> anyhow::Result<Generated> {
    let attempt = || format!("reading what was generated from {}", path.display());
    let file = File::open(path).with_context(attempt)?;
    let ending = path.extension().and_then(|ending| ending.to_str());
    let reader: Box<dyn Read> = match ending {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::new(file).with_context(attempt)?),
        _ => Box::new(file),
    };
    let mut sums = Sums::default();
    let reader = BufReader::with_capacity(1 << 16, reader);
    if let Some(summary) = sums.read(reader).with_context(attempt)? {
        return Ok(summary);
    }
    if sums.sheets == 0 {
        bail!("{} holds no valid sheet", path.display());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Generated {
        run: name.into_owned(),
        sheets: sums.sheets,
        matches: 0,
        players: 0,
        complete: true,
        undelivered: 0,
        mishaps: Some(sums.mishaps),
        items: sums.items,
    })
}

#[derive(Default)]
struct Sums {
    sheets: u64,
    items: BTreeMap<ItemKind, u64>,
    mishaps: Mishaps,
    /// A number for each key: keys themselves would take ten times as much memory.
    known: HashSet<u64>,
}

impl Sums {
    /// Adds up sheets, or returns the summary that is there instead.
    fn read(&mut self, mut reader: impl BufRead) -> anyhow::Result<Option<Generated>> {
        match peek(&mut reader)? {
            None => return Ok(None),
            Some(b'[') => {
                let mut json = serde_json::Deserializer::from_reader(reader);
                self.deserialize(&mut json)?;
                json.end()?;
                return Ok(None);
            }
            Some(_) => {}
        }
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        if line.trim_ascii() == b"{" {
            // One value over many lines.
            reader.take(MOST_IN_MEMORY).read_to_end(&mut line)?;
            if let Ok(summary) = serde_json::from_slice(&line) {
                return Ok(Some(summary));
            }
            self.add(&line);
            return Ok(None);
        }
        while !line.is_empty() {
            if !line.trim_ascii().is_empty() {
                self.add(line.trim_ascii());
            }
            line.clear();
            reader.read_until(b'\n', &mut line)?;
        }
        Ok(None)
    }

    fn add(&mut self, text: &[u8]) {
        self.mishaps.uploads += 1;
        let Ok(sheet) = StatSheet::parse(text, Millis(0)) else {
            self.mishaps.refused += 1;
            return;
        };
        if let Some(key) = &sheet.sheet_id {
            let mut hasher = DefaultHasher::new();
            (&sheet.player_id, key).hash(&mut hasher);
            if !self.known.insert(hasher.finish()) {
                self.mishaps.duplicates += 1;
                return;
            }
        }
        self.sheets += 1;
        for (item, count) in sheet.looted_items {
            *self.items.entry(item).or_default() += count.get();
        }
    }
}

/// A summary or a sheet is far smaller.
const MOST_IN_MEMORY: u64 = 16 << 20;

/// The next byte that is not a space, which stays where it is.
fn peek(reader: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = reader.fill_buf()?;
        match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) => {
                let byte = buffer[at];
                reader.consume(at);
                return Ok(Some(byte));
            }
            None if buffer.is_empty() => return Ok(None),
            None => {
                let length = buffer.len();
                reader.consume(length);
            }
        }
    }
}

/// An array is added up as it is read; it may be larger than memory.
impl<'de> DeserializeSeed<'de> for &mut Sums {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Sums {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of sheets")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sheets: A) -> Result<(), A::Error> {
        while let Some(sheet) = sheets.next_element::<Box<RawValue>>()? {
            self.add(sheet.get().as_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_counts_as_a_server_counts_it() {
        let folder = tempfile::tempdir().unwrap();
        let ann = r#"{"match_id":"m","player_id":"ann","looted_items":{"duck":2},"sheet_id":"1"}"#;
        let bob = r#"{"match_id":"m","player_id":"bob","looted_items":{"duck":3},"sheet_id":"1"}"#;
        let bad = r#"{"match_id":"m","player_id":"cy","looted_items":{"duck":-1},"sheet_id":"1"}"#;
        let lines = [ann, bob, bad, &ann[..40], "", ann, bob].join("\n");
        let array = format!("[{ann},{bob},{bad},\"cut\",{ann},{bob}]");
        for text in [lines, array] {
            let path = folder.path().join("x.json");
            fs::write(&path, &text).unwrap();
            let generated = read(&path).unwrap();
            let mishaps = generated.mishaps.clone().unwrap();
            assert_eq!(generated.items[&ItemKind::parse("duck").unwrap()], 5);
            assert_eq!(generated.sheets, 2);
            assert_eq!(
                (mishaps.uploads, mishaps.duplicates, mishaps.refused),
                (6, 2, 2)
            );
            assert_eq!(
                generated.left_out().unwrap(),
                "Of 6 uploads 2 repeat a sheet and count once, and 2 are broken and to be refused: both are left out \
                 of what was generated."
            );
        }
    }

    #[test]
    fn what_is_no_file_of_sheets_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        for bad in [
            "",
            "[]",
            "{\"a\": 1}",
            "[{\"looted_items\": {\"duck\": -1}}]",
            "[{\"looted_items\": {}}",
        ] {
            fs::write(&path, bad).unwrap();
            assert!(read(&path).is_err(), "{bad}");
        }
        assert!(read(&folder.path().join("none")).is_err());
    }
}
