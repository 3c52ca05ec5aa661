//! What we build on is licensed permissively and holds none of the crates we keep out. Offline: reads
//! `deny.toml` and `cargo metadata`. Does not look for advisories; `cargo deny check` does.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn every_dependency_has_an_allowed_licence() {
    let allowed = listed_in_deny_toml("allow = [");
    let deny_toml = deny_toml();
    let excepted = |name: &str, licence: &str| {
        let exception = format!("{{ allow = [\"{licence}\"], crate = \"{name}\" }},");
        deny_toml.lines().any(|line| line.trim() == exception)
    };
    let offenders: Vec<String> = packages()
        .iter()
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("(none stated)");
            let name = package["name"].as_str().unwrap();
            let fine = permits(licence, &allowed) || excepted(name, licence);
            (!fine).then(|| format!("{name}: {licence}"))
        })
        .collect();
    assert!(
        offenders.is_empty(),
        "not in deny.toml's [licenses] allow: {offenders:#?}"
    );
}

#[test]
fn no_banned_crate_is_built() {
    let banned = listed_in_deny_toml("deny = [");
    let found: Vec<String> = packages()
        .iter()
        .filter_map(|package| package["name"].as_str())
        .filter(|name| banned.iter().any(|banned| banned == name))
        .map(str::to_owned)
        .collect();
    assert!(
        found.is_empty(),
        "banned by deny.toml: {found:?}; `cargo tree -i NAME` says who wants it"
    );
}

#[test]
fn licence_expressions_are_read_as_meant() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned);
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "(GPL-3.0 OR MIT) AND (Unicode-3.0 OR ISC)",
    ] {
        assert!(permits(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND GPL-3.0",
        "(none stated)",
        "",
    ] {
        assert!(!permits(bad, &allowed), "{bad}");
    }
}

/// Every crate that is compiled for this machine, with its `name` and `license`.
fn packages() -> Vec<Value> {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--format-version",
            "1",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let mut metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let built: Vec<Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].clone())
        .collect();
    let Value::Array(mut packages) = metadata["packages"].take() else {
        panic!("cargo metadata lists no packages")
    };
    packages.retain(|package| built.contains(&package["id"]));
    assert!(packages.len() > 100, "only {} crates found", packages.len());
    packages
}

fn deny_toml() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(file).unwrap()
}

/// The quoted words between `start` and the next `]`.
fn listed_in_deny_toml(start: &str) -> Vec<String> {
    let text = deny_toml();
    let (_, list) = text.split_once(start).unwrap();
    let (list, _) = list.split_once("\n]").unwrap();
    list.lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be met with `allowed` alone. `AND` binds closer than `OR`; `/` is an old `OR`.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest, allowed) && rest.is_empty()
}

fn any_of(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = all_of(rest, allowed);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        met |= all_of(rest, allowed);
    }
    met
}

fn all_of(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = one(rest, allowed);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &[String]) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let met = any_of(rest, allowed);
            *rest = rest.strip_prefix(&[")"]).unwrap_or_default();
            met
        }
        [licence, "WITH", exception, after @ ..] => {
            *rest = after;
            allowed.contains(&format!("{licence} WITH {exception}"))
        }
        [licence, after @ ..] => {
            *rest = after;
            allowed.iter().any(|allowed| allowed == licence)
        }
        [] => false,
    }
}
