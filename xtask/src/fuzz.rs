//! `cargo xtask fuzz`: runs of the fuzz targets by their test, which the suite runs, too.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{cargo_command, run, step, target_dir};

/// Tests of `fuzz/tests/fuzz.rs`, with these arguments. Packages are united as in the suite, so that nothing is built twice.
fn tests<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = cargo_command(["test", "--workspace", "--test", "fuzz", "--"]);
    command.args(arguments);
    command
}

/// Every target, as often as the suite runs it.
///
/// # Errors
/// When an invariant is broken.
pub fn run_smoke() -> Result<()> {
    step("Fuzz targets, as often as in the suite");
    run(&mut tests(["--show-output"]))
}

/// One target for `executions` from number `first` on, or `minutes`, whichever is over first. Inputs that break an invariant are written into a folder.
///
/// # Errors
/// When an invariant is broken, and when there is no such target.
pub fn run_long(target: &str, first: u64, executions: u64, minutes: Option<u64>) -> Result<()> {
    ensure_target(target)?;
    let folder = target_dir().join("offcut/fuzz");
    step(&format!("{target}: at most {executions} executions; crashes are written into {}", folder.join(target).display()));
    let folder = std::path::absolute(folder)?;
    let mut run_of_one = tests(["--exact", target, "--nocapture"]);
    run_of_one.env("OFFCUT_FUZZ_EXECUTIONS", executions.to_string()).env("OFFCUT_FUZZ_FIRST", first.to_string());
    run_of_one.envs(minutes.map(|minutes| ("OFFCUT_FUZZ_MINUTES", minutes.to_string())));
    run(run_of_one.env("OFFCUT_FUZZ_FOLDER", folder))
}

/// One target on the bytes of a file.
///
/// # Errors
/// When an invariant is broken, and when there is no such target or file.
pub fn run_on_file(target: &str, input: &Path) -> Result<()> {
    ensure_target(target)?;
    let input = input.canonicalize().with_context(|| format!("{} cannot be read: give a path from the project's folder", input.display()))?;
    step(&format!("{target} on {}", input.display()));
    run(tests(["--exact", target, "--nocapture"]).env("OFFCUT_FUZZ_INPUT", input))
}

/// A name that is no test would run nothing, and pass.
fn ensure_target(target: &str) -> Result<()> {
    let tests = std::fs::read_to_string("fuzz/tests/fuzz.rs").context("fuzz/tests/fuzz.rs is gone")?;
    let names = tests.lines().find_map(|line| line.strip_prefix("targets! {")?.strip_suffix('}')).context("fuzz/tests/fuzz.rs lists no targets")?;
    anyhow::ensure!(
        names.split_whitespace().any(|name| name == target),
        "there is no target {target}: use one of {}",
        names.split_whitespace().collect::<Vec<_>>().join(", ")
    );
    Ok(())
}
