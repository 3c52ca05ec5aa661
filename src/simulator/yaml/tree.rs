//! A YAML document as a tree whose nodes know the line they were written on.

use serde_json::Map;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Node {
    /// From 1; `None` for what `--set` put there.
    pub(in crate::simulator) line: Option<u32>,
    pub(in crate::simulator) value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) enum Value {
    Null,
    Bool(bool),
    Whole(i128),
    Real(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file.
    Object(Vec<(String, Node)>),
}

/// One step of a path such as `items[2].weight`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::simulator) enum Step {
    Key(String),
    Index(usize),
}

/// The steps of `items[2].weight`.
pub(in crate::simulator) fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if !key.is_empty() {
            steps.push(Step::Key(key.to_owned()));
        }
        while let Some((index, after)) =
            rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            match index.parse() {
                Ok(index) => steps.push(Step::Index(index)),
                Err(_) => steps.push(Step::Key(index.to_owned())),
            }
            rest = after;
        }
    }
    steps
}

/// The path that [`steps`] cuts.
pub(super) fn path_of(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.extend([".", key]),
            Step::Index(index) => path += &format!("[{index}]"),
        }
    }
    path
}

/// Whether `path` is `around` or a part of it.
pub(in crate::simulator) fn is_within(path: &str, around: &str) -> bool {
    steps(path).starts_with(&steps(around))
}

impl Node {
    /// The child that a step leads to.
    pub(in crate::simulator) fn child(&self, step: &Step) -> Option<&Node> {
        match (&self.value, step) {
            (Value::Object(entries), Step::Key(key)) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, node)| node),
            (Value::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        }
    }

    /// The same, to change it.
    pub(in crate::simulator) fn child_mut(&mut self, step: &Step) -> Option<&mut Node> {
        match (&mut self.value, step) {
            (Value::Object(entries), Step::Key(key)) => entries
                .iter_mut()
                .find(|(name, _)| name == key)
                .map(|(_, node)| node),
            (Value::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        }
    }

    /// The line of what `path` names, or of the innermost thing around it.
    pub(in crate::simulator) fn line_of(&self, path: &str) -> Option<u32> {
        let mut node = self;
        for step in steps(path) {
            match node.child(&step) {
                Some(child) => node = child,
                None => break,
            }
        }
        node.line
    }

    /// The same as JSON, for serde. Numbers that JSON cannot hold were refused by the check.
    pub(in crate::simulator) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::from(*value),
            Value::Whole(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => Json::from(value),
                (_, Ok(value)) => Json::from(value),
                _ => Json::from(*value as f64),
            },
            Value::Real(value) => Json::from(*value),
            Value::Text(text) => Json::from(text.as_str()),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_json()));
                Json::Object(entries.collect::<Map<_, _>>())
            }
        }
    }
}

impl Value {
    /// What it is, to complete "got …".
    pub(in crate::simulator) fn shown(&self) -> String {
        match self {
            Self::Null => "nothing".into(),
            Self::Bool(value) => value.to_string(),
            Self::Whole(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
            Self::Text(text) => {
                let mut start: String = text.chars().take(40).collect();
                if start.len() < text.len() {
                    start.push('…');
                }
                format!("{start:?}")
            }
            Self::List(_) => "a list".into(),
            Self::Object(_) => "an object".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cut_into_steps() {
        let key = |name: &str| Step::Key(name.into());
        assert_eq!(
            steps("loot_tables.chest.entries[2][0].weight"),
            [
                key("loot_tables"),
                key("chest"),
                key("entries"),
                Step::Index(2),
                Step::Index(0),
                key("weight")
            ]
        );
        assert_eq!(steps(""), []);
    }
}
