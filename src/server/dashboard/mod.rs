//! The dashboard's own files, which are in the binary; while `loot` is developed they are read from the source folder
//! at every request. Nothing is built or bundled: browsers load the modules as they are written. Their addresses contain
//! a hash of what they hold, so that a browser asks for them once and an upgrade is seen at once.

mod plotly;

pub(super) use plotly::Plotly;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The first part of the paths below `/dashboard/` at which there is a page.
pub(super) const VIEWS: [&str; 6] = ["map", "matches", "players", "flows", "quality", "compare"];

/// The folder's name where there is no hash.
pub(super) const UNCACHED_FOLDER: &str = "latest";
const FROM_SOURCES: bool = cfg!(debug_assertions);

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!($name))),*];
    };
}

files![
    "style/dashboard.css",
    "style/plotly.css",
    "app.js",
    "charts/axes.js",
    "charts/bars.js",
    "charts/chart.js",
    "charts/funnel.js",
    "charts/heatmap.js",
    "charts/labels.js",
    "charts/overTime.js",
    "charts/palette.js",
    "charts/plot.js",
    "charts/sankey.js",
    "lib/address.js",
    "lib/api.js",
    "lib/data.js",
    "lib/elements.js",
    "lib/empty.js",
    "lib/filters.js",
    "lib/format.js",
    "lib/gridMath.js",
    "lib/latestOnly.js",
    "lib/links.js",
    "lib/live.js",
    "lib/panel.js",
    "lib/sample.js",
    "lib/save.js",
    "lib/selection.js",
    "lib/source.js",
    "lib/table.js",
    "lib/theme.js",
    "lib/timeRange.js",
    "views/compare/maps.js",
    "views/compare/numbers.js",
    "views/compare/stories.js",
    "views/compare/view.js",
    "views/flows.js",
    "views/listView.js",
    "views/map.js",
    "views/mapRegion.js",
    "views/match.js",
    "views/matches.js",
    "views/overview.js",
    "views/player.js",
    "views/players.js",
    "views/quality.js",
];

/// The folder that our own files are served from: all of them in one, because modules import each other by relative
/// paths. `None` where they are read from the source folder: what may change must not be kept.
pub(super) fn folder() -> Option<String> {
    (!FROM_SOURCES).then(|| hash(FILES))
}

/// The page, the same for every view. `folder` is that of our own files, `plotly` the address of plotly.js.
pub(super) fn page(folder: Option<&str>, plotly: &str) -> String {
    let folder = folder.unwrap_or(UNCACHED_FOLDER);
    let preloads: String = FILES
        .iter()
        .filter(|(name, _)| name.ends_with(".js"))
        .map(|(name, _)| {
            format!("<link rel=\"modulepreload\" href=\"/assets/dashboard/{folder}/{name}\">\n")
        })
        .collect();
    read("page.html", include_str!("page.html"))
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{modules}}", preloads.trim_end())
        .replace("{{folder}}", folder)
        .replace("{{plotly}}", plotly)
}

/// The text of one file.
pub(super) fn file(name: &str) -> Option<Cow<'static, str>> {
    let (known, embedded) = FILES.iter().find(|(known, _)| *known == name)?;
    Some(read(known, embedded))
}

/// Tells contents apart, in addresses and for `ETag`.
pub(super) fn hash<T: Hash + ?Sized>(content: &T) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn read(name: &str, embedded: &'static str) -> Cow<'static, str> {
    if FROM_SOURCES {
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
        let mut there = BTreeSet::new();
        for sub in ["", "charts/", "lib/", "style/", "views/", "views/compare/"] {
            let entries = std::fs::read_dir(format!("{folder}/{sub}")).unwrap();
            let files = entries.map(|entry| entry.unwrap().path());
            let files = files.filter(|path| path.is_file());
            let names = files.map(|path| format!("{sub}{}", path.file_name().unwrap().display()));
            there.extend(names.filter(|name| !name.ends_with(".rs") && name != "page.html"));
        }
        let served = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(there, served);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
        let texts = FILES.iter().map(|(_, text)| (*text).to_owned());
        for text in texts.chain([page(None, "/assets/plotly/0.js")]) {
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
