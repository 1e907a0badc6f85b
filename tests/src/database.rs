//! PostgreSQL for one test, apart from the machine's own.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::services::{Beside, PATIENCE, free_port, output};

/// PostgreSQL server with an empty database, for one test.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    // Dropped in this order: the server before its folder.
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
            chown(&data, Some(user), Some(group))?;
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

    /// Address for `--database`.
    pub fn url(&self) -> String {
        format!("postgres://offcut@127.0.0.1:{}/postgres", self.port)
    }

    /// Rows of a query as lines, columns apart by `|`.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn query(&self, sql: &str) -> Result<String> {
        output(Command::new("psql").args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, &self.url()]))
    }
}
