//! `cargo xtask mutants`: mutation testing, the share of mutants of a crate that its own tests catch, by cargo-mutants with `.cargo/mutants.toml`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{root, step, target_dir};
use crate::tools;

/// Crates whose tests are measured unless others are named.
const CRATES: &[&str] = &["beacon", "offcut-winograd", "offcut-matting"];

/// Exit codes of cargo-mutants that are results: all caught, some missed, some ran into the time limit.
const RESULTS: [i32; 3] = [0, 2, 3];

/// Changes each of `crates` in every way that cargo-mutants knows, or in a `share` of them such as 0/20, and prints what its tests caught. Hours for the
/// whole of `matting` and `winograd`.
///
/// # Errors
/// When cargo-mutants cannot be installed, or a crate's tests fail without any change.
pub fn measure(crates: &[String], share: Option<&str>) -> Result<()> {
    let program = tools::cargo_mutants()?;
    let crates: Vec<&str> = if crates.is_empty() { CRATES.to_vec() } else { crates.iter().map(String::as_str).collect() };
    let mut lines = Vec::new();
    for name in crates {
        step(&format!("Mutants of {name}"));
        let folder = target_dir().join("offcut/mutants").join(name);
        std::fs::create_dir_all(&folder)?;
        let mut command = Command::new(&program);
        command.args(["mutants", "--package", name, "--output"]).arg(&folder).current_dir(root());
        if let Some(share) = share {
            command.args(["--shard", share, "--sharding", "round-robin"]);
        }
        // The copies of the project that it makes share what they have in common.
        command.env("CARGO_TARGET_DIR", target_dir().join("offcut/mutants/target"));
        let status = command.status().context("cargo-mutants could not be started")?;
        if !status.code().is_some_and(|code| RESULTS.contains(&code)) {
            bail!("cargo-mutants failed on {name} ({status})");
        }
        lines.push(summary(name, &folder.join("mutants.out"))?);
    }
    step("Share of mutants that tests catch");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// One line for a crate. A mutant that never ends is caught; one that does not compile counts for nothing.
fn summary(name: &str, results: &Path) -> Result<String> {
    let count = |file: &str| std::fs::read_to_string(results.join(file)).map(|list| list.lines().count()).with_context(|| format!("no {file}"));
    let (caught, missed) = (count("caught.txt")? + count("timeout.txt")?, count("missed.txt")?);
    let share = 100.0 * caught as f64 / (caught + missed).max(1) as f64;
    Ok(format!("{name:<10} {share:>5.1} %  {caught} caught, {missed} missed: {}", results.join("missed.txt").display()))
}
