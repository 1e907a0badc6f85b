//! Browser engines that the page is tested in: one row each.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::PLAIN_HTTP_HOST;

/// Engine, and the programs that bring it.
#[derive(Debug)]
pub struct Engine {
    /// Name in messages; in capitals the end of `OFFCUT_NO_<NAME>`, which holds the reason why it is not here.
    pub name: &'static str,
    /// WebDriver: the variable with its path, and its name on PATH.
    driver: (&'static str, &'static str),
    /// True if it draws on a display, of which there is none.
    needs_display: bool,
    capabilities: fn(&Start<'_>) -> Value,
    /// Worker builds that run in it, best first.
    pub builds: &'static [&'static str],
    /// Abilities that its driver lacks, with the reason.
    lacks: &'static [(Ability, &'static str)],
}

/// Operation that not every WebDriver has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Messages of the console, among them violations of the content policy.
    Console,
    /// Commands of the DevTools protocol.
    DevTools,
}

/// Start of one browser.
#[derive(Debug)]
pub struct Start<'a> {
    /// Folder of the profile.
    pub profile: &'a Path,
    /// Folder of downloads.
    pub downloads: &'a Path,
    /// True if pages are told that the person prefers dark colours.
    pub dark: bool,
}

/// Chromium, through ChromeDriver.
pub static CHROMIUM: Engine = Engine {
    name: "chromium",
    driver: ("OFFCUT_CHROMEDRIVER", "chromedriver"),
    needs_display: false,
    capabilities: of_chromium,
    builds: &["fast", "threads", "compat"],
    lacks: &[],
};

/// Firefox, through geckodriver.
pub static FIREFOX: Engine = Engine {
    name: "firefox",
    driver: ("OFFCUT_GECKODRIVER", "geckodriver"),
    needs_display: false,
    capabilities: of_firefox,
    builds: &["fast", "compat"],
    lacks: &[(Ability::Console, "geckodriver has no command for the console"), (Ability::DevTools, "the DevTools protocol is Chromium's")],
};

/// WebKitGTK, through its own driver.
pub static WEBKIT: Engine = Engine {
    name: "webkit",
    driver: ("OFFCUT_WEBKITDRIVER", "WebKitWebDriver"),
    needs_display: true,
    capabilities: of_webkit,
    // It gives no page memory to share between threads.
    builds: &["compat"],
    lacks: &[(Ability::Console, "WebKitWebDriver has no command for the console"), (Ability::DevTools, "the DevTools protocol is Chromium's")],
};

impl Engine {
    /// Reason for skipping every test in it; printed.
    pub fn is_absent(&self) -> bool {
        let variables = ["OFFCUT_NO_BROWSER".to_owned(), format!("OFFCUT_NO_{}", self.name.to_uppercase())];
        let reason = variables.iter().find_map(std::env::var_os);
        if let Some(reason) = &reason {
            eprintln!("skipped in {}: {}", self.name, reason.to_string_lossy());
        }
        reason.is_some()
    }

    /// True if its driver can do this; the reason is printed where it cannot.
    pub fn can(&self, ability: Ability) -> bool {
        let lack = self.lacks.iter().find(|(lacking, _)| *lacking == ability);
        if let Some((_, reason)) = lack {
            eprintln!("{ability:?} is skipped in {}: {reason}", self.name);
        }
        lack.is_none()
    }

    /// Capabilities of a session.
    pub(super) fn capabilities(&self, start: &Start<'_>) -> Value {
        (self.capabilities)(start)
    }

    /// Starts the driver, and a display where it needs one.
    pub(super) fn start_driver(&self, port: u16, start: &Start<'_>) -> Result<Programs> {
        let (variable, name) = self.driver;
        let mut command = Command::new(program(variable, name));
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let display = if self.needs_display { Some(display()?) } else { None };
        if let Some((_, number)) = &display {
            gtk_environment(&mut command, number, start)?;
        }
        let driver = command.spawn().with_context(|| format!("{name} cannot be started; set {variable} or install it"))?;
        Ok(Programs { driver, display: display.map(|(child, _)| child) })
    }
}

/// Driver and display, until they are dropped.
#[derive(Debug)]
pub(super) struct Programs {
    driver: Child,
    display: Option<Child>,
}

impl Programs {
    pub(super) fn driver_id(&self) -> u32 {
        self.driver.id()
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        for program in [Some(&mut self.driver), self.display.as_mut()].into_iter().flatten() {
            // It may be gone already.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn of_chromium(start: &Start<'_>) -> Value {
    let colours = if start.dark { "--force-dark-mode" } else { "--no-default-browser-check" };
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": which(&program("OFFCUT_CHROMIUM", "chromium")),
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-features=HttpsUpgrades", "--window-size=1280,900", colours,
                format!("--host-resolver-rules=MAP {PLAIN_HTTP_HOST} 127.0.0.1"),
                format!("--user-data-dir={}", start.profile.display()),
            ],
            "prefs": { "download.default_directory": start.downloads, "download.prompt_for_download": false },
        },
    })
}

fn of_firefox(start: &Start<'_>) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": which(&program("OFFCUT_FIREFOX", "firefox-esr")),
            "args": ["-headless", "--width", "1280", "--height", "900"],
            "prefs": {
                "browser.download.folderList": 2,
                "browser.download.dir": start.downloads,
                "browser.download.useDownloadDir": true,
                "browser.download.alwaysOpenPanel": false,
                "layout.css.prefers-color-scheme.content-override": if start.dark { 0 } else { 1 },
            },
        },
    })
}

fn of_webkit(_: &Start<'_>) -> Value {
    let options = match std::env::var_os("OFFCUT_WEBKIT") {
        Some(binary) => json!({ "binary": PathBuf::from(binary), "args": ["--automation"] }),
        // The driver knows where its own browser is.
        None => json!({}),
    };
    json!({ "webkitgtk:browserOptions": options })
}

/// Display, folder of downloads and colours of a program that uses GTK, whatever the person who runs the tests has.
fn gtk_environment(command: &mut Command, display: &str, start: &Start<'_>) -> Result<()> {
    let settings = start.profile.join("config");
    std::fs::create_dir_all(&settings)?;
    std::fs::write(settings.join("user-dirs.dirs"), format!("XDG_DOWNLOAD_DIR=\"{}\"\n", start.downloads.display()))?;
    command.env("DISPLAY", display).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    command.env("HOME", start.profile).env("XDG_CONFIG_HOME", settings).env("XDG_CACHE_HOME", start.profile.join("cache"));
    command.env("XDG_DATA_HOME", start.profile.join("data")).env("GTK_THEME", if start.dark { "Adwaita:dark" } else { "Adwaita" });
    Ok(())
}

/// Virtual display with a number that it chooses itself.
fn display() -> Result<(Child, String)> {
    let mut command = Command::new(program("OFFCUT_XVFB", "Xvfb"));
    command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().context("Xvfb cannot be started; set OFFCUT_XVFB or install it")?;
    let mut number = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut number)?;
    }
    Ok((child, format!(":{}", number.trim())))
}

/// Program that a variable names, or one on PATH.
fn program(variable: &str, name: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| PathBuf::from(name), PathBuf::from)
}

/// Path of a program, which drivers need in place of a name.
fn which(program: &Path) -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file()).unwrap_or_else(|| program.to_path_buf())
}
