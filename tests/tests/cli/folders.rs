//! Folder runs of the command as a process: which files are taken, names, `--resume`, two runs at once, `--watch`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use tempfile::TempDir;
use tests::offcut_command::{case, command, fill_small, offcut, stderr, text};

/// Time in which everything that a test waits for has happened, or never will.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Names and times of the files of a folder.
fn files(folder: &Path) -> BTreeMap<String, SystemTime> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.metadata().unwrap().modified().unwrap())).collect()
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

fn assert_all_whole(folder: &Path) {
    for name in names(folder) {
        assert!(image::open(folder.join(&name)).is_ok(), "{name} is not whole");
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < TIMEOUT, "{what} never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn only_photos_that_are_regular_files_are_taken() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fill_small(folder.path(), &["a.jpg", ".hidden.jpg", ".cache/b.jpg", "deep/c.jpg", "@eaDir/d.jpg", "link-target/e.jpg"]);
    std::fs::write(folder.path().join("._a.jpg"), b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X").unwrap();
    for name in [".DS_Store", "Thumbs.db", "desktop.ini"] {
        std::fs::write(folder.path().join(name), b"\x00\x00\x00\x01Bud1").unwrap();
    }
    assert!(std::process::Command::new("mkfifo").arg(folder.path().join("pipe.jpg")).status().unwrap().success());
    std::os::unix::fs::symlink("link-target/e.jpg", folder.path().join("link.jpg")).unwrap();
    let run = |options: &[&str]| {
        let output = offcut(&[&["p", "--quality", "raw", text(folder.path()), text(out.path())], options].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    let said = run(&[]);
    assert_eq!(names(out.path()), ["a.png", "link.png"]);
    for word in ["2 cut out", "pipe.jpg: skipped, it is not a regular file", "1 skipped", "hidden (--hidden takes them)", "0 failed"] {
        assert!(said.contains(word), "{word} in {said}");
    }
    for silent in ["DS_Store", "Thumbs", "._a", ".hidden.jpg"] {
        assert!(!said.contains(silent), "{silent} in {said}");
    }
    let said = run(&["--resume", "--recursive", "--hidden"]);
    assert_eq!(names(out.path()), [".cache", ".hidden.png", "a.png", "deep", "link-target", "link.png"]);
    assert!(said.contains("4 cut out") && said.contains("2 there already") && said.contains("0 failed"), "{said}");
}

#[test]
fn photos_of_one_stem_get_names_of_their_own_said_once() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fill_small(folder.path(), &["a.jpg", "a.png", "b.jpg", "c.bmp", "c.jpg", "c.png"]);
    let output = offcut(&["p", "--quality", "raw", "--json", text(folder.path()), text(out.path())]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(names(out.path()), ["a.jpg.png", "a.png.png", "b.png", "c.bmp.png", "c.jpg.png", "c.png.png"]);
    assert_eq!(stderr(&output).matches("keep both extensions").count(), 1, "{}", stderr(&output));
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (photo, output) = (line["input"].as_str().unwrap(), line["output"].as_str().unwrap());
        assert!(Path::new(output).exists() && output.ends_with(".png"), "{photo} → {output}");
    }
}

#[test]
fn stopped_run_goes_on_with_resume() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let photos: Vec<String> = (0..12).map(|number| format!("{number:02}.jpg")).collect();
    fill_small(folder.path(), &photos.iter().map(String::as_str).collect::<Vec<_>>());
    let arguments = ["p", "--quality", "raw", "--threads", "1", text(folder.path()), text(out.path())];
    let mut stopped = command().args(arguments).stderr(Stdio::null()).spawn().unwrap();
    wait_until("the third cut-out", || names(out.path()).iter().filter(|name| !name.starts_with('.')).count() >= 3);
    stopped.kill().unwrap();
    stopped.wait().unwrap();
    let before = files(out.path());
    let resumed = offcut(&[&arguments[..], &["--resume"]].concat());
    assert!(resumed.status.success(), "{}", stderr(&resumed));
    let after = files(out.path());
    assert_eq!(after.keys().cloned().collect::<Vec<_>>(), photos.iter().map(|photo| photo.replace("jpg", "png")).collect::<Vec<_>>());
    let mut kept = 0;
    for (name, time) in before.iter().filter(|(name, _)| !name.starts_with('.')) {
        assert_eq!(after.get(name), Some(time), "{name} is not made anew");
        kept += 1;
    }
    assert!(stderr(&resumed).contains(&format!("{} cut out, {kept} there already", 12 - kept)), "{}", stderr(&resumed));
    assert_all_whole(out.path());
    let done = offcut(&[&arguments[..], &["--resume"]].concat());
    assert!(done.status.success() && stderr(&done).contains("0 cut out, 12 there already"), "{}", stderr(&done));
    assert_eq!(offcut(&[&arguments[..], &["--resume", "--force"]].concat()).status.code(), Some(2), "one asks for the opposite of the other");
}

#[test]
fn resume_names_changed_photos_and_replaces_empty_files() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fill_small(folder.path(), &["a.jpg", "b.jpg"]);
    std::fs::write(out.path().join("a.png"), b"").unwrap();
    std::fs::write(out.path().join("b.png"), b"an older one").unwrap();
    let old = std::fs::File::options().write(true).open(out.path().join("b.png")).unwrap();
    old.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    let output = offcut(&["p", "--quality", "raw", "--resume", text(folder.path()), text(out.path())]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(image::open(out.path().join("a.png")).is_ok());
    assert_eq!(std::fs::read(out.path().join("b.png")).unwrap(), b"an older one");
    assert!(stderr(&output).contains("b.jpg: has changed since") && stderr(&output).contains("1 cut out, 1 there already"), "{}", stderr(&output));
}

#[test]
fn two_runs_at_once_do_not_harm_each_other() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let photos: Vec<String> = (0..6).map(|number| format!("{number}.jpg")).collect();
    fill_small(folder.path(), &photos.iter().map(String::as_str).collect::<Vec<_>>());
    for options in [&[][..], &["--resume"], &["--force"]] {
        for name in names(out.path()) {
            std::fs::remove_file(out.path().join(name)).unwrap();
        }
        let run = || {
            let arguments = [&["p", "--quality", "raw", text(folder.path()), text(out.path())], options].concat();
            command().args(arguments).stderr(Stdio::piped()).spawn().unwrap()
        };
        let runs = [run(), run()].map(|run| run.wait_with_output().unwrap());
        for output in &runs {
            // A run that begins when the other one has a cut-out finds it there, and says so.
            let is_late = options.is_empty() && stderr(output).contains("is there already");
            assert!(output.status.success() || is_late, "{options:?}: {}", stderr(output));
        }
        assert!(runs.iter().any(|output| output.status.success()));
        assert_eq!(names(out.path()).len(), 6, "{options:?}");
        assert_all_whole(out.path());
    }
}

#[test]
fn photos_and_cut_outs_need_different_folders() {
    let folder = TempDir::new().unwrap();
    fill_small(folder.path(), &["a.jpg", "b.png"]);
    let before = files(folder.path());
    for options in [&[][..], &["--force"], &["--watch"]] {
        let output = offcut(&[&["p", text(folder.path()), text(&folder.path().join("."))], options].concat());
        assert_eq!((output.status.code(), files(folder.path()) == before), (Some(2), true), "{}", stderr(&output));
    }
    // Folders inside each other can bring the cut-out of one photo over another one.
    fill_small(folder.path(), &["in/a.jpg", "in/in/b.jpg", "in/b.png"]);
    let photo = std::fs::read(folder.path().join("in/b.png")).unwrap();
    let output = offcut(&["p", "--quality", "raw", "--recursive", "--force", text(&folder.path().join("in")), text(folder.path())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("in/b.png: is one of the photos") && stderr(&output).contains("2 cut out, 1 failed"), "{}", stderr(&output));
    assert_eq!(std::fs::read(folder.path().join("in/b.png")).unwrap(), photo);
}

/// A run with `--watch`, and the lines that it says; it is killed when it is dropped.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    said: RefCell<Vec<String>>,
}

impl Watch {
    fn start(folder: &Path, out: &Path, options: &[&str]) -> Self {
        let arguments = [&["p", "--quality", "raw", "--watch=0.2", text(folder), text(out)], options].concat();
        let mut child = command().args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines, said: RefCell::default() }
    }

    /// The next line that has `word`.
    fn says(&self, word: &str) -> String {
        let begun = Instant::now();
        loop {
            let line = self.lines.recv_timeout(TIMEOUT.saturating_sub(begun.elapsed())).unwrap_or_else(|_| panic!("{word} was never said"));
            self.said.borrow_mut().push(line.clone());
            if line.contains(word) {
                return line;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watched_folder_is_cut_out_as_it_fills() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let at = |name: &str| folder.path().join(name);
    fill_small(folder.path(), &["first.jpg"]);
    let photo = std::fs::read(at("first.jpg")).unwrap();
    let watch = Watch::start(folder.path(), out.path(), &["--recursive"]);
    watch.says("watching");
    watch.says("first.jpg →");
    // A file that comes in two parts is cut out whole, even if the first part had been taken for all of it.
    let mut slow = std::fs::File::create(at("slow.jpg")).unwrap();
    slow.write_all(&photo[..photo.len() / 2]).unwrap();
    fill_small(folder.path(), &["deep/second.jpg"]);
    watch.says("second.jpg →");
    slow.write_all(&photo[photo.len() / 2..]).unwrap();
    drop(slow);
    wait_until("the whole cut-out", || {
        std::fs::read(out.path().join("slow.png")).is_ok_and(|bytes| bytes == std::fs::read(out.path().join("first.png")).unwrap())
    });
    std::fs::write(at("notes.txt"), b"not a picture").unwrap();
    watch.says("notes.txt: skipped");
    // The same stem comes later: the name that is given away stays.
    fill_small(folder.path(), &["first.bmp"]);
    assert!(watch.says("first.bmp →").ends_with("first.bmp.png"));
    fill_small(folder.path(), &["deep/second.bmp"]);
    assert!(watch.says("second.bmp →").ends_with("second.bmp.png"));
    assert_eq!(watch.said.borrow().iter().filter(|line| line.contains("keep both extensions")).count(), 1);
    // A photo that changes gets a new cut-out.
    std::fs::copy(case("cat").photo, out.path().join("cat")).unwrap();
    std::fs::rename(out.path().join("cat"), at("first.jpg")).unwrap();
    wait_until("the new cut-out", || image::image_dimensions(out.path().join("first.png")).is_ok_and(|size| size == (451, 300)));
    // Another photo of a name that was used does not overwrite the cut-out of the one that is gone.
    let before = files(out.path())["first.png"];
    std::fs::remove_file(at("first.jpg")).unwrap();
    fill_small(folder.path(), &["third.jpg"]);
    watch.says("third.jpg →");
    fill_small(folder.path(), &["first.jpg", "fourth.jpg"]);
    watch.says("fourth.jpg →");
    assert_eq!(files(out.path())["first.png"], before);
    drop(watch);

    let again = Watch::start(folder.path(), out.path(), &[]);
    again.says("watching");
    fill_small(folder.path(), &["fifth.jpg"]);
    again.says("fifth.jpg →");
    assert_eq!(files(out.path())["first.png"], before, "what is there already stays");
}
