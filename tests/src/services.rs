//! The programs that run beside the server in operation, which `cargo xtask test` installs: Prometheus, HAProxy, PostgreSQL, and a Python.

use std::fs::Permissions;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// For a program to be there.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether they are not to be had here, after saying why the test that wants them is skipped.
pub fn are_absent(test: &str) -> bool {
    let reason = std::env::var_os("OFFCUT_NO_SERVICES");
    if let Some(reason) = &reason {
        eprintln!("{test} is skipped: {}", reason.to_string_lossy());
    }
    reason.is_some()
}

/// The Python with the packages of the tests.
///
/// # Errors
/// When nobody said where it is.
pub fn python() -> Result<PathBuf> {
    std::env::var_os("OFFCUT_PYTHON").map(PathBuf::from).context("OFFCUT_PYTHON names no Python with the tests' packages: run cargo xtask test")
}

/// What a command writes to stdout and stderr.
///
/// # Errors
/// When it cannot be started, or fails; its words are in the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{} cannot be started: run cargo xtask test", command.get_program().display()))?;
    let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{:?} failed:\n{words}", command);
    Ok(words)
}

/// A port that nobody listens on now.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A program that runs beside the test; dropping it ends it.
#[derive(Debug)]
pub struct Beside(Child);

impl Beside {
    /// Starts it and waits until something listens on the port.
    ///
    /// # Errors
    /// When it cannot be started, ends at once, or never listens.
    pub fn start(command: &mut Command, port: u16) -> Result<Self> {
        let name = command.get_program().display().to_string();
        let child = command.stdout(Stdio::null()).spawn().with_context(|| format!("{name} cannot be started: run cargo xtask test"))?;
        let mut beside = Self(child);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(beside.0.try_wait()?.is_none(), "{name} has ended");
            ensure!(begun.elapsed() < PATIENCE, "{name} does not listen on port {port}");
            sleep(Duration::from_millis(50));
        }
        Ok(beside)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A PostgreSQL server with an empty database, for one test.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    _server: Beside,
    _folder: TempDir,
}

impl Postgres {
    /// Makes the database and starts the server.
    ///
    /// # Errors
    /// When PostgreSQL is not there or does not start.
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
        // PostgreSQL refuses to run as root; its package brings a user.
        let id = |flag: &str| output(Command::new("id").args([flag, "postgres"])).ok()?.trim().parse::<u32>().ok();
        let user = (output(Command::new("id").arg("-u"))?.trim() == "0").then(|| id("-u").zip(id("-g"))).flatten();
        let command = |program: &str| {
            let mut command = Command::new(program);
            command.arg("-D").arg(&data).current_dir(folder.path());
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command
        };
        if let Some((user, group)) = user {
            std::os::unix::fs::chown(&data, Some(user), Some(group))?;
        }
        output(command("initdb").args(["--auth=trust", "--username=offcut", "--no-sync"]))?;
        let port = free_port()?;
        let mut server = command("postgres");
        // No socket in a folder, no flushing to a disk that is thrown away.
        server.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]);
        let server = Beside::start(server.stderr(Stdio::null()), port)?;
        let postgres = Self { port, _server: server, _folder: folder };
        let begun = Instant::now();
        while postgres.query("SELECT 1").is_err() {
            ensure!(begun.elapsed() < PATIENCE, "PostgreSQL answers no query");
            sleep(Duration::from_millis(50));
        }
        Ok(postgres)
    }

    /// For `--database`.
    pub fn url(&self) -> String {
        format!("postgres://offcut@127.0.0.1:{}/postgres", self.port)
    }

    /// The lines that a query answers, columns apart by `|`.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn query(&self, sql: &str) -> Result<String> {
        output(Command::new("psql").args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, &self.url()]))
    }
}
