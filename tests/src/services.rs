//! Services around the server, which `cargo xtask test` installs: Prometheus, HAProxy, PostgreSQL, and a Python.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Timeout for a program to respond.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// True where the services are not installed; prints why the test is skipped.
pub fn is_skipped(test: &str) -> bool {
    let reason = std::env::var_os("OFFCUT_NO_SERVICES");
    if let Some(reason) = &reason {
        eprintln!("{test} is skipped: {}", reason.to_string_lossy());
    }
    reason.is_some()
}

/// Python with the packages of the tests.
///
/// # Errors
/// When no variable names it.
pub fn python() -> Result<PathBuf> {
    std::env::var_os("OFFCUT_PYTHON").map(PathBuf::from).context("OFFCUT_PYTHON names no Python with the tests' packages: run cargo xtask test")
}

/// Output of a command on stdout and stderr.
///
/// # Errors
/// When it cannot be started, or fails; the error has its output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{} cannot be started: run cargo xtask test", command.get_program().display()))?;
    let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{:?} failed:\n{words}", command);
    Ok(words)
}

/// Port that is free now.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Process of a service, until it is dropped.
#[derive(Debug)]
pub struct ServiceProcess(Child);

impl ServiceProcess {
    /// Starts it and waits until something listens on the port.
    ///
    /// # Errors
    /// When it cannot be started, ends at once, or never listens.
    pub fn start(command: &mut Command, port: u16) -> Result<Self> {
        let name = command.get_program().display().to_string();
        let child = command.stdout(Stdio::null()).spawn().with_context(|| format!("{name} cannot be started: run cargo xtask test"))?;
        let mut service = Self(child);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(service.0.try_wait()?.is_none(), "{name} has ended");
            ensure!(begun.elapsed() < TIMEOUT, "{name} does not listen on port {port}");
            sleep(Duration::from_millis(50));
        }
        Ok(service)
    }
}

impl ServiceProcess {
    /// Number of its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait(mut self) -> Result<()> {
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
