//! `cargo xtask bench native`: the command against onnxruntime and rembg, in one run of `bench/native.py`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::shell::{cache_dir, cargo, root, run, step, target_dir, which};

/// What the comparison is with, from PyPI.
const PACKAGES: &[&str] = &["onnxruntime==1.32.0", "rembg[cpu,cli]==2.0.86", "pillow", "numpy"];

/// Measures and prints.
pub fn measure() -> Result<()> {
    let python = python()?;
    step("Building the command");
    cargo(["build", "--release", "--workspace", "--bins"])?;
    step("Measuring (some minutes; leave the machine alone)");
    let folder = target_dir().join("offcut/bench-native");
    run(Command::new(python)
        .arg(root().join("bench/native.py"))
        .arg(target_dir().join("release/offcut"))
        .arg(root().join("models"))
        .arg(root().join("tests/golden/portrait/grace_hopper.jpg"))
        .arg(folder))
}

/// A Python with the packages, in the folder of tools.
pub fn python() -> Result<PathBuf> {
    let folder = cache_dir()?.join("tools/bench-python");
    let python = folder.join("bin/python");
    let mark = folder.join(".packages");
    if std::fs::read_to_string(&mark).is_ok_and(|made| made == PACKAGES.join(" ")) {
        return Ok(python);
    }
    ensure!(which("python3").is_some(), "python3 is needed for onnxruntime and rembg");
    step("Installing onnxruntime and rembg from PyPI (once)");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    std::fs::write(mark, PACKAGES.join(" "))?;
    Ok(python)
}
