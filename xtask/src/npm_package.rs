//! `cargo xtask npm`: the npm package with its workers and network, as a tarball.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::files::files;
use crate::shell::{output, root, step, target_dir, which};
use crate::site::{self, BuildProfile};
use crate::workers::BUILDS;

/// Folders and files of `npm/` that are published; assets are put beside them.
const PUBLISHED: &[&str] = &["package.json", "README.md", "src", "types"];

/// Licences of what the workers link, with their texts.
const LICENCES: &str = "THIRD-PARTY.txt";

/// Name of the folder beside the tarball that has what is in it.
pub const FOLDER: &str = "package";

/// Builds the site and packs the package, with the licences of others where a release has listed them; returns the tarball's path.
///
/// # Errors
/// When the site cannot be built, or npm is missing.
pub fn build(licences: Option<&Path>) -> Result<PathBuf> {
    site::build(BuildProfile::Release)?;
    ensure!(which("npm").is_some(), "npm is not installed: install Node.js");
    step("Packing the npm package");
    let folder = target_dir().join("offcut/npm");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let package = folder.join(FOLDER);
    write_package(&package)?;
    if let Some(licences) = licences {
        write(&package.join(LICENCES), &std::fs::read(licences)?)?;
    }
    let written = output(Command::new("npm").args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(&folder).current_dir(&package));
    let name = written.context("npm could not pack the package")?;
    let tarball = folder.join(name.lines().last().unwrap_or_default().trim());
    eprintln!("{} ({} bytes)", tarball.display(), std::fs::metadata(&tarball)?.len());
    Ok(tarball)
}

/// Writes all files of the package into a folder.
fn write_package(package: &Path) -> Result<()> {
    for source in PUBLISHED.iter().map(|name| root().join("npm").join(name)).chain([root().join("LICENSE-APACHE"), root().join("LICENSE-MIT")]) {
        for file in files(&source)? {
            let inside = file.strip_prefix(root().join("npm")).or_else(|_| file.strip_prefix(root()))?;
            write(&package.join(inside), &std::fs::read(&file)?)?;
        }
    }
    let manifest = package.join("package.json");
    let text = std::fs::read_to_string(&manifest)?;
    ensure!(text.contains("\"version\": \"0.0.0\""), "npm/package.json has no version 0.0.0 to fill in");
    std::fs::write(&manifest, text.replace("\"version\": \"0.0.0\"", &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"))))?;
    for build in BUILDS {
        let (script, module) = worker(&root().join("dist"), build.name)?;
        write(&package.join(format!("assets/worker-{}.js", build.name)), script.as_bytes())?;
        write(&package.join(format!("assets/worker-{}.wasm", build.name)), &module)?;
    }
    write(&package.join("assets/u2netp.onnx"), &std::fs::read(root().join("models/u2netp.onnx"))?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// Script and module of a worker in the site, the script with the glue inside.
fn worker(dist: &Path, build: &str) -> Result<(String, Vec<u8>)> {
    let (start, end) = (format!("worker-{build}-"), "_glue.js");
    let name =
        |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start) && name.to_string_lossy().ends_with(end));
    let glue = files(dist)?.into_iter().find(name).with_context(|| format!("the site has no worker {build}"))?;
    let path = glue.to_string_lossy().into_owned();
    let stem = path.strip_suffix(end).context("the name ends so")?;
    let script = std::fs::read_to_string(format!("{stem}.js"))?;
    Ok((with_glue_inside(&script, &std::fs::read_to_string(&glue)?)?, std::fs::read(format!("{stem}_bg.wasm"))?))
}

/// One script of the worker's and of the glue that it imports: a bundler that renames files would part them.
fn with_glue_inside(script: &str, glue: &str) -> Result<String> {
    let (before, rest) = script.split_once("import init, * as glue from ").context("frontend/worker.js does not import its glue")?;
    let (_, after) = rest.split_once(";\n").context("the import ends its line")?;
    let exports: Vec<&str> = glue.lines().filter_map(|line| line.strip_prefix("export function ")?.split('(').next()).collect();
    ensure!(exports.contains(&"serve"), "the glue exports no function serve");
    let lines = glue.lines().filter(|line| !line.starts_with("export {")).map(|line| line.strip_prefix("export ").unwrap_or(line));
    let glue = lines.collect::<Vec<_>>().join("\n");
    ensure!(glue.contains("function __wbg_init("), "the glue has no function __wbg_init");
    // In a function, since both have names of their own.
    Ok(format!(
        "{before}const {{ init, glue }} = (() => {{\n{glue}\nreturn {{ init: __wbg_init, glue: {{ {} }} }};\n}})();\n{after}",
        exports.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "// Starts.\nimport init, * as glue from \"./w_glue.js\";\nglue.serve();\n";

    #[test]
    fn glue_is_put_in_the_place_of_its_import() {
        let glue =
            "let wasm;\nexport function serve(count) {\n}\nasync function __wbg_init(path) {\n}\nexport { initSync, __wbg_init as default };\n";
        let expected = "// Starts.\nconst { init, glue } = (() => {\nlet wasm;\nfunction serve(count) {\n}\nasync function __wbg_init(path) {\n}\n\
            return { init: __wbg_init, glue: { serve } };\n})();\nglue.serve();\n";
        assert_eq!(with_glue_inside(SCRIPT, glue).unwrap(), expected);
    }

    #[test]
    fn glue_of_another_form_is_refused() {
        assert!(with_glue_inside(SCRIPT, "export { serve };").is_err());
        assert!(with_glue_inside("import * as glue from './w_glue.js';", "export function serve() {}").is_err());
    }
}
