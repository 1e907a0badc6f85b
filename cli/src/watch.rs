//! `offcut p --watch`: cuts out photos as they come into a folder.
//!
//! The folder is polled. Notifications of the system (inotify) would come at once, but do not come from network shares and many container
//! mounts, can be lost when many files come together, and do not say when a file is complete either.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::batch_summary::Outcome;
use crate::folder::Run;
use crate::folder_scan::Scan;

/// Range of the poll interval in seconds.
const INTERVAL_SECONDS: std::ops::RangeInclusive<f64> = 0.1..=3600.0;

/// Poll interval from the command line.
///
/// # Errors
/// Sentence with the range.
pub fn parse_interval(typed: &str) -> Result<Duration, String> {
    match typed.parse::<f64>() {
        Ok(seconds) if INTERVAL_SECONDS.contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(format!("a number of seconds from {} to {} is needed", INTERVAL_SECONDS.start(), INTERVAL_SECONDS.end())),
    }
}

/// Cuts out what is in the folder and what comes into it, until the program is ended.
pub fn watch(run: &mut Run<'_>, scan: &Scan<'_>, interval: Duration) -> ! {
    run.summary.say(&format!("watching {}; Ctrl-C ends it", scan.input.display()));
    let mut watched = PolledFiles::default();
    let mut told = HashSet::new();
    loop {
        let found = scan.run();
        let mut outcomes: HashMap<String, Outcome> = HashMap::new();
        for failure in found.failures {
            outcomes.insert(failure.to_string(), Outcome::Failed { photo: scan.input.to_path_buf(), failure });
        }
        for path in found.special {
            outcomes.insert(path.display().to_string(), Outcome::special(path));
        }
        // Each is told once for as long as it stays.
        told.retain(|sentence| outcomes.contains_key(sentence));
        for (sentence, outcome) in outcomes {
            if told.insert(sentence) {
                run.summary.add(&outcome);
            }
        }
        let changes = watched.poll(found.files.into_iter().map(|(path, metadata)| (path, Signature::of(&metadata), metadata)));
        changes.removed.iter().for_each(|path| run.forget(path));
        run.cut_out(changes.complete);
        std::thread::sleep(interval);
    }
}

/// Size and time of a file: as long as neither changes, nobody writes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signature {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Signature {
    fn of(metadata: &Metadata) -> Self {
        Self { bytes: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// Files at the last poll: signature, and true once reported as complete.
#[derive(Debug, Default)]
struct PolledFiles(HashMap<PathBuf, (Signature, bool)>);

/// Changes since the last poll.
#[derive(Debug)]
struct Changes<T> {
    /// Files that are not empty, are new or changed, and are the same as at the last poll.
    complete: Vec<(PathBuf, T)>,
    /// Removed files.
    removed: Vec<PathBuf>,
}

impl PolledFiles {
    /// Compares files with those of the last poll. `T` is passed through.
    fn poll<T>(&mut self, files: impl Iterator<Item = (PathBuf, Signature, T)>) -> Changes<T> {
        let mut before = std::mem::take(&mut self.0);
        let mut complete = Vec::new();
        for (path, signature, passed) in files {
            let (is_same, was_reported) = before.remove(&path).map_or((false, false), |(earlier, reported)| (earlier == signature, reported));
            let is_complete = is_same && signature.bytes > 0;
            self.0.insert(path.clone(), (signature, is_complete));
            if is_complete && !was_reported {
                complete.push((path, passed));
            }
        }
        Changes { complete, removed: before.into_keys().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(watched: &mut PolledFiles, files: &[(&str, u64, u64)]) -> (Vec<String>, Vec<String>) {
        let changes = watched.poll(files.iter().map(|(name, bytes, second)| {
            let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(*second));
            (PathBuf::from(name), Signature { bytes: *bytes, modified }, ())
        }));
        let text = |path: PathBuf| path.display().to_string();
        (changes.complete.into_iter().map(|(path, ())| text(path)).collect(), changes.removed.into_iter().map(text).collect())
    }

    #[test]
    fn file_is_complete_when_it_no_longer_changes() {
        let mut watched = PolledFiles::default();
        let mut complete = |files: &[(&str, u64, u64)]| poll(&mut watched, files).0;
        assert!(complete(&[("a", 10, 1)]).is_empty());
        assert!(complete(&[("a", 20, 2), ("b", 5, 2)]).is_empty());
        assert_eq!(complete(&[("a", 20, 2), ("b", 6, 2)]), ["a"]);
        assert_eq!(complete(&[("a", 20, 2), ("b", 6, 2)]), ["b"]);
        assert!(complete(&[("a", 20, 2), ("b", 6, 2)]).is_empty(), "each is reported once");
    }

    #[test]
    fn changed_file_is_complete_again() {
        let mut watched = PolledFiles::default();
        let mut complete = |files: &[(&str, u64, u64)]| poll(&mut watched, files).0;
        complete(&[("a", 10, 1)]);
        assert_eq!(complete(&[("a", 10, 1)]), ["a"]);
        assert!(complete(&[("a", 10, 7)]).is_empty());
        assert_eq!(complete(&[("a", 10, 7)]), ["a"]);
    }

    #[test]
    fn empty_file_is_not_complete() {
        let mut watched = PolledFiles::default();
        for _ in 0..3 {
            assert!(poll(&mut watched, &[("a", 0, 1)]).0.is_empty());
        }
        poll(&mut watched, &[("a", 4, 1)]);
        assert_eq!(poll(&mut watched, &[("a", 4, 1)]).0, ["a"]);
    }

    #[test]
    fn removed_file_is_forgotten() {
        let mut watched = PolledFiles::default();
        poll(&mut watched, &[("a", 10, 1)]);
        poll(&mut watched, &[("a", 10, 1)]);
        assert_eq!(poll(&mut watched, &[]), (vec![], vec!["a".to_owned()]));
        assert_eq!(poll(&mut watched, &[("a", 10, 1)]), (vec![], vec![]));
        assert_eq!(poll(&mut watched, &[("a", 10, 1)]).0, ["a"]);
    }

    #[test]
    fn interval_has_a_range() {
        assert_eq!(parse_interval("0.5"), Ok(Duration::from_millis(500)));
        for typed in ["0", "-1", "inf", "NaN", "3601", "", "soon"] {
            assert_eq!(parse_interval(typed).unwrap_err(), "a number of seconds from 0.1 to 3600 is needed", "{typed}");
        }
    }
}
