//! Development sets: photos with their true alpha.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use matting::{Limits, Picture, Plane, Samples, Source};
use rayon::prelude::*;

/// Classes of the trimaps of the Oxford-IIIT pets, which have no alpha: the animal, and (after the background, 2) what is not said.
const PET: u8 = 1;
const UNLABELLED: u8 = 3;

/// One photo with its truth.
#[derive(Debug)]
pub struct Item {
    /// Name of the set.
    pub set: String,
    /// The photo.
    pub photo: Picture,
    /// True alpha.
    pub alpha: Plane,
    /// Pixels whose class is unknown in the truth: they count as background in truth and result.
    pub unlabelled: Option<Vec<bool>>,
}

/// Reads every photo of `folder/image` that has an alpha.
pub fn load(folder: &Path) -> Result<Vec<Item>> {
    let set = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("image"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    paths.par_iter().map(|path| item(folder, &set, path)).collect()
}

fn item(folder: &Path, set: &str, path: &Path) -> Result<Item> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let file = format!("{name}.png");
    let photo = read(path)?;
    let mut alpha = gray(&read(&folder.join("alpha").join(&file))?)?;
    let trimap = folder.join("trimap").join(&file);
    let trimap = if trimap.exists() { Some(gray(&read(&trimap)?)?) } else { None };
    let classes = trimap.filter(|trimap| trimap.values().iter().all(|value| (PET..=UNLABELLED).contains(value)));
    let unlabelled = classes.map(|classes| {
        let labels: Vec<u8> = classes.values().iter().map(|class| if *class == PET { 255 } else { 0 }).collect();
        alpha = Plane::new(alpha.size(), labels).unwrap_or(alpha.clone());
        classes.values().iter().map(|class| *class == UNLABELLED).collect()
    });
    Ok(Item { set: set.to_owned(), photo, alpha, unlabelled })
}

fn read(path: &Path) -> Result<Picture> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Ok(matting::read(Source::File(&bytes), &Limits::default()).with_context(|| path.display().to_string())?.picture)
}

/// First channel in 8 bits.
fn gray(picture: &Picture) -> Result<Plane> {
    let values = match picture.samples() {
        Samples::Eight(values) => values.chunks_exact(4).map(|pixel| pixel[0]).collect(),
        Samples::Sixteen(values) => values.chunks_exact(4).map(|pixel| (pixel[0] >> 8) as u8).collect(),
    };
    Ok(Plane::new(picture.size(), values)?)
}
