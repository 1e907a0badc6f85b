//! Debian packages of a release: one for each program.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::release_programs::{self, PROFILE, PROGRAMS};
use crate::shell::{root, run, step, which};
use crate::tools;

/// Packs what is built, as `package.metadata.deb` of each manifest says.
///
/// # Errors
/// When cargo-deb fails.
pub fn build(folder: &Path) -> Result<()> {
    if which("dpkg-shlibdeps").is_none() {
        eprintln!("No Debian packages: dpkg-shlibdeps, which finds the libraries that they depend on, is in Debian's dpkg-dev.");
        return Ok(());
    }
    step("Debian packages");
    let deb = tools::cargo_deb()?;
    for program in PROGRAMS {
        let mut command = Command::new(&deb);
        command.args(["deb", "--no-build", "--no-strip", "--locked", "--profile", PROFILE, "--package", program.package, "--output"]).arg(folder);
        run(command.current_dir(root()).env("SOURCE_DATE_EPOCH", release_programs::date()))?;
    }
    Ok(())
}
