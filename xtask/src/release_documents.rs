//! Documents of a release: man pages and completions, licences of others, components.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use toml::Table;

use crate::release_programs::{self, PROGRAMS, built};
use crate::shell::{output, root, run, step, target_dir};
use crate::tools;

/// Template of a list of licences.
const TEMPLATE: &str = "xtask/licences.hbs";

/// Section of a program in which cargo-auditable keeps its components.
const SECTION: &str = ".dep-v0";

/// Has each program write its own man pages and completions, for the packages.
///
/// # Errors
/// When one fails.
pub fn write_manuals() -> Result<()> {
    step("Man pages and completions");
    for program in PROGRAMS {
        run(Command::new(built(program.name)).arg("manual").arg(release_programs::folder().join("manual").join(program.name)))?;
    }
    Ok(())
}

/// Writes the licences of everything that each program and the page link, with their texts, into the folder and for the packages.
///
/// # Errors
/// When cargo-about fails, as where a licence is not among those of deny.toml.
pub fn write_licences(folder: &Path) -> Result<()> {
    step("Licences of others");
    let about = tools::cargo_about()?;
    let host = host()?;
    let accepted = accepted_licences()?;
    std::fs::create_dir_all(release_programs::folder().join("licences"))?;
    let programs = PROGRAMS.iter().map(|program| (program.name, program.package, program.features.join(" "), host.as_str()));
    for (name, package, features, target) in programs.chain([("page", "frontend", "avif".to_owned(), "wasm32-unknown-unknown")]) {
        let mut command = Command::new(&about);
        // Texts come from the packages themselves and not from a service.
        command.args(["about", "generate", "--offline", "--locked", "--fail", "--target", target, "--config"]).arg(&accepted);
        command.arg("--manifest-path").arg(root().join(package).join("Cargo.toml"));
        if !features.is_empty() {
            command.args(["--features", &features]);
        }
        let text = licences(name);
        run(command.arg("--output-file").arg(&text).arg(root().join(TEMPLATE)))?;
        std::fs::copy(&text, folder.join(format!("third-party-licences-{name}.txt")))?;
    }
    Ok(())
}

/// Path of the licences of others that a program links, or the page with its workers.
pub fn licences(name: &str) -> PathBuf {
    release_programs::folder().join("licences").join(format!("{name}.txt"))
}

/// The platform that is built for.
fn host() -> Result<String> {
    let compiler = output(Command::new("rustc").arg("-vV")).context("rustc cannot be asked for its platform")?;
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no platform")?;
    Ok(host.to_owned())
}

/// Configuration of cargo-about: the licences that deny.toml allows, and no dependencies of builds and tests, which nobody is given.
fn accepted_licences() -> Result<PathBuf> {
    let rules: Table = std::fs::read_to_string(root().join("deny.toml"))?.parse()?;
    let allowed = rules.get("licenses").and_then(|rules| rules.get("allow")).context("deny.toml allows no licence")?;
    let mut config = Table::new();
    config.insert("accepted".to_owned(), allowed.clone());
    // Packages have their licences beside their manifests; deeper files would all be compared with every text.
    config.insert("max-depth".to_owned(), 1.into());
    config.insert("ignore-build-dependencies".to_owned(), true.into());
    config.insert("ignore-dev-dependencies".to_owned(), true.into());
    config.insert("private".to_owned(), Table::from_iter([("ignore".to_owned(), true.into())]).into());
    let path = target_dir().join("offcut/about.toml");
    std::fs::create_dir_all(target_dir().join("offcut"))?;
    std::fs::write(&path, config.to_string())?;
    Ok(path)
}

/// Writes the components of each program, as the program itself lists them, into the folder.
///
/// # Errors
/// When a program has no such list.
pub fn write_components(folder: &Path) -> Result<()> {
    if !cfg!(target_os = "linux") {
        eprintln!(
            "The lists of components stay inside the programs, where `cargo audit bin` and others find them: files of them are only written on Linux."
        );
        return Ok(());
    }
    for program in PROGRAMS {
        let packed = target_dir().join("offcut").join(format!("{}.components", program.name));
        let mut objcopy = Command::new("objcopy");
        objcopy.arg("--dump-section").arg(format!("{SECTION}={}", packed.display())).arg(built(program.name)).arg("/dev/null");
        run(&mut objcopy)?;
        let mut json = String::new();
        flate2::read::ZlibDecoder::new(std::fs::File::open(&packed)?).read_to_string(&mut json)?;
        let components: Value = serde_json::from_str(&json)?;
        let count = components["packages"].as_array().map_or(0, Vec::len);
        ensure!(count > 100, "{} lists {count} components only", program.name);
        std::fs::write(folder.join(format!("{}.components.json", program.name)), serde_json::to_string_pretty(&components)?)?;
    }
    Ok(())
}
