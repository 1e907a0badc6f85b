//! PostgreSQL for one test, apart from the machine's own.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::services::{ServiceProcess, TIMEOUT, free_port, output};

/// PostgreSQL server with an empty database, for one test.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    user: Option<(u32, u32)>,
    // Dropped in this order: the server before its folder.
    server: Option<ServiceProcess>,
    folder: TempDir,
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
        if let Some((user, group)) = user {
            chown(&data, Some(user), Some(group))?;
        }
        let mut postgres = Self { port: free_port()?, user, server: None, folder };
        output(postgres.command("initdb").args(["--auth=trust", "--username=offcut", "--no-sync"]))?;
        postgres.come_back()?;
        Ok(postgres)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("-D").arg(self.folder.path().join("data")).current_dir(self.folder.path());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Ends it without a word to those who are connected, as a crash does.
    ///
    /// # Errors
    /// When it is away already.
    pub fn go_away(&mut self) -> Result<()> {
        let server = self.server.take().context("PostgreSQL is away")?;
        output(Command::new("kill").args(["-s", "QUIT", &server.id().to_string()]))?;
        server.wait()
    }

    /// Starts it again with what it has.
    ///
    /// # Errors
    /// When it does not start.
    pub fn come_back(&mut self) -> Result<()> {
        let mut server = self.command("postgres");
        // No socket in a folder, no flushing to a disk that is thrown away.
        server.args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]);
        self.server = Some(ServiceProcess::start(server.stderr(Stdio::null()), self.port)?);
        let begun = Instant::now();
        while self.query("SELECT 1").is_err() {
            ensure!(begun.elapsed() < TIMEOUT, "PostgreSQL answers no query");
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Sends a signal to its processes: `STOP` makes it hang with its connections open, `CONT` lets it go on.
    ///
    /// # Errors
    /// When it is away.
    pub fn signal(&self, name: &str) -> Result<()> {
        let first = self.server.as_ref().context("PostgreSQL is away")?.id();
        // One for each connection beside the first.
        let children = std::fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
        let all = [first.to_string()].into_iter().chain(children.split_whitespace().map(str::to_owned));
        output(Command::new("kill").args(["-s", name]).args(all)).map(drop)
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
