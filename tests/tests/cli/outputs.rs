//! Outputs of the command as a process: links, devices, pipes, modes, long names, and a kill at any moment.

#![cfg(unix)]

use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;
use tests::offcut_command::{command, fill_small, offcut, stderr, text};

/// A folder with a small photo.
fn folder_with_photo() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    fill_small(folder.path(), &["photo.png"]);
    let photo = folder.path().join("photo.png");
    (folder, photo)
}

fn is_whole_png(bytes: &[u8]) -> bool {
    image::load_from_memory_with_format(bytes, image::ImageFormat::Png).is_ok()
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// True if the tests run as root, whose mistakes could replace the system's own devices.
fn is_root(folder: &TempDir) -> bool {
    std::fs::metadata(folder.path()).unwrap().uid() == 0
}

/// A device that a fault of the command cannot take from the system: one made for this test where the person may make one, the system's own where
/// the person could not replace it. `None` after saying that there is neither.
fn device(folder: &TempDir, name: &str, minor: &str) -> Option<PathBuf> {
    if !is_root(folder) {
        return Some(Path::new("/dev").join(name));
    }
    let path = folder.path().join(name);
    let is_made = Command::new("mknod").arg(&path).args(["c", "1", minor]).output().is_ok_and(|output| output.status.success());
    if is_made && std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        return Some(path);
    }
    eprintln!("{name} is skipped: no device can be made or opened in {}", folder.path().display());
    None
}

fn named_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn output_goes_through_link_and_keeps_mode() {
    let (folder, photo) = folder_with_photo();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("far")).unwrap();
    std::fs::write(at("far/old.png"), b"old").unwrap();
    std::fs::set_permissions(at("far/old.png"), std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("far/old.png", at("link.png")).unwrap();
    symlink("far/new.png", at("dangling.png")).unwrap();
    let refused = offcut(&["i", text(&photo), text(&at("link.png"))]);
    assert_eq!((refused.status.code(), std::fs::read(at("far/old.png")).unwrap()), (Some(1), b"old".to_vec()), "{}", stderr(&refused));
    for (name, options) in [("link.png", &["--force"][..]), ("dangling.png", &[])] {
        let output = offcut(&[&["i", "--quality", "raw", text(&photo), text(&at(name))], options].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(at(name).is_symlink(), "{name}");
    }
    assert!(is_whole_png(&std::fs::read(at("far/old.png")).unwrap()) && is_whole_png(&std::fs::read(at("far/new.png")).unwrap()));
    assert_eq!(std::fs::metadata(at("far/old.png")).unwrap().permissions().mode() & 0o7777, 0o600);
    assert_eq!((count(&at("far")), count(folder.path())), (2, 4), "nothing unfinished is left behind");

    symlink("photo.png", at("itself.png")).unwrap();
    let before = std::fs::read(&photo).unwrap();
    let itself = offcut(&["i", text(&photo), text(&at("itself.png")), "--force"]);
    assert_eq!((itself.status.code(), std::fs::read(&photo).unwrap() == before), (Some(1), true), "the photo is not overwritten through a link");
}

#[test]
fn names_of_standard_output_are_standard_output() {
    let (folder, photo) = folder_with_photo();
    let link = folder.path().join("link");
    symlink("/dev/fd/1", &link).unwrap();
    // Root could lose the system's /dev/stdout to a fault; the unit tests know its name.
    let names = if is_root(&folder) { vec![] } else { vec!["/dev/stdout"] };
    for output in names.into_iter().chain(["/dev/fd/1", text(&link)]) {
        let told = offcut(&["i", "--quality", "raw", "--json", text(&photo), output]);
        assert!(told.status.success() && is_whole_png(&told.stdout), "{output}: {}", stderr(&told));
        assert!(stderr(&told).contains("\"verdict\""), "the report goes to standard error");
    }
    assert!(link.is_symlink());

    // A file behind standard output is neither replaced nor emptied.
    let collected = folder.path().join("collected");
    std::fs::write(&collected, b"before").unwrap();
    let file = std::fs::OpenOptions::new().append(true).open(&collected).unwrap();
    let status = command().args(["i", "--quality", "raw", text(&photo), "/dev/fd/1"]).stdout(file).status().unwrap();
    let bytes = std::fs::read(&collected).unwrap();
    assert!(status.success() && bytes.starts_with(b"before") && is_whole_png(&bytes[6..]));
}

#[test]
fn devices_and_named_pipes_are_written_to() {
    let (folder, photo) = folder_with_photo();
    for (name, minor, code) in [("null", "3", 0), ("full", "7", 1)] {
        let Some(path) = device(&folder, name, minor) else { continue };
        let written = offcut(&["i", "--quality", "raw", text(&photo), text(&path)]);
        assert_eq!(written.status.code(), Some(code), "{}", stderr(&written));
        assert!(std::fs::metadata(&path).unwrap().file_type().is_char_device());
        assert!(code == 0 || stderr(&written).contains("full: cannot be written"), "{}", stderr(&written));
    }

    let pipe = folder.path().join("pipe");
    named_pipe(&pipe);
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read(pipe).unwrap()
    });
    let piped = offcut(&["i", "--quality", "raw", text(&photo), text(&pipe)]);
    assert!(piped.status.success(), "{}", stderr(&piped));
    assert!(is_whole_png(&reader.join().unwrap()));
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn output_name_may_be_255_bytes_long() {
    let (folder, photo) = folder_with_photo();
    for name in ["猫".repeat(80), "猫".repeat(83) + "ab.png"] {
        let out = folder.path().join(&name);
        for _ in 0..2 {
            let output = offcut(&["i", "--quality", "raw", "--force", text(&photo), text(&out)]);
            assert!(output.status.success(), "{} bytes: {}", name.len(), stderr(&output));
        }
        assert!(is_whole_png(&std::fs::read(&out).unwrap()));
    }
    assert_eq!(count(folder.path()), 3);
}

