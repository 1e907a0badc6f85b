//! Destinations of outputs: file, standard output, device or pipe behind a path, with symbolic links resolved; permission to write.

use std::fs::Metadata;
use std::io::{Error, ErrorKind, Result};
use std::path::{Component, Path, PathBuf};

use crate::failure::Failure;
use crate::files::is_dash;

/// Symbolic links that are followed one after the other, as many as Linux follows.
const MAX_LINKS: usize = 40;

/// Target of an output, links followed.
#[derive(Debug)]
pub enum Destination {
    /// Standard output: `-`, or a name of it such as `/dev/stdout`.
    StandardOutput,
    /// Open descriptor of a process, by a name such as `/dev/fd/3`. It is appended to, so that what stands there already stays.
    Descriptor(PathBuf),
    /// Device, named pipe or socket. It is written to and never replaced.
    Special {
        /// Path behind all links.
        path: PathBuf,
        /// True if writing overwrites something: a block device.
        holds_data: bool,
    },
    /// Regular file.
    File {
        /// Path behind all links.
        path: PathBuf,
        /// The file that is there already.
        replaces: Option<Metadata>,
    },
}

impl Destination {
    /// Destination at `path`. A link that leads to nothing stands for the file that it names.
    ///
    /// # Errors
    /// [`ErrorKind::IsADirectory`] for a folder, and what the system says where links cannot be followed.
    pub fn of(path: &Path) -> Result<Self> {
        if is_dash(path) {
            return Ok(Destination::StandardOutput);
        }
        let mut path = path.to_path_buf();
        for _ in 0..=MAX_LINKS {
            match descriptor(&path) {
                Some(1) => return Ok(Destination::StandardOutput),
                Some(_) => return Ok(Destination::Descriptor(path)),
                None => {}
            }
            let found = match std::fs::symlink_metadata(&path) {
                Ok(found) => found,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Destination::File { path, replaces: None }),
                Err(error) => return Err(error),
            };
            let file_type = found.file_type();
            if file_type.is_file() {
                return Ok(Destination::File { path, replaces: Some(found) });
            } else if file_type.is_dir() {
                return Err(ErrorKind::IsADirectory.into());
            } else if !file_type.is_symlink() {
                let holds_data = is_block_device(&found);
                return Ok(Destination::Special { path, holds_data });
            } else if cfg!(target_os = "linux") && path.starts_with("/proc") {
                // Links of the kernel lead to open files, and only look as if they held a path.
                return Ok(Destination::Descriptor(path));
            }
            let target = std::fs::read_link(&path)?;
            path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
        }
        Err(Error::other("too many symbolic links"))
    }

    /// True if this is standard output.
    pub fn is_standard_output(&self) -> bool {
        matches!(self, Destination::StandardOutput)
    }
}

/// True if two names of outputs lead to one place: `out.png` and `./out.png`, `-` and `/dev/stdout`.
pub fn is_one_output(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| match Destination::of(path).ok()? {
        Destination::StandardOutput => Some(PathBuf::from("-")),
        Destination::File { path, .. } => Some(folder_of(&path).canonicalize().ok()?.join(path.file_name()?)),
        Destination::Descriptor(path) | Destination::Special { path, .. } => Some(path),
    };
    identity(one).is_some_and(|one| identity(other).is_some_and(|other| one == other))
}

/// True if an output goes to standard output, and reports therefore do not.
pub fn is_standard_output(path: &Path) -> bool {
    Destination::of(path).is_ok_and(|destination| destination.is_standard_output())
}

/// True if the output may be written: it is not the photo, and replaces nothing unless `force`. Devices and pipes have nothing that could be lost.
///
/// # Errors
/// [`Failure::OverInput`], [`Failure::Exists`], [`Failure::IsAFolder`], [`Failure::NoFolder`], [`Failure::Write`].
pub fn may_write(input: &Path, output: &Path, force: bool) -> std::result::Result<(), Failure> {
    let exists = match Destination::of(output) {
        Err(error) if error.kind() == ErrorKind::IsADirectory => return Err(Failure::IsAFolder { path: output.to_path_buf() }),
        Err(error) => return Err(Failure::Write { path: output.to_path_buf(), error }),
        Ok(Destination::Special { holds_data, .. }) => holds_data,
        Ok(Destination::File { path, replaces: Some(_) }) => {
            if !is_dash(input) && is_same(input, &path) {
                return Err(Failure::OverInput { path: output.to_path_buf() });
            }
            true
        }
        Ok(Destination::File { path, replaces: None }) => {
            let folder = folder_of(&path);
            if !folder.exists() {
                return Err(Failure::NoFolder { path: output.to_path_buf(), folder: folder.to_path_buf() });
            }
            false
        }
        Ok(Destination::Descriptor(_) | Destination::StandardOutput) => false,
    };
    if exists && !force { Err(Failure::Exists { path: output.to_path_buf() }) } else { Ok(()) }
}

