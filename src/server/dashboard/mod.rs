//! The dashboard's own files, which `rust_embed` puts into the binary; debug builds read them from the source folder at
//! every request. Nothing is built or bundled: browsers load the modules as they are written. Their addresses contain
//! a hash of all of them, so that a browser asks for them once and an upgrade is seen at once.

mod plotly;

pub(super) use plotly::Plotly;

use super::tagged::hash;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

/// The first part of the paths below `/dashboard/` at which there is a page.
pub(super) const VIEWS: [&str; 12] = [
    "map",
    "matches",
    "players",
    "sessions",
    "retention",
    "flows",
    "stats",
    "items",
    "economy",
    "quality",
    "names",
    "compare",
];

/// The page of the kit that views are made of, which development builds serve.
pub(super) const KIT: Option<&str> = if cfg!(debug_assertions) {
    Some("kit")
} else {
    None
};

/// The folder's name where there is no hash.
pub(super) const UNCACHED_FOLDER: &str = "latest";

const PAGE: &str = "page.html";

#[derive(RustEmbed)]
#[folder = "src/server/dashboard/"]
#[include = "*.js"]
#[include = "*.css"]
#[include = "page.html"]
#[cfg_attr(not(debug_assertions), exclude = "views/kit/*")]
struct Files;

/// The folder that our own files are served from: all of them in one, because modules import each other by relative
/// paths. `None` where they are read from the source folder: what may change must not be kept.
pub(super) fn folder() -> Option<String> {
    if cfg!(debug_assertions) {
        return None;
    }
    let contents = Files::iter().filter_map(|name| {
        let file = Files::get(&name)?;
        Some((name, file.metadata.sha256_hash()))
    });
    Some(hash(&contents.collect::<Vec<_>>()))
}

/// The page, the same for every view. `folder` is that of our own files, `plotly` the address of plotly.js.
pub(super) fn page(folder: Option<&str>, plotly: &str) -> String {
    let folder = folder.unwrap_or(UNCACHED_FOLDER);
    let preloads: String = Files::iter()
        .filter(|name| name.ends_with(".js"))
        .map(|name| {
            format!("<link rel=\"modulepreload\" href=\"/assets/dashboard/{folder}/{name}\">\n")
        })
        .collect();
    let page = Files::get(PAGE).expect("the page is one of the files");
    String::from_utf8_lossy(&page.data)
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{modules}}", preloads.trim_end())
        .replace("{{folder}}", folder)
        .replace("{{plotly}}", plotly)
}

/// One file, and a hash of it.
pub(super) fn file(name: &str) -> Option<(Cow<'static, [u8]>, String)> {
    let EmbeddedFile { data, metadata } = Files::get(name).filter(|_| name != PAGE)?;
    Some((data, hash(&metadata.sha256_hash())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_and_styles_are_served_and_nothing_else_of_the_folder() {
        for served in ["app.js", "style/dashboard.css", "views/compare/view.js"] {
            assert!(file(served).is_some(), "{served}");
        }
        for other in ["mod.rs", "plotly.rs", "page.html", "../app.rs", "views", ""] {
            assert!(file(other).is_none(), "{other}");
        }
        assert!(page(None, "").contains("/assets/dashboard/latest/lib/api.js"));
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
        let texts = Files::iter().map(|name| {
            let file = Files::get(&name).unwrap();
            String::from_utf8(file.data.into_owned()).unwrap()
        });
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
