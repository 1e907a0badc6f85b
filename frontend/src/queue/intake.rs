//! Files that come in: which are pictures, which are archives of some, and which are passed over.

use matting::InputFormat;

/// Number of first bytes that [`Kind::of`] looks at.
pub const HEAD: u32 = 4096;

/// Kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture by its content, its name or its type: the worker reads it, or says why it cannot.
    Picture,
    /// A ZIP archive.
    Archive,
    /// Anything else.
    Other,
}

impl Kind {
    /// Kind of a file with this name, this MIME type (which browsers make of the name) and these first bytes.
    pub fn of(name: &str, mime: &str, head: &[u8]) -> Self {
        match InputFormat::detect(head) {
            Some(InputFormat::Pdf) => Kind::Other,
            Some(_) => Kind::Picture,
            None if has_picture_name(name) || mime.starts_with("image/") => Kind::Picture,
            // Documents and programs are ZIP archives, too, under names of their own.
            None if head.starts_with(b"PK") && extension(name).is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) => Kind::Archive,
            None => Kind::Other,
        }
    }
}

/// Whether a file's name has the extension of a picture format.
pub fn has_picture_name(name: &str) -> bool {
    extension(name).and_then(InputFormat::from_extension).is_some_and(|format| format != InputFormat::Pdf)
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// Files that systems keep in folders of pictures.
const SYSTEM_FILES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// Folders that systems keep there: of archives made by macOS, thumbnails of Synology, bin and index of Windows.
const SYSTEM_FOLDERS: [&str; 4] = ["__macosx", "@eadir", "$recycle.bin", "system volume information"];

/// Whether a path, with slashes, leads to what systems keep for themselves: hidden or system files. Nobody means these, and nothing is said of them.
pub fn is_of_system(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    let is_named = |part: &str, names: &[&str]| names.contains(&part.to_lowercase().as_str());
    parts.next().is_some_and(|file| is_hidden(file) || is_named(file, &SYSTEM_FILES))
        || parts.any(|folder| is_hidden(folder) || is_named(folder, &SYSTEM_FOLDERS))
}

/// Reason for passing a file over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not a picture.
    NoPicture,
    /// A file, folder or archive that cannot be opened, or a damaged or encrypted entry of an archive.
    NotReadable,
}

/// Files of one drop that are passed over, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassedOver(Vec<(Reason, String)>);

impl PassedOver {
    /// Adds a file.
    pub fn push(&mut self, reason: Reason, name: &str) {
        self.0.push((reason, name.to_owned()));
    }

    /// Names of the files with a reason.
    pub fn names(&self, reason: Reason) -> Vec<&str> {
        self.0.iter().filter(|(other, _)| *other == reason).map(|(_, name)| name.as_str()).collect()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only file, if it is one.
    pub fn only(&self) -> Option<(Reason, &str)> {
        match &self.0[..] {
            [(reason, name)] => Some((*reason, name)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_content_name_or_type() {
        for (name, mime, head) in [
            ("cat.txt", "text/plain", &b"\xff\xd8\xff\xe0"[..]),
            ("cat.HEIC", "", b""),
            ("cat.jpg", "image/jpeg", b"<html>"),
            ("cat.raf", "image/x-fuji-raf", b"FUJIFILMCCD-RAW"),
            ("drawing.psd", "", b"8BPS"),
        ] {
            assert_eq!(Kind::of(name, mime, head), Kind::Picture, "{name}");
        }
        for (name, mime, head) in [
            ("IMG_1.AAE", "", &b"<?xml version=\"1.0\"?><plist>"[..]),
            ("IMG_1.MOV", "video/quicktime", b"\0\0\0\x14ftypqt  "),
            ("paper.pdf", "application/pdf", b"%PDF-1.7"),
            ("README", "", b"hello"),
            ("letter.docx", "", b"PK\x03\x04"),
        ] {
            assert_eq!(Kind::of(name, mime, head), Kind::Other, "{name}");
        }
        assert_eq!(Kind::of("photos.ZIP", "", b"PK\x03\x04"), Kind::Archive);
        assert_eq!(Kind::of("photos.zip", "", b"Rar!"), Kind::Other);
    }

    #[test]
    fn files_of_systems_are_told_from_those_of_people() {
        for path in [".DS_Store", "a/._cat.jpg", "__MACOSX/cat.jpg", "a/@eaDir/cat.jpg/thumb.jpg", "a/.git/x.png", "Thumbs.db", "a/Icon\r"] {
            assert!(is_of_system(path), "{path}");
        }
        for path in ["cat.jpg", "a.b/cat.jpg", "thumbs.db.png", "./cat.jpg", "__macosx"] {
            assert!(!is_of_system(path), "{path}");
        }
    }

    #[test]
    fn passed_over_files_are_listed_by_reason() {
        let mut passed = PassedOver::default();
        assert!(passed.is_empty() && passed.only().is_none());
        passed.push(Reason::NoPicture, "a.txt");
        assert_eq!(passed.only(), Some((Reason::NoPicture, "a.txt")));
        passed.push(Reason::NotReadable, "b.png");
        assert_eq!((passed.names(Reason::NoPicture), passed.only()), (vec!["a.txt"], None));
    }
}
