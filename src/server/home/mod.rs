//! The home page, written once at start from the API's description, so that it cannot list what is not served.
//! Its numbers come later, in the browser, from `/api/aggregate`.

mod example;

use super::endpoint::Endpoint;
use std::borrow::Cow;
use std::fmt::Write;

/// What a part of the page is about, which of the description's tags are in it, and the few routes that are seen first.
struct Part {
    title: &'static str,
    promise: &'static str,
    tags: &'static [&'static str],
    first: &'static [&'static str],
}

const PARTS: [Part; 3] = [
    Part {
        title: "Send",
        promise: "From the game engine, one by one or in batches. A 2xx means stored.",
        tags: &["Send"],
        first: &["/api/submit", "/api/submit/batch", "/api/events"],
    },
    Part {
        title: "Read",
        promise: "Totals from rollups, rows in pages, everything refused.",
        tags: &["Read"],
        first: &[
            "/api/aggregate",
            "/api/heatmap/{item}",
            "/api/activity",
            "/api/quality",
        ],
    },
    Part {
        title: "Operate",
        promise: "For whoever keeps it running, and what people keep beside the data.",
        tags: &["Operate", "Keep"],
        first: &["/api/health", "/api/annotations"],
    },
];

/// The page's HTML.
pub(super) fn page(endpoints: &[Endpoint]) -> String {
    let groups: String = PARTS.iter().map(|part| group(part, endpoints)).collect();
    include_str!("../assets/home.html")
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{endpoints}}", &groups)
}

fn group(part: &Part, endpoints: &[Endpoint]) -> String {
    let Part { title, promise, .. } = part;
    let of_part = endpoints.iter().filter(|endpoint| {
        let tag = endpoint.operation["tags"][0].as_str();
        tag.is_some_and(|tag| part.tags.contains(&tag))
    });
    let mut seen = Vec::new();
    let (first, others): (Vec<_>, Vec<_>) = of_part.partition(|endpoint| {
        // Of several ways to call a path, one.
        let is_first =
            part.first.contains(&&*endpoint.path) && !seen.contains(&endpoint.path.as_str());
        if is_first {
            seen.push(&endpoint.path);
        }
        is_first
    });
    let cards: String = first.into_iter().map(card).collect();
    let more = match others.len() {
        0 => String::new(),
        n => format!(
            "<details class=\"more\"><summary>{n} more</summary><div class=\"cards\">{}</div></details>",
            others.into_iter().map(card).collect::<String>()
        ),
    };
    format!(
        "<section class=\"group\" aria-labelledby=\"group-{title}\"><div class=\"group-head\"><h3 id=\"group-{title}\">{title}</h3><p>{promise}</p></div><div class=\"cards\">{cards}</div>{more}</section>"
    )
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
    fn every_endpoint_is_there_and_no_placeholder_is_left() {
        let endpoints = openapi::endpoints(&openapi::document());
        let page = page(&endpoints);
        for endpoint in &endpoints {
            assert!(page.contains(&format!("<code>{}</code>", endpoint.path)));
        }
        assert_eq!(page.matches("<article").count(), endpoints.len());
        let (seen, _) = page.split_once("<details").unwrap();
        assert_eq!(
            seen.matches("<article").count(),
            PARTS[0].first.len() + PARTS[1].first.len()
        );
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
