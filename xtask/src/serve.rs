//! `cargo xtask run`: builds and serves the page, unoptimised first.

use std::process::{Child, Command};

use anyhow::{Context, Result};

use crate::shell::{run, step};
use crate::site::BuildProfile;
use crate::{native, site};

/// Builds what is not yet built and serves it. A site that was not built before is first served without optimisation; it is optimised while the
/// server runs, which then starts again with it.
pub fn run_server(port: u16) -> Result<()> {
    let is_complete = site::is_built()?;
    let server = if is_complete { native::build_server()? } else { native::with_site(BuildProfile::Quick, native::build_server)? };
    step("Starting the server (Ctrl+C stops it)");
    let mut command = Command::new(server);
    command.args(["--find-port", "--port", &port.to_string(), "--site", "dist", "--models", "models"]);
    if is_complete {
        return run(&mut command);
    }
    eprintln!("Page and workers are not optimised yet: about a quarter slower, and without AVIF, until the server starts again by itself.");
    let mut child = command.spawn().context("the server cannot be started")?;
    let built = site::build(BuildProfile::Release);
    // A build that failed leaves no server behind.
    stop(&mut child)?;
    built?;
    step("Starting the server again, optimised");
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
