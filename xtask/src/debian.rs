//! Debian's packages, where this runs as root on Debian.

use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Result, anyhow};

use crate::shell::{output, run, step, which};

/// Packages, and parts of them that Debian has in packages of their own from release 13 on.
const PARTS: &[(&str, &[&str])] = &[("libheif-examples", &["libheif-plugin-libde265", "libheif-plugin-x265"])];

/// Installs packages, or says why it cannot.
///
/// # Errors
/// When apt-get fails.
pub fn install(packages: &[&str]) -> Result<std::result::Result<(), String>> {
    let is_root = output(Command::new("id").arg("-u")).as_deref() == Some("0");
    if !is_root || which("apt-get").is_none() {
        return Ok(Err(format!("installing {} needs root on Debian", packages.join(", "))));
    }
    // Once for all packages of this run.
    static LISTS: LazyLock<Result<(), String>> = LazyLock::new(|| apt(&["update"]).map_err(|error| error.to_string()));
    step(&format!("Installing {}", packages.join(", ")));
    LISTS.clone().map_err(|error| anyhow!(error))?;
    // A package's settings that are here already stay, without a question that nobody answers.
    let mut arguments = vec!["install", "--yes", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"];
    arguments.extend(packages);
    let parts = PARTS.iter().filter(|(whole, _)| packages.contains(whole)).flat_map(|(_, parts)| *parts);
    arguments.extend(parts.filter(|part| is_known(part)));
    apt(&arguments)?;
    Ok(Ok(()))
}

/// Removes packages with their settings and data.
///
/// # Errors
/// When apt-get fails.
pub fn purge(packages: &[&str]) -> Result<()> {
    let mut arguments = vec!["purge", "--yes"];
    arguments.extend(packages);
    apt(&arguments)
}

/// True if this release has a package of this name.
fn is_known(package: &str) -> bool {
    output(Command::new("apt-cache").args(["pkgnames", package])).is_some_and(|names| names.lines().any(|name| name == package))
}

fn apt(arguments: &[&str]) -> Result<()> {
    run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}
