//! `cargo xtask bench native`: the command against onnxruntime and rembg, in one run of `bench/native.py`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::python;
use crate::shell::{cargo, root, run, step, target_dir};

/// Peers, from PyPI.
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

/// A Python with the peers.
pub fn python() -> Result<PathBuf> {
    python::with_packages("bench-python", PACKAGES)
}
