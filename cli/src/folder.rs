//! `offcut p`: every photo of a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use matting::{Inputs, Threads, Verdict};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::arguments::Folder;
use crate::failure::Failure;
use crate::files::{is_picture, may_write};
use crate::network::load;
use crate::report::failure_line;
use crate::single::{background, one};
use crate::threads::{self, on_the_pool};

/// Outcomes of a folder's files, counted.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    please_check: usize,
    no_clear_subject: usize,
    failed: usize,
    not_pictures: usize,
}

/// Cuts out every photo of a folder; one that fails does not stop the others.
///
/// # Errors
/// [`Failure::SomeFailed`] when any photo failed; another [`Failure`] when nothing could be begun.
pub fn run(arguments: &Folder) -> Result<(), Failure> {
    if !arguments.input.is_dir() {
        return Err(Failure::NotAFolder { path: arguments.input.clone() });
    }
    let (flags, options) = (&arguments.flags, arguments.flags.options_for(None)?);
    threads::start(flags.network.threads);
    let found = files(arguments);
    // Whole photos are the better work for threads; where there are too few of them, the network itself is shared out.
    let one_each = found.len() >= rayon::current_num_threads();
    let threads = if one_each { Threads::one() } else { Threads::of_rayon() };
    let network = load(&flags.network, &threads)?;
    let background = background(flags)?;
    let inputs = Inputs { background: background.as_ref(), ..Inputs::default() };
    std::fs::create_dir_all(&arguments.output).map_err(|error| Failure::Write { path: arguments.output.clone(), error })?;
    let taken = names(&found, arguments);

    let bar = ProgressBar::new(found.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} · {eta} left · {msg}") {
        bar.set_style(style);
    }
    let tally = Mutex::new(Tally::default());
    let work = |file: &Result<PathBuf, Failure>| {
        let outcome = match file {
            Err(failure) => Outcome::Failed(failure.to_string(), failure_line(&arguments.input, failure)),
            Ok(path) if !is_picture(path) => Outcome::NotAPicture(path.clone()),
            Ok(path) => {
                let output = output_of(path, arguments);
                let cut = match taken.get(&output) {
                    Some(other) if other != path => Err(Failure::SameName { path: path.clone(), other: other.clone() }),
                    _ => may_write(path, &output, flags.force).and_then(|()| {
                        let folder = output.parent().unwrap_or(&arguments.output);
                        std::fs::create_dir_all(folder).map_err(|error| Failure::Write { path: folder.to_path_buf(), error })?;
                        one(path, &output, &network, &options, &inputs)
                    }),
                };
                match cut {
                    Ok(done) => Outcome::Done(path.clone(), done.verdict, done.report.line()),
                    Err(failure) => Outcome::Failed(failure.to_string(), failure_line(path, &failure)),
                }
            }
        };
        tell(&outcome, flags.json, &bar, &tally);
        bar.inc(1);
    };
    if one_each {
        found.par_iter().for_each(work);
    } else {
        on_the_pool(|| found.iter().for_each(work));
    }
    bar.finish_and_clear();
    summarise(&tally.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

#[derive(Debug)]
enum Outcome {
    Done(PathBuf, Verdict, String),
    Failed(String, String),
    NotAPicture(PathBuf),
}

fn tell(outcome: &Outcome, json: bool, bar: &ProgressBar, tally: &Mutex<Tally>) {
    let mut tally = tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let say = |sentence: String| bar.suspend(|| eprintln!("offcut: {sentence}"));
    let line = match outcome {
        Outcome::Done(path, verdict, line) => {
            tally.done += 1;
            match verdict {
                Verdict::Fine => {}
                Verdict::PleaseCheck => {
                    tally.please_check += 1;
                    say(format!("{}: please check it, the network wavered", path.display()));
                }
                Verdict::NoClearSubject => {
                    tally.no_clear_subject += 1;
                    say(format!("{}: no clear subject found", path.display()));
                }
            }
            Some(line)
        }
        Outcome::Failed(sentence, line) => {
            tally.failed += 1;
            say(sentence.clone());
            Some(line)
        }
        Outcome::NotAPicture(path) => {
            tally.not_pictures += 1;
            say(format!("{}: passed over, it is not a picture", path.display()));
            None
        }
    };
    if let Some(line) = line.filter(|_| json) {
        bar.suspend(|| println!("{line}"));
    }
}

fn summarise(tally: &Tally) -> Result<(), Failure> {
    let mut parts = vec![format!("{} cut out", tally.done)];
    if tally.please_check > 0 {
        parts.push(format!("{} of them to be checked", tally.please_check));
    }
    if tally.no_clear_subject > 0 {
        parts.push(format!("{} of them without a clear subject", tally.no_clear_subject));
    }
    if tally.not_pictures > 0 {
        parts.push(format!("{} passed over", tally.not_pictures));
    }
    parts.push(format!("{} failed", tally.failed));
    eprintln!("offcut: {}", parts.join(", "));
    if tally.failed > 0 { Err(Failure::SomeFailed) } else { Ok(()) }
}

/// Every file of the folder in order of name, without what lies in the output folder.
fn files(arguments: &Folder) -> Vec<Result<PathBuf, Failure>> {
    let depth = if arguments.recursive { usize::MAX } else { 1 };
    let (input, output) = (arguments.input.canonicalize().ok(), arguments.output.canonicalize().ok());
    let is_output = |path: &Path| input != output && path.canonicalize().ok() == output;
    WalkDir::new(&arguments.input)
        .follow_links(true)
        .min_depth(1)
        .max_depth(depth)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !(entry.file_type().is_dir() && is_output(entry.path())))
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) => Some(Ok(entry.into_path())),
            Err(error) => {
                let path = error.path().unwrap_or(&arguments.input).to_path_buf();
                Some(Err(Failure::Read { path, error: error.into() }))
            }
        })
        .collect()
}

/// The first photo, in order, that claims each output.
fn names(found: &[Result<PathBuf, Failure>], arguments: &Folder) -> HashMap<PathBuf, PathBuf> {
    let mut names = HashMap::new();
    for path in found.iter().flatten().filter(|path| is_picture(path)) {
        names.entry(output_of(path, arguments)).or_insert_with(|| path.clone());
    }
    names
}

fn output_of(path: &Path, arguments: &Folder) -> PathBuf {
    arguments.output.join(path.strip_prefix(&arguments.input).unwrap_or(path)).with_extension(arguments.flags.format.unwrap_or_default().extension())
}
