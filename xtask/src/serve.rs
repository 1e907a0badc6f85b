//! `cargo xtask run`: the page on this machine, as soon as one worker is built that its browser can run.

use std::process::{Child, Command};

use anyhow::{Context, Result};

use crate::shell::{run, step};
use crate::{native, site, workers};

/// Builds what is not yet built and serves it. Workers that were not built before are added while the server runs, which then starts again with them.
pub fn run_server(port: u16) -> Result<()> {
    let (all, first) = (workers::selected(None)?, workers::first());
    let complete = site::is_built(&all)?;
    let server = native::with_site(if complete { &all } else { &first }, native::build_server)?;
    step("Starting the server (Ctrl+C stops it)");
    let mut command = Command::new(server);
    command.args(["--find-port", "--port", &port.to_string(), "--site", "dist", "--models", "models"]);
    if complete {
        return run(&mut command);
    }
    let mut child = command.spawn().context("the server cannot be started")?;
    site::build(&all)?;
    step("Starting the server again, with every worker");
    stop(&mut child)?;
    run(&mut command)
}

/// Stops the server as an operator would, or at once where there are no signals.
fn stop(child: &mut Child) -> Result<()> {
    if !cfg!(unix) || run(Command::new("kill").args(["-s", "TERM", &child.id().to_string()])).is_err() {
        child.kill()?;
    }
    child.wait()?;
    Ok(())
}
