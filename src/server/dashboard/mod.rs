//! The dashboard's own files, which are in the binary; while `loot` is developed they are read from the source folder
//! at every request. Nothing is built or bundled: browsers load the modules as they are written.

mod plotly;

pub(super) use plotly::Plotly;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The first part of the paths below `/dashboard/` at which there is a page.
pub(super) const VIEWS: [&str; 6] = ["map", "matches", "players", "flows", "quality", "compare"];

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!($name))),*];
    };
}

files![
    "dashboard.css",
    "plotly.css",
    "address.js",
    "api.js",
    "app.js",
    "charts.js",
    "compare.js",
    "data.js",
    "elements.js",
    "empty.js",
    "filters.js",
    "flows.js",
    "format.js",
    "funnel.js",
    "heat.js",
    "live.js",
    "map.js",
    "match.js",
    "matches.js",
    "overview.js",
    "panel.js",
    "player.js",
    "players.js",
    "plot.js",
    "quality.js",
    "region.js",
    "roster.js",
    "save.js",
    "span.js",
    "table.js",
    "theme.js",
    "work.js",
];

/// The page, the same for every view.
pub(super) fn page() -> String {
    let preloads: String = FILES
        .iter()
        .filter(|(name, _)| name.ends_with(".js"))
        .map(|(name, _)| {
            format!("<link rel=\"modulepreload\" href=\"/assets/dashboard/{name}\">\n")
        })
        .collect();
    read("page.html", include_str!("page.html"))
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{modules}}", preloads.trim_end())
}

/// The text of one file.
pub(super) fn file(name: &str) -> Option<Cow<'static, str>> {
    let (known, embedded) = FILES.iter().find(|(known, _)| *known == name)?;
    Some(read(known, embedded))
}

/// For `ETag`. Weak, because compression changes the bytes.
pub(super) fn tag(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

fn read(name: &str, embedded: &'static str) -> Cow<'static, str> {
    if cfg!(debug_assertions) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/server/dashboard/");
        if let Ok(text) = std::fs::read_to_string(format!("{folder}{name}")) {
            return Cow::Owned(text);
        }
    }
    Cow::Borrowed(embedded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_of_the_folder_is_served_and_no_other() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/server/dashboard");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with(".rs") && name != "page.html")
            .collect();
        let served = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(there, served);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
        let texts = FILES.iter().map(|(_, text)| (*text).to_owned());
        for text in texts.chain([page()]) {
            for forbidden in [
                "https://",
                "<style",
                "style=\"",
                "onclick",
                "<script>",
                "innerHTML",
            ] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
            let elsewhere = text.split("http://").skip(1);
            for address in elsewhere {
                // The name of SVG's elements, which nobody fetches, and the examples.
                let known = ["www.w3.org/2000/svg", "localhost:5000"];
                assert!(
                    known.iter().any(|known| address.starts_with(known)),
                    "{address:.40}"
                );
            }
        }
    }
}
