//! The packages that others may use: what the registry is told of each, what each holds, and its example as a stranger runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::program::{built, root};
use toml::Table;

/// Folder and manifest of each package that is published.
fn packages() -> Vec<(PathBuf, Table)> {
    let manifest = |folder: &Path| fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse::<Table>().unwrap();
    let workspace = manifest(&root());
    let folders = workspace["workspace"]["members"].as_array().unwrap().iter().map(|name| root().join(name.as_str().unwrap()));
    let packages: Vec<_> = folders
        .map(|folder| (folder.clone(), manifest(&folder)))
        .filter(|(_, manifest)| manifest["package"]["publish"].as_bool() == Some(true))
        .collect();
    assert!(packages.len() >= 6, "only {} packages are published", packages.len());
    packages
}

fn name(manifest: &Table) -> &str {
    manifest["package"]["name"].as_str().unwrap()
}

#[test]
fn manifests_tell_the_registry_what_it_asks_for() {
    for (_, manifest) in packages() {
        let package = manifest["package"].as_table().unwrap();
        for key in ["description", "keywords", "categories", "readme", "include", "license", "rust-version"] {
            assert!(package.contains_key(key), "{} has no {key}", name(&manifest));
        }
        let keywords = package["keywords"].as_array().unwrap();
        assert!((1..=5).contains(&keywords.len()), "{}: the registry takes up to five keywords", name(&manifest));
        for keyword in keywords.iter().map(|keyword| keyword.as_str().unwrap()) {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+".contains(&byte);
            assert!(keyword.len() <= 20 && keyword.bytes().all(is_allowed), "{}: {keyword}", name(&manifest));
        }
        assert_eq!(package["metadata"]["docs"]["rs"]["all-features"].as_bool(), Some(true), "{}", name(&manifest));
    }
}

#[test]
fn readmes_have_each_feature_and_code_that_is_tested() {
    for (folder, manifest) in packages() {
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(readme.starts_with(&format!("# {}\n", name(&manifest))), "{}", folder.display());
        assert!(fs::read_to_string(folder.join("src/lib.rs")).unwrap().contains("#![doc = include_str!(\"../README.md\")]"), "{}", folder.display());
        assert!(readme.contains("\n```\n") && readme.contains(&format!("use {}::", name(&manifest).replace('-', "_"))), "{}", folder.display());
        let rows: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let features = manifest.get("features").and_then(|features| features.as_table()).cloned().unwrap_or_default();
        for feature in features.keys().filter(|feature| *feature != "default") {
            assert!(rows.contains(&feature.as_str()), "README.md of {} has no row for its feature {feature}", name(&manifest));
        }
        assert!(rows.iter().all(|row| features.contains_key(*row)), "README.md of {} has rows {rows:?}", name(&manifest));
    }
}

/// What a package holds beside its source, its examples and what every one has.
const OWN_FILES: &[(&str, &[&str])] = &[
    ("offcut-catalogue", &["u2netp.onnx"]),
    ("offcut-matting", &["presets/16x9.json", "presets/4x5.json", "presets/passport.json", "presets/square.json", "presets/sticker.json"]),
];

#[test]
fn packages_hold_their_files_and_no_others() {
    for (_, manifest) in packages() {
        let name = name(&manifest);
        let list = Command::new(env!("CARGO"))
            .args(["package", "--list", "--offline", "--allow-dirty", "--package", name])
            .current_dir(root())
            .output()
            .unwrap();
        let list = String::from_utf8(list.stdout).unwrap();
        let files: Vec<&str> =
            list.lines().filter(|file| !file.starts_with("src/") && !file.starts_with("examples/") && !file.starts_with('.')).collect();
        let own = OWN_FILES.iter().find(|(package, _)| *package == name).map_or(&[][..], |(_, files)| files);
        let mut expected: Vec<&str> = ["Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "LICENSE-APACHE", "LICENSE-MIT", "README.md"]
            .into_iter()
            .chain(own.iter().copied())
            .collect();
        expected.sort_unstable();
        assert_eq!(files, expected, "{name}");
        assert!(list.contains("src/lib.rs\n") && list.contains("examples/"), "{name}: {list}");
    }
}

#[test]
fn versions_and_changelog_follow_the_workspace() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let workspace: Table = read("Cargo.toml").parse().unwrap();
    let version = workspace["workspace"]["package"]["version"].as_str().unwrap();
    let dependencies = workspace["workspace"]["dependencies"].as_table().unwrap();
    let own: Vec<_> = dependencies
        .iter()
        .filter(|(_, dependency)| dependency.get("path").is_some())
        .filter_map(|(name, own)| Some((name, own.get("version")?.as_str()?)))
        .collect();
    assert!(own.len() >= 6 && own.iter().all(|(_, own)| *own == version), "{own:?} beside {version}");
    assert!(read("server/deploy/kustomization.yaml").contains(&format!("newTag: {version}\n")));
    let deploy = read("docs/deploy.md");
    assert!(deploy.contains(&format!("offcut-server:{version} ")) && deploy.contains(&format!("./offcut-server_{version}-1_amd64.deb")));

    let changelog = read("CHANGELOG.md");
    let mut releases = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    assert_eq!(releases.next(), Some("[Unreleased]"));
    for release in releases {
        let (number, day) = release.split_once("] - ").unwrap();
        let date: Vec<usize> = day.split('-').map(str::len).collect();
        assert!(number.starts_with('[') && date == [4, 2, 2], "{release} is no release and its day");
    }
    let groups = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    assert!(changelog.lines().filter_map(|line| line.strip_prefix("### ")).all(|group| groups.contains(&group)));
}

/// Output of an example, which the suite builds with the tests.
fn example(name: &str, arguments: &[&Path]) -> String {
    let output = Command::new(built("examples").join(name)).args(arguments).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn examples_run() {
    let folder = tempfile::tempdir().unwrap();
    let [trimap, cut_out, webp, matte] = ["trimap.png", "cut-out.png", "photo.webp", "matte.png"].map(|name| folder.path().join(name));
    let photo = root().join("tests/golden/flower/flower.jpg");
    assert_eq!(example("shrink", &[]).lines().count(), 16);
    assert!(example("identify", &[]).starts_with("u2netp: "));
    assert_eq!(example("identify", &[&photo]), "not one of the catalogue\n");
    assert!(example("run_onnx", &[&root().join("models/u2netp.onnx")]).starts_with("a map of [1, 1, 320, 320]"));
    example("to_webp", &[&photo, &webp]);
    let pixels = image::open(&webp).unwrap();
    assert!(example("remove_background", &[&photo, &cut_out]).contains("confidence"));
    let cut = image::open(&cut_out).unwrap().into_rgba8();
    assert_eq!(cut.dimensions(), (pixels.width(), pixels.height()));

    // The soft edge of that cut-out is what is unknown.
    let unknown = image::GrayImage::from_fn(cut.width(), cut.height(), |x, y| match cut.get_pixel(x, y).0[3] {
        edge @ (0 | 255) => image::Luma([edge]),
        _ => image::Luma([128]),
    });
    unknown.save(&trimap).unwrap();
    example("matte", &[&photo, &trimap, &matte]);
    assert_eq!(image::open(&matte).unwrap().into_rgba8().dimensions(), cut.dimensions());
}
