//! `cargo xtask bench server`: the server under load, beside nginx and `rembg s`, in one run of `bench/server.py`.

use std::process::Command;

use anyhow::Result;

use crate::bench_native::python;
use crate::shell::{cargo, root, run, step, target_dir, which};
use crate::{debian, site};

/// Measures and prints.
pub fn measure() -> Result<()> {
    let python = python()?;
    let missing: Vec<&str> = ["wrk", "nginx"].into_iter().filter(|program| which(program).is_none()).collect();
    if !missing.is_empty() {
        debian::install(&missing)?.map_err(anyhow::Error::msg)?;
    }
    site::build(site::BuildProfile::Release)?;
    step("Building the server");
    cargo(["build", "--release", "--workspace", "--bins"])?;
    step("Measuring (about ten minutes; leave the machine alone)");
    run(Command::new(python)
        .arg(root().join("bench/server.py"))
        .arg(target_dir().join("release/offcut-server"))
        .args([root().join("dist"), root().join("models")])
        .arg(root().join("tests/golden/portrait/grace_hopper.jpg"))
        .arg(target_dir().join("offcut/bench-server")))
}
