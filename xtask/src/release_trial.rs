//! Trial of a release: the server from an empty folder, and the Debian packages installed, running as their service does, and removed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::debian;
use crate::files::files;
use crate::shell::{output, root, run, step, which};

/// Name of the server, of its package and of its unit.
const SERVER: &str = "offcut-server";

/// What comes with the installation or a run, beside the packages' files.
const MADE: &[&str] = &["/etc/systemd/system/multi-user.target.wants/offcut-server.service", "/var/lib/offcut"];

/// Runs the programs where nothing but themselves is: the server hands out and exports dist/ and u2netp byte by byte.
///
/// # Errors
/// When a byte differs or a program fails.
pub fn try_programs(folder: &Path) -> Result<()> {
    step("Trial of the programs in an empty folder");
    let empty = tempfile::tempdir()?;
    let server = std::path::absolute(folder.join(SERVER))?;
    let running = Running::start(Command::new(&server).args(["--port", "0", "--stateless"]).current_dir(&empty))?;
    let dist = root().join("dist");
    for (path, file) in [("/", dist.join("index.html")), ("/models/u2netp.onnx", root().join("models/u2netp.onnx"))] {
        ensure!(running.get(path)? == std::fs::read(&file)?, "the server hands out something else than {} at {path}", file.display());
    }
    running.stop()?;

    run(Command::new(&server).args(["--log", "error", "export", "site"]).current_dir(&empty))?;
    let exported = files(&empty.path().join("site"))?.len();
    let mut expected = vec![(root().join("models/u2netp.onnx"), PathBuf::from("models/u2netp.onnx"))];
    for file in files(&dist)? {
        let name = file.strip_prefix(&dist)?.to_path_buf();
        expected.push((file, name));
    }
    for (file, name) in &expected {
        let inside = std::fs::read(empty.path().join("site").join(name)).with_context(|| format!("the server lacks {}", name.display()))?;
        ensure!(inside == std::fs::read(file)?, "the server has another {}", name.display());
    }
    // The list of models and the headers are made.
    ensure!(exported == expected.len() + 2, "the server has {exported} files for {}", expected.len() + 2);

    let photo = root().join("tests/golden/flower/flower.jpg");
    run(Command::new(std::path::absolute(folder.join("offcut"))?).arg("i").arg(photo).arg("cut-out.png").current_dir(&empty))?;
    eprintln!("{} files of the site are inside {SERVER}, and offcut has its network.", expected.len());
    Ok(())
}

/// Installs the packages with apt-get, runs the server as its unit says, and purges them; nothing may be left. Only where this is root, on Debian,
/// without a systemd that would start the service by itself.
///
/// # Errors
/// When a package does not install, run or go away.
pub fn try_packages(folder: &Path) -> Result<()> {
    let packages: Vec<PathBuf> = files(folder)?.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "deb")).collect();
    let is_root = output(Command::new("id").arg("-u")).as_deref() == Some("0");
    if packages.is_empty() || !is_root || which("dpkg").is_none() || Path::new("/run/systemd/system").exists() {
        eprintln!("The Debian packages are not tried here: that takes root on Debian, in a container without systemd.");
        return Ok(());
    }
    let is_known = |package: &str| output(Command::new("dpkg-query").args(["--show", package])).is_some();
    if ["offcut", SERVER].into_iter().any(is_known) || has_user() {
        bail!("offcut or {SERVER} is installed here, or a user offcut exists: remove them, since the trial would");
    }
    step("Trial of the Debian packages");
    let paths: Vec<String> = packages.iter().map(|package| Ok(std::path::absolute(package)?.display().to_string())).collect::<Result<_>>()?;
    debian::install(&paths.iter().map(String::as_str).collect::<Vec<_>>())?.map_err(anyhow::Error::msg)?;
    let listed = output(Command::new("dpkg").args(["--listfiles", "offcut", SERVER])).context("dpkg does not list the packages' files")?;
    let installed: Vec<PathBuf> = listed.lines().map(PathBuf::from).filter(|path| path.is_file()).collect();
    let tried = try_service().and_then(|()| run(Command::new("offcut").arg("--version")));
    debian::purge(&["offcut", SERVER])?;
    tried?;
    let left = installed.into_iter().chain(MADE.iter().map(PathBuf::from)).find(|path| path.symlink_metadata().is_ok());
    ensure!(left.is_none(), "{} is left when the packages are removed", left.unwrap_or_default().display());
    ensure!(!has_user(), "the user offcut is left when the packages are removed");
    eprintln!("The packages were installed, ran and left nothing.");
    Ok(())
}

fn has_user() -> bool {
    output(Command::new("getent").args(["passwd", "offcut"])).is_some()
}

/// Does what systemd would do with the unit: its command as its user, with its variables and a folder for its state; on free ports.
fn try_service() -> Result<()> {
    let unit = output(Command::new("dpkg").args(["--listfiles", SERVER])).unwrap_or_default();
    let unit = unit.lines().find(|path| path.ends_with("/offcut-server.service")).context("the package has no unit")?;
    let unit = std::fs::read_to_string(unit)?;
    let setting =
        |name: &str| unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).with_context(|| format!("the unit has no {name}"));
    let state = Path::new("/var/lib").join(setting("StateDirectory")?);
    run(Command::new("install").args(["--directory", "--owner", setting("User")?]).arg(&state))?;
    let settings = std::fs::read_to_string(setting("EnvironmentFile")?.trim_start_matches('-'))?;
    let variables = settings.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let mut command = Command::new("setpriv");
    command.args(["--reuid", setting("User")?, "--regid", setting("User")?, "--clear-groups", "--no-new-privs", "--bounding-set", "-all"]);
    command.args(setting("ExecStart")?.split(' ')).current_dir("/").env_clear().envs(variables).env("STATE_DIRECTORY", &state);
    let running = Running::start(command.env("OFFCUT_PORT", "0").env("OFFCUT_OPERATORS", "127.0.0.1:0"))?;
    ensure!(running.get("/healthz")? == b"ok\n", "the installed server is not healthy");
    ensure!(
        running.get("/models/u2netp.onnx")? == std::fs::read(root().join("models/u2netp.onnx"))?,
        "the installed server hands out another network"
    );
    running.stop()?;
    ensure!(std::fs::read_dir(&state)?.next().is_some(), "the installed server kept no statistics in {}", state.display());
    Ok(())
}

/// Server that is running, and ends with this.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("the server cannot be started")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the server has no output")?;
        let read = BufReader::new(stdout).read_line(&mut line);
        let mut running = Self { child, address: String::new() };
        read?;
        let address = line.split_once("http://").and_then(|(_, rest)| rest.split('/').next()).context("the server told no address")?;
        running.address = address.to_owned();
        Ok(running)
    }

    /// Body at this path.
    fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.address)?;
        // HTTP/1.0 ends a body by closing the connection.
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address)?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        ensure!(response.starts_with(b"HTTP/1.0 200") || response.starts_with(b"HTTP/1.1 200"), "{path} is not there");
        let end = response.windows(4).position(|window| window == b"\r\n\r\n").with_context(|| format!("{path} has no header"))?;
        Ok(response.split_off(end + 4))
    }

    /// Stops it as an operator would.
    fn stop(mut self) -> Result<()> {
        run(Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]))?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Has no effect on one that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
