//! The programs of this workspace as processes, and the folders around them.

use std::path::{Path, PathBuf};

/// Cargo's target folder, which holds the `debug` or `release` folder that this test was built into.
pub fn target_dir() -> PathBuf {
    profile_dir().parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A program that was built with this test. `cargo xtask test` builds them first; with plain `cargo test`, run `cargo build --workspace --bins` before.
pub fn built(name: &str) -> PathBuf {
    profile_dir().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The project's folder: what cargo says while it runs the tests, since a second clone may share the target folder.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A folder of the shared material, which lies beside the project; `None` after saying that the test that wants it is skipped.
///
/// # Panics
/// If it is missing and `CI` is `true`: a check that CI skips is one that nobody runs.
pub fn shared(folder: &str, test: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "{test} cannot run, and CI must not skip it: ../shared/{folder} is not here");
    eprintln!("{test} is skipped: ../shared/{folder} is not here");
    None
}

fn profile_dir() -> PathBuf {
    // target/<profile>/deps/<this test>
    std::env::current_exe().ok().and_then(|test| Some(test.parent()?.parent()?.to_path_buf())).unwrap_or_default()
}
