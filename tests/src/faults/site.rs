//! Page, statistics and log of a server, in a folder that outlives it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::http_client::{self, Response};
use crate::program;
use crate::server_process::ServerProcess;

/// Bytes of `/large.bin`: more than the system keeps for a connection.
const LARGE: usize = 8 << 20;

/// Folder with a page, a large file, statistics and a log.
#[derive(Debug)]
pub struct Site(TempDir);

impl Site {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new() -> Result<Self> {
        let site = Self(tempfile::tempdir()?);
        fs::create_dir(site.page())?;
        fs::write(site.page().join("index.html"), "<!doctype html><p>the page")?;
        fs::write(site.page().join("large.bin"), vec![7; LARGE])?;
        fs::create_dir(site.data())?;
        Ok(site)
    }

    fn page(&self) -> PathBuf {
        self.0.path().join("page")
    }

    /// Folder of the statistics.
    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Log of all servers here, from `info` on.
    ///
    /// # Errors
    /// When there is none.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.0.path().join("log"))?)
    }

    /// Lines of the log with this word.
    ///
    /// # Errors
    /// As [`Site::log`].
    pub fn logged(&self, word: &str) -> Result<usize> {
        Ok(self.log()?.lines().filter(|line| line.contains(word)).count())
    }

    /// Starts a server that writes statistics into this folder every second.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&self, flags: &[&str]) -> Result<ServerProcess> {
        self.start_through(
            &[],
            &[],
            &[&["--data".as_ref(), self.data().as_os_str()], &flags.iter().map(AsRef::as_ref).collect::<Vec<_>>()[..]].concat(),
        )
    }

    /// Starts a server by a program that becomes it, with these variables and flags.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_through(&self, program: &[&str], variables: &[(&str, &Path)], flags: &[&std::ffi::OsStr]) -> Result<ServerProcess> {
        let words: Vec<OsString> = program.iter().map(OsString::from).chain([program::built("offcut-server").into()]).collect();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(["--port", "0", "--flush-seconds", "1"]).env("OFFCUT_LOG", "info");
        command.arg("--site").arg(self.page()).arg("--models").arg(self.page()).args(flags);
        command.envs(variables.iter().copied());
        command.stderr(File::options().create(true).append(true).open(self.0.path().join("log"))?);
        ServerProcess::of(command)
    }
}

/// Value of a metric without labels, or the sum of its lines.
///
/// # Errors
/// When the server does not respond.
pub fn metric(server: &ServerProcess, name: &str) -> Result<f64> {
    let metrics = http_client::get(&server.authority, "/metrics", &[])?.body;
    let values = metrics.lines().filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '{'])));
    Ok(values.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
}

/// Files and connections that the process has open.
///
/// # Errors
/// When it is gone.
pub fn open_files(server: &ServerProcess) -> Result<usize> {
    Ok(fs::read_dir(format!("/proc/{}/fd", server.id()))?.count())
}

/// Bytes that the system holds for the connections of all programs.
///
/// # Errors
/// When it does not say.
pub fn socket_memory() -> Result<usize> {
    const PAGE: usize = 4096;
    let sockets = fs::read_to_string("/proc/net/sockstat")?;
    let words: Vec<&str> = sockets.lines().find(|line| line.starts_with("TCP:")).unwrap_or_default().split(' ').collect();
    let pages = words.iter().skip_while(|word| **word != "mem").nth(1).context("the system does not say what its connections take")?;
    Ok(pages.parse::<usize>()? * PAGE)
}

/// Response to a photo for the API.
///
/// # Errors
/// When the server does not respond.
pub fn cut_out(server: &ServerProcess, photo: &[u8], query: &str) -> Result<Response> {
    http_client::post(&server.authority, &format!("/api/remove?{query}"), &["Content-Type: image/png"], photo)
}
