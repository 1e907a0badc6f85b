//! `cargo xtask wheel`: the Python package as a wheel, installed into fresh environments and tested there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::files::files;
use crate::shell::{cargo, run, step, target_dir};
use crate::{linting, python};

/// Builds wheels.
const MATURIN: &str = "maturin==1.16.0";

/// Packages whose pictures are taken, and which are not needed for files.
const PICTURES: &[&str] = &["pillow==13.0.0", "numpy==2.4.6"];

/// Checks types.
const MYPY: &str = "mypy==2.4.1";

/// Builds the wheel and tests it.
///
/// # Errors
/// When it cannot be built, or a test fails.
pub fn build_and_test() -> Result<()> {
    let wheel = build()?;
    step("Building the command, which the cut-outs are compared with");
    cargo(["build", "--release", "--workspace", "--bins"])?;
    test(&wheel)?;
    eprintln!("{} ({} bytes)", wheel.display(), std::fs::metadata(&wheel)?.len());
    Ok(())
}

/// Builds the wheel for this platform; returns its path.
///
/// # Errors
/// When its format is not rustfmt's, a lint finds something, or maturin fails.
pub fn build() -> Result<PathBuf> {
    let maturin = python::with_packages("maturin", &[MATURIN])?.with_file_name("maturin");
    step("Building the wheel");
    cargo(["fmt", "--manifest-path", "python/Cargo.toml", "--check"])?;
    let folder = target_dir().join("offcut/wheel");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut build = Command::new(maturin);
    build.args(["build", "--manifest-path", "python/Cargo.toml", "--out"]).arg(&folder);
    run(build.env("CARGO_TARGET_DIR", target_dir()).envs(linting::LINTS))?;
    files(&folder)?.into_iter().next().context("maturin wrote no wheel")
}

/// Runs the tests of files with the wheel alone, then all of them beside PIL and numpy, then the check of types.
fn test(wheel: &Path) -> Result<()> {
    let folder = target_dir().join("offcut/wheel-python");
    let python = python::fresh(&folder)?;
    let tests = |step_name: &str, pattern: &str| {
        step(step_name);
        let mut tests = Command::new(&python);
        tests.args(["-W", "error", "-m", "unittest", "discover", "--start-directory", "python/tests", "--pattern", pattern]);
        let command = target_dir().join("release").join(format!("offcut{}", std::env::consts::EXE_SUFFIX));
        run(tests.env("OFFCUT_COMMAND", command).env("PYTHONDONTWRITEBYTECODE", "1"))
    };
    python::install(&python, &[wheel])?;
    tests("Python: the wheel alone", "test_files*.py")?;
    python::install(&python, PICTURES)?;
    tests("Python: beside PIL and numpy", "test_*.py")?;
    step("Python: types");
    let mypy = python::with_packages("mypy", &[MYPY])?;
    [&["--package", "offcut"][..], &["python/tests/typed_use.py"]].iter().try_for_each(|checked| {
        let mut types = Command::new(&mypy);
        types.args(["-m", "mypy", "--strict", "--warn-unused-ignores", "--python-executable"]).arg(&python);
        run(types.arg("--cache-dir").arg(folder.join("mypy")).args(*checked))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::shell::root;

    /// Name and version of every package of a lock file.
    fn locked(path: &str) -> BTreeSet<(String, String)> {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        let field = |line: &str, name: &str| Some(line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned());
        let lines: Vec<&str> = text.lines().collect();
        lines.windows(2).filter_map(|pair| Some((field(pair[0], "name")?, field(pair[1], "version")?))).collect()
    }

    #[test]
    fn wheel_has_the_versions_of_the_workspace() {
        let (ours, wheels) = (locked("Cargo.lock"), locked("python/Cargo.lock"));
        let names: BTreeSet<&String> = ours.iter().map(|(name, _)| name).collect();
        let differing: Vec<_> = wheels.difference(&ours).filter(|(name, _)| names.contains(name)).collect();
        assert!(
            differing.is_empty(),
            "python/Cargo.lock differs from Cargo.lock in {differing:?}: copy Cargo.lock over it and run cargo metadata there"
        );
        assert!(wheels.len() > 50, "only {} packages", wheels.len());
        assert!(wheels.contains(&("offcut-python".to_owned(), env!("CARGO_PKG_VERSION").to_owned())), "python/Cargo.toml has another version");
    }
}
