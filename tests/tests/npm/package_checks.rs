//! The package as its readers' tools see it: its types, what is in it, how large it is.

use tests::offcut_command::text;

use crate::installed::{Project, is_absent, tarball};

/// Most bytes of the packed package.
const MOST: u64 = 12_000_000;

#[test]
fn types_are_strict_and_cover_every_function_and_option() {
    if !is_absent() {
        Project::of("typescript").run("npx", &["--offline", "tsc", "--noEmit"]);
    }
}

#[test]
fn publint_and_are_the_types_wrong_find_nothing_and_the_tarball_is_small() {
    if is_absent() {
        return;
    }
    let (project, tarball) = (Project::empty(), tarball());
    let said = project.run("npx", &["--offline", "publint", "run", "--strict", text(&tarball)]);
    assert!(said.contains("All good!"), "{said}");
    // The package has ES modules alone, which a require() of Node reads from version 20.19 on.
    project.run("npx", &["--offline", "attw", "--no-definitely-typed", "--profile", "esm-only", text(&tarball)]);
    let bytes = std::fs::metadata(&tarball).unwrap().len();
    assert!(bytes <= MOST, "{} has {bytes} bytes", tarball.display());
}
