//! Outputs written so that each is whole: the old file or the new one, whenever the program is stopped.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::destination::{Destination, folder_of};
use crate::failure::Failure;

/// Beginning and end of the name of a file that is not finished. Between them are twelve characters: whatever the output's name, it is short enough
/// for every file system, and folder runs skip it because it is hidden.
const UNFINISHED: (&str, &str) = (".offcut-", ".unfinished");

/// Attempts to make an unfinished file whose name is not that of a leftover.
const ATTEMPTS: usize = 8;

/// Writes an output: to standard output, into a device or pipe, or as a file that takes the place of the old one when it is complete. With
/// `overwrite` false, a file that is there is left as it is.
///
/// # Errors
/// [`Failure::Exists`], [`Failure::Write`].
pub fn write(path: &Path, bytes: &[u8], overwrite: bool) -> std::result::Result<(), Failure> {
    let written = Destination::of(path).and_then(|destination| match destination {
        Destination::StandardOutput => {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(bytes).and_then(|()| stdout.flush())
        }
        Destination::Descriptor(path) => OpenOptions::new().append(true).open(path)?.write_all(bytes),
        Destination::Special { path, .. } => OpenOptions::new().write(true).open(path)?.write_all(bytes),
        Destination::File { path, replaces } => write_file(&path, replaces.as_ref(), bytes, overwrite),
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists if !overwrite => Failure::Exists { path: path.to_path_buf() },
        _ => Failure::Write { path: path.to_path_buf(), error },
    })
}

fn write_file(path: &Path, replaces: Option<&Metadata>, bytes: &[u8], overwrite: bool) -> Result<()> {
    match replace(path, replaces, bytes, overwrite) {
        // A file that may be written in a folder that may not, or that is a mount point of its own, can only be written where it is.
        Err(error) if overwrite && replaces.is_some_and(has_single_link) && is_about_the_folder(&error) => {
            OpenOptions::new().write(true).truncate(true).open(path).map_err(|_| error)?.write_all(bytes)
        }
        done => done,
    }
}

fn is_about_the_folder(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::ResourceBusy | ErrorKind::CrossesDevices)
}

/// Writes beside the file first, then gives it the name in one step.
fn replace(path: &Path, replaces: Option<&Metadata>, bytes: &[u8], overwrite: bool) -> Result<()> {
    let folder = folder_of(path);
    let mut unfinished = unfinished_in(folder, replaces)?;
    unfinished.as_file_mut().write_all(bytes)?;
    if let Some(replaces) = replaces {
        keep_access(unfinished.as_file(), replaces)?;
    }
    // Without this, a name can outlive a power failure longer than what it names, and `--resume` would take the empty file for a cut-out.
    unfinished.as_file().sync_data()?;
    if overwrite {
        unfinished.persist(path).map(drop).map_err(|failed| failed.error)
    } else {
        match unfinished.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists || path.symlink_metadata().is_ok() => Err(ErrorKind::AlreadyExists.into()),
            // File systems that have neither hard links nor a renaming that refuses.
            Err(failed) => failed.file.persist(path).map(drop).map_err(|failed| failed.error),
        }
    }
}

/// A new file under a name of its own. It stays locked until it is closed, which also the end of the program does: so a leftover can be told from
/// what another run works on.
fn unfinished_in(folder: &Path, replaces: Option<&Metadata>) -> Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1).rand_bytes(12);
    set_first_mode(&mut builder, replaces.is_some());
    for _ in 0..ATTEMPTS {
        let unfinished = builder.tempfile_in(folder).map_err(without_path)?;
        match unfinished.as_file().try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => {}
            // A file system without locks keeps what a killed run leaves.
            Err(std::fs::TryLockError::Error(_)) => return Ok(unfinished),
            Ok(()) if unfinished.path().exists() => return Ok(unfinished),
            Ok(()) => {}
        }
    }
    Err(Error::other("other programs remove the unfinished file"))
}

/// The error as the system has it: the path of an unfinished file says nothing to a person.
fn without_path(error: Error) -> Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => Error::new(error.kind(), said.to_owned()),
        None => error,
    }
}

/// Removes unfinished files of a folder that no running program works on. What cannot be removed stays.
pub fn remove_leftovers(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_unfinished = name.to_str().is_some_and(|name| name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1));
        if !is_unfinished || !entry.file_type().is_ok_and(|file_type| file_type.is_file()) {
            continue;
        }
        if let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Removes what killed runs left beside an output.
