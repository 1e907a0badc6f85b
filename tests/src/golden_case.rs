//! A golden case: a folder with a photo, the expected alpha and a tolerance.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use image::GrayImage;
use serde::Deserialize;

/// One folder of `tests/golden/`.
#[derive(Debug)]
pub struct GoldenCase {
    /// The folder's name.
    pub name: String,
    /// The photo.
    pub photo: PathBuf,
    folder: PathBuf,
    tolerance: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    photo: String,
    tolerance: u8,
    why: String,
}

impl GoldenCase {
    /// Every case, in order of name.
    ///
    /// # Errors
    /// When a folder does not hold what a case needs.
    pub fn all() -> Result<Vec<Self>> {
        let mut cases = Vec::new();
        for entry in std::fs::read_dir(crate::program::root().join("tests/golden"))? {
            let folder = entry?.path();
            if !folder.is_dir() {
                continue;
            }
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(folder.join("case.toml")).with_context(|| format!("{name} has no case.toml"))?;
            let case: CaseFile = toml::from_str(&text).with_context(|| format!("{name}/case.toml"))?;
            ensure!(!case.why.is_empty(), "{name}/case.toml does not say why");
            cases.push(Self { photo: folder.join(case.photo), tolerance: case.tolerance, name, folder });
        }
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(cases)
    }

    /// Check of an alpha against the expected one.
    ///
    /// # Errors
    /// When any value is further off than the tolerance; then the actual alpha and the difference are written for a look.
    pub fn check(&self, runtime: &str, actual: &GrayImage) -> Result<()> {
        let expected =
            image::open(self.expected_path()).with_context(|| format!("{}: no expected.png; cargo xtask bless writes it", self.name))?.into_luma8();
        ensure!(
            actual.dimensions() == expected.dimensions(),
            "{} ({runtime}): {:?} where {:?} is expected",
            self.name,
            actual.dimensions(),
            expected.dimensions()
        );
        let mut difference = expected.clone();
        for (pixel, actual) in difference.pixels_mut().zip(actual.pixels()) {
            pixel.0[0] = pixel.0[0].abs_diff(actual.0[0]);
        }
        let worst = difference.pixels().map(|pixel| pixel.0[0]).max().unwrap_or(0);
        if worst <= self.tolerance {
            return Ok(());
        }
        let over = difference.pixels().filter(|pixel| pixel.0[0] > self.tolerance).count();
        let folder = crate::program::target_dir().join("offcut/golden").join(&self.name);
        std::fs::create_dir_all(&folder)?;
        actual.save(folder.join(format!("{runtime}-actual.png")))?;
        for pixel in difference.pixels_mut() {
            pixel.0[0] = pixel.0[0].saturating_mul(16);
        }
        difference.save(folder.join(format!("{runtime}-difference.png")))?;
        anyhow::bail!(
            "{} ({runtime}): {over} values differ by more than {}, the worst by {worst}; look into {}",
            self.name,
            self.tolerance,
            folder.display()
        )
    }

    /// Makes an alpha the expected one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bless(&self, alpha: &GrayImage) -> Result<()> {
        Ok(alpha.save(self.expected_path())?)
    }

    fn expected_path(&self) -> PathBuf {
        self.folder.join("expected.png")
    }
}

/// The alpha channel of a picture file.
///
/// # Errors
/// When it is none that the tests can read.
pub fn alpha_of(file: &[u8]) -> Result<GrayImage> {
    let rgba = image::load_from_memory(file)?.into_rgba8();
    Ok(GrayImage::from_fn(rgba.width(), rgba.height(), |x, y| image::Luma([rgba.get_pixel(x, y).0[3]])))
}
