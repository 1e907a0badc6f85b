//! `cargo xtask bench quality` and `bench calibrate`: comparison with peers, and calibration of constants, on composites with exact alpha and on the
//! shared photos where they are.

use std::path::{Path, PathBuf};
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
    for set in sets(&python)? {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let out = work.join("results").join(&name);
        step(&name);
        // rembg takes its network from there and fetches nothing.
        let models = root().join("models");
        run(Command::new(&python).env("U2NET_HOME", models).arg(root().join("bench/quality.py")).arg(&offcut).arg(&set).arg(&out))?;
    }
    Ok(())
}

/// Chooses constants in folds and prints what photos get that did not take part.
pub fn calibrate() -> Result<()> {
    let python = python()?;
    step("Building the program that chooses");
    cargo(["build", "--release", "--workspace", "--bins"])?;
    let sets = sets(&python)?;
    step("Choosing (about ten minutes)");
    let program = target_dir().join("release/calibrate");
    run(Command::new(program).arg(root().join("models/u2netp.onnx")).arg(target_dir().join("offcut/bench-calibrate")).args(sets))
}

/// Folders of photos with known alpha: composites that are made here, and the shared ones that are there.
fn sets(python: &Path) -> Result<Vec<PathBuf>> {
    step("Making composites with exact alpha");
    let composites = target_dir().join("offcut/bench-quality/composites");
    run(Command::new(python).arg(root().join("bench/composites.py")).arg(root().join("tests/golden")).arg(&composites))?;
    let shared = root().join("../shared");
    let names = ["saliency", "matting/alphamatting", "matting/oxford_pets", "matting/pymatting_lemur", "matting/synthetic_lemur"];
    let found = names.map(|name| shared.join(name)).into_iter().filter(|set| set.join("image").is_dir());
    Ok(std::iter::once(composites).chain(found).collect())
}
