//! `cargo xtask publish`: the packages that others may use, to the registry, or a rehearsal of that.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::{cargo_command, output, root, run, step};
use crate::tools;

/// Checks the packages against the last release and uploads them in the order of their dependencies; cargo compiles each from what its package holds first,
/// with the others in the place of those that the registry does not have yet. With `dry_run` nothing is uploaded.
///
/// # Errors
/// When a package breaks the promise of its version, lacks a file that it needs, or is refused.
pub fn publish(dry_run: bool) -> Result<()> {
    let packages = published()?;
    check_versions(&packages)?;
    step(&format!("Packages: {}", packages.join(", ")));
    let mut cargo = cargo_command(["publish", "--locked"]);
    cargo.args(packages.iter().flat_map(|package| ["--package", package.as_str()]));
    if dry_run {
        // A rehearsal is for the time before the commit, too.
        cargo.args(["--dry-run", "--allow-dirty"]);
    }
    run(&mut cargo)
}

/// Compares the public items of each package with those of the last tag: a version that promises compatibility has to keep it.
fn check_versions(packages: &[String]) -> Result<()> {
    let Some(tag) = last_tag()? else {
        eprintln!("There is no tag such as v0.1.0 yet, so no release that the packages have to be compatible with.");
        return Ok(());
    };
    step(&format!("Compatibility with {tag}"));
    let mut checks = Command::new(tools::cargo_semver_checks()?);
    checks.args(["semver-checks", "--baseline-rev", &tag]).args(packages.iter().flat_map(|package| ["--package", package.as_str()]));
    run(&mut checks)
}

/// The last release before this commit.
fn last_tag() -> Result<Option<String>> {
    let mut git = Command::new("git");
    git.args(["tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname"]).current_dir(root());
    let tags = output(&mut git).context("git cannot be asked for the tags of this project")?;
    Ok(tags.lines().next().map(str::to_owned))
}

/// Names of the packages of this workspace that are for others, as their manifests say.
///
/// # Errors
/// When cargo fails.
pub fn published() -> Result<Vec<String>> {
    let mut cargo = cargo_command(["metadata", "--no-deps", "--format-version", "1", "--offline"]);
    let metadata: Value = serde_json::from_str(&output(cargo.current_dir(root())).context("cargo metadata failed")?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    // `publish = false` is an empty list of registries.
    let is_published = |package: &&Value| package["publish"].is_null();
    let mut names: Vec<String> = packages.iter().filter(is_published).filter_map(|package| Some(package["name"].as_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}
