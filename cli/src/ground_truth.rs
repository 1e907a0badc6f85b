//! Folders of `offcut eval`, and the pictures that are read from them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use matting::{Limits, Picture, Plane, Samples, Source};

use crate::failure::Failure;
use crate::files::{is_picture, read};
use crate::folder_scan::is_hidden_or_of_system;

/// Pictures of a folder by name without extension, of any format that can be read.
#[derive(Debug, Default)]
pub struct PictureFolder {
    folder: PathBuf,
    files: BTreeMap<OsString, PathBuf>,
}

impl PictureFolder {
    /// Lists the pictures of a folder, without those in folders inside it. Of two with one name the second is reported.
    ///
    /// # Errors
    /// [`Failure::Read`] when it cannot be listed.
    pub fn of(folder: PathBuf, tell: &mut dyn FnMut(Failure)) -> Result<Self, Failure> {
        let failed = |error| Failure::Read { path: folder.clone(), error };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_file() && !is_hidden_or_of_system(&path) && is_picture(&path) {
                paths.push(path);
            }
        }
        paths.sort();
        let mut files = BTreeMap::new();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_owned();
            match files.get(&name) {
                Some(other) => tell(Failure::TwoOfOneName { path, other: PathBuf::clone(other) }),
                None => drop(files.insert(name, path)),
            }
        }
        Ok(Self { folder, files })
    }

    /// The same, or `None` if there is no such folder.
    ///
    /// # Errors
    /// As [`PictureFolder::of`].
    pub fn if_there(folder: PathBuf, tell: &mut dyn FnMut(Failure)) -> Result<Option<Self>, Failure> {
        if folder.exists() { Self::of(folder, tell).map(Some) } else { Ok(None) }
    }

    /// Its names, in order.
    pub fn names(&self) -> impl Iterator<Item = &OsString> {
        self.files.keys()
    }

    /// Its files that have no counterpart of their name in another folder.
    pub fn without<'a>(&'a self, other: &'a PictureFolder) -> impl Iterator<Item = Failure> + 'a {
        let alone = self.files.iter().filter(|(name, _)| !other.files.contains_key(*name));
        alone.map(|(_, path)| Failure::NoCounterpart { path: path.clone(), folder: other.folder.clone() })
    }

    /// The file of that name.
    pub fn get(&self, name: &OsString) -> Option<&Path> {
        self.files.get(name).map(PathBuf::as_path)
    }

    /// The file of that name, which another file needs.
    ///
    /// # Errors
    /// [`Failure::NoCounterpart`].
    pub fn counterpart(&self, name: &OsString, of: &Path) -> Result<&Path, Failure> {
        self.get(name).ok_or_else(|| Failure::NoCounterpart { path: of.to_path_buf(), folder: self.folder.clone() })
    }
}

/// An alpha, with the colours it was cut out with if the file has them.
#[derive(Debug, Clone)]
pub struct AlphaImage {
    /// The alpha.
    pub alpha: Plane,
    /// The whole picture; `None` for a gray mask.
    pub cut_out: Option<Picture>,
}

impl AlphaImage {
    /// Takes a picture for a cut-out if any of it is transparent, and for a mask if it is gray throughout. `None` if it is neither.
    ///
    /// # Errors
    /// None that a picture can cause.
    pub fn detect(picture: Picture) -> Result<Option<Self>, matting::Error> {
        if picture.has_transparency() {
            Self::cut_out(picture).map(Some)
        } else if is_gray(&picture) {
            Ok(Some(Self { alpha: picture.to_mask(), cut_out: None }))
        } else {
            Ok(None)
        }
    }

    /// A cut-out that is known to be one, though it may be opaque throughout.
    ///
    /// # Errors
    /// None that a picture can cause.
    pub fn cut_out(picture: Picture) -> Result<Self, matting::Error> {
        Ok(Self { alpha: alpha(&picture)?, cut_out: Some(picture) })
    }

    /// Reads one from a file.
    ///
    /// # Errors
    /// A [`Failure`] about the file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let found = Self::detect(read_picture(path)?).map_err(|error| Failure::Photo { path: path.to_path_buf(), error })?;
        found.ok_or_else(|| Failure::NeitherCutOutNorMask { path: path.to_path_buf() })
    }
}

/// Reads a picture as the core reads a photo: upright, its values as stored.
///
/// # Errors
/// A [`Failure`] about the file.
pub fn read_picture(path: &Path) -> Result<Picture, Failure> {
    let limits = Limits::default();
    let bytes = read(path, limits.max_file_bytes)?;
    let photo = matting::read(Source::File(&bytes), &limits).map_err(|error| Failure::Photo { path: path.to_path_buf(), error })?;
    Ok(photo.picture)
}

fn is_gray(picture: &Picture) -> bool {
    match picture.samples() {
        Samples::Eight(values) => values.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]),
        Samples::Sixteen(values) => values.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]),
    }
}

fn alpha(picture: &Picture) -> Result<Plane, matting::Error> {
    let values = match picture.samples() {
        Samples::Eight(values) => values.chunks_exact(4).map(|pixel| pixel[3]).collect(),
        Samples::Sixteen(values) => values.chunks_exact(4).map(|pixel| ((u32::from(pixel[3]) + 128) / 257) as u8).collect(),
    };
    Plane::new(picture.size(), values)
}

#[cfg(test)]
mod tests {
    use matting::Size;

    use super::*;

    fn detect(samples: Samples) -> Option<(Vec<u8>, bool)> {
        let image = AlphaImage::detect(Picture::new(Size { width: 1, height: 2 }, samples).unwrap()).unwrap()?;
        Some((image.alpha.values().to_vec(), image.cut_out.is_some()))
    }

    #[test]
    fn transparent_picture_is_cut_out_and_gray_one_mask() {
        assert_eq!(detect(Samples::Eight(vec![1, 2, 3, 255, 4, 5, 6, 7])), Some((vec![255, 7], true)));
        assert_eq!(detect(Samples::Eight(vec![1, 1, 1, 255, 4, 4, 4, 255])), Some((vec![1, 4], false)));
        assert_eq!(detect(Samples::Eight(vec![1, 1, 1, 255, 4, 4, 5, 255])), None);
        assert_eq!(detect(Samples::Sixteen(vec![0, 0, 0, 0, 9, 9, 9, 65_535])), Some((vec![0, 255], true)));
        assert_eq!(detect(Samples::Sixteen([[257, 257, 257, 65_535], [700, 700, 700, 65_535]].concat())), Some((vec![1, 3], false)));
    }
}
