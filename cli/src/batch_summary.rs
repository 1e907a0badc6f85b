//! Outcomes of a folder's photos: reported one by one, and summed up at the end.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::ProgressBar;
use matting::{Verdict, Warning};

use crate::console::{report, say};
use crate::failure::Failure;
use crate::report::failure_line;
use crate::single::Done;

/// Outcome of one photo.
#[derive(Debug)]
pub enum Outcome {
    /// It was cut out.
    Done {
        /// The photo.
        photo: PathBuf,
        /// Its cut-out.
        output: PathBuf,
        /// Verdict and report.
        done: Done,
    },
    /// Its cut-out was there already, from an earlier run or from one that runs at the same time.
    DoneBefore {
        /// The photo.
        photo: PathBuf,
        /// True if it was changed after that.
        is_newer: bool,
    },
    /// It failed.
    Failed {
        /// The photo.
        photo: PathBuf,
        /// Reason.
        failure: Failure,
    },
    /// A file that is no photo.
    Skipped {
        /// The file.
        path: PathBuf,
        /// Words for its kind.
        reason: &'static str,
    },
}

impl Outcome {
    /// Outcome of a device, named pipe or socket.
    pub fn special(path: PathBuf) -> Self {
        Outcome::Skipped { path, reason: "not a regular file" }
    }
}

/// Numbers of outcomes.
#[derive(Debug, Default)]
struct Counts {
    done: usize,
    please_check: usize,
    no_clear_subject: usize,
    enlarged: usize,
    failed: usize,
    done_before: usize,
    skipped: usize,
}

/// Outcomes of a run.
#[derive(Debug)]
pub struct BatchSummary {
    counts: Mutex<Counts>,
    bar: ProgressBar,
    /// A line of JSON for each photo on standard output.
    json: bool,
    /// A line on standard error for each cut-out: there is no progress bar.
    each: bool,
}

impl BatchSummary {
    /// Nothing yet.
    pub fn new(bar: ProgressBar, json: bool, each: bool) -> Self {
        Self { counts: Mutex::default(), bar, json, each }
    }

    /// Sentence for people.
    pub fn say(&self, sentence: &str) {
        self.bar.suspend(|| say(sentence));
    }

    /// Tells of an outcome and counts it.
    pub fn add(&self, outcome: &Outcome) {
        let mut counts = self.counts();
        let line = match outcome {
            Outcome::Done { photo, output, done } => {
                counts.done += 1;
                counts.enlarged += usize::from(done.warnings.contains(&Warning::Enlarged));
                match done.verdict {
                    Verdict::Fine if self.each => self.say(&format!("{} → {}", photo.display(), output.display())),
                    Verdict::Fine => {}
                    Verdict::PleaseCheck => {
                        counts.please_check += 1;
                        self.say(&format!("{}: please check it, its confidence is low", photo.display()));
                    }
                    Verdict::NoClearSubject => {
                        counts.no_clear_subject += 1;
                        self.say(&format!("{}: no clear subject found", photo.display()));
                    }
                }
                Some(done.report.line())
            }
            Outcome::DoneBefore { photo, is_newer } => {
                counts.done_before += 1;
                if *is_newer {
                    self.say(&format!("{}: has changed since it was cut out; delete its cut-out or use --force to cut it out anew", photo.display()));
                }
                None
            }
            Outcome::Failed { photo, failure } => {
                counts.failed += 1;
                self.say(&failure.to_string());
                Some(failure_line(photo, failure))
            }
            Outcome::Skipped { path, reason } => {
                counts.skipped += 1;
                self.say(&format!("{}: skipped, it is {reason}", path.display()));
                None
            }
        };
        if let Some(line) = line.filter(|_| self.json) {
            self.bar.suspend(|| report(line));
        }
        self.bar.inc(1);
    }

    /// Tells of the whole run.
    ///
    /// # Errors
    /// [`Failure::SomeFailed`].
    pub fn finish(&self, hidden: usize) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        let counts = self.counts();
        say(summary(&counts, hidden));
        if counts.failed > 0 { Err(Failure::SomeFailed) } else { Ok(()) }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn summary(counts: &Counts, hidden: usize) -> String {
    let mut parts = vec![format!("{} cut out", counts.done)];
    let optional = [
        (counts.please_check, "of them to be checked"),
        (counts.no_clear_subject, "of them without a clear subject"),
        (counts.enlarged, "of them enlarged beyond the photo's own pixels"),
        (counts.done_before, "there already"),
        (counts.skipped, "skipped"),
        (hidden, "hidden (--hidden takes them)"),
    ];
    parts.extend(optional.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    parts.push(format!("{} failed", counts.failed));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_names_what_there_is() {
        assert_eq!(summary(&Counts { done: 3, ..Counts::default() }, 0), "3 cut out, 0 failed");
        let counts = Counts { done: 3, please_check: 1, no_clear_subject: 1, enlarged: 2, failed: 2, done_before: 4, skipped: 5 };
        let whole = "3 cut out, 1 of them to be checked, 1 of them without a clear subject, 2 of them enlarged beyond the photo's own pixels, 4 there \
                     already, 5 skipped, 6 hidden (--hidden takes them), 2 failed";
        assert_eq!(summary(&counts, 6), whole);
    }
}
