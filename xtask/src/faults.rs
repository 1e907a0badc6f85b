//! `cargo xtask faults`: fault injection for the server process, by the tests that the suite runs with a few rounds.

use anyhow::{Context, Result};

use crate::services;
use crate::shell::{cargo, cargo_command, run, step};

/// Every round of every fault, or of those whose test has this word in its name, one after the other.
///
/// # Errors
/// When a bound is exceeded, something is lost, or a program is missing.
pub fn measure(name: Option<&str>) -> Result<()> {
    let services = services::ensure()?.map_err(anyhow::Error::msg).context("the faults need the programs of the tests of operation")?;
    step("Building the server");
    // As the suite builds it: without optimisation of the server itself, which makes its bounds the harder ones.
    cargo(["build", "--workspace", "--bins"])?;
    step("Faults (about twenty minutes; leave the machine alone)");
    let mut tests = cargo_command(["test", "--workspace", "--test", "faults", "--"]);
    tests.args(name).args(["--test-threads", "1", "--nocapture"]).env("OFFCUT_FAULTS", "all");
    run(tests.env("PATH", services.path).env("OFFCUT_PYTHON", services.python))
}
