//! `cargo xtask bench peak`: peak arithmetic rate of this machine, and a profile of the network's layers, natively and in WebAssembly.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::shell::{cargo, cargo_command, output, root, run, step, target_dir, which};

/// The flag of V8.
const RELAXED: &str = "experimental-wasm-relaxed-simd";

const EXAMPLES: [&str; 2] = ["peak_rate", "network_shapes"];

/// Measures and prints.
pub fn measure() -> Result<()> {
    ensure!(which("node").is_some(), "node is needed to run WebAssembly outside a browser");
    step("Building for this machine");
    // The whole workspace: the features, and so the builds, are those of the other benchmarks.
    cargo(["build", "--release", "--workspace", "--example", EXAMPLES[0], "--example", EXAMPLES[1]])?;
    let mut modules = Vec::new();
    for features in ["+simd128", "+simd128,+relaxed-simd"] {
        step(&format!("Building for WebAssembly ({features})"));
        let target = target_dir().join("offcut/bench-peak").join(features.replace(['+', ','], ""));
        let mut cargo = cargo_command(["build", "--release", "--package", "offcut-winograd", "--example", EXAMPLES[0], "--example", EXAMPLES[1]]);
        cargo.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(&target);
        // tract draws in getrandom, which nothing here calls.
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", format!("-C target-feature={features} --cfg getrandom_backend=\"unsupported\""));
        run(&mut cargo)?;
        modules.push((features, target.join("wasm32-unknown-unknown/release/examples")));
    }
    for example in EXAMPLES {
        step(&format!("{example}, this machine"));
        run(&mut Command::new(target_dir().join("release/examples").join(example)))?;
        for (features, folder) in &modules {
            step(&format!("{example}, WebAssembly in node's V8 ({features})"));
            let mut node = Command::new("node");
            // Before version 21 node has to be asked for it.
            if features.contains("relaxed") && output(Command::new("node").arg("--v8-options")).is_some_and(|options| options.contains(RELAXED)) {
                node.arg(format!("--{RELAXED}"));
            }
            run(node.arg(root().join("winograd/examples/run_wasm.mjs")).arg(folder.join(format!("{example}.wasm"))))?;
        }
    }
    Ok(())
}
