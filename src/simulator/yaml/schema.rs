//! What one part of a JSON Schema says: which kinds of values fit, within which range, and how to say so.

use super::tree::Value;
use serde_json::Value as Json;

/// `, did you mean …?` when one of `names` is close.
pub(super) fn hint<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> String {
    let close = names
        .map(|name| (strsim::jaro_winkler(text, name), name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness > 0.8);
    close.map_or_else(String::new, |(_, name)| format!("; did you mean {name}?"))
}

/// The words that are allowed, when nothing but words is.
pub(super) fn words(schema: &Json) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let all = listed.chain(schema.get("const"));
    all.filter_map(Json::as_str).collect()
}

/// The path of an entry.
pub(super) fn join(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

/// The kinds of values that fit; none: any.
pub(super) fn kinds(schema: &Json) -> Vec<&str> {
    match &schema["type"] {
        Json::String(kind) => vec![kind],
        Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => matches!(value, Value::Null),
        "boolean" => matches!(value, Value::Bool(_)),
        "integer" => matches!(value, Value::Whole(_)),
        "number" => matches!(value, Value::Whole(_) | Value::Real(_)),
        "string" => matches!(value, Value::Text(_)),
        "array" => matches!(value, Value::List(_)),
        "object" => matches!(value, Value::Object(_)),
        _ => true,
    }
}

/// The tag that tells these objects apart: an entry for which each allows one word.
pub(super) fn tag_of<'a>(alternatives: &[&'a Json]) -> Option<&'a str> {
    let first = alternatives.first()?["properties"].as_object()?;
    let is_tag = |name: &str| {
        let mut all = alternatives.iter();
        all.all(|schema| schema["properties"][name]["const"].is_string())
    };
    first.keys().map(String::as_str).find(|name| is_tag(name))
}

/// The range of a number: the stated one within that of its format.
pub(super) fn range(schema: &Json) -> (Option<f64>, Option<f64>) {
    let (least, most) = match schema["format"].as_str().unwrap_or_default() {
        "uint8" => (Some(0.0), Some(f64::from(u8::MAX))),
        "uint16" => (Some(0.0), Some(f64::from(u16::MAX))),
        "uint32" => (Some(0.0), Some(f64::from(u32::MAX))),
        // JSON's numbers are exact up to here.
        "uint64" | "uint" => (Some(0.0), Some(9_007_199_254_740_991.0)),
        "int32" => (Some(f64::from(i32::MIN)), Some(f64::from(i32::MAX))),
        "int64" | "int" => (
            Some(-9_007_199_254_740_991.0),
            Some(9_007_199_254_740_991.0),
        ),
        _ => (None, None),
    };
    (
        schema["minimum"].as_f64().or(least),
        schema["maximum"].as_f64().or(most),
    )
}

/// Something that fits, where only a number, a switch or one of some words does.
pub(super) fn stand_in(schema: &Json) -> Option<Value> {
    let documented = schema["oneOf"].as_array().into_iter().flatten();
    let mut choices = words(schema).into_iter().chain(documented.flat_map(words));
    if let Some(word) = choices.next() {
        return Some(Value::Text(word.to_owned()));
    }
    let (least, most) = range(schema);
    // Within what an exclusive minimum leaves, too.
    let number = most.or(least).unwrap_or(1.0);
    let mut kinds = kinds(schema).into_iter().filter(|kind| *kind != "null");
    match (kinds.next()?, kinds.next()) {
        ("boolean", None) => Some(Value::Bool(false)),
        ("integer", None) => Some(Value::Whole(number as i128)),
        ("number", None) => Some(Value::Real(number)),
        _ => None,
    }
}

/// Completes "must be …".
pub(super) fn wanted(schema: &Json) -> String {
    if let (Some(least), Some(most)) = range(schema)
        && least == most
    {
        return least.to_string();
    }
    let kinds: Vec<String> = kinds(schema)
        .into_iter()
        .filter(|kind| *kind != "null")
        .map(|kind| match kind {
            "boolean" => "true or false".into(),
            "integer" => format!("a whole number{}", bounds(schema)),
            "number" => format!("a number{}", bounds(schema)),
            "string" => match schema["maxLength"].as_u64() {
                Some(most) => format!(
                    "text of {} to {most} characters",
                    schema["minLength"].as_u64().unwrap_or(0)
                ),
                None => "text".into(),
            },
            "array" => "a list".into(),
            "object" => "an object".into(),
            other => other.to_owned(),
        })
        .collect();
    if kinds.is_empty() {
        return "nothing".into();
    }
    kinds.join(" or ")
}

fn bounds(schema: &Json) -> String {
    match (range(schema), schema["exclusiveMinimum"].as_f64()) {
        ((_, Some(most)), Some(above)) => format!(" above {above}, at most {most}"),
        ((_, None), Some(above)) => format!(" above {above}"),
        ((Some(least), Some(most)), _) => format!(" from {least} to {most}"),
        ((Some(least), None), _) => format!(" of at least {least}"),
        ((None, Some(most)), _) => format!(" of at most {most}"),
        ((None, None), _) => String::new(),
    }
}
