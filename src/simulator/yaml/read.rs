//! Text → tree, within limits that no nesting, alias or size gets past.

use super::mistake::{Mistake, Mistakes};
use super::tree::{Node, Value};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Options, Spanned};
use std::fmt;

/// The largest file. A scenario with a thousand items takes a tenth of it.
const MAX_BYTES: usize = 1 << 20;
/// Deeper than any scenario, shallow enough for any stack.
const MAX_DEPTH: usize = 32;
/// After aliases are replaced by what they stand for.
const MAX_NODES: usize = 100_000;

/// Reads one YAML document.
///
/// # Errors
/// When it is not YAML, or past a limit.
pub(in crate::simulator) fn read(text: &str) -> Result<Node, Mistakes> {
    if text.len() > MAX_BYTES {
        return Err(whole(format!(
            "a scenario file may have {MAX_BYTES} bytes, this one has {}",
            text.len()
        )));
    }
    let spanned: Spanned<Value> =
        serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
            let error = error.without_snippet();
            Mistakes::one(Mistake {
                path: String::new(),
                reason: in_our_words(one_line(&error.to_string())),
                line: error.location().map(|location| location.line() as u32),
            })
        })?;
    Ok(node(spanned))
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 2 * MAX_NODES,
            max_recorded_anchor_events: 2 * MAX_NODES,
            max_recorded_anchor_bytes: 4 * MAX_BYTES,
            max_total_scalar_bytes: 4 * MAX_BYTES,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_documents: 1,
            flow_nesting_limit: MAX_DEPTH,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        // `no` is a word, and so is the key `on`.
        strict_booleans: true,
    }
}

fn whole(reason: String) -> Mistakes {
    Mistakes::one(Mistake {
        path: String::new(),
        reason,
        line: None,
    })
}

/// The reader's own message ends with the place, over several lines at times; ours says the line.
fn one_line(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    message.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Some messages of the reader speak of its options to whoever wrote the program; a file's author cannot set them.
fn in_our_words(message: String) -> String {
    let about = |start: &str, end: &str| {
        let rest = message.strip_prefix(start)?;
        Some(rest.strip_suffix(end)?.trim_matches('`').to_owned())
    };
    let number = about("non-finite float ", " rejected by the configured policy");
    let twice = about(
        "duplicate mapping key: ",
        ", set DuplicateKeyPolicy in Options if acceptable",
    );
    match (number, twice) {
        (Some(number), _) => format!("{number} is no number that a scenario can use"),
        (_, Some(key)) => format!("{key} is here twice; which one counts?"),
        _ if message.starts_with("budget breached: Documents") => {
            "a second document begins here; a scenario is one".into()
        }
        _ if message.starts_with("budget breached: Depth") || message.starts_with("recursion") => {
            format!("is nested too deep; {MAX_DEPTH} levels are enough")
        }
        _ if message.starts_with("budget breached") => {
            format!("is too much: with all aliases replaced there may be {MAX_NODES} values")
        }
        _ if message.starts_with("recursive references") => {
            "an alias refers to what it is in".into()
        }
        _ => message,
    }
}

fn node(spanned: Spanned<Value>) -> Node {
    Node {
        line: Some(spanned.referenced.line() as u32).filter(|line| *line > 0),
        value: spanned.value,
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Whole(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Whole(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Whole(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        Ok(i128::try_from(value).map_or(Value::Real(value as f64), Value::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Real(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Spanned<Value>>()? {
            list.push(node(item));
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Spanned<String>, Spanned<Value>>()? {
            let mut value = node(value);
            // An object's own line is that of its key, where people look for it.
            value.line = Some(key.referenced.line() as u32)
                .filter(|line| *line > 0)
                .or(value.line);
            object.push((key.value, value));
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn every_value_knows_its_line() {
        let tree =
            read("a: 1\nb:\n  - x\n  - {c: 2.5,\n     d: no}\ne: &n\n  f: true\ng: *n\n").unwrap();
        for (path, line) in [
            ("a", 1),
            ("b", 2),
            ("b[0]", 3),
            ("b[1].c", 4),
            ("b[1].d", 5),
            ("e.f", 7),
            ("b[1].zz", 4),
        ] {
            assert_eq!(tree.line_of(path), Some(line), "{path}");
        }
        assert_eq!(
            tree.to_json(),
            serde_json::json!({"a": 1, "b": ["x", {"c": 2.5, "d": "no"}], "e": {"f": true}, "g": {"f": true}})
        );
    }

    #[test]
    fn messages_speak_to_the_files_author() {
        let deep = "[".repeat(50) + &"]".repeat(50);
        let many = "- 1\n".repeat(200_000);
        for (text, said) in [
            (
                "a: 1\nb: .nan",
                ".nan is no number that a scenario can use, line 2",
            ),
            (
                "a: 1e400",
                "1e400 is no number that a scenario can use, line 1",
            ),
            (
                "a: 1\nb: 2\na: 3",
                "a is here twice; which one counts?, line 3",
            ),
            (
                "a: 1\n---\nb: 1",
                "a second document begins here; a scenario is one, line 2",
            ),
            (&deep, "is nested too deep; 32 levels are enough, line 1"),
            ("a: &x [*x]", "an alias refers to what it is in, line 1"),
            (
                &many,
                "is too much: with all aliases replaced there may be 100000 values, line 100000",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn hostile_text_is_refused_quickly_and_says_why() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let reference = format!("*a{}", n - 1);
            bomb += &format!("a{n}: &a{n} [{}]\n", [reference.as_str(); 10].join(", "));
        }
        let block: String = (0..5_000)
            .map(|n| format!("{}k:\n", " ".repeat(n % 1_000)))
            .collect();
        for (what, text) in [
            ("flow nesting", "[".repeat(100_000)),
            ("object nesting", "{a: ".repeat(50_000)),
            ("block nesting", block),
            ("sequence nesting", "- ".repeat(50_000)),
            ("aliases", bomb),
            ("nodes", "- 1\n".repeat(200_000)),
            ("size", "#".repeat(MAX_BYTES + 1)),
            ("twice the same key", "a: 1\na: 2\n".into()),
            ("two documents", "a: 1\n---\nb: 2\n".into()),
            ("a cut list", "a: [1, 2".into()),
            ("an unknown alias", "a: *b".into()),
            ("a tab", "a:\n\tb: 1".into()),
        ] {
            let begun = Instant::now();
            let mistakes = read(&text).expect_err(what);
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{what}: {:?}",
                begun.elapsed()
            );
            let said = mistakes.to_string();
            assert!(
                !said.is_empty() && said.len() < 600 && !said.contains('\n'),
                "{what}: {said}"
            );
        }
    }
}
