//! `--set key=value`: values put over those of a file before it is checked.

use super::tree::{Node, Step, Value, path_of, steps};
use super::{Mistake, Mistakes, read};

/// One override, as given on the command line.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Override<'a> {
    pub(in crate::simulator) path: &'a str,
    /// YAML: `3`, `[1, 2]`, `{mean: 4}`.
    pub(in crate::simulator) value: &'a str,
}

/// Puts the value there. Objects on the way are made when they are missing; lists do not grow.
///
/// # Errors
/// When the value is not YAML or the path leads through something that has no such part.
pub(in crate::simulator) fn apply(tree: &mut Node, set: &Override<'_>) -> Result<(), Mistakes> {
    let wrong = |reason: String| {
        Mistakes::one(Mistake {
            path: format!("--set {}", set.path),
            reason,
            line: None,
        })
    };
    let mut value = read(set.value).map_err(|mistakes| wrong(mistakes.to_string()))?;
    forget_lines(&mut value);
    let steps = steps(set.path);
    // What reads back differently is no path: `run..days`, `items[x]`.
    if steps.is_empty() || path_of(&steps) != set.path {
        return Err(wrong(
            "must name a value, such as players.churn.first or items[0].value".into(),
        ));
    }
    let mut node = tree;
    for step in steps {
        node = match (&mut node.value, step) {
            (Value::Object(entries), Step::Key(key)) => {
                let place = entries
                    .iter()
                    .position(|(name, _)| *name == key)
                    .unwrap_or_else(|| {
                        let made = Node {
                            line: None,
                            value: Value::Object(Vec::new()),
                        };
                        entries.push((key, made));
                        entries.len() - 1
                    });
                &mut entries[place].1
            }
            (Value::List(items), Step::Index(index)) => {
                let length = items.len();
                items
                    .get_mut(index)
                    .ok_or_else(|| wrong(format!("there is no [{index}]: the list has {length}")))?
            }
            (other, Step::Key(key)) => {
                return Err(wrong(format!("{} has no part {key:?}", other.shown())));
            }
            (other, Step::Index(index)) => {
                return Err(wrong(format!("{} has no [{index}]", other.shown())));
            }
        };
    }
    *node = value;
    Ok(())
}

fn forget_lines(node: &mut Node) {
    node.line = None;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(forget_lines),
        Value::Object(entries) => entries.iter_mut().for_each(|(_, node)| forget_lines(node)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, path: &str, value: &str) -> Result<serde_json::Value, String> {
        let mut tree = read(text).unwrap();
        match apply(&mut tree, &Override { path, value }) {
            Ok(()) => Ok(tree.to_json()),
            Err(mistakes) => Err(mistakes.to_string()),
        }
    }

    #[test]
    fn values_are_replaced_and_missing_objects_made() {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(
            set("a: {b: 1}", "a.b", "2.5"),
            Ok(json(r#"{"a":{"b":2.5}}"#))
        );
        assert_eq!(
            set("a: [1, {b: 1}]", "a[1].b", "x"),
            Ok(json(r#"{"a":[1,{"b":"x"}]}"#))
        );
        assert_eq!(
            set("a: 1", "c.d", "{e: [1]}"),
            Ok(json(r#"{"a":1,"c":{"d":{"e":[1]}}}"#))
        );
    }

    #[test]
    fn a_path_that_leads_nowhere_is_named() {
        for (path, expected) in [
            ("a.b", "--set a.b: 1 has no part \"b\""),
            ("l[3]", "--set l[3]: there is no [3]: the list has 1"),
            ("a[0]", "--set a[0]: 1 has no [0]"),
            ("", "must name a value"),
        ] {
            let said = set("a: 1\nl: [1]", path, "1").unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
        assert!(set("a: 1", "a", "[1").unwrap_err().contains("--set a"));
    }
}
