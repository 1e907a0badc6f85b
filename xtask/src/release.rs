//! `cargo xtask release`: everything that is handed out for this platform, in one folder. docs/release.md describes the folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::files::{digest, files};
use crate::release_programs::{PROGRAMS, built};
use crate::shell::{root, step, target_dir};
use crate::{debian_packages, npm_package, release_documents, release_programs, release_trial, site};

/// Folder of the release.
const FOLDER: &str = "release-files";

/// List of the files' digests, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// Builds the site and the programs, packs them, and tries what it packed.
///
/// # Errors
/// When something cannot be built, or does not work as it was packed.
pub fn release() -> Result<()> {
    site::build(site::BuildProfile::Release)?;
    release_programs::build()?;
    let folder = empty_folder()?;
    release_documents::write_manuals()?;
    release_documents::write_licences(&folder)?;
    release_documents::write_components(&folder)?;
    for program in PROGRAMS {
        copy_into(&built(program.name), &folder)?;
    }
    // The image is built from this folder alone.
    copy_into(&root().join("Dockerfile"), &folder)?;
    debian_packages::build(&folder)?;
    copy_into(&npm_package::build(Some(&release_documents::licences("page")))?, &folder)?;
    write_sums(&folder)?;
    release_trial::try_programs(&folder)?;
    release_trial::try_packages(&folder)?;
    step("The release");
    for file in files(&folder)? {
        println!("{:>12} {}", std::fs::metadata(&file)?.len(), file.display());
    }
    Ok(())
}

fn empty_folder() -> Result<PathBuf> {
    let folder = target_dir().join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn copy_into(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file of the release has no name")?;
    std::fs::copy(file, folder.join(name)).map(drop).with_context(|| format!("{} cannot be copied", file.display()))
}

fn write_sums(folder: &Path) -> Result<()> {
    let mut sums = String::new();
    for file in files(folder)? {
        let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        sums.push_str(&format!("{}  {name}\n", digest(&std::fs::read(&file)?)));
    }
    Ok(std::fs::write(folder.join(SUMS), sums)?)
}