#[test]
fn failed_write_leaves_old_file_and_nothing_else() {
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    std::fs::write(&out, b"old").unwrap();
    // No file may grow: what a full disk says comes from every write.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" i --quality raw --force \"$1\" \"$2\"";
    let program = command().get_program().to_owned();
    let full = Command::new("sh").args(["-c", script]).arg(program).args([&photo, &out]).output().unwrap();
    assert_eq!(full.status.code(), Some(1), "{}", stderr(&full));
    assert!(stderr(&full).contains("out.png: cannot be written (File too large"), "{}", stderr(&full));
    assert_eq!((std::fs::read(&out).unwrap(), count(folder.path())), (b"old".to_vec(), 2));
}

#[test]
fn folder_in_place_of_file_and_one_file_for_two_outputs_are_refused() {
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    let into_folder = offcut(&["i", text(&photo), text(folder.path()), "--force"]);
    assert_eq!(into_folder.status.code(), Some(1));
    assert!(stderr(&into_folder).contains("is a folder"), "{}", stderr(&into_folder));
    let of_folder = offcut(&["i", text(folder.path()), text(&out)]);
    assert_eq!(of_folder.status.code(), Some(1));
    assert!(stderr(&of_folder).contains("use `offcut p`"), "{}", stderr(&of_folder));
    for mask in [out.clone(), folder.path().join("./out.png")] {
        let twice = offcut(&["i", text(&photo), text(&out), "--save-mask", text(&mask)]);
        assert_eq!((twice.status.code(), out.exists()), (Some(2), false), "{}", stderr(&twice));
    }
}

