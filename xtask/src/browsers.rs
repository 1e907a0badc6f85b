//! Browsers of the tests and benchmarks with their WebDrivers: one row each, installed where they are missing.

use std::path::PathBuf;

use anyhow::Result;

use crate::shell::{Variable, absent, variable, which};
use crate::{debian, tools};

/// Browser as `tests/src/browser/engine.rs` starts it.
#[derive(Debug)]
struct Engine {
    /// Name in capitals: the end of the variable that says why it is not here.
    name: &'static str,
    /// Variables that the tests read, and the names of the program on PATH.
    programs: &'static [(&'static str, &'static [&'static str])],
    /// Packages of Debian.
    packages: &'static [&'static str],
    /// Driver that Debian does not have.
    driver: Option<Driver>,
}

/// Variable of a driver, and the function that installs it.
type Driver = (&'static str, fn() -> Result<PathBuf>);

const ENGINES: &[Engine] = &[
    Engine {
        name: "CHROMIUM",
        programs: &[("OFFCUT_CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"]), ("OFFCUT_CHROMEDRIVER", &["chromedriver"])],
        packages: &["chromium", "chromium-driver"],
        driver: None,
    },
    Engine {
        name: "FIREFOX",
        programs: &[("OFFCUT_FIREFOX", &["firefox-esr", "firefox"])],
        packages: &["firefox-esr"],
        driver: Some(("OFFCUT_GECKODRIVER", tools::geckodriver)),
    },
    Engine {
        name: "WEBKIT",
        programs: &[("OFFCUT_WEBKITDRIVER", &["WebKitWebDriver"]), ("OFFCUT_XVFB", &["Xvfb"])],
        // The page shows names of files in any language; the driver's package brings no font.
        packages: &["webkit2gtk-driver", "xvfb", "fonts-dejavu-core"],
        driver: None,
    },
];

/// Programs of one browser by their variables, or the reason why it is missing.
pub type Found = std::result::Result<Vec<(&'static str, PathBuf)>, String>;

/// Every browser by its name, installed if it can be.
///
/// # Errors
/// When an installation fails.
pub fn ensure() -> Result<Vec<(&'static str, Found)>> {
    let missing: Vec<&str> = ENGINES.iter().filter(|engine| engine.on_path().is_err()).flat_map(|engine| engine.packages.iter().copied()).collect();
    let refused = if missing.is_empty() { None } else { debian::install(&missing)?.err() };
    let mut all = Vec::new();
    for engine in ENGINES {
        let mut found = engine.on_path().map_err(|program| match &refused {
            Some(reason) => format!("{program} is not on PATH, and {reason}"),
            None => format!("the packages {} brought no {program}", engine.packages.join(", ")),
        });
        if let (Ok(programs), Some((variable, install))) = (&mut found, engine.driver) {
            programs.push((variable, install()?));
        }
        all.push((engine.name, found));
    }
    Ok(all)
}

/// Chromium, for benchmarks.
///
/// # Errors
/// When it is not here and cannot be installed.
pub fn chromium() -> Result<PathBuf> {
    let engine = &ENGINES[0];
    if engine.on_path().is_err() {
        debian::install(engine.packages)?.map_err(anyhow::Error::msg)?;
    }
    let programs = engine.on_path().map_err(|program| anyhow::anyhow!("{program} is not on PATH"))?;
    programs.into_iter().next().map(|(_, path)| path).ok_or_else(|| anyhow::anyhow!("Chromium has no program"))
}

/// Variables that name the browsers for the tests, or the reason why one is missing.
///
/// # Errors
/// When an installation fails, or one is missing where `CI` is set.
pub fn variables() -> Result<Vec<Variable>> {
    let mut variables = Vec::new();
    for (name, found) in ensure()? {
        match found {
            Ok(programs) => variables.extend(programs.into_iter().map(|(name, path)| variable(name, path))),
            Err(reason) => variables.push(absent(&format!("the browser tests in {}", name.to_lowercase()), &format!("OFFCUT_NO_{name}"), reason)?),
        }
    }
    Ok(variables)
}

impl Engine {
    /// Its programs, or the name of one that is missing.
    fn on_path(&self) -> std::result::Result<Vec<(&'static str, PathBuf)>, &'static str> {
        let found = |(variable, names): &(&'static str, &'static [&'static str])| {
            names.iter().find_map(|name| which(name)).map(|path| (*variable, path)).ok_or(names[0])
        };
        self.programs.iter().map(found).collect()
    }
}
