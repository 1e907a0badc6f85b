//! Names of a folder's outputs: each photo gets one of its own.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::portable_names::{fitted, folded, on_windows};

/// Outputs of photos, all as paths inside their folders.
#[derive(Debug)]
pub struct OutputNames {
    /// Ending of the file type, without dot.
    extension: &'static str,
    /// True if names have to be allowed on Windows.
    windows: bool,
    /// Folded paths of the outputs.
    taken: HashSet<String>,
    outputs: HashMap<PathBuf, PathBuf>,
}

impl OutputNames {
    /// No photo yet.
    pub fn new(extension: &'static str, windows: bool) -> Self {
        Self { extension, windows, taken: HashSet::new(), outputs: HashMap::new() }
    }

    /// Gives each photo a name that it does not have yet: the photo's with the extension of the file type, or, if another photo's is the same on any
    /// usual file system, the photo's with both extensions, and a number if that is not enough. Photos that have a name already keep it. The photos
    /// whose names are longer than usual come back, in their order.
    pub fn assign(&mut self, photos: &[PathBuf]) -> Vec<PathBuf> {
        let new: Vec<&PathBuf> = photos.iter().filter(|photo| !self.outputs.contains_key(*photo)).collect();
        let mut claims: HashMap<String, usize> = HashMap::new();
        for photo in &new {
            *claims.entry(key(&self.output(photo, NameForm::Plain))).or_default() += 1;
        }
        let (plain, shared): (Vec<&PathBuf>, Vec<&PathBuf>) = new.into_iter().partition(|photo| {
            let key = key(&self.output(photo, NameForm::Plain));
            claims.get(&key) == Some(&1) && !self.taken.contains(&key)
        });
        for photo in plain {
            self.take(photo, self.output(photo, NameForm::Plain));
        }
        for photo in &shared {
            let mut output = self.output(photo, NameForm::BothExtensions);
            let mut number = 2;
            while self.taken.contains(&key(&output)) {
                output = self.output(photo, NameForm::Numbered(number));
                number += 1;
            }
            self.take(photo, output);
        }
        shared.into_iter().cloned().collect()
    }

    /// Output of a photo that has been given one.
    pub fn of(&self, photo: &Path) -> Option<&Path> {
        self.outputs.get(photo).map(PathBuf::as_path)
    }

    fn take(&mut self, photo: &Path, output: PathBuf) {
        self.taken.insert(key(&output));
        self.outputs.insert(photo.to_path_buf(), output);
    }

    fn output(&self, photo: &Path, form: NameForm) -> PathBuf {
        let name = match form {
            NameForm::Plain => photo.file_stem(),
            NameForm::BothExtensions | NameForm::Numbered(_) => photo.file_name(),
        };
        let (name, rest) = (
            name.unwrap_or_default(),
            match form {
                NameForm::Plain | NameForm::BothExtensions => format!(".{}", self.extension),
                NameForm::Numbered(number) => format!("-{number}.{}", self.extension),
            },
        );
        let mut output: PathBuf = photo.parent().unwrap_or(Path::new("")).iter().map(|folder| self.allowed(folder)).collect();
        output.push(match name.to_str() {
            Some(name) => self.allowed(OsStr::new(&fitted(name, &rest))),
            // Bytes that are no text: such names exist on systems that allow any.
            None => [name, OsStr::new(&rest)].into_iter().collect::<std::ffi::OsString>().into(),
        });
        output
    }

    fn allowed(&self, name: &OsStr) -> PathBuf {
        match name.to_str() {
            Some(text) if self.windows => PathBuf::from(on_windows(text).as_ref()),
            _ => PathBuf::from(name),
        }
    }
}

/// Form of an output's name, for `cat.jpg`.
#[derive(Debug, Clone, Copy)]
enum NameForm {
    /// `cat.png`.
    Plain,
    /// `cat.jpg.png`.
    BothExtensions,
    /// `cat.jpg-2.png`.
    Numbered(usize),
}

