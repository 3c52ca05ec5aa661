//! What we build on is licensed permissively and holds none of the crates we keep out. Offline: reads
//! `deny.toml` and `cargo metadata`. Does not look for advisories; `cargo deny check` does.

use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::path::Path;
use std::process::Command;

#[test]
fn every_dependency_has_an_allowed_licence() {
    let allowed = listed_in_deny_toml("allow = [");
    let offenders: Vec<String> = packages()
        .iter()
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("(none stated)");
            let name = package["name"].as_str().unwrap();
            (!permits(licence, &allowed)).then(|| format!("{name}: {licence}"))
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
fn an_alternative_is_enough_and_an_addition_is_not() {
    let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    for good in [
        "MIT/Apache-2.0",
        "GPL-3.0 OR Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(permits(good, &allowed), "{good}");
    }
    for bad in ["MIT AND GPL-3.0", "Apache-2.0", "(none stated)", ""] {
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

/// The quoted words between `start` and the next `]`.
fn listed_in_deny_toml(start: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, list) = text.split_once(start).unwrap();
    let (list, _) = list.split_once("\n]").unwrap();
    list.lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be met with `allowed` alone; crates of old write `/` for `OR`.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let Ok(parsed) = Expression::parse_mode(expression, ParseMode::LAX) else {
        return false;
    };
    parsed.evaluate(|required| allowed.contains(&required.to_string()))
}
