//! Fault injection for a server process: helpers that the tests of `tests/tests/faults.rs` share.

pub mod counts;
pub mod latencies;
pub mod site;
pub mod slow_client;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

/// Extent of a test: a few rounds in the suite, all of them with `cargo xtask faults`.
pub fn extent<T>(suite: T, all: T) -> T {
    if is_all() { all } else { suite }
}

/// True if `cargo xtask faults` runs, which prints numbers and holds them to their bounds.
pub fn is_all() -> bool {
    std::env::var_os("OFFCUT_FAULTS").is_some()
}

/// Waits until something is so.
///
/// # Errors
/// When it is not so after the time limit, or asking fails.
pub fn until(what: &str, limit: Duration, is_so: impl Fn() -> Result<bool>) -> Result<Duration> {
    let begun = Instant::now();
    while !is_so()? {
        ensure!(begun.elapsed() < limit, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(begun.elapsed())
}
