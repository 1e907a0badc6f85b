//! Files of a folder that may be photos: regular ones, without those that systems and programs keep for themselves.

use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::failure::Failure;

/// Files that systems keep in folders of pictures.
const SYSTEM_FILES: &[&str] = &[".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// Folders that systems keep in folders of pictures: of archives made by macOS, thumbnails of Synology, bin and index of Windows.
const SYSTEM_FOLDERS: &[&str] = &["__macosx", "@eadir", "$recycle.bin", "system volume information"];

/// First bytes of the files `._NAME`, in which macOS keeps what other file systems have no place for.
const APPLE_DOUBLE: [u8; 4] = [0x00, 0x05, 0x16, 0x07];

/// Extent of a look into a folder.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    /// The folder.
    pub input: &'a Path,
    /// Folder of the cut-outs, which is not looked into.
    pub output: &'a Path,
    /// Folders inside the folder, too.
    pub recursive: bool,
    /// Hidden files and folders, too.
    pub hidden: bool,
}

/// Content of a folder.
#[derive(Debug, Default)]
pub struct ScanResult {
    /// Regular files in order of name.
    pub files: Vec<(PathBuf, Metadata)>,
    /// Devices, named pipes and sockets.
    pub special: Vec<PathBuf>,
    /// Number of hidden files and folders that were skipped.
    pub hidden: usize,
    /// Entries that cannot be read.
    pub failures: Vec<Failure>,
}

impl Scan<'_> {
    /// Looks at every file, without opening those that have no reason to be.
    pub fn run(&self) -> ScanResult {
        let mut found = ScanResult::default();
        let output = self.output.canonicalize().ok();
        let mut hidden = 0;
        let entries = WalkDir::new(self.input)
            .follow_links(true)
            .max_depth(if self.recursive { usize::MAX } else { 1 })
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| match self.skip_reason(entry) {
                None => !(entry.depth() > 0 && entry.file_type().is_dir() && output.is_some() && entry.path().canonicalize().ok() == output),
                Some(SkipReason::System) => false,
                Some(SkipReason::Hidden) => {
                    hidden += 1;
                    false
                }
            });
        for entry in entries {
            if entry.as_ref().is_err_and(|error| error.loop_ancestor().is_some()) {
                // A link to a folder around it: everything in there is found without it.
                continue;
            }
            let read = entry.map_err(|error| (error.path().map(Path::to_path_buf), error.into())).and_then(|entry| {
                let metadata = entry.metadata().map_err(|error| (Some(entry.path().to_path_buf()), error.into()))?;
                Ok((entry, metadata))
            });
            match read {
                Ok((_, metadata)) if metadata.is_dir() => {}
                Ok((entry, metadata)) if metadata.is_file() => found.files.push((entry.into_path(), metadata)),
                Ok((entry, _)) => found.special.push(entry.into_path()),
                // A link that leads nowhere is no photo, and hidden ones are made by editors as locks.
                Err((Some(path), _))
                    if !self.hidden && path != self.input && path.file_name().is_some_and(|name| is_dotted(&name.to_string_lossy())) =>
                {
                    found.hidden += 1;
                }
                Err((path, error)) => found.failures.push(Failure::Read { path: path.unwrap_or_else(|| self.input.to_path_buf()), error }),
            }
        }
        found.hidden += hidden;
        found
    }

    fn skip_reason(&self, entry: &DirEntry) -> Option<SkipReason> {
        if entry.depth() == 0 {
            return None;
        }
        let name = entry.file_name().to_string_lossy();
        if is_of_system(&name, entry.file_type().is_dir()) || (name.starts_with("._") && self.hidden && is_apple_double(entry)) {
            Some(SkipReason::System)
        } else if !self.hidden && (is_dotted(&name) || has_hidden_attribute(entry)) {
            Some(SkipReason::Hidden)
        } else {
            None
        }
    }
}

/// Reason for which an entry is skipped silently.
#[derive(Debug, Clone, Copy)]
enum SkipReason {
    /// A system keeps it for itself.
    System,
    /// It is hidden.
    Hidden,
}

/// True if a file is hidden or a system's own by its name.
pub fn is_hidden_or_of_system(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        is_dotted(&name) || is_of_system(&name, false)
    })
}