#[test]
fn report_that_nobody_reads_does_not_fail_the_photo() {
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    let mut child =
        command().args(["i", "--quality", "raw", "--json", text(&photo), text(&out)]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    assert!(is_whole_png(&std::fs::read(&out).unwrap()));
}

#[test]
fn too_many_threads_are_refused() {
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    for count in ["100000", "99999999999999999999"] {
        let refused = offcut(&["i", "--threads", count, text(&photo), text(&out)]);
        assert_eq!((refused.status.code(), out.exists()), (Some(2), false));
        assert!(stderr(&refused).contains("at most 256 threads"), "{}", stderr(&refused));
    }
    let many = offcut(&["i", "--quality", "raw", "--threads", "256", text(&photo), text(&out)]);
    assert!(many.status.success(), "{}", stderr(&many));
}

/// Kills the command at moments spread over the time that it takes, and looks at the output after each.
fn assert_killed_command_leaves_whole_file(kills: u32) {
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    let cut = || command().args(["i", "--quality", "raw", "--force", text(&photo), text(&out)]).stderr(Stdio::null()).spawn().unwrap();
    std::fs::write(&out, b"old").unwrap();
    let begun = Instant::now();
    assert!(cut().wait().unwrap().success());
    let (whole, new) = (begun.elapsed(), std::fs::read(&out).unwrap());
    let mut finished = 0;
    for kill in 0..kills {
        std::fs::write(&out, b"old").unwrap();
        let mut child = cut();
        std::thread::sleep(whole.mul_f64(f64::from(kill + 1) / f64::from(kills)));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = std::fs::read(&out).unwrap();
        assert!(found == b"old" || found == new, "kill {kill} left {} bytes", found.len());
        finished += u32::from(found == new);
    }
    println!("{kills} kills, {finished} of them after the new file had its name");
    std::fs::write(folder.path().join(".offcut-abcdefghijkl.unfinished"), b"half").unwrap();
    assert!(cut().wait().unwrap().success());
    assert_eq!((std::fs::read(&out).unwrap() == new, count(folder.path())), (true, 2), "the next run removes what killed ones left");
}

#[test]
fn killed_command_leaves_whole_file() {
    assert_killed_command_leaves_whole_file(8);
}

#[test]
#[ignore = "200 kills: cargo xtask test --thorough"]
fn killed_command_leaves_whole_file_two_hundred_times() {
    assert_killed_command_leaves_whole_file(200);
}

/// Kills the command at each of its system calls that a file could suffer from, with strace.
#[test]
#[ignore = "a process for each system call: cargo xtask test --thorough"]
fn command_killed_at_each_system_call_leaves_whole_file() {
    const CALLS: [&str; 10] = ["openat", "flock", "statx", "write", "fchmod", "fchown", "fdatasync", "renameat", "renameat2", "close"];
    if Command::new("strace").arg("--version").output().is_err() {
        eprintln!("command_killed_at_each_system_call_leaves_whole_file is skipped: strace is not here");
        return;
    }
    let (folder, photo) = folder_with_photo();
    let out = folder.path().join("out.png");
    let program = command().get_program().to_owned();
    let cut = |inject: Option<String>| {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null"]).args(inject.map(|inject| format!("--inject={inject}")));
        strace.arg(&program).args(["i", "--quality", "raw", "--threads", "1", "--force", text(&photo), text(&out)]);
        strace.stderr(Stdio::null()).status().unwrap().success()
    };
    std::fs::write(&out, b"old").unwrap();
    assert!(cut(None), "strace cannot trace here");
    let new = std::fs::read(&out).unwrap();
    let (mut kills, mut leftovers) = (0, 0);
    for call in CALLS {
        // Calls are counted for each thread: the first number that no thread reaches is the end.
        for number in 1.. {
            std::fs::write(&out, b"old").unwrap();
            std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o640)).unwrap();
            let finished = cut(Some(format!("{call}:signal=KILL:when={number}")));
            let found = std::fs::read(&out).unwrap();
            assert!(found == b"old" || found == new, "a kill at {call} {number} left {} bytes", found.len());
            assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o7777, 0o640, "{call} {number}");
            if finished {
                break;
            }
            kills += 1;
            leftovers += usize::from(count(folder.path()) > 2);
        }
    }
    println!("{kills} kills, an unfinished file was there after {leftovers}");
    assert!(kills > 20 && leftovers > 0);
    assert!(cut(None));
    assert_eq!(count(folder.path()), 2);
}
