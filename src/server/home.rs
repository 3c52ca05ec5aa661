//! The home page, written once at start from the API's description, so that it cannot list what is not served.
//! Its numbers come later, in the browser, from `/api/aggregate`.

use super::openapi::Endpoint;
use actix_web::http::Method;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// Replaced in the browser by the address the page was loaded from.
const HOST: &str = "http://localhost:5000";

/// The page's HTML.
pub(super) fn page(endpoints: &[Endpoint]) -> String {
    let mut groups = String::new();
    for (tag, title, promise) in [
        (
            "Send",
            "Send",
            "From the game engine, one by one or in batches. A 2xx means stored.",
        ),
        (
            "Read",
            "Read",
            "Totals from rollups, rows in pages, everything refused.",
        ),
        ("Operate", "Operate", "For whoever keeps it running."),
    ] {
        let cards: String = endpoints
            .iter()
            .filter(|endpoint| endpoint.operation["tags"][0] == tag)
            .map(card)
            .collect();
        let _ = write!(
            groups,
            "<section class=\"group\" aria-labelledby=\"group-{tag}\"><div class=\"group-head\"><h3 id=\"group-{tag}\">{title}</h3><p>{promise}</p></div><div class=\"cards\">{cards}</div></section>"
        );
    }
    include_str!("assets/home.html")
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{endpoints}}", &groups)
}

fn card(endpoint: &Endpoint) -> String {
    let Endpoint {
        method,
        path,
        operation,
    } = endpoint;
    let text = |name: &str| escape(operation[name].as_str().unwrap_or_default());
    format!(
        "<article class=\"card\"><h4>{summary}</h4>\
         <p class=\"route\"><span class=\"method {class}\">{method}</span> <code>{path}</code></p>\
         <p class=\"what\">{description}</p>\
         <div class=\"example\"><pre tabindex=\"0\" aria-label=\"Example\"><code>{example}</code></pre>\
         <button type=\"button\" class=\"copy\">Copy</button></div></article>",
        summary = text("summary"),
        class = method.as_str().to_ascii_lowercase(),
        path = escape(path),
        description = marked(operation["description"].as_str().unwrap_or_default()),
        example = escape(&example(method, path, operation)),
    )
}

/// A command that works when it is pasted.
fn example(method: &Method, path: &str, operation: &Value) -> String {
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
    if !body.is_null() {
        return format!("curl {address} \\\n  --json '{body}'");
    }
    match *method {
        Method::GET => format!("curl '{address}'"),
        _ => format!("curl -X {method} {address}"),
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

/// The two marks of our own descriptions: paragraphs, and `code`.
fn marked(text: &str) -> String {
    let escaped = escape(text);
    let mut html = String::with_capacity(escaped.len());
    for (index, part) in escaped.split('`').enumerate() {
        match index % 2 {
            0 => html.push_str(part),
            _ => {
                let _ = write!(html, "<code>{part}</code>");
            }
        }
    }
    html
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(text.replace('>', "&gt;").replace('"', "&quot;"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::openapi;

    #[test]
    fn every_endpoint_has_a_card_and_no_placeholder_is_left() {
        let endpoints = openapi::endpoints(&openapi::document());
        let page = page(&endpoints);
        for endpoint in &endpoints {
            assert!(page.contains(&format!("<code>{}</code>", endpoint.path)));
        }
        assert_eq!(page.matches("<article").count(), endpoints.len());
        assert!(!page.contains("{{"));
        assert!(page.contains("/api/heatmap/rubber_duck?bins=20"));
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
        let page = page(&[]);
        for forbidden in ["style=", "<style", "onclick", "https://", "<script>"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