/// True if a name is hidden on Unix; `._NAME` are files of macOS.
fn is_dotted(name: &str) -> bool {
    name.starts_with('.')
}

/// True if a system keeps a file or folder of this name for itself.
fn is_of_system(name: &str, is_folder: bool) -> bool {
    let names = if is_folder { SYSTEM_FOLDERS } else { SYSTEM_FILES };
    names.contains(&name.to_lowercase().as_str())
}

fn is_apple_double(entry: &DirEntry) -> bool {
    let mut start = [0; APPLE_DOUBLE.len()];
    entry.metadata().is_ok_and(|found| found.is_file())
        && std::fs::File::open(entry.path()).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == APPLE_DOUBLE
}

#[cfg(windows)]
fn has_hidden_attribute(entry: &DirEntry) -> bool {
    const HIDDEN: u32 = 2;
    entry.metadata().is_ok_and(|found| std::os::windows::fs::MetadataExt::file_attributes(&found) & HIDDEN != 0)
}

#[cfg(not(windows))]
fn has_hidden_attribute(_: &DirEntry) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn fill(files: &[(&str, &[u8])]) -> TempDir {
        let folder = TempDir::new().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        folder
    }

    /// Names of the files that a scan finds, and the number of hidden ones.
    fn names(folder: &TempDir, recursive: bool, hidden: bool) -> (Vec<String>, usize) {
        let found = Scan { input: folder.path(), output: &folder.path().join("out"), recursive, hidden }.run();
        assert!(found.failures.is_empty(), "{:?}", found.failures);
        let name = |(path, _): &(PathBuf, Metadata)| path.strip_prefix(folder.path()).unwrap().to_string_lossy().replace('\\', "/");
        (found.files.iter().map(name).collect(), found.hidden)
    }

    #[test]
    fn system_and_hidden_files_are_skipped() {
        let folder = fill(&[
            ("a.jpg", b"a"),
            ("._a.jpg", &APPLE_DOUBLE),
            ("._real.jpg", b"\xff\xd8\xff\xe0"),
            (".DS_Store", b"x"),
            ("THUMBS.DB", b"x"),
            ("desktop.ini", b"x"),
            (".secret.jpg", b"x"),
            (".git/b.jpg", b"x"),
            ("__MACOSX/c.jpg", b"x"),
            ("@eaDir/d.jpg", b"x"),
            ("deep/e.jpg", b"x"),
            ("out/a.png", b"x"),
        ]);
        assert_eq!(names(&folder, false, false), (vec!["a.jpg".to_owned()], 4));
        assert_eq!(names(&folder, true, false), (vec!["a.jpg".to_owned(), "deep/e.jpg".to_owned()], 4));
        let all = ["._real.jpg", ".git/b.jpg", ".secret.jpg", "a.jpg", "deep/e.jpg"].map(String::from).to_vec();
        assert_eq!(names(&folder, true, true), (all, 0));
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_taken() {
        use std::os::unix::fs::symlink;
        let folder = fill(&[("a.jpg", b"a"), ("far/b.jpg", b"b")]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.jpg")).unwrap();
        symlink("/dev/null", folder.path().join("device.jpg")).unwrap();
        symlink("far/b.jpg", folder.path().join("link.jpg")).unwrap();
        symlink("nowhere", folder.path().join(".#lock.jpg")).unwrap();
        symlink("nowhere", folder.path().join("gone.jpg")).unwrap();
        symlink("..", folder.path().join("far/loop")).unwrap();
        let found = Scan { input: folder.path(), output: Path::new("none"), recursive: true, hidden: false }.run();
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(found.files.iter().map(|(path, _)| name(path)).collect::<Vec<_>>(), ["a.jpg", "b.jpg", "link.jpg"]);
        assert_eq!(found.special.iter().map(name).collect::<Vec<_>>(), ["device.jpg", "socket.jpg"]);
        assert_eq!((found.failures.len(), found.hidden), (1, 1));
    }

    #[test]
    fn hidden_folder_is_taken_when_it_is_named() {
        let folder = fill(&[(".photos/a.jpg", b"a")]);
        let found = Scan { input: &folder.path().join(".photos"), output: Path::new("none"), recursive: false, hidden: false }.run();
        assert_eq!((found.files.len(), found.hidden), (1, 0));
    }
}
