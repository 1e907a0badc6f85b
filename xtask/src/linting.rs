//! Lints and programs in one compilation.

use std::ffi::OsStr;
use std::process::Command;

use crate::shell::cargo_command;

/// The variables that `cargo clippy` sets.
pub const LINTS: [(&str, &str); 2] = [("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"), ("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__")];

/// Cargo with Clippy's driver as the compiler of the workspace's crates: it compiles, and reports lints as errors. `cargo clippy` beside a build would check
/// every dependency once more, a quarter of the suite's time on a machine without caches. The page needs no lint for WebAssembly: none of its code is for
/// that target alone.
pub fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Command {
    let mut command = cargo_command(arguments);
    command.envs(LINTS);
    // Line tables are half of a test program, of which there are sixty.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    // What an incremental build keeps for the next one costs a tenth of this one.
    command.env("CARGO_INCREMENTAL", "0");
    command
}
