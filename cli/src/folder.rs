//! `offcut p`: batch processing of a folder, once or with `--watch`.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use indicatif::{ProgressBar, ProgressStyle};
use matting::{Inputs, Options, Threads};
use rayon::prelude::*;

use crate::arguments::Folder;
use crate::atomic_write::remove_leftovers;
use crate::batch_summary::{BatchSummary, Outcome};
use crate::destination::{Destination, folder_of, is_same, may_write};
use crate::failure::Failure;
use crate::files::is_picture;
use crate::folder_scan::{Scan, ScanResult};
use crate::network::{Network, load};
use crate::output_names::OutputNames;
use crate::single::{Done, background, one};
use crate::threads::on_threads;
use crate::watch::watch;

/// Cuts out every photo of a folder; one that fails does not stop the others.
///
/// # Errors
/// [`Failure::SomeFailed`] when any photo failed; another [`Failure`] when nothing could be begun.
pub fn run(arguments: &Folder) -> Result<(), Failure> {
    if !arguments.input.is_dir() {
        return Err(Failure::NotAFolder { path: arguments.input.clone() });
    }
    if is_same(&arguments.input, &arguments.output) {
        return Err(Failure::SameFolder { path: arguments.output.clone() });
    }
    let options = arguments.flags.options_for(None)?;
    on_threads(arguments.flags.network.threads, || run_on_pool(arguments, &options))
}

fn run_on_pool(arguments: &Folder, options: &Options) -> Result<(), Failure> {
    let flags = &arguments.flags;
    let scan = Scan { input: &arguments.input, output: &arguments.output, recursive: arguments.recursive, hidden: arguments.hidden };
    let found = if arguments.watch.is_some() { ScanResult::default() } else { scan.run() };
    // Whole photos are the better work for threads; where there are too few of them, the network itself is shared out.
    let one_each = arguments.watch.is_none() && found.files.len() >= rayon::current_num_threads();
    let network = load(&flags.network, &if one_each { Threads::one() } else { Threads::of_rayon() })?;
    let background = background(flags)?;
    let inputs = Inputs { background: background.as_ref(), ..Inputs::default() };
    std::fs::create_dir_all(&arguments.output).map_err(|error| Failure::Write { path: arguments.output.clone(), error })?;
    let bar = if arguments.watch.is_some() { ProgressBar::hidden() } else { progress_bar(found.files.len() + found.special.len()) };
    let mut run = Run {
        arguments,
        options,
        network: &network,
        inputs: &inputs,
        names: OutputNames::new(options.encoding.output_format().extension(), cfg!(windows)),
        has_told_of_names: false,
        photos: HashSet::new(),
        made: Mutex::default(),
        one_each,
        summary: BatchSummary::new(bar, flags.json, arguments.watch.is_some()),
    };
    if let Some(interval) = arguments.watch {
        watch(&mut run, &scan, interval);
    }
    let hidden = found.hidden;
    for failure in found.failures {
        run.summary.add(&Outcome::Failed { photo: arguments.input.clone(), failure });
    }
    for path in found.special {
        run.summary.add(&Outcome::special(path));
    }
    run.cut_out(found.files);
    run.summary.finish(hidden)
}

fn progress_bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} · {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A run over a folder.
#[derive(Debug)]
pub struct Run<'a> {
    arguments: &'a Folder,
    options: &'a Options,
    network: &'a Network,
    inputs: &'a Inputs<'a>,
    names: OutputNames,
    has_told_of_names: bool,
    /// Real paths of the photos, which no cut-out may overwrite.
    photos: HashSet<PathBuf>,
    /// Photos whose cut-outs this run has written.
    made: Mutex<HashSet<PathBuf>>,
    /// True if each thread works on a photo of its own.
    one_each: bool,
    /// Outcomes.
    pub summary: BatchSummary,
}

/// A photo that has a name for its cut-out.
#[derive(Debug)]
struct Job {
    photo: PathBuf,
    output: PathBuf,
    modified: Option<SystemTime>,
    /// The cut-out of an earlier run.
    before: Option<Metadata>,
}

