//! Of several schemas that a value may fit, the one that its author meant: by kind, by tag, or else by the fewest mistakes.

use super::check::Check;
use super::schema::{is_of, join, kinds, tag_of, wanted, words};
use super::tree::{Node, Value};
use serde_json::Value as Json;

impl<'a> Check<'a> {
    pub(super) fn alternatives(&mut self, node: &Node, alternatives: &'a [Json], path: &str) {
        let all: Vec<&Json> = alternatives
            .iter()
            .map(|schema| self.resolved(schema))
            .collect();
        let known: Vec<&str> = all.iter().flat_map(|schema| words(schema)).collect();
        if all.iter().all(|schema| !words(schema).is_empty()) {
            return self.one_of(node, &known, path);
        }
        let fitting: Vec<&Json> = all
            .iter()
            .copied()
            .filter(|schema| {
                let kinds = kinds(schema);
                let nested = kinds.is_empty();
                nested || kinds.iter().any(|kind| is_of(&node.value, kind))
            })
            .collect();
        match fitting.as_slice() {
            [] => {
                let wanted: Vec<String> = all
                    .iter()
                    .map(|schema| wanted(schema))
                    .filter(|text| text != "nothing")
                    .collect();
                self.note(
                    path,
                    format!(
                        "must be {}, got {}",
                        wanted.join(" or "),
                        node.value.shown()
                    ),
                );
            }
            [only] => self.walk(node, only, path),
            several => match tag_of(several) {
                Some(tag) => self.tagged(node, several, tag, path),
                None => self.best_of(node, several, path),
            },
        }
    }

    /// Objects told apart by a word in one of their entries.
    fn tagged(&mut self, node: &Node, alternatives: &[&'a Json], tag: &str, path: &str) {
        let word = |schema: &'a Json| {
            schema["properties"][tag]["const"]
                .as_str()
                .unwrap_or_default()
        };
        let Value::Object(entries) = &node.value else {
            return;
        };
        let here = join(path, tag);
        let words: Vec<&str> = alternatives.iter().map(|schema| word(schema)).collect();
        match entries.iter().find(|(key, _)| key == tag) {
            None => {
                let reason = format!("is required: one of {}", words.join(", "));
                let stand_in = words.first().map(|word| Value::Text((*word).to_owned()));
                self.note_mendable(&here, reason, stand_in);
            }
            Some((_, given)) => {
                let chosen = alternatives.iter().find(
                    |schema| matches!(&given.value, Value::Text(text) if text == word(schema)),
                );
                match chosen {
                    Some(schema) => self.walk(node, schema, path),
                    None => self.one_of(given, &words, &here),
                }
            }
        }
    }

    /// Takes the alternative with the fewest mistakes.
    fn best_of(&mut self, node: &Node, alternatives: &[&'a Json], path: &str) {
        let tries = alternatives.iter().map(|schema| {
            let mut check = Check {
                root: self.root,
                found: Vec::new(),
            };
            check.walk(node, schema, path);
            check.found
        });
        let best = tries.min_by_key(Vec::len).unwrap_or_default();
        self.found.extend(best);
    }
}
