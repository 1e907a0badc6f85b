//! Running of other programs, with labelled output.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};

/// The project's folder: what cargo says while it runs this, since a second clone with the same target folder runs this very program.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's target folder.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A folder that outlives a clone: `$XDG_CACHE_HOME/offcut`, or `~/.cache/offcut`.
pub fn cache_dir() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Ok(base.context("neither XDG_CACHE_HOME nor HOME is set: set one of them, the build tools are kept there")?.join("offcut"))
}

/// Name and value of an environment variable.
pub type Variable = (OsString, OsString);

/// Variable of the environment that tests are run in.
pub fn variable(name: impl Into<OsString>, value: impl Into<OsString>) -> Variable {
    (name.into(), value.into())
}

/// Variable with the reason why the tests skip `what`; an error where `CI` is set.
pub fn absent(what: &str, name: &str, reason: String) -> Result<Variable> {
    if std::env::var_os("CI").is_some() {
        bail!("{what} cannot run, and CI must not skip them: {reason}");
    }
    eprintln!("Skipped: {what}: {reason}.");
    Ok(variable(name, reason))
}

/// Says what happens next, and how long it has been since the start.
pub fn step(what: &str) {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let seconds = START.elapsed().as_secs();
    eprintln!("\n\x1b[1m▸ {:02}:{:02} {what}\x1b[0m", seconds / 60, seconds % 60);
}

/// A cargo command; its output is seen.
pub fn cargo_command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs cargo.
pub fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Result<()> {
    run(&mut cargo_command(arguments))
}

/// Runs a command, which has to succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("could not start: {shown}"))?;
    if !status.success() {
        bail!("this failed ({status}): {shown}");
    }
    Ok(())
}

/// [`run`] for a command beside which others run: each line that it writes begins with `label`.
pub fn run_labelled(label: &str, command: &mut Command) -> Result<()> {
    let (shown, begun) = (shown(command), Instant::now());
    let mut child = command
        .env("CARGO_TERM_COLOR", "always")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start: {shown}"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| forward_lines(label, out));
        forward_lines(label, err);
    });
    let status = child.wait()?;
    if !status.success() {
        bail!("this failed ({status}): {shown}");
    }
    let seconds = begun.elapsed().as_secs();
    eprintln!("{label:>13} \u{2502} {:02}:{:02} for {shown}", seconds / 60, seconds % 60);
    Ok(())
}

fn forward_lines(label: &str, from: Option<impl Read>) {
    for line in from.into_iter().flat_map(|from| BufReader::new(from).lines()).map_while(Result::ok) {
        eprintln!("{label:>13} \u{2502} {line}");
    }
}

/// The result of work on a thread of its own.
pub fn joined<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|_| Err(anyhow!("a thread of the build panicked")))
}

/// Standard output of a command, trimmed; nothing if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Path of a program that is on PATH.
pub fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program()).chain(command.get_args()).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
