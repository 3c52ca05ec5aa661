//! A tree without the parts whose shape is wrong, so that mistakes in the others can be reported together with those. What
//! is found then may only follow from a part's absence; [`Mended::follows`] knows. Without this an author would mend the
//! shape of a file first and learn only then what its names get wrong; no validator of schemas looks that far.

use super::check::check;
use super::tree::{Node, Step, Value, steps};
use serde_json::Value as Json;

/// Each round takes away what the one before made incomplete, so as many as a file is deep.
const ROUNDS: usize = 32;
/// What is wrong with something that never gives a name to others.
const NAMELESS: [&str; 3] = [
    "must be a number",
    "must be a whole number",
    "must be true or false",
];

/// What is left of a tree.
pub(in crate::simulator) struct Mended {
    pub(in crate::simulator) tree: Node,
    /// Where parts were, in the whole tree.
    gone: Vec<Vec<Step>>,
    /// Words of theirs, which others may refer to.
    lost: Vec<String>,
    /// Whether there may have been other names, had the right thing been in their place.
    hides_names: bool,
}

impl Mended {
    /// Takes away what is not as `schema` says; for some entries of the document's own there are `stand_ins`. `None`
    /// when nothing is left.
    pub(in crate::simulator) fn of(
        tree: &Node,
        schema: &Json,
        stand_ins: &[(&str, Value)],
    ) -> Option<Self> {
        let mut mended = Self {
            tree: tree.clone(),
            gone: Vec::new(),
            lost: Vec::new(),
            hides_names: false,
        };
        let found = check(tree, schema);
        if let Value::Object(entries) = &mut mended.tree.value {
            for (key, value) in stand_ins {
                if found.iter().any(|(path, _)| path == key) {
                    entries.retain(|(name, _)| name != key);
                    let value = value.clone();
                    entries.push(((*key).to_owned(), Node { line: None, value }));
                }
            }
        }
        for _ in 0..ROUNDS {
            let found = check(&mended.tree, schema);
            if found.is_empty() {
                return Some(mended);
            }
            let mut wrong: Vec<_> = found
                .iter()
                .map(|(path, _)| mended.there(steps(path)))
                .collect();
            let nameless = |reason: &String| NAMELESS.iter().any(|start| reason.starts_with(start));
            mended.hides_names |= !found.iter().all(|(_, reason)| nameless(reason));
            wrong.sort();
            wrong.dedup_by(|inner, outer| inner.starts_with(outer));
            // From the back, so that the places of those before stay as they are.
            for path in wrong.into_iter().rev() {
                mended.take(&path)?;
            }
        }
        None
    }

    /// A path of what is left as it was in the whole tree.
    pub(in crate::simulator) fn whole_path(&self, path: &str) -> Vec<Step> {
        let mut whole = Vec::new();
        for step in steps(path) {
            let step = match step {
                Step::Index(index) => Step::Index(self.whole_index(&whole, index)),
                key => key,
            };
            whole.push(step);
        }
        whole
    }

    /// Whether a mistake found in what is left may only follow from what is gone.
    pub(in crate::simulator) fn follows(&self, path: &[Step], reason: &str) -> bool {
        // What an item, a table or a mode is decides about all of it.
        let near = |gone: &Vec<Step>| {
            let both = 2.min(gone.len()).min(path.len());
            gone[..both] == path[..both]
        };
        let names = |word: &String| reason.contains(&format!("{word:?}"));
        self.gone.iter().any(near)
            || self.lost.iter().any(names)
            || (self.hides_names && reason.starts_with("no "))
    }

    /// The innermost part around `path` that is there.
    fn there(&self, mut path: Vec<Step>) -> Vec<Step> {
        let mut node = &self.tree;
        let deep = path.iter().take_while(|step| match node.child(step) {
            Some(child) => {
                node = child;
                true
            }
            None => false,
        });
        let deep = deep.count();
        path.truncate(deep);
        path
    }

    fn take(&mut self, path: &[Step]) -> Option<()> {
        let (last, around) = path.split_last()?;
        let mut whole = Vec::new();
        for step in path {
            whole.push(match step {
                Step::Index(index) => Step::Index(self.whole_index(&whole, *index)),
                key => key.clone(),
            });
        }
        let mut node = &mut self.tree;
        for step in around {
            node = node.child_mut(step)?;
        }
        let taken = match (&mut node.value, last) {
            (Value::Object(entries), Step::Key(key)) => {
                let place = entries.iter().position(|(name, _)| name == key)?;
                self.lost.push(key.clone());
                entries.remove(place).1
            }
            (Value::List(items), Step::Index(index)) => items.remove(*index),
            _ => return None,
        };
        words(&taken, &mut self.lost);
        self.gone.push(whole);
        Some(())
    }

    fn whole_index(&self, list: &[Step], index: usize) -> usize {
        let mut gone: Vec<usize> = self
            .gone
            .iter()
            .filter_map(|path| match path.split_last() {
                Some((Step::Index(index), around)) if around == list => Some(*index),
                _ => None,
            })
            .collect();
        gone.sort_unstable();
        gone.into_iter()
            .fold(index, |index, gone| index + usize::from(gone <= index))
    }
}

/// All texts and keys within a node.
fn words(node: &Node, all: &mut Vec<String>) {
    match &node.value {
        Value::Text(text) => all.push(text.clone()),
        Value::List(items) => items.iter().for_each(|item| words(item, all)),
        Value::Object(entries) => {
            for (key, node) in entries {
                all.push(key.clone());
                words(node, all);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_left_is_of_the_right_shape_and_knows_where_it_was() {
        let schema = json!({
            "type": "object",
            "properties": {"list": {"type": "array", "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "n": {"type": "integer"}},
                "required": ["name"],
                "additionalProperties": false,
            }}},
        });
        let text = "list: [{name: a}, 5, {n: 1}, {name: d, n: x, m: 1}, {name: 7}, {name: f}]";
        let mended = Mended::of(&read(text).unwrap(), &schema, &[]).unwrap();
        let left = json!({"list": [{"name": "a"}, {"name": "d"}, {"name": "f"}]});
        assert_eq!(mended.tree.to_json(), left);
        for (now, before) in [
            ("list[0]", "list[0]"),
            ("list[1].name", "list[3].name"),
            ("list[2]", "list[5]"),
        ] {
            assert_eq!(mended.whole_path(now), steps(before), "{now}");
        }
        assert!(mended.follows(&steps("list"), "is too short"));
        assert!(mended.follows(&steps("list[3].n"), "is too small"));
        assert!(mended.follows(&steps("list[3].name"), "needs an n"));
        assert!(!mended.follows(&steps("list[0].name"), "is too long"));
        assert!(mended.follows(&steps("other"), "no thing is called \"x\""));
        assert!(Mended::of(&read("5").unwrap(), &schema, &[]).is_none());
    }
}
