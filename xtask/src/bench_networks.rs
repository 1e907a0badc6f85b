//! `cargo xtask bench networks`: stand-ins for the larger networks of the catalogue against onnxruntime, in one run of `bench/networks.py`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::python;
use crate::shell::{cargo, root, run, step, target_dir};

/// The peer, and what writes the stand-ins, from PyPI.
const PACKAGES: &[&str] = &["onnxruntime==1.32.0", "onnx", "numpy"];

/// The Python that writes the stand-ins.
pub fn standins() -> Result<PathBuf> {
    python::with_packages("networks-python", PACKAGES)
}

/// Measures and prints, for these stand-ins or for all.
pub fn measure(names: &[String]) -> Result<()> {
    let python = standins()?;
    step("Building the program that runs a network alone");
    cargo(["build", "--release", "--workspace", "--examples"])?;
    step("Measuring (the stand-ins take 2 GB, some minutes; leave the machine alone)");
    run(Command::new(python)
        .arg(root().join("bench/networks.py"))
        .arg(target_dir().join("release/examples/run_network"))
        .arg(target_dir().join("offcut/bench-networks"))
        .args(names))
}
