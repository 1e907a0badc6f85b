//! Projects with the package installed, each a copy of an example in a folder of its own.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use tempfile::TempDir;
use tests::program::{root, target_dir};
use tests::services::output;

/// Example in a folder of its own, with the package and its tools in `node_modules/`.
#[derive(Debug)]
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// Copies an example, installs the package and links the tools.
    pub fn of(example: &str) -> Self {
        let project = Self::empty();
        copy(&root().join("npm/examples").join(example), project.path());
        project
    }

    /// A folder that has nothing but the package and its tools.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let modules = folder.path().join("node_modules");
        copy(&installed().join("node_modules"), &modules);
        link(&tools().join("node_modules"), &modules);
        Self { folder }
    }

    /// Several examples, built at the same time by what their `package.json` says.
    pub fn built(examples: &[&str]) -> Vec<Self> {
        thread::scope(|scope| {
            let building: Vec<_> = examples
                .iter()
                .map(|example| {
                    scope.spawn(move || {
                        let project = Self::of(example);
                        project.run("npm", &["run", "build"]);
                        project
                    })
                })
                .collect();
            building.into_iter().map(|project| project.join().unwrap()).collect()
        })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command in its folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        quiet(&mut command);
        command
    }

    /// What a command says; it has to succeed.
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        output(self.command(program).args(arguments)).unwrap()
    }
}

/// Whether these tests are skipped; the reason is printed.
pub fn is_absent() -> bool {
    let reason = std::env::var_os("OFFCUT_NO_NPM");
    if let Some(reason) = &reason {
        eprintln!("the npm package is not tested: {}", reason.to_string_lossy());
    }
    reason.is_some()
}

/// The packed package.
pub fn tarball() -> PathBuf {
    named("OFFCUT_NPM_TARBALL")
}

/// Folder whose `node_modules` has bundlers, frameworks and checkers.
fn tools() -> PathBuf {
    named("OFFCUT_NPM_TOOLS")
}

fn named(variable: &str) -> PathBuf {
    std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: run cargo xtask test")).into()
}

/// Folder where npm has installed the tarball, without a network, as the only thing. Made once for all tests.
pub fn installed() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = target_dir().join("offcut/npm-installed");
        // There is none at first.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("package.json"), r#"{ "private": true }"#).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["install", "--offline", "--no-audit", "--no-fund"]).arg(tarball()).current_dir(&folder);
        quiet(&mut npm);
        output(&mut npm).unwrap();
        folder
    })
}

/// Frees a command from what the person who runs the tests has set for npm and Node, and from looks for newer versions.
fn quiet(command: &mut Command) {
    command.env_remove("NODE_OPTIONS").env_remove("NODE_ENV").env("npm_config_update_notifier", "false").env("NO_COLOR", "1");
}

/// Everything in a folder, with links as they are.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.unwrap();
        let (kind, target) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_symlink() {
            symlink(std::fs::read_link(entry.path()).unwrap(), target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Links what is in a folder of modules into another one, the programs of `.bin/` one by one beside those that are there.
fn link(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.ends_with(".bin") {
            link(&path, &target);
        } else if !path.ends_with(".package-lock.json") {
            symlink(path, target).unwrap();
        }
    }
}
