//! Evaluation of programs on a data set: every photo's results compared with its ground truth.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use evaluate::{Candidate, PhotoMeasures, SizesDiffer, Truth};
use indicatif::ProgressBar;
use matting::{Limits, Picture, Plane, Size, Source};

use crate::console::say;
use crate::failure::Failure;
use crate::files::read;
use crate::ground_truth::{AlphaImage, PictureFolder, read_picture};

/// A cut-out that was just made.
#[derive(Debug)]
pub struct TimedCutOut {
    /// Straight colour and alpha, as a person gets them.
    pub picture: Picture,
    /// Milliseconds that a person waits for it.
    pub time_ms: f64,
}

/// Function from a photo's file to its cut-out.
pub type CutOutFn<'a> = dyn Fn(&[u8]) -> Result<TimedCutOut, matting::Error> + 'a;

/// Program and the scores of its cut-outs.
#[derive(Debug)]
pub struct Program {
    /// Name in table and document.
    pub name: String,
    /// Folder that its results were read from; `None` for Offcut itself.
    pub folder: Option<PathBuf>,
    /// Photo by photo, in order of name.
    pub scores: Vec<Score>,
}

/// Score of one cut-out.
#[derive(Debug)]
pub struct Score {
    /// The photo's name without extension.
    pub photo: String,
    /// Milliseconds it took, if it was made here.
    pub time_ms: Option<f64>,
    /// Its measures.
    pub measured: PhotoMeasures,
}

/// Result of an evaluation.
#[derive(Debug)]
pub struct Evaluation {
    /// Offcut first, then each folder that it is compared with.
    pub programs: Vec<Program>,
    /// Sentences about results that could not be measured.
    pub failures: Vec<String>,
}

/// Measures every photo of `folder` as `cut` cuts it out, and as each folder of `others` has it. What fails is reported at once and does not stop
/// the others.
///
/// # Errors
/// [`Failure::Read`] when a folder cannot be listed.
pub fn evaluate(folder: &Path, others: &[PathBuf], name: String, cut: &CutOutFn<'_>, bar: &ProgressBar) -> Result<Evaluation, Failure> {
    let mut failures = Vec::new();
    let tell = &mut |failure: Failure| {
        bar.suspend(|| say(&failure));
        failures.push(failure.to_string());
    };
    let data_set = DataSet {
        image: PictureFolder::of(folder.join("image"), tell)?,
        alpha: PictureFolder::of(folder.join("alpha"), tell)?,
        trimap: PictureFolder::if_there(folder.join("trimap"), tell)?,
        foreground: PictureFolder::if_there(folder.join("foreground"), tell)?,
    };
    data_set.alpha.without(&data_set.image).for_each(&mut *tell);
    let mut programs = vec![Program { name, folder: None, scores: Vec::new() }];
    let mut compared = Vec::new();
    for other in others {
        let folder = PictureFolder::of(other.clone(), tell)?;
        folder.without(&data_set.image).for_each(&mut *tell);
        compared.push(folder);
        programs.push(Program { name: other.display().to_string(), folder: Some(other.clone()), scores: Vec::new() });
    }

    bar.set_length(data_set.image.names().count() as u64);
    for name in data_set.image.names() {
        match data_set.sample(name, tell) {
            Ok(sample) => {
                let predictions = std::iter::once(sample.cut(cut)).chain(compared.iter().map(|folder| sample.read(folder, name)));
                for (program, prediction) in programs.iter_mut().zip(predictions) {
                    match prediction.and_then(|prediction| sample.score(name, &prediction)) {
                        Ok(score) => program.scores.push(score),
                        Err(failure) => tell(failure),
                    }
                }
            }
            Err(failure) => tell(failure),
        }
        bar.inc(1);
    }
    Ok(Evaluation { programs, failures })
}

/// The folders of a data set.
#[derive(Debug)]
struct DataSet {
    image: PictureFolder,
    alpha: PictureFolder,
    trimap: Option<PictureFolder>,
    foreground: Option<PictureFolder>,
}

/// Everything that is known of one photo.
#[derive(Debug)]
struct Sample {
    path: PathBuf,
    bytes: Vec<u8>,
    photo: Picture,
    alpha: Plane,
    trimap: Option<Plane>,
    foreground: Option<Picture>,
}

/// A program's result for one photo.
#[derive(Debug)]
struct Prediction {
    path: PathBuf,
    image: AlphaImage,
    time_ms: Option<f64>,
}

impl DataSet {
    /// Reads what belongs to a photo. A missing or broken trimap or foreground is reported, and the photo is measured without it.
    fn sample(&self, name: &OsString, tell: &mut dyn FnMut(Failure)) -> Result<Sample, Failure> {
        let path = self.image.get(name).map(Path::to_path_buf).unwrap_or_default();
        let alpha_path = self.alpha.counterpart(name, &path)?;
        let alpha = AlphaImage::read(alpha_path)?.alpha;
        let limits = Limits::default();
        let bytes = read(&path, limits.max_file_bytes)?;
        let failed = |error| Failure::Photo { path: path.clone(), error };
        let photo = matting::read(Source::File(&bytes), &limits).map_err(failed)?.picture;
        fits(&path, photo.size(), alpha.size())?;
        let trimap = self.trimap.as_ref().map(|folder| {
            let path = folder.counterpart(name, &path)?;
            let trimap = AlphaImage::read(path)?.alpha;
            fits(path, trimap.size(), alpha.size()).map(|()| trimap)
        });
        let foreground = self.foreground.as_ref().map(|folder| {
            let path = folder.counterpart(name, &path)?;
            let foreground = read_picture(path)?;
            fits(path, foreground.size(), alpha.size()).map(|()| foreground)
        });
        let (trimap, foreground) = (trimap.and_then(|trimap| trimap.map_err(&mut *tell).ok()), foreground.and_then(|found| found.map_err(tell).ok()));
        Ok(Sample { path, bytes, photo, alpha, trimap, foreground })
    }
}

impl Sample {
    fn cut(&self, cut: &CutOutFn<'_>) -> Result<Prediction, Failure> {
        let made = cut(&self.bytes).and_then(|made| Ok((AlphaImage::cut_out(made.picture)?, made.time_ms)));
        let (image, time_ms) = made.map_err(|error| Failure::Photo { path: self.path.clone(), error })?;
        Ok(Prediction { path: self.path.clone(), image, time_ms: Some(time_ms) })
    }

    fn read(&self, folder: &PictureFolder, name: &OsString) -> Result<Prediction, Failure> {
        let path = folder.counterpart(name, &self.path)?;
        Ok(Prediction { path: path.to_path_buf(), image: AlphaImage::read(path)?, time_ms: None })
    }

    fn score(&self, name: &OsString, prediction: &Prediction) -> Result<Score, Failure> {
        let truth = Truth { photo: &self.photo, alpha: &self.alpha, trimap: self.trimap.as_ref(), foreground: self.foreground.as_ref() };
        let candidate = Candidate { alpha: &prediction.image.alpha, cut_out: prediction.image.cut_out.as_ref() };
        let measured = evaluate::measure(&candidate, &truth).map_err(|error| Failure::SizesDiffer { path: prediction.path.clone(), error })?;
        Ok(Score { photo: name.to_string_lossy().into_owned(), time_ms: prediction.time_ms, measured })
    }
}

fn fits(path: &Path, found: Size, truth: Size) -> Result<(), Failure> {
    if found == truth { Ok(()) } else { Err(Failure::SizesDiffer { path: path.to_path_buf(), error: SizesDiffer { truth, found } }) }
}
