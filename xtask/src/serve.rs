//! `cargo xtask run`: the page on this machine, as soon as one worker is built that its browser can run.

use std::process::{Child, Command};

use anyhow::{Context, Result};

use crate::shell::{run, step};
use crate::{native, site, workers};

/// Builds what is not yet built and serves it. Workers that were not built before are added while the server runs, which then starts again with them.
pub fn run_server(port: u16) -> Result<()> {
    let all = workers::selected(None)?;
    let is_complete = site::is_built(&all)?;
    let server = if is_complete { native::build_server()? } else { native::with_site(&workers::first(), native::build_server)? };
    step("Starting the server (Ctrl+C stops it)");
    let mut command = Command::new(server);
    command.args(["--find-port", "--port", &port.to_string(), "--site", "dist", "--models", "models"]);
    if is_complete {
        return run(&mut command);
    }
    let mut child = command.spawn().context("the server cannot be started")?;
    let built = site::build(&all);
    // A build that failed leaves no server behind.
    stop(&mut child)?;
    built?;
    step("Starting the server again, with every worker");
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
