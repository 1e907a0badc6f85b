//! A Python with packages from PyPI, in the folder of tools.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::debian;
use crate::shell::{cache_dir, output, run, step, which};

/// The Python of this name with these packages, installed if they are not what was installed last.
///
/// # Errors
/// When there is no Python, or PyPI does not have the packages.
pub fn with_packages(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder = cache_dir()?.join("tools").join(name);
    let python = folder.join("bin/python");
    let mark = folder.join(".packages");
    if std::fs::read_to_string(&mark).is_ok_and(|made| made == packages.join(" ")) {
        return Ok(python);
    }
    step(&format!("Installing {} from PyPI (once)", packages.join(", ")));
    fresh(&folder)?;
    install(&python, packages)?;
    std::fs::write(mark, packages.join(" "))?;
    Ok(python)
}

/// A Python without packages, in place of what is in the folder.
///
/// # Errors
/// When there is no Python.
pub fn fresh(folder: &Path) -> Result<PathBuf> {
    // Debian keeps what makes a virtual environment in a package of its own.
    if !can_make_environments() {
        debian::install(&["python3", "python3-venv"])?.map_err(anyhow::Error::msg)?;
    }
    ensure!(can_make_environments(), "python3 with its module venv is needed");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    Ok(folder.join("bin/python"))
}

/// Installs packages, by name or as files.
///
/// # Errors
/// When PyPI does not have them.
pub fn install<S: AsRef<OsStr>>(python: &Path, packages: &[S]) -> Result<()> {
    run(Command::new(python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages))
}

fn can_make_environments() -> bool {
    which("python3").is_some() && output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_some()
}
