//! Kind of an imported file: picture, archive or other; hidden and system files; skipped files with reasons.

use matting::InputFormat;

/// Number of first bytes that [`FileKind::of`] reads.
pub const HEAD: u32 = 4096;

/// Kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A picture by its content, its name or its type: the worker reads it, or says why it cannot.
    Picture,
    /// A ZIP archive.
    Archive,
    /// Anything else.
    Other,
}

impl FileKind {
    /// Kind of a file with this name, this MIME type (which browsers make of the name) and these first bytes.
    pub fn of(name: &str, mime: &str, head: &[u8]) -> Self {
        match InputFormat::detect(head) {
            Some(InputFormat::Pdf) => FileKind::Other,
            Some(_) => FileKind::Picture,
            None if has_picture_name(name) || mime.starts_with("image/") => FileKind::Picture,
            // Documents and programs are ZIP archives, too, under names of their own.
            None if head.starts_with(b"PK") && extension(name).is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) => FileKind::Archive,
            None => FileKind::Other,
        }
    }
}

/// True if a file's name has the extension of a picture format.
pub fn has_picture_name(name: &str) -> bool {
    extension(name).and_then(InputFormat::from_extension).is_some_and(|format| format != InputFormat::Pdf)
}

/// True if a file's name has the extension of a network.
pub fn has_network_name(name: &str) -> bool {
    extension(name).is_some_and(|extension| extension.eq_ignore_ascii_case("onnx"))
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// Files that systems keep in folders of pictures.
const SYSTEM_FILES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// Folders that systems keep there: of archives made by macOS, thumbnails of Synology, bin and index of Windows.
const SYSTEM_FOLDERS: [&str; 4] = ["__macosx", "@eadir", "$recycle.bin", "system volume information"];

/// True if a path, with slashes, is that of a hidden or system file, or inside such a folder. They are skipped silently.
pub fn is_system_path(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    let is_named = |part: &str, names: &[&str]| names.iter().any(|name| part.eq_ignore_ascii_case(name));
    parts.next().is_some_and(|file| is_hidden(file) || is_named(file, &SYSTEM_FILES))
        || parts.any(|folder| is_hidden(folder) || is_named(folder, &SYSTEM_FOLDERS))
}

/// Reason for passing a file over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// Not a picture.
    NoPicture,
    /// A file, folder or archive that cannot be opened, or a damaged or encrypted entry of an archive.
    NotReadable,
}

/// Files of one drop that are skipped, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkippedFiles(Vec<(SkipReason, String)>);

impl SkippedFiles {
    /// Adds a file.
    pub fn push(&mut self, reason: SkipReason, name: &str) {
        self.0.push((reason, name.to_owned()));
    }

    /// Names of the files with a reason.
    pub fn names(&self, reason: SkipReason) -> Vec<&str> {
        self.0.iter().filter(|(other, _)| *other == reason).map(|(_, name)| name.as_str()).collect()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only file, if it is one.
    pub fn only(&self) -> Option<(SkipReason, &str)> {
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
            assert_eq!(FileKind::of(name, mime, head), FileKind::Picture, "{name}");
        }
        for (name, mime, head) in [
            ("IMG_1.AAE", "", &b"<?xml version=\"1.0\"?><plist>"[..]),
            ("IMG_1.MOV", "video/quicktime", b"\0\0\0\x14ftypqt  "),
            ("paper.pdf", "application/pdf", b"%PDF-1.7"),
            ("README", "", b"hello"),
            ("letter.docx", "", b"PK\x03\x04"),
        ] {
            assert_eq!(FileKind::of(name, mime, head), FileKind::Other, "{name}");
        }
        assert_eq!(FileKind::of("photos.ZIP", "", b"PK\x03\x04"), FileKind::Archive);
        assert_eq!(FileKind::of("photos.zip", "", b"Rar!"), FileKind::Other);
    }

    #[test]
    fn files_of_systems_are_told_from_those_of_people() {
        for path in [".DS_Store", "a/._cat.jpg", "__MACOSX/cat.jpg", "a/@eaDir/cat.jpg/thumb.jpg", "a/.git/x.png", "Thumbs.db", "a/Icon\r"] {
            assert!(is_system_path(path), "{path}");
        }
        for path in ["cat.jpg", "a.b/cat.jpg", "thumbs.db.png", "./cat.jpg", "__macosx"] {
            assert!(!is_system_path(path), "{path}");
        }
    }

    #[test]
    fn skipped_files_are_listed_by_reason() {
        let mut passed = SkippedFiles::default();
        assert!(passed.is_empty() && passed.only().is_none());
        passed.push(SkipReason::NoPicture, "a.txt");
        assert_eq!(passed.only(), Some((SkipReason::NoPicture, "a.txt")));
        passed.push(SkipReason::NotReadable, "b.png");
        assert_eq!((passed.names(SkipReason::NoPicture), passed.only()), (vec!["a.txt"], None));
    }
}
