//! Imports point one way: a layer uses those below it and no other. Reads the source as text, so that a path in the
//! code counts as much as a `use`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may use. `docs/architecture.md` draws them.
const LAYERS: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("runtime", &[]),
    ("pictures", &["model"]),
    ("store", &["model"]),
    ("ingest", &["store", "model"]),
    ("simulator", &["model"]),
    ("analytics", &["model"]),
    ("wire", &["analytics", "model"]),
    ("counting", &["store", "wire", "analytics", "model"]),
    ("client", &["wire", "model"]),
    ("report", &["pictures", "analytics", "model"]),
    (
        "server",
        &[
            "ingest",
            "counting",
            "store",
            "wire",
            "pictures",
            "analytics",
            "model",
            "runtime",
        ],
    ),
    (
        "commands",
        &[
            "server",
            "counting",
            "store",
            "client",
            "wire",
            "simulator",
            "report",
            "pictures",
            "analytics",
            "model",
            "runtime",
        ],
    ),
    ("cli", &["commands", "runtime"]),
];

/// Uses that stand against the rule, as (file, layer), each with its reason.
const EXCEPTIONS: [(&str, &str); 1] = [
    // Its unit tests send what the simulator makes.
    ("src/client/submit.rs", "simulator"),
];

/// Crates that are used in one layer alone.
const HOMES: [(&str, &str); 10] = [
    ("sqlx", "store"),
    ("rusqlite", "store"),
    ("uuid", "server"),
    ("plotters", "report"),
    ("image", "pictures"),
    ("ureq", "client"),
    ("tungstenite", "client"),
    ("actix_web", "server"),
    ("rand_chacha", "simulator"),
    ("statrs", "analytics"),
];

#[test]
fn imports_point_down_alone() {
    let mut against = BTreeSet::new();
    for (layer, file, text) in sources() {
        let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            panic!("{file} is in no layer: add {layer} to LAYERS and to docs/architecture.md");
        };
        for used in layers_named_in(&text) {
            let excepted = EXCEPTIONS.contains(&(file.as_str(), used.as_str()));
            if used != layer && !below.contains(&used.as_str()) && !excepted {
                against.insert(format!("{file} uses {used}"));
            }
        }
    }
    assert!(against.is_empty(), "against the layers: {against:#?}");
}

#[test]
fn every_exception_is_still_needed() {
    for (file, used) in EXCEPTIONS {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(
            layers_named_in(&text).contains(used),
            "{file} no longer uses {used}: take it out of EXCEPTIONS"
        );
    }
}

#[test]
fn crates_stay_in_their_homes() {
    let mut strayed = BTreeSet::new();
    for (layer, file, text) in sources() {
        for (name, home) in HOMES {
            if text.contains(&format!("{name}::")) && layer != home {
                strayed.insert(format!("{file} uses {name}"));
            }
        }
    }
    assert!(strayed.is_empty(), "outside their homes: {strayed:#?}");
}

/// The layers that `crate::LAYER` names.
fn layers_named_in(text: &str) -> BTreeSet<String> {
    let paths = text.split("crate::").skip(1);
    let first = paths.map(|path| {
        let end = path.find(|c: char| !c.is_ascii_lowercase() && c != '_');
        path[..end.unwrap_or(path.len())].to_owned()
    });
    first
        .filter(|name| LAYERS.iter().any(|(layer, _)| layer == name))
        .collect()
}

/// Each source file with its layer, its path and its text without comments.
fn sources() -> Vec<(String, String, String)> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    assert!(files.len() > 100, "the sources were not found");
    let read = |path: &PathBuf| {
        let file = path.strip_prefix(root()).unwrap();
        let layer = file.iter().nth(1).unwrap().to_str().unwrap();
        let layer = layer.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(path).unwrap();
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        (layer, file.to_str().unwrap().to_owned(), code)
    };
    files
        .iter()
        .map(read)
        .filter(|(layer, ..)| layer != "main" && layer != "lib")
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
