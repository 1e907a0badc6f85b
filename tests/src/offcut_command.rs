//! The command as a process, and files for its tests.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has to stop")]

use std::path::Path;
use std::process::{Command, Output};

use crate::golden_case::GoldenCase;
use crate::program;

/// The command without arguments, free of what the person who runs the tests has set.
///
/// # Panics
/// If it is not built.
pub fn command() -> Command {
    let mut command = Command::new(program::built("offcut"));
    without_settings(&mut command);
    command
}

/// Frees a command that starts the program from what the person who runs the tests has set.
pub fn without_settings(command: &mut Command) {
    command.env_remove("OFFCUT_MODELS").env("U2NET_HOME", "/nonexistent").env("XDG_DATA_HOME", "/nonexistent");
    for proxy in ["https_proxy", "http_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(proxy).env_remove(proxy.to_uppercase());
    }
}

/// Output of the command with `arguments`.
///
/// # Panics
/// If it is not built.
pub fn offcut(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("run cargo build --workspace --bins first")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A golden case by name.
///
/// # Panics
/// If there is none.
pub fn case(name: &str) -> GoldenCase {
    GoldenCase::all().unwrap().into_iter().find(|case| case.name == name).unwrap()
}

/// A path as an argument.
///
/// # Panics
/// If it is no text.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Puts the photo of a cat under each of `names` into a folder.
///
/// # Panics
/// If that cannot be written.
pub fn fill(folder: &Path, names: &[&str]) {
    for name in names {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(&case("cat").photo, path).unwrap();
    }
}

/// Puts a photo that is cut out within moments under each of `names` into a folder: 40 × 30 pixels, a disc on plain ground.
///
/// # Panics
/// If that cannot be written.
pub fn fill_small(folder: &Path, names: &[&str]) {
    let disc = image::RgbImage::from_fn(40, 30, |x, y| {
        let (x, y) = (f64::from(x) - 20.0, f64::from(y) - 15.0);
        image::Rgb(if x * x + y * y < 80.0 { [200, 60, 40] } else { [90, 130, 220] })
    });
    for name in names {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Content decides how a photo is read, whatever its name.
        disc.save_with_format(path, image::ImageFormat::Png).unwrap();
    }
}
