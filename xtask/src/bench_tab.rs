//! `cargo xtask bench tab`: first cut-out of a fresh profile and memory of a tab, in each browser engine.

use anyhow::Result;

use crate::shell::{cargo, cargo_command, run, step};
use crate::{browsers, site};

/// Measures and prints.
pub fn measure() -> Result<()> {
    site::build(site::BuildProfile::Release)?;
    step("Building the server");
    cargo(["build", "--workspace", "--bins"])?;
    step("Measuring in each browser (some minutes; leave the machine alone)");
    let mut tests = cargo_command(["test", "--quiet", "--workspace", "--test", "tab", "--", "--nocapture"]);
    run(tests.envs(browsers::variables()?).env("OFFCUT_BENCH", "all"))
}
