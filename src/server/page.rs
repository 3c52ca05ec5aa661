//! What this server adds to each of its pages: the path below which it is served, and the name of its environment.

use super::options::ServerOptions;

/// What stands in the head of each page.
const BRAND: &str = "<span>loot</span></a>";

/// A page with the base path before each address that begins at the root, and the environment beside the brand and in the
/// title. Scripts read both from the root element.
pub(super) fn page(html: String, options: &ServerOptions) -> String {
    let html = below(html, &options.base_path);
    match &options.environment {
        Some(name) => in_environment(&html, name),
        None => html,
    }
}

fn below(html: String, base: &str) -> String {
    if base.is_empty() {
        return html;
    }
    html.replace("=\"/", &format!("=\"{base}/")).replacen(
        "<html ",
        &format!("<html data-base=\"{base}\" "),
        1,
    )
}

fn in_environment(html: &str, name: &str) -> String {
    let badge = format!(
        "{BRAND}\n  <span class=\"environment {}\">{name}</span>",
        kind_of(name)
    );
    html.replacen("<html ", &format!("<html data-environment=\"{name}\" "), 1)
        .replacen("<title>loot ·", &format!("<title>loot {name} ·"), 1)
        .replacen(BRAND, &badge, 1)
}

/// What an environment of this name is for, by the names that most studios use: pages colour it.
fn kind_of(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    if begins(&["prod", "live"]) {
        "production"
    } else if begins(&["stag", "test", "qa", "beta", "pre"]) {
        "staging"
    } else {
        "development"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_page_get_the_base_and_nothing_else_does() {
        let html = "<html lang=\"en\"><a href=\"/docs/\" class=\"a/b\">/api</a><a href=\"#x\">";
        let expected = "<html data-base=\"/loot\" lang=\"en\"><a href=\"/loot/docs/\" class=\"a/b\">/api</a><a href=\"#x\">";
        assert_eq!(below(html.into(), "/loot"), expected);
        assert_eq!(page(html.into(), &ServerOptions::default()), html);
    }

    #[test]
    fn an_environment_has_the_colour_of_its_kind() {
        for (name, kind) in [
            ("Production", "production"),
            ("live-eu", "production"),
            ("staging", "staging"),
            ("QA 2", "staging"),
            ("anna", "development"),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
