//! A tree in which what has the wrong shape is replaced, so that what does not fit together in the rest of it can be reported
//! at once. Only where nothing but numbers, switches and words of the schema are wrong: with anything else a name may be
//! lost that other parts refer to, and they would be blamed for it.

use super::check::{Misshapen, check};
use super::tree::{Node, Step, Value, steps};
use serde_json::Value as Json;

/// What is taken away may be required, and a word that then stands in may require more.
const ROUNDS: usize = 8;

/// A tree of the right shape.
pub(in crate::simulator) struct Mended {
    pub(in crate::simulator) tree: Node,
    /// Where it was mended.
    places: Vec<Vec<Step>>,
}

impl Mended {
    /// Mends what is not as `schema` says. `None` when a name may be lost with it.
    pub(in crate::simulator) fn of(tree: &Node, schema: &Json) -> Option<Self> {
        let mut tree = tree.clone();
        let mut places = Vec::new();
        for _ in 0..ROUNDS {
            let found = check(&tree, schema);
            if found.is_empty() {
                return Some(Self { tree, places });
            }
            for wrong in found {
                places.push(mend(&mut tree, wrong)?);
            }
        }
        None
    }

    /// Whether a mistake found in the mended tree may only follow from the mending.
    pub(in crate::simulator) fn follows(&self, path: &str) -> bool {
        let path = steps(path);
        // What an item, a table or a mode is decides about all of it.
        self.places.iter().any(|place| {
            let both = 2.min(place.len()).min(path.len());
            place[..both] == path[..both]
        })
    }
}

/// Takes away what is wrong, so that its default applies; puts something in its place where there must be something.
fn mend(tree: &mut Node, wrong: Misshapen) -> Option<Vec<Step>> {
    let stand_in = wrong.stand_in?;
    let place = steps(&wrong.path);
    let (last, around) = place.split_last()?;
    let around = around
        .iter()
        .try_fold(tree, |node, step| node.child_mut(step))?;
    match (&mut around.value, last) {
        (Value::Object(entries), Step::Key(key)) => {
            let before = entries.len();
            entries.retain(|(name, _)| name != key);
            if entries.len() == before {
                let line = None;
                let value = stand_in;
                entries.push((key.clone(), Node { line, value }));
            }
        }
        (Value::List(items), Step::Index(index)) => items.get_mut(*index)?.value = stand_in,
        _ => return None,
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use serde_json::json;

    fn mended(text: &str) -> Option<Mended> {
        let schema = json!({
            "type": "object",
            "properties": {"list": {"type": "array", "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "n": {"type": "integer", "minimum": 2, "maximum": 9},
                    "on": {"type": "boolean"},
                    "kind": {"enum": ["tall", "small"]},
                },
                "required": ["name", "n"],
                "additionalProperties": false,
            }}},
        });
        Mended::of(&read(text).unwrap(), &schema)
    }

    #[test]
    fn numbers_switches_and_words_are_mended() {
        let text = "list: [{name: a, n: 3}, {name: b, n: x}, {name: c}, {name: d, n: 2, on: 5, kind: tal, m: 1}]";
        let mended = mended(text).unwrap();
        let all = json!({"list": [
            {"name": "a", "n": 3}, {"name": "b", "n": 9}, {"name": "c", "n": 9}, {"name": "d", "n": 2},
        ]});
        assert_eq!(mended.tree.to_json(), all);
        assert!(mended.follows("list"));
        assert!(mended.follows("list[3].n"));
        assert!(mended.follows("list[1].name"));
        assert!(!mended.follows("list[0].name"));
    }

    #[test]
    fn where_a_name_may_be_lost_nothing_is_mended() {
        for text in [
            "5",
            "list: {}",
            "list: [{name: 7, n: 2}]",
            "list: [{nam: a, n: 2}]",
            "list: [{name: a, n: 2, other: {name: b}}]",
        ] {
            assert!(mended(text).is_none(), "{text}");
        }
    }
}
