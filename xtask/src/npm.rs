//! Packages from npm, in the folder of tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::files::digest;
use crate::shell::{cache_dir, run, step, which};

/// Folder whose `node_modules` has these packages and what they need, each named with its version; or why it cannot be had.
///
/// # Errors
/// When npm does not have them.
pub fn with_packages(packages: &[&str]) -> Result<std::result::Result<PathBuf, String>> {
    let folder = cache_dir()?.join("tools").join(folder_name(packages));
    let mark = folder.join(".complete");
    if mark.is_file() {
        return Ok(Ok(folder));
    }
    if which("npm").is_none() || which("node").is_none() {
        return Ok(Err("npm is not installed: install Node.js".to_owned()));
    }
    install(&folder, packages)?;
    std::fs::write(mark, "")?;
    Ok(Ok(folder))
}

/// Name of a folder that says what is in it. File systems refuse one that is longer than 255 bytes.
fn folder_name(packages: &[&str]) -> String {
    let name = packages.join("-").replace(['@', '/'], "-");
    if name.len() <= 100 {
        return name;
    }
    format!("{:.60}-and-more-{:.16}", name, digest(name.as_bytes()))
}

/// Installs packages into a folder of their own.
///
/// # Errors
/// When npm does not have them.
pub fn install(folder: &Path, packages: &[&str]) -> Result<()> {
    step(&format!("Installing {} from npm (once)", packages.join(", ")));
    std::fs::create_dir_all(folder)?;
    // Packages bring what they need in files; none of them has to run anything to be installed.
    run(Command::new("npm").args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(folder).args(packages))
}