impl Run<'_> {
    /// Cuts out files, after those that are no pictures are skipped. A cut-out that this run has made gives way to a new one.
    pub fn cut_out(&mut self, files: Vec<(PathBuf, Metadata)>) {
        let (pictures, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_picture(path));
        for (path, _) in others {
            self.summary.add(&Outcome::Skipped { path, reason: "not a picture" });
        }
        self.name(pictures.iter().map(|(path, _)| path.as_path()));
        self.photos.extend(pictures.iter().filter_map(|(path, _)| path.canonicalize().ok()));
        let jobs: Vec<Job> = pictures
            .into_iter()
            .map(|(photo, metadata)| {
                let output = self.output_of(&photo);
                Job { before: existing(&output), modified: metadata.modified().ok(), photo, output }
            })
            .collect();
        let folders: HashSet<&Path> = jobs.iter().filter_map(|job| job.output.parent()).collect();
        folders.into_iter().for_each(remove_leftovers);
        let work = |job: &Job| self.summary.add(&self.outcome(job));
        if self.one_each {
            jobs.par_iter().for_each(work);
        } else {
            jobs.iter().for_each(work);
        }
    }

    /// Forgets that the cut-out of a photo is this run's: another photo of that name would overwrite it.
    pub fn forget(&mut self, photo: &Path) {
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).remove(photo);
    }

    /// Gives photos the names of their cut-outs, and says once that some are longer than usual.
    fn name<'a>(&mut self, photos: impl Iterator<Item = &'a Path>) {
        let relative: Vec<PathBuf> = photos.map(|photo| self.relative(photo).to_path_buf()).collect();
        let longer = self.names.assign(&relative);
        if let (Some(first), false) = (longer.first(), self.has_told_of_names) {
            self.has_told_of_names = true;
            let example = (self.arguments.input.join(first), self.output_of(first));
            self.summary.say(&format!(
                "photos whose names differ only in their extension or in upper and lower case keep both extensions: {} → {}",
                example.0.display(),
                example.1.display()
            ));
        }
    }

    fn relative<'a>(&self, photo: &'a Path) -> &'a Path {
        photo.strip_prefix(&self.arguments.input).unwrap_or(photo)
    }

    fn output_of(&self, photo: &Path) -> PathBuf {
        let relative = self.relative(photo);
        self.arguments.output.join(self.names.of(relative).unwrap_or(relative))
    }

    fn outcome(&self, job: &Job) -> Outcome {
        let photo = job.photo.clone();
        match self.cut_out_one(job) {
            Ok(Some(done)) => {
                self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(photo.clone());
                Outcome::Done { photo, output: job.output.clone(), done }
            }
            Ok(None) => {
                let before = job.before.as_ref().and_then(|before| before.modified().ok());
                let is_newer = matches!((job.modified, before), (Some(photo), Some(before)) if photo > before);
                Outcome::DoneBefore { photo, is_newer }
            }
            Err(failure) => Outcome::Failed { photo, failure },
        }
    }

    /// Cuts out a photo, unless its cut-out is there: from an earlier run that continues with `--resume`, or from another one that runs at this time.
    fn cut_out_one(&self, job: &Job) -> Result<Option<Done>, Failure> {
        let resumes = self.arguments.resume || self.arguments.watch.is_some();
        let is_own = self.made.lock().unwrap_or_else(PoisonError::into_inner).contains(&job.photo);
        let mut overwrite = self.arguments.flags.force || is_own;
        if job.output.canonicalize().is_ok_and(|output| self.photos.contains(&output)) {
            return Err(Failure::OverOtherPhoto { path: job.output.clone() });
        }
        if let Some(existing) = existing(&job.output).filter(|_| !overwrite) {
            if job.before.is_some() && !resumes {
                return Err(Failure::ExistsInFolder { path: job.output.clone() });
            } else if existing.len() > 0 {
                return Ok(None);
            }
            // An empty file is what a power failure can leave of one.
            overwrite = true;
        }
        let folder = folder_of(&job.output);
        std::fs::create_dir_all(folder).map_err(|error| Failure::Write { path: folder.to_path_buf(), error })?;
        may_write(&job.photo, &job.output, overwrite)?;
        if matches!(Destination::of(&job.output), Ok(Destination::Special { .. } | Destination::Descriptor(_) | Destination::StandardOutput)) {
            return Err(Failure::NotAFile { path: job.output.clone() });
        }
        match one(&job.photo, &job.output, self.network, self.options, self.inputs, overwrite) {
            Err(Failure::Exists { .. }) => Ok(None),
            done => done.map(Some),
        }
    }
}

/// The file at an output, if there is one.
fn existing(output: &Path) -> Option<Metadata> {
    match Destination::of(output) {
        Ok(Destination::File { replaces, .. }) => replaces,
        _ => None,
    }
}
