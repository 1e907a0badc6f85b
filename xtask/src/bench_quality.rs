//! `cargo xtask bench quality`: cut-outs of photos whose alpha is known, by Offcut, rembg and pymatting, measured by `offcut eval`.

use std::process::Command;

use anyhow::Result;

use crate::bench_native::python;
use crate::shell::{cargo, root, run, step, target_dir};

/// Every quality that is measured beside the others.
const QUALITIES: &[&str] = &["raw", "fast", "balanced", "best"];

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
    let sets = [composites, shared.join("pymatting_lemur"), shared.join("synthetic_lemur")];
    for set in sets.iter().filter(|set| set.join("image").is_dir()) {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let out = work.join("results").join(&name);
        step(&format!("{name}: rembg and pymatting"));
        run(Command::new(&python).arg(root().join("bench/quality.py")).arg(set).arg(&out).arg("1"))?;
        let rivals = ["rembg", "rembg-decontaminate", "rembg-alpha-matting", "pymatting-given-trimap"].map(|program| out.join(program));
        for quality in QUALITIES {
            step(&format!("{name}: offcut, {quality}"));
            let mut eval = Command::new(&offcut);
            eval.arg("eval").arg(set).args(["--quality", quality, "--threads", "1"]);
            // The others need to be shown only once.
            for rival in rivals.iter().filter(|rival| *quality == "balanced" && rival.is_dir()) {
                eval.arg("--compare").arg(rival);
            }
            run(&mut eval)?;
        }
    }
    Ok(())
}