/// Folder that holds a file, `.` for a name alone.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// True if two paths are those of one file that exists.
pub fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Number of the descriptor of this process that a path names.
fn descriptor(path: &Path) -> Option<u32> {
    if !cfg!(unix) {
        return None;
    }
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::RootDir => {}
            Component::Normal(name) => names.push(name.to_str()?),
            Component::CurDir | Component::ParentDir | Component::Prefix(_) => return None,
        }
    }
    match (path.is_absolute(), names.as_slice()) {
        (true, ["dev", "stdin"]) => Some(0),
        (true, ["dev", "stdout"]) => Some(1),
        (true, ["dev", "stderr"]) => Some(2),
        (true, ["dev", "fd", number] | ["proc", "self" | "thread-self", "fd", number]) => number.parse().ok(),
        (true, ["proc", process, "fd", number]) if process.parse() == Ok(std::process::id()) => number.parse().ok(),
        _ => None,
    }
}

#[cfg(unix)]
fn is_block_device(found: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&found.file_type())
}

#[cfg(not(unix))]
fn is_block_device(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn names_of_descriptors_are_recognised() {
        for (path, number) in [
            ("/dev/stdout", Some(1)),
            ("/dev/./stdout", Some(1)),
            ("//dev/stderr", Some(2)),
            ("/dev/fd/63", Some(63)),
            ("/proc/self/fd/1", Some(1)),
            ("/dev/fd/x", None),
            ("/dev/null", None),
            ("dev/stdout", None),
            ("stdout", None),
            ("/proc/1/fd/1", None),
        ] {
            assert_eq!(descriptor(Path::new(path)), number, "{path}");
        }
        let own = format!("/proc/{}/fd/7", std::process::id());
        assert_eq!(descriptor(Path::new(&own)), Some(7));
    }

    #[test]
    fn links_are_followed_to_their_end() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("deep")).unwrap();
        std::fs::write(at("deep/file.png"), b"there").unwrap();
        symlink("deep/file.png", at("one")).unwrap();
        symlink(at("one"), at("two")).unwrap();
        symlink("../new.png", at("deep/dangling")).unwrap();
        symlink("round", at("round")).unwrap();
        symlink("/dev/stdout", at("out")).unwrap();
        symlink("/dev/null", at("null")).unwrap();
        let file = |name: &str| match Destination::of(&at(name)).unwrap() {
            Destination::File { path, replaces } => (path, replaces.is_some()),
            other => panic!("{name} is {other:?}"),
        };
        assert_eq!(file("two"), (at("deep/file.png"), true));
        assert_eq!(file("deep/dangling"), (at("deep/../new.png"), false));
        assert_eq!(file("none.png"), (at("none.png"), false));
        assert!(Destination::of(&at("round")).is_err());
        assert!(is_standard_output(&at("out")) && is_standard_output(Path::new("-")) && !is_standard_output(&at("two")));
        assert!(matches!(Destination::of(&at("null")).unwrap(), Destination::Special { holds_data: false, .. }));
        assert_eq!(Destination::of(&at("deep")).unwrap_err().kind(), ErrorKind::IsADirectory);
    }

    #[test]
    fn two_names_of_one_output_are_recognised() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("out.png", at("link.png")).unwrap();
        assert!(is_one_output(&at("out.png"), &at("./link.png")));
        assert!(is_one_output(Path::new("-"), Path::new("/dev/stdout")));
        for (one, other) in [("out.png", "mask.png"), ("out.png", "no/out.png")] {
            assert!(!is_one_output(&at(one), &at(other)), "{one} {other}");
        }
    }

    #[test]
    fn only_what_can_be_lost_needs_force() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["photo.jpg", "old.png"] {
            std::fs::write(at(name), b"there").unwrap();
        }
        symlink("photo.jpg", at("link.png")).unwrap();
        let photo = at("photo.jpg");
        assert!(matches!(may_write(&photo, &at("old.png"), false), Err(Failure::Exists { .. })));
        assert!(matches!(may_write(&photo, &at("link.png"), true), Err(Failure::OverInput { .. })));
        assert!(matches!(may_write(&photo, folder.path(), true), Err(Failure::IsAFolder { .. })));
        assert!(matches!(may_write(&photo, &at("old.png/x.png"), true), Err(Failure::Write { .. })));
        let nowhere = may_write(&photo, &at("no/such.png"), true).unwrap_err().to_string();
        assert!(nowhere.contains("no/such.png: cannot be written, there is no folder ") && nowhere.ends_with("no; make it first"), "{nowhere}");
        for output in [at("new.png"), PathBuf::from("/dev/null"), PathBuf::from("/dev/stdout"), PathBuf::from("-")] {
            assert!(may_write(&photo, &output, false).is_ok(), "{output:?}");
        }
        assert!(may_write(&photo, &at("old.png"), true).is_ok());
    }
}
