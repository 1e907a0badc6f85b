//! `offcut p --watch`: photos cut out as they come into a folder.
//!
//! The folder is looked at again and again. Notifications of the system would come at once, but do not come from network shares and many container
//! mounts, can be lost when many files come together, and do not say when a file is complete either.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::batch_summary::Outcome;
use crate::folder::Run;
use crate::folder_scan::Scan;

/// Shortest and longest pause between two looks in seconds.
const PAUSE_SECONDS: std::ops::RangeInclusive<f64> = 0.1..=3600.0;

/// Pause between two looks from the command line.
///
/// # Errors
/// Sentence with the range.
pub fn parse_pause(typed: &str) -> Result<Duration, String> {
    match typed.parse::<f64>() {
        Ok(seconds) if PAUSE_SECONDS.contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(format!("a number of seconds from {} to {} is needed", PAUSE_SECONDS.start(), PAUSE_SECONDS.end())),
    }
}

/// Cuts out what is in the folder and what comes into it, until the program is ended.
pub fn watch(run: &mut Run<'_>, scan: &Scan<'_>, pause: Duration) -> ! {
    run.summary.say(&format!("watching {}; Ctrl-C ends it", scan.input.display()));
    let mut watched = Watched::default();
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
        let look = watched.look(found.files.into_iter().map(|(path, metadata)| (path, Signature::of(&metadata), metadata)));
        look.gone.iter().for_each(|path| run.forget(path));
        run.cut_out(look.complete);
        std::thread::sleep(pause);
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

/// Files at the last look: signature, and whether it was given out as complete.
#[derive(Debug, Default)]
struct Watched(HashMap<PathBuf, (Signature, bool)>);

/// Differences from the look before.
#[derive(Debug)]
struct Look<T> {
    /// Files that are not empty, are new or changed, and are the same as at the look before.
    complete: Vec<(PathBuf, T)>,
    /// Files that are no more.
    gone: Vec<PathBuf>,
}

impl Watched {
    /// Compares files with those of the look before. `T` is passed through.
    fn look<T>(&mut self, files: impl Iterator<Item = (PathBuf, Signature, T)>) -> Look<T> {
        let mut before = std::mem::take(&mut self.0);
        let mut complete = Vec::new();
        for (path, signature, passed) in files {
            let (is_same, was_given_out) = before.remove(&path).map_or((false, false), |(earlier, given_out)| (earlier == signature, given_out));
            let is_complete = is_same && signature.bytes > 0;
            self.0.insert(path.clone(), (signature, is_complete));
            if is_complete && !was_given_out {
                complete.push((path, passed));
            }
        }
        Look { complete, gone: before.into_keys().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(watched: &mut Watched, files: &[(&str, u64, u64)]) -> (Vec<String>, Vec<String>) {
        let look = watched.look(files.iter().map(|(name, bytes, second)| {
            let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(*second));
            (PathBuf::from(name), Signature { bytes: *bytes, modified }, ())
        }));
        let text = |path: PathBuf| path.display().to_string();
        (look.complete.into_iter().map(|(path, ())| text(path)).collect(), look.gone.into_iter().map(text).collect())
    }

    #[test]
    fn file_is_complete_when_it_no_longer_changes() {
        let mut watched = Watched::default();
        let mut complete = |files: &[(&str, u64, u64)]| look(&mut watched, files).0;
        assert!(complete(&[("a", 10, 1)]).is_empty());
        assert!(complete(&[("a", 20, 2), ("b", 5, 2)]).is_empty());
        assert_eq!(complete(&[("a", 20, 2), ("b", 6, 2)]), ["a"]);
        assert_eq!(complete(&[("a", 20, 2), ("b", 6, 2)]), ["b"]);
        assert!(complete(&[("a", 20, 2), ("b", 6, 2)]).is_empty(), "each is given out once");
    }

    #[test]
    fn changed_file_is_complete_again() {
        let mut watched = Watched::default();
        let mut complete = |files: &[(&str, u64, u64)]| look(&mut watched, files).0;
        complete(&[("a", 10, 1)]);
        assert_eq!(complete(&[("a", 10, 1)]), ["a"]);
        assert!(complete(&[("a", 10, 7)]).is_empty());
        assert_eq!(complete(&[("a", 10, 7)]), ["a"]);
    }

    #[test]
    fn empty_file_is_not_complete() {
        let mut watched = Watched::default();
        for _ in 0..3 {
            assert!(look(&mut watched, &[("a", 0, 1)]).0.is_empty());
        }
        look(&mut watched, &[("a", 4, 1)]);
        assert_eq!(look(&mut watched, &[("a", 4, 1)]).0, ["a"]);
    }

    #[test]
    fn removed_file_is_forgotten() {
        let mut watched = Watched::default();
        look(&mut watched, &[("a", 10, 1)]);
        look(&mut watched, &[("a", 10, 1)]);
        assert_eq!(look(&mut watched, &[]), (vec![], vec!["a".to_owned()]));
        assert_eq!(look(&mut watched, &[("a", 10, 1)]), (vec![], vec![]));
        assert_eq!(look(&mut watched, &[("a", 10, 1)]).0, ["a"]);
    }

    #[test]
    fn pause_has_a_range() {
        assert_eq!(parse_pause("0.5"), Ok(Duration::from_millis(500)));
        for typed in ["0", "-1", "inf", "NaN", "3601", "", "soon"] {
            assert_eq!(parse_pause(typed).unwrap_err(), "a number of seconds from 0.1 to 3600 is needed", "{typed}");
        }
    }
}
