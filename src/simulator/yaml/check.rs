//! Checks a tree against a JSON Schema and notes every mistake. Understands what `schemars` writes for our wire
//! structs (types, ranges, enums, references, alternatives by kind or tag), not JSON Schema as a whole;
//! an unknown keyword allows everything, and serde still has the last word.
//!
//! The crate `jsonschema` was tried here. It says of `distribution: poison` that the object around it "is not valid under any
//! of the schemas listed in the 'anyOf' keyword", where an author needs the nine distributions that there are and "did you
//! mean poisson?". To choose the alternative that was meant, and to say ranges and close names, would be this file again.

use super::schema::{hint, is_of, join, kinds, range, stand_in, wanted, words};
use super::tree::{Node, Value};
use serde_json::Value as Json;

/// More mistakes than anybody reads; past them the walk only costs time.
const MOST: usize = 100;

/// A place where a tree is not as its schema says.
pub(in crate::simulator) struct Misshapen {
    pub(in crate::simulator) path: String,
    pub(in crate::simulator) reason: String,
    /// What fits there, where nothing but a number, a switch or one of some words does: no name is lost with what is wrong.
    pub(super) stand_in: Option<Value>,
}

/// Every place where `tree` is not as `schema` says.
pub(in crate::simulator) fn check(tree: &Node, schema: &Json) -> Vec<Misshapen> {
    let mut check = Check {
        root: schema,
        found: Vec::new(),
    };
    check.walk(tree, schema, "");
    check.found
}

pub(super) struct Check<'a> {
    pub(super) root: &'a Json,
    pub(super) found: Vec<Misshapen>,
}

