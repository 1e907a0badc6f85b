//! `cargo xtask bench quality`: `bench/quality.py` on composites with exact alpha and on the shared photos where they are.

use std::process::Command;

use anyhow::Result;

use crate::bench_native::python;
use crate::shell::{cargo, root, run, step, target_dir};

/// Measures and prints.
pub fn measure() -> Result<()> {
    let python = python()?;
    step("Building the command");
    cargo(["build", "--release", "--workspace", "--bins"])?;
    let offcut = target_dir().join("release/offcut");
    let work = target_dir().join("offcut/bench-quality");
    step("Making composites with exact alpha");
    let composites = work.join("composites");
    run(Command::new(&python).arg(root().join("bench/composites.py")).arg(root().join("tests/golden")).arg(&composites))?;
    let shared = root().join("../shared/matting");
    let sets = [composites, shared.join("pymatting_lemur"), shared.join("synthetic_lemur"), shared.join("oxford_pets")];
    for set in sets.iter().filter(|set| set.join("image").is_dir()) {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let out = work.join("results").join(&name);
        step(&name);
        // rembg takes its network from there and fetches nothing.
        let models = root().join("models");
        run(Command::new(&python).env("U2NET_HOME", models).arg(root().join("bench/quality.py")).arg(&offcut).arg(set).arg(&out))?;
    }
    Ok(())
}