fn key(path: &Path) -> String {
    folded(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    /// Outputs of photos that are there at once, and how many of them have longer names.
    fn outputs(windows: bool, photos: &[&str]) -> (Vec<String>, usize) {
        let mut names = OutputNames::new("png", windows);
        let longer = names.assign(&paths(photos)).len();
        let outputs = photos.iter().map(|photo| names.of(Path::new(photo)).unwrap().to_string_lossy().replace('\\', "/")).collect();
        (outputs, longer)
    }

    #[test]
    fn photos_of_one_stem_get_names_of_their_own() {
        let (names, longer) = outputs(false, &["a.jpg", "b.jpg", "b.heic", "deep/b.jpg", "c.v1.tif", "d"]);
        assert_eq!(names, ["a.png", "b.jpg.png", "b.heic.png", "deep/b.png", "c.v1.png", "d.png"]);
        assert_eq!(longer, 2);
        assert_eq!(outputs(false, &["b.jpg", "b.heic", "b.jpg.bmp"]).0, ["b.jpg-2.png", "b.heic.png", "b.jpg.png"]);
    }

    #[test]
    fn names_differ_where_case_and_composition_do_not_count() {
        assert_eq!(outputs(false, &["A.jpg", "a.jpg"]).0, ["A.jpg.png", "a.jpg-2.png"]);
        assert_eq!(outputs(false, &["IMG.JPG", "img.jpeg"]).0, ["IMG.JPG.png", "img.jpeg.png"]);
        assert_eq!(outputs(false, &["Deep/a.jpg", "deep/a.gif"]).0, ["Deep/a.jpg.png", "deep/a.gif.png"]);
        let (names, longer) = outputs(false, &["\u{e9}.jpg", "e\u{301}.jpg"]);
        assert_eq!((names[0].as_str(), names[1].as_str(), longer), ("\u{e9}.jpg.png", "e\u{301}.jpg-2.png", 2));
    }

    #[test]
    fn names_are_allowed_on_windows() {
        let photos = ["aux.jpg", "10:30.jpg", "10_30.jpg", "day 1./a.jpg", "nul/a?.jpg"];
        assert_eq!(outputs(true, &photos).0, ["aux_.png", "10_30.jpg.png", "10_30.jpg-2.png", "day 1_/a.png", "nul_/a_.png"]);
        assert_eq!(outputs(false, &photos).0, ["aux.png", "10:30.png", "10_30.png", "day 1./a.png", "nul/a?.png"]);
    }

    #[test]
    fn long_names_stay_different() {
        let (one, other) = ("猫".repeat(83) + "ab.gif", "猫".repeat(83) + "ac.gif");
        let mut names = OutputNames::new("webp", false);
        names.assign(&[one.clone().into(), other.clone().into()]);
        let (one, other) = (names.of(Path::new(&one)).unwrap(), names.of(Path::new(&other)).unwrap());
        assert!(one != other && one.as_os_str().len() <= 255 && other.as_os_str().len() <= 255, "{one:?} {other:?}");
        let both = ["猫".repeat(83) + ".jpg", "猫".repeat(83) + ".gif"].map(PathBuf::from);
        assert_eq!(names.assign(&both).len(), 2);
        let both = both.map(|photo| names.of(&photo).unwrap().to_path_buf());
        assert!(both[0] != both[1] && both.iter().all(|name| name.as_os_str().len() <= 255), "{both:?}");
    }

    #[test]
    fn generated_photos_never_share_an_output() {
        const PARTS: [&str; 12] = ["a", "A", "\u{e9}", "e\u{301}", ".jpg", ".JPG", ".png", "-2", "con", ":", ".", "/"];
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..500 {
            let mut photos: Vec<PathBuf> = (0..12)
                .map(|_| (0..1 + next(5)).map(|_| PARTS[next(PARTS.len())]).collect::<String>())
                .map(|name| PathBuf::from(name.trim_matches('/').replace("//", "/")))
                .filter(|photo| photo.file_name().is_some())
                .collect();
            photos.sort();
            photos.dedup();
            let mut names = OutputNames::new("png", round % 2 == 0);
            // In two batches, as a watched folder fills up.
            let (early, late) = photos.split_at(photos.len() / 2);
            names.assign(early);
            names.assign(late);
            let mut keys: Vec<String> = photos.iter().map(|photo| key(names.of(photo).unwrap())).collect();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), photos.len(), "{photos:?}");
        }
    }

    #[test]
    fn later_photo_leaves_earlier_names_alone() {
        let mut names = OutputNames::new("png", false);
        assert!(names.assign(&paths(&["a.jpg"])).is_empty());
        assert_eq!(names.assign(&paths(&["a.heic", "a.jpg"])), paths(&["a.heic"]));
        assert_eq!(names.of(Path::new("a.jpg")), Some(Path::new("a.png")));
        assert_eq!(names.of(Path::new("a.heic")), Some(Path::new("a.heic.png")));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let photos = [b"caf\xe9.jpg", b"caf\xe8.jpg"].map(|bytes| PathBuf::from(OsStr::from_bytes(bytes)));
        let mut names = OutputNames::new("png", false);
        names.assign(&photos);
        let (one, other) = (names.of(&photos[0]).unwrap(), names.of(&photos[1]).unwrap());
        assert!(one != other && one.as_os_str().as_bytes().starts_with(b"caf\xe9"), "{one:?} {other:?}");
    }
}