pub fn remove_leftovers_beside(output: &Path) {
    if let Ok(Destination::File { path, .. }) = Destination::of(output) {
        remove_leftovers(folder_of(&path));
    }
}

/// A new file gets the mode that the umask allows; one that replaces another stays private until it gets that one's mode.
#[cfg(unix)]
fn set_first_mode(builder: &mut Builder, replaces: bool) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(if replaces { 0o600 } else { 0o666 }));
}

#[cfg(not(unix))]
fn set_first_mode(_: &mut Builder, _: bool) {}

/// True if a file has no further hard links: one of them could be the photo.
#[cfg(unix)]
fn has_single_link(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) == 1
}

#[cfg(not(unix))]
fn has_single_link(_: &Metadata) -> bool {
    true
}

/// Gives a file the owner, group and mode of the one that it replaces. Where the group cannot be given, its members get no more than others.
#[cfg(unix)]
fn keep_access(file: &File, replaces: &Metadata) -> Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let (made, mut mode) = (file.metadata()?, replaces.mode() & 0o777);
    if made.uid() != replaces.uid() {
        let _ = fchown(file, Some(replaces.uid()), None);
    }
    if made.gid() != replaces.gid() && fchown(file, None, Some(replaces.gid())).is_err() {
        mode = (mode & 0o707) | (mode & (mode & 0o007) << 3);
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_access(_: &File, _: &Metadata) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::PathBuf;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use tempfile::TempDir;

    use super::*;

    /// Environment variable with the path that [`writer_to_be_killed`] writes to.
    const WRITES_TO: &str = "OFFCUT_TEST_WRITES_TO";

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn replaced_file_keeps_its_mode_and_new_file_follows_the_umask() {
        let folder = TempDir::new().unwrap();
        let (out, plain) = (folder.path().join("out.png"), folder.path().join("plain"));
        std::fs::write(&plain, b"").unwrap();
        write(&out, b"first", false).unwrap();
        assert_eq!(mode(&out), mode(&plain));
        for wanted in [0o600, 0o640, 0o444, 0o666, 0o777] {
            set_mode(&out, wanted);
            write(&out, b"second", true).unwrap();
            assert_eq!((mode(&out), std::fs::read(&out).unwrap()), (wanted, b"second".to_vec()), "{wanted:o}");
        }
        assert_eq!(names(folder.path()), ["out.png", "plain"]);
    }

    #[test]
    fn replaced_file_keeps_its_owner_where_that_can_be_given() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out.png");
        write(&out, b"first", false).unwrap();
        if std::os::unix::fs::chown(&out, Some(1234), Some(2345)).is_err() {
            eprintln!("replaced_file_keeps_its_owner_where_that_can_be_given is skipped: only root may give files away");
            return;
        }
        set_mode(&out, 0o640);
        write(&out, b"second", true).unwrap();
        let found = std::fs::metadata(&out).unwrap();
        assert_eq!((found.uid(), found.gid(), found.mode() & 0o7777), (1234, 2345, 0o640));
    }

    #[test]
    fn link_stays_and_its_target_is_written() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("deep")).unwrap();
        std::fs::write(at("deep/old.png"), b"old").unwrap();
        symlink("deep/old.png", at("link")).unwrap();
        symlink("deep/new.png", at("dangling")).unwrap();
        write(&at("link"), b"one", true).unwrap();
        write(&at("dangling"), b"two", false).unwrap();
        assert!(at("link").is_symlink() && at("dangling").is_symlink());
        assert_eq!(std::fs::read(at("deep/old.png")).unwrap(), b"one");
        assert_eq!(std::fs::read(at("deep/new.png")).unwrap(), b"two");
        assert_eq!((names(folder.path()).len(), names(&at("deep")).len()), (3, 2));
    }

    #[test]
    fn file_in_folder_that_may_not_be_written_is_written_in_place() {
        let folder = TempDir::new().unwrap();
        let (out, photo) = (folder.path().join("out.png"), folder.path().join("photo.png"));
        std::fs::write(&out, b"first").unwrap();
        std::fs::write(&photo, b"photo").unwrap();
        std::fs::hard_link(&photo, folder.path().join("linked.png")).unwrap();
        set_mode(folder.path(), 0o555);
        if std::fs::write(folder.path().join("probe"), b"").is_ok() {
            eprintln!("file_in_folder_that_may_not_be_written_is_written_in_place is skipped: root may write everywhere");
            return;
        }
        let number = std::fs::metadata(&out).unwrap().ino();
        write(&out, b"second", true).unwrap();
        let linked = write(&folder.path().join("linked.png"), b"second", true);
        let new = write(&folder.path().join("new.png"), b"second", true);
        set_mode(folder.path(), 0o755);
        assert_eq!((std::fs::metadata(&out).unwrap().ino(), std::fs::read(&out).unwrap()), (number, b"second".to_vec()));
        assert_eq!(std::fs::read(&photo).unwrap(), b"photo");
        assert!(matches!((linked, new), (Err(Failure::Write { .. }), Err(Failure::Write { .. }))));
    }

    #[test]
    fn existing_file_is_left_as_it_is_without_overwrite() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out.png");
        write(&out, b"first", false).unwrap();
        assert!(matches!(write(&out, b"second", false), Err(Failure::Exists { .. })));
        assert_eq!(std::fs::read(&out).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["out.png"]);
    }

    #[test]
    fn output_name_may_be_as_long_as_names_can_be() {
        let folder = TempDir::new().unwrap();
        for name in ["猫".repeat(85), "a".repeat(251) + ".png"] {
            let out = folder.path().join(&name);
            write(&out, b"first", false).unwrap();
            write(&out, b"second", true).unwrap();
            assert_eq!(std::fs::read(&out).unwrap(), b"second");
        }
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn error_names_the_output_only() {
        let folder = TempDir::new().unwrap();
        let told = write(&folder.path().join("no/such/out.png"), b"x", false).unwrap_err().to_string();
        assert!(told.ends_with("no/such/out.png: cannot be written (No such file or directory (os error 2))"), "{told}");
    }

    #[test]
    fn leftovers_go_and_unfinished_files_of_running_programs_stay() {
        let folder = TempDir::new().unwrap();
        let leftover = folder.path().join(format!("{}123456789012{}", UNFINISHED.0, UNFINISHED.1));
        std::fs::write(&leftover, b"half").unwrap();
        std::fs::write(folder.path().join(".offcut-notes"), b"a person's").unwrap();
        let running = unfinished_in(folder.path(), None).unwrap();
        remove_leftovers_beside(&folder.path().join("out.png"));
        assert!(!leftover.exists() && running.path().exists());
        assert_eq!(names(folder.path()).len(), 2);
        drop(running);
        assert_eq!(names(folder.path()), [".offcut-notes"]);
    }

    /// Identity of a file that differs from that of the next one in its place.
    fn made(path: &Path) -> (u64, i64, i64) {
        let found = std::fs::metadata(path).unwrap();
        (found.ino(), found.mtime(), found.mtime_nsec())
    }

    fn contents() -> [Vec<u8>; 2] {
        [vec![b'a'; 300_000], vec![b'b'; 400_000]]
    }

    /// Writes for ever where [`WRITES_TO`] says so, and does nothing otherwise.
    #[test]
    fn writer_to_be_killed() {
        let Some(path) = std::env::var_os(WRITES_TO).map(PathBuf::from) else { return };
        for bytes in contents().iter().cycle() {
            write(&path, bytes, true).unwrap();
        }
    }

    fn assert_killed_writer_leaves_whole_file(kills: u32) {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out.png");
        let contents = contents();
        write(&out, &contents[0], false).unwrap();
        let mut leftovers = 0;
        for kill in 0..kills {
            let first = made(&out);
            let mut writer = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "atomic_write::tests::writer_to_be_killed"])
                .env(WRITES_TO, &out)
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let begun = Instant::now();
            while made(&out) == first && begun.elapsed() < Duration::from_secs(60) {
                std::thread::yield_now();
            }
            // From the first complete file on, at moments spread over several more.
            std::thread::sleep(Duration::from_micros(u64::from(kill * 7919 % 5000)));
            writer.kill().unwrap();
            writer.wait().unwrap();
            let found = std::fs::read(&out).unwrap();
            assert!(contents.contains(&found), "kill {kill} left {} bytes", found.len());
            leftovers += names(folder.path()).len() - 1;
            remove_leftovers(folder.path());
            assert_eq!(names(folder.path()), ["out.png"]);
        }
        println!("{kills} kills left {leftovers} unfinished files, which were removed");
    }

    #[test]
    fn killed_writer_leaves_whole_file() {
        assert_killed_writer_leaves_whole_file(20);
    }

    #[test]
    #[ignore = "200 kills: cargo xtask test --thorough"]
    fn killed_writer_leaves_whole_file_two_hundred_times() {
        assert_killed_writer_leaves_whole_file(200);
    }
}
