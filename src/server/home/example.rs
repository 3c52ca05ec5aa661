//! Turns an endpoint's description into a command that works when it is pasted.

use super::super::endpoint::Endpoint;
use actix_web::http::Method;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};
use std::fmt::Write as _;
use std::io;

/// Replaced in the browser by the address the page was loaded from.
const HOST: &str = "http://localhost:5000";

/// A `curl` command.
pub(super) fn command(endpoint: &Endpoint) -> String {
    let Endpoint {
        method,
        path,
        operation,
    } = endpoint;
    let mut address = format!("{HOST}{path}");
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (Some(name), Some(example)) = (parameter["name"].as_str(), example_of(parameter))
        else {
            continue;
        };
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &example),
            Some("query") => query.push(format!("{name}={example}")),
            _ => {}
        }
    }
    if !query.is_empty() {
        let _ = write!(address, "?{}", query.join("&"));
    }
    let body = &operation["requestBody"]["content"]["application/json"]["example"];
    let takes_picture = operation["requestBody"]["content"]["image/png"].is_object();
    match (method, body) {
        (_, Value::Null) if takes_picture => format!("curl -T map.png '{address}'"),
        (&Method::GET, _) => format!("curl '{address}'"),
        (_, Value::Null) => format!("curl -X {method} '{address}'"),
        (&Method::POST, _) => format!("curl '{address}' -d '{}'", in_lines(body)),
        _ => format!("curl -X {method} '{address}' -d '{}'", in_lines(body)),
    }
}

fn example_of(parameter: &Value) -> Option<String> {
    match [&parameter["example"], &parameter["schema"]["example"]]
        .into_iter()
        .find(|example| !example.is_null())?
    {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// One field, or one item of an array, per line.
fn in_lines(body: &Value) -> String {
    let (open, lines, close) = match body {
        Value::Object(fields) => {
            let field = |(name, value)| format!("{}: {}", spaced(&name), spaced(value));
            let named = fields
                .iter()
                .map(|(name, value)| (Value::from(name.as_str()), value));
            ("{", named.map(field).collect::<Vec<_>>(), "}")
        }
        Value::Array(items) => ("[", items.iter().map(spaced).collect(), "]"),
        other => return other.to_string(),
    };
    format!("{open}\n  {}\n{close}", lines.join(",\n  "))
}

fn spaced(value: &Value) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, Spaced);
    // Writing a value into memory cannot fail.
    let _ = value.serialize(&mut serializer);
    String::from_utf8_lossy(&text).into_owned()
}

/// On one line, with spaces where a person would put them.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn endpoint(method: Method, path: &str, operation: Value) -> Endpoint {
        Endpoint {
            method,
            path: path.into(),
            operation,
        }
    }

    #[test]
    fn parameters_with_an_example_are_filled_in() {
        let operation = json!({"parameters": [
            {"name": "item", "in": "path", "example": "medkit"},
            {"name": "bins", "in": "query", "schema": {"example": 20}},
            {"name": "limit", "in": "query"}
        ]});
        let heatmap = endpoint(Method::GET, "/api/heatmap/{item}", operation);
        assert_eq!(
            command(&heatmap),
            "curl 'http://localhost:5000/api/heatmap/medkit?bins=20'"
        );
    }

    #[test]
    fn what_is_set_is_put() {
        let operation = json!({
            "parameters": [{"name": "currency", "in": "query", "example": "gold"}],
            "requestBody": {"content": {"application/json": {"example": {"sinks": []}}}}
        });
        let economy = endpoint(Method::PUT, "/e", operation);
        assert_eq!(
            command(&economy),
            "curl -X PUT 'http://localhost:5000/e?currency=gold' -d '{\n  \"sinks\": []\n}'"
        );
    }

    #[test]
    fn a_body_is_shown_one_field_per_line() {
        let operation = json!({"requestBody": {"content": {"application/json": {
            "example": {"match_id": "m", "looted_items": {"a": 1, "b": [1, 2]}}
        }}}});
        let submit = endpoint(Method::POST, "/s", operation);
        assert_eq!(
            command(&submit),
            "curl 'http://localhost:5000/s' -d '{\n  \"looted_items\": {\"a\": 1, \"b\": [1, 2]},\n  \"match_id\": \"m\"\n}'"
        );
    }
}
