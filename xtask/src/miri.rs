//! `cargo xtask miri`: the unsafe code of `winograd` under Miri, with the portable kernel.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::shell::{output, root, run, step, target_dir};

/// Runs the shapes that are small enough for an interpreter.
///
/// # Errors
/// When there is no nightly toolchain with Miri, or Miri finds undefined behaviour.
pub fn run_small_shapes() -> Result<()> {
    let miri = |arguments: &[&str]| {
        let mut command = Command::new("rustup");
        // The cargo that runs this has chosen the pinned toolchain for its children.
        command.args(["run", "nightly", "cargo", "miri"]).args(arguments).current_dir(root()).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
        command.env("CARGO_TARGET_DIR", target_dir().join("offcut/miri"));
        command
    };
    ensure!(
        output(&mut miri(&["--version"])).is_some(),
        "Miri is part of nightly toolchains only: rustup toolchain install nightly --component miri --component rust-src"
    );
    step("Building winograd for Miri, and running its small shapes");
    run(&mut miri(&["test", "--package", "offcut-winograd", "--test", "small_shapes"]))
}
