//! The home page, written once at start from the API's description, so that it cannot list what is not served.
//! Its numbers come later, in the browser, from `/api/aggregate`.

mod example;

use super::endpoint::Endpoint;
use std::borrow::Cow;
use std::fmt::Write;

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
        (
            "Keep",
            "Keep",
            "What people keep beside the data: views under a name, and what happened when.",
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
    include_str!("../assets/home.html")
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
         <div class=\"example\"><div class=\"example-head\"><span>Shell</span>\
         <button type=\"button\" class=\"copy\">Copy</button></div>\
         <pre tabindex=\"0\" aria-label=\"Example\"><code>{example}</code></pre></div></article>",
        summary = text("summary"),
        class = method.as_str().to_ascii_lowercase(),
        path = escape(path),
        description = marked(operation["description"].as_str().unwrap_or_default()),
        example = escape(&example::command(endpoint)),
    )
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

pub(super) fn escape(text: &str) -> Cow<'_, str> {
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
