//! The programs that `cargo test` builds, several at a time: most of a browser's or a server's test is waiting.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::linting;
use crate::shell::{Variable, joined};

/// Names of the programs that take longest, so that none of them is begun when the others are over.
const LONGEST: &[&str] =
    &["browser", "npm", "browser_edits", "browser_kept_queue", "browser_networks", "faults", "audits", "browser_queue", "browser_avif"];

/// Test program.
#[derive(Debug)]
struct Program {
    /// Name of the target that it was built from.
    name: String,
    executable: PathBuf,
    /// Folder of its package, in which cargo starts it.
    package: PathBuf,
}

/// Builds every test program of the workspace and runs each with these variables, one more at a time than there are cores. What a program writes is
/// shown when it ends; the names of those that failed come last.
///
/// # Errors
/// When one cannot be built or started, or fails.
pub fn run(variables: &[Variable]) -> Result<()> {
    let mut programs = built()?;
    let rank = |program: &Program| LONGEST.iter().position(|name| *name == program.name).unwrap_or(LONGEST.len());
    // The next is taken from the end.
    programs.sort_by_key(|program| std::cmp::Reverse(rank(program)));
    let waiting = Mutex::new(programs);
    let failed = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let work = || {
        while let Some(program) = next() {
            if !run_one(&program, variables)? {
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(program.name);
            }
        }
        Ok(())
    };
    let at_once = thread::available_parallelism()?.get() + 1;
    thread::scope(|scope| {
        let running: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(joined)
    })?;
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !failed.is_empty() {
        bail!("tests failed in: {}", failed.join(", "));
    }
    Ok(())
}

/// What cargo says that it built.
fn built() -> Result<Vec<Program>> {
    let mut cargo = linting::cargo(["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"]);
    let output = cargo.stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the tests cannot be built");
    }
    let messages = String::from_utf8_lossy(&output.stdout).lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    Ok(messages.iter().filter_map(program).collect())
}

/// The test program that a message of cargo is about.
fn program(message: &Value) -> Option<Program> {
    // Of a program that is no test, cargo names the executable, too.
    if !message["profile"]["test"].as_bool()? {
        return None;
    }
    let package = PathBuf::from(message["manifest_path"].as_str()?).parent()?.to_path_buf();
    Some(Program { name: message["target"]["name"].as_str()?.to_owned(), executable: message["executable"].as_str()?.into(), package })
}

/// Runs a program to its end and shows what it wrote; whether all of its tests passed.
fn run_one(program: &Program, variables: &[Variable]) -> Result<bool> {
    let begun = Instant::now();
    let mut command = Command::new(&program.executable);
    command.current_dir(&program.package).env("CARGO_MANIFEST_DIR", &program.package).envs(variables.iter().cloned()).stdin(Stdio::null());
    let output = command.output().with_context(|| format!("{} cannot be started", program.executable.display()))?;
    let shown = [output.stdout, output.stderr].map(|written| String::from_utf8_lossy(&written).trim().to_owned());
    let (package, seconds) = (program.package.file_name().unwrap_or_default().display(), begun.elapsed().as_secs());
    eprintln!("\n\x1b[1m{package}: {}, {seconds} s, {}\x1b[0m\n{}", program.name, output.status, shown.join("\n").trim());
    Ok(output.status.success())
}
