//! Programs for this machine, built beside the site: workers and tools leave one of two cores idle for much of the time.

use std::path::PathBuf;
use std::thread;

use anyhow::Result;

use crate::shell::{cargo_command, joined, run_labelled, target_dir};
use crate::site::{self, BuildProfile};

/// Builds the site and does `work` meanwhile.
pub fn with_site<T: Send>(profile: BuildProfile, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| {
        let work = scope.spawn(work);
        let site = site::build(profile);
        let done = joined(work)?;
        site?;
        Ok(done)
    })
}

/// The server for the page alone. Files are served from memory, so it needs no optimisation.
pub fn build_server() -> Result<PathBuf> {
    run_labelled("server", &mut cargo_command(["build", "--package", "server", "--no-default-features"]))?;
    Ok(target_dir().join("debug/offcut-server"))
}