impl<'a> Check<'a> {
    pub(super) fn walk(&mut self, node: &Node, schema: &'a Json, path: &str) {
        if self.found.len() >= MOST {
            return;
        }
        let schema = self.resolved(schema);
        if let Some(all) = schema["allOf"].as_array() {
            for part in all {
                self.walk(node, part, path);
            }
        }
        if let Some(alternatives) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            return self.alternatives(node, alternatives, path);
        }
        let words: Vec<&str> = words(schema);
        if !words.is_empty() {
            return self.one_of(node, &words, path);
        }
        let kinds = kinds(schema);
        if !kinds.is_empty() && !kinds.iter().any(|kind| is_of(&node.value, kind)) {
            return self.refuse(node, schema, path);
        }
        match &node.value {
            Value::Whole(value) => self.number(node, *value as f64, schema, path),
            Value::Real(value) => self.number(node, *value, schema, path),
            Value::Text(text) => self.text(node, text, schema, path),
            Value::List(items) => self.list(items, schema, path),
            Value::Object(entries) => self.object(entries, schema, path),
            Value::Null | Value::Bool(_) => {}
        }
    }

    pub(super) fn resolved(&self, mut schema: &'a Json) -> &'a Json {
        // A reference that refers to a reference is as deep as ours go; a circle must not hang us.
        for _ in 0..8 {
            match schema["$ref"]
                .as_str()
                .and_then(|name| name.strip_prefix('#'))
            {
                Some(pointer) => schema = self.root.pointer(pointer).unwrap_or(&Json::Null),
                None => break,
            }
        }
        schema
    }

    pub(super) fn one_of(&mut self, node: &Node, words: &[&str], path: &str) {
        if matches!(&node.value, Value::Text(text) if words.contains(&text.as_str())) {
            return;
        }
        let mut reason = match words {
            [only] => format!("must be {only}, got {}", node.value.shown()),
            words => format!(
                "must be one of {}, got {}",
                words.join(", "),
                node.value.shown()
            ),
        };
        if let Value::Text(text) = &node.value {
            reason += &hint(text, words.iter().copied());
        }
        let stand_in = words.first().map(|word| Value::Text((*word).to_owned()));
        self.note_mendable(path, reason, stand_in);
    }

    fn number(&mut self, node: &Node, value: f64, schema: &Json, path: &str) {
        let (least, most) = range(schema);
        let above = schema["exclusiveMinimum"].as_f64();
        let inside = value.is_finite()
            && least.is_none_or(|least| value >= least)
            && most.is_none_or(|most| value <= most)
            && above.is_none_or(|above| value > above);
        if !inside {
            self.refuse(node, schema, path);
        }
    }

    fn text(&mut self, node: &Node, text: &str, schema: &Json, path: &str) {
        let length = text.chars().count() as u64;
        let least = schema["minLength"].as_u64().unwrap_or(0);
        let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
        if !(least..=most).contains(&length) {
            self.refuse(node, schema, path);
        }
    }

    fn list(&mut self, items: &[Node], schema: &'a Json, path: &str) {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
        if !(least..=most).contains(&(items.len() as u64)) {
            let reason = match (least, most) {
                (least, u64::MAX) => {
                    format!("must have at least {least} entries, has {}", items.len())
                }
                (least, most) if least == most => {
                    format!("must have {least} entries, has {}", items.len())
                }
                (least, most) => {
                    format!("must have {least} to {most} entries, has {}", items.len())
                }
            };
            self.note(path, reason);
        }
        let firsts = schema["prefixItems"].as_array();
        for (index, item) in items.iter().enumerate() {
            let schema = firsts
                .and_then(|firsts| firsts.get(index))
                .or(schema.get("items"));
            if let Some(schema) = schema {
                self.walk(item, schema, &format!("{path}[{index}]"));
            }
        }
    }

    fn object(&mut self, entries: &[(String, Node)], schema: &'a Json, path: &str) {
        let known = schema["properties"].as_object();
        let other = schema.get("additionalProperties");
        for (key, node) in entries {
            let here = join(path, key);
            match (known.and_then(|known| known.get(key)), other) {
                (Some(schema), _) => self.walk(node, schema, &here),
                (None, Some(Json::Bool(false))) => {
                    let names = known
                        .into_iter()
                        .flat_map(|known| known.keys())
                        .map(String::as_str);
                    let hint = match hint(key, names.clone()) {
                        hint if !hint.is_empty() => hint,
                        _ => format!("; known here: {}", names.collect::<Vec<_>>().join(", ")),
                    };
                    let plain = matches!(
                        node.value,
                        Value::Whole(_) | Value::Real(_) | Value::Bool(_)
                    );
                    let stand_in = plain.then_some(Value::Null);
                    self.note_mendable(&here, format!("is not known{hint}"), stand_in);
                }
                (None, Some(schema @ Json::Object(_))) => self.walk(node, schema, &here),
                (None, _) => {}
            }
        }
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if !entries.iter().any(|(key, _)| key == name) {
                let schema = known.and_then(|known| known.get(name));
                let stand_in = schema.and_then(|schema| stand_in(self.resolved(schema)));
                self.note_mendable(&join(path, name), "is required".into(), stand_in);
            }
        }
        if schema["minProperties"]
            .as_u64()
            .is_some_and(|least| (entries.len() as u64) < least)
        {
            self.note(path, "must not be empty".into());
        }
    }

    fn refuse(&mut self, node: &Node, schema: &Json, path: &str) {
        let reason = format!("must be {}, got {}", wanted(schema), node.value.shown());
        self.note_mendable(path, reason, stand_in(schema));
    }

    pub(super) fn note(&mut self, path: &str, reason: String) {
        self.note_mendable(path, reason, None);
    }

    pub(super) fn note_mendable(&mut self, path: &str, reason: String, stand_in: Option<Value>) {
        let path = path.to_owned();
        self.found.push(Misshapen {
            path,
            reason,
            stand_in,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use schemars::JsonSchema;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Root {
        version: u8,
        #[schemars(range(min = 0.0, max = 1.0))]
        chance: Option<f64>,
        #[serde(default)]
        #[schemars(length(max = 3))]
        list: Vec<Amount>,
        #[serde(default)]
        areas: BTreeMap<String, Area>,
        colour: Option<Colour>,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Amount {
        Exact(u32),
        Range { from: u32, to: u32 },
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(tag = "shape", rename_all = "snake_case", deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Area {
        Disc { radius: f64 },
        Line { points: Vec<[f64; 2]> },
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        /// As blood.
        Red,
        Green,
    }

    fn found(text: &str) -> Vec<String> {
        let schema = schemars::schema_for!(Root).to_value();
        let found = check(&read(text).unwrap(), &schema);
        found
            .into_iter()
            .map(|wrong| format!("{}: {}", wrong.path, wrong.reason))
            .collect()
    }

    #[test]
    fn what_fits_has_no_mistakes() {
        let text = "version: 1\nchance: 0\nlist: [1, {from: 1, to: 2}]\ncolour: green\n\
                    areas: {a: {shape: disc, radius: 1}, b: {shape: line, points: [[0, 1], [1.5, 2]]}}";
        assert_eq!(found(text), Vec::<String>::new());
        assert_eq!(
            found("version: 1\nchance:\ncolour: null"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_mistake_is_found_with_its_path() {
        for (text, expected) in [
            (
                "chance: 2",
                vec![
                    "chance: must be a number from 0 to 1, got 2",
                    "version: is required",
                ],
            ),
            (
                "version: 300\nchanse: 1",
                vec![
                    "version: must be a whole number from 0 to 255, got 300",
                    "chanse: is not known; did you mean chance?",
                ],
            ),
            (
                "version: 1.5\nlist: [x, {from: -1}, 2, 3]",
                vec![
                    "version: must be a whole number from 0 to 255, got 1.5",
                    "list: must have 0 to 3 entries, has 4",
                    "list[0]: must be a whole number from 0 to 4294967295 or an object, got \"x\"",
                    "list[1].from: must be a whole number from 0 to 4294967295, got -1",
                    "list[1].to: is required",
                ],
            ),
            (
                "version: 1\nchance: -1\ncolour: gren",
                vec![
                    "chance: must be a number from 0 to 1, got -1",
                    "colour: must be one of green, red, got \"gren\"; did you mean green?",
                ],
            ),
            (
                "version: 1\nareas: {a: {radius: 1}, b: {shape: dics, radius: 1}, c: {shape: disc, radius: x, r: 1}}",
                vec![
                    "areas.a.shape: is required: one of disc, line",
                    "areas.b.shape: must be one of disc, line, got \"dics\"; did you mean disc?",
                    "areas.c.radius: must be a number, got \"x\"",
                    "areas.c.r: is not known; known here: radius, shape",
                ],
            ),
            (
                "version: 99999999999999999999999999\nareas: {a: {shape: line, points: [[1, 2, 3]]}}",
                vec![
                    "version: must be a whole number from 0 to 255, got 100000000000000000000000000",
                    "areas.a.points[0]: must have 2 entries, has 3",
                ],
            ),
            ("[1]", vec![": must be an object, got a list"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
