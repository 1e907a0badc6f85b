//! The server as a process on a free port.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{http_client, program};

/// A running server; dropping it ends it.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    /// `127.0.0.1:<port>`
    pub authority: String,
}

impl ServerProcess {
    /// Starts a server that keeps nothing on disk; `port` 0 is any.
    ///
    /// # Errors
    /// When it was not built or does not say where it is.
    pub fn start(site: &Path, models: &Path, port: u16) -> Result<Self> {
        Self::start_with(site, models, port, &["--stateless"])
    }

    /// The same with these flags, which say where statistics are kept.
    ///
    /// # Errors
    /// As [`ServerProcess::start`].
    pub fn start_with(site: &Path, models: &Path, port: u16, flags: &[&str]) -> Result<Self> {
        ensure!(site.join("index.html").is_file(), "{} has no page: run cargo xtask site first", site.display());
        let program = program::built("offcut-server");
        let mut command = Command::new(&program);
        command.arg("--site").arg(site).arg("--models").arg(models).args(["--port", &port.to_string(), "--log", "error"]).args(flags);
        Self::of(command)
    }

    /// The server that this command starts.
    ///
    /// # Errors
    /// When it cannot be started or does not say where it is.
    pub fn of(mut command: Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{} cannot be started", command.get_program().display()))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let authority = line.trim().strip_prefix("Offcut is at http://").map(|rest| rest.trim_end_matches('/').to_owned());
        let authority = authority.with_context(|| format!("the server said {line:?}"))?;
        Ok(Self { child, authority })
    }

    /// Address of the page.
    pub fn address(&self) -> String {
        format!("http://{}", self.authority)
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `GET /stats` as JSON.
    ///
    /// # Errors
    /// When there is no answer or it is not JSON.
    pub fn stats(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_str(&http_client::get(&self.authority, "/stats", &["Accept: application/json"])?.body)?)
    }
}

impl ServerProcess {
    /// Sends a signal, as `TERM` or `KILL`.
    ///
    /// # Errors
    /// When it is gone.
    pub fn signal(&self, name: &str) -> Result<()> {
        let pid = self.child.id().to_string();
        ensure!(Command::new("kill").args(["-s", name, &pid]).status()?.success(), "process {pid} is gone");
        Ok(())
    }

    /// Ends it in the middle of whatever it does.
    ///
    /// # Errors
    /// When it is gone.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop, as systemd and Kubernetes do, and waits until it has.
    ///
    /// # Errors
    /// When it ends with a failure.
    pub fn stop(&mut self) -> Result<()> {
        self.signal("TERM")?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
