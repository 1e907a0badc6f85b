//! `offcut eval`: how good cut-outs are, where the right ones are known.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use evaluate::{Candidate, Judgement, SizesDiffer, Truth};
use indicatif::{ProgressBar, ProgressStyle};
use matting::{Inputs, Limits, Options, Picture, Plane, Size, Source, Threads, cut_out};

use crate::arguments::{Eval, on_the_pool};
use crate::failure::Failure;
use crate::ground_truth::{Layer, Shelf, read_picture};
use crate::network::load;
use crate::scoreboard;
use crate::single::read;
use crate::stopwatch::Stopwatch;

/// A cut-out that was just made.
#[derive(Debug)]
pub struct Cut {
    /// Straight colour and alpha, as a person gets them.
    pub picture: Picture,
    /// How long a person waits for it.
    pub time_ms: f64,
}

/// What makes a cut-out of a photo's file.
pub type Cutter<'a> = dyn Fn(&[u8]) -> Result<Cut, matting::Error> + 'a;

/// A program, and how good its cut-outs are.
#[derive(Debug)]
pub struct Contestant {
    /// What to call it.
    pub name: String,
    /// Where its results were read; `None` for Offcut itself.
    pub folder: Option<PathBuf>,
    /// Photo by photo, in order of name.
    pub scores: Vec<Score>,
}

/// How good one cut-out is.
#[derive(Debug)]
pub struct Score {
    /// The photo's name without ending.
    pub photo: String,
    /// How long it took, if it was made here.
    pub time_ms: Option<f64>,
    /// Its measures.
    pub judgement: Judgement,
}

/// What came of an evaluation.
#[derive(Debug)]
pub struct Evaluation {
    /// Offcut first, then each folder that it is compared with.
    pub contestants: Vec<Contestant>,
    /// What could not be measured, a sentence each.
    pub failures: Vec<String>,
}

/// Evaluates a folder and prints what came of it.
///
/// # Errors
/// [`Failure::SomeFailed`] when anything could not be measured; another [`Failure`] when nothing could be begun.
pub fn run(arguments: &Eval) -> Result<(), Failure> {
    arguments.effort.start_threads();
    let network = load(&arguments.effort, &Threads::of_rayon())?;
    let options = Options { quality: arguments.effort.quality.into(), ..Options::default() };
    // What is measured is what is written: the file's own values, decoded again after the clock has stopped.
    let cut = |photo: &[u8]| {
        let (result, time_ms) = on_the_pool(|| {
            let mut watch = Stopwatch::start();
            let result = cut_out(Source::File(photo), network.as_saliency(), &options, &Inputs::default(), &mut watch);
            (result, watch.total_ms())
        });
        let result = result?;
        Ok(Cut { picture: matting::read(Source::File(&result.file), &options.limits)?.picture, time_ms })
    };
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} · {eta} left") {
        bar.set_style(style);
    }
    let name = format!("offcut {} {}", network.name, options.quality.word());
    let evaluation = evaluate(&arguments.folder, &arguments.compare, name, &cut, &bar)?;
    bar.finish_and_clear();
    println!("{}", if arguments.json { scoreboard::json(&evaluation) } else { scoreboard::table(&evaluation) });
    match evaluation.failures.len() {
        0 => Ok(()),
        failed => {
            eprintln!("offcut: {failed} could not be measured");
            Err(Failure::SomeFailed)
        }
    }
}

/// Measures every photo of `folder` as `cut` cuts it out, and as each folder of `others` has it. What fails is told of at once and does not stop
/// the others.
///
/// # Errors
/// [`Failure::Read`] when a folder cannot be listed.
fn evaluate(folder: &Path, others: &[PathBuf], name: String, cut: &Cutter<'_>, bar: &ProgressBar) -> Result<Evaluation, Failure> {
    let mut failures = Vec::new();
    let tell = &mut |failure: Failure| {
        bar.suspend(|| eprintln!("offcut: {failure}"));
        failures.push(failure.to_string());
    };
    let shelves = Shelves {
        image: Shelf::of(folder.join("image"), tell)?,
        alpha: Shelf::of(folder.join("alpha"), tell)?,
        trimap: Shelf::if_there(folder.join("trimap"), tell)?,
        foreground: Shelf::if_there(folder.join("foreground"), tell)?,
    };
    shelves.alpha.without(&shelves.image).for_each(&mut *tell);
    let mut contestants = vec![Contestant { name, folder: None, scores: Vec::new() }];
    let mut rivals = Vec::new();
    for other in others {
        let shelf = Shelf::of(other.clone(), tell)?;
        shelf.without(&shelves.image).for_each(&mut *tell);
        rivals.push(shelf);
        contestants.push(Contestant { name: other.display().to_string(), folder: Some(other.clone()), scores: Vec::new() });
    }

    bar.set_length(shelves.image.names().count() as u64);
    for name in shelves.image.names() {
        match shelves.truth(name, tell) {
            Ok(truth) => {
                let found = std::iter::once(truth.cut(cut)).chain(rivals.iter().map(|shelf| truth.read(shelf, name)));
                for (contestant, found) in contestants.iter_mut().zip(found) {
                    match found.and_then(|result| truth.score(name, &result)) {
                        Ok(score) => contestant.scores.push(score),
                        Err(failure) => tell(failure),
                    }
                }
            }
            Err(failure) => tell(failure),
        }
        bar.inc(1);
    }
    Ok(Evaluation { contestants, failures })
}

/// The folders of a data set.
#[derive(Debug)]
struct Shelves {
    image: Shelf,
    alpha: Shelf,
    trimap: Option<Shelf>,
    foreground: Option<Shelf>,
}

/// Everything that is known of one photo.
#[derive(Debug)]
struct Known {
    path: PathBuf,
    bytes: Vec<u8>,
    photo: Picture,
    alpha: Plane,
    trimap: Option<Plane>,
    foreground: Option<Picture>,
}

/// A program's result for one photo.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    layer: Layer,
    time_ms: Option<f64>,
}

impl Shelves {
    /// Reads what belongs to a photo. A missing or broken trimap or foreground is told of, and the photo is measured without it.
    fn truth(&self, name: &OsString, tell: &mut dyn FnMut(Failure)) -> Result<Known, Failure> {
        let path = self.image.get(name).map(Path::to_path_buf).unwrap_or_default();
        let alpha_path = self.alpha.counterpart(name, &path)?;
        let alpha = Layer::read(alpha_path)?.alpha;
        let limits = Limits::default();
        let bytes = read(&path, limits.max_file_bytes)?;
        let failed = |error| Failure::Photo { path: path.clone(), error };
        let photo = matting::read(Source::File(&bytes), &limits).map_err(failed)?.picture;
        fits(&path, photo.size(), alpha.size())?;
        let trimap = self.trimap.as_ref().map(|shelf| {
            let path = shelf.counterpart(name, &path)?;
            let trimap = Layer::read(path)?.alpha;
            fits(path, trimap.size(), alpha.size()).map(|()| trimap)
        });
        let foreground = self.foreground.as_ref().map(|shelf| {
            let path = shelf.counterpart(name, &path)?;
            let foreground = read_picture(path)?;
            fits(path, foreground.size(), alpha.size()).map(|()| foreground)
        });
        let (trimap, foreground) = (trimap.and_then(|trimap| trimap.map_err(&mut *tell).ok()), foreground.and_then(|found| found.map_err(tell).ok()));
        Ok(Known { path, bytes, photo, alpha, trimap, foreground })
    }
}

impl Known {
    fn cut(&self, cut: &Cutter<'_>) -> Result<Found, Failure> {
        let made = cut(&self.bytes).and_then(|made| Ok((Layer::cut_out(made.picture)?, made.time_ms)));
        let (layer, time_ms) = made.map_err(|error| Failure::Photo { path: self.path.clone(), error })?;
        Ok(Found { path: self.path.clone(), layer, time_ms: Some(time_ms) })
    }

    fn read(&self, shelf: &Shelf, name: &OsString) -> Result<Found, Failure> {
        let path = shelf.counterpart(name, &self.path)?;
        Ok(Found { path: path.to_path_buf(), layer: Layer::read(path)?, time_ms: None })
    }

    fn score(&self, name: &OsString, found: &Found) -> Result<Score, Failure> {
        let truth = Truth { photo: &self.photo, alpha: &self.alpha, trimap: self.trimap.as_ref(), foreground: self.foreground.as_ref() };
        let candidate = Candidate { alpha: &found.layer.alpha, cut_out: found.layer.cut_out.as_ref() };
        let judgement = evaluate::measure(&candidate, &truth).map_err(|error| Failure::SizesDiffer { path: found.path.clone(), error })?;
        Ok(Score { photo: name.to_string_lossy().into_owned(), time_ms: found.time_ms, judgement })
    }
}

fn fits(path: &Path, found: Size, truth: Size) -> Result<(), Failure> {
    if found == truth { Ok(()) } else { Err(Failure::SizesDiffer { path: path.to_path_buf(), error: SizesDiffer { truth, found } }) }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use matting::{Pixels, Samples};
    use serde_json::Value;

    use super::*;

    /// A folder that goes when it is dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("offcut-eval-{}-{name}", std::process::id()));
            for folder in ["image", "alpha", "trimap", "foreground", "other"] {
                std::fs::create_dir_all(path.join(folder)).unwrap();
            }
            Self(path)
        }

        fn gray(&self, place: &str, values: [u8; 4]) {
            self.write(place, &Pixels::Mask(Plane::new(Size { width: 2, height: 2 }, values.to_vec()).unwrap()));
        }

        fn colour(&self, place: &str, pixels: [[u8; 4]; 4]) {
            self.write(place, &Pixels::Colour(Picture::new(Size { width: 2, height: 2 }, Samples::Eight(pixels.concat())).unwrap()));
        }

        fn write(&self, place: &str, picture: &Pixels) {
            std::fs::write(self.0.join(place), matting::encode(picture, &matting::ColourSpace::srgb(), None, matting::Encoding::Png).unwrap())
                .unwrap();
        }

        /// With a cutter that takes the photo's red for its alpha.
        fn evaluate(&self, compare: &[&str]) -> Evaluation {
            let cut = |photo: &[u8]| {
                let mut picture = matting::read(Source::File(photo), &Limits::default())?.picture;
                if let matting::SamplesMut::Eight(values) = picture.samples_mut() {
                    values.chunks_exact_mut(4).for_each(|pixel| pixel[3] = pixel[0]);
                }
                Ok(Cut { picture, time_ms: 5.0 })
            };
            let others: Vec<PathBuf> = compare.iter().map(|other| self.0.join(other)).collect();
            evaluate(&self.0, &others, "offcut".to_owned(), &cut, &ProgressBar::hidden()).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// Two photos whose red is their alpha, the second with one wrong pixel.
    fn two_photos(name: &str) -> Folder {
        let folder = Folder::new(name);
        folder.colour("image/a.png", [[0, 9, 9, 255], [255, 9, 9, 255], [255, 9, 9, 255], [128, 9, 9, 255]]);
        folder.gray("alpha/a.png", [0, 255, 255, 128]);
        folder.gray("trimap/a.png", [0, 255, 255, 99]);
        folder.colour("foreground/a.png", [[0, 9, 9, 255], [255, 9, 9, 255], [255, 9, 9, 255], [254, 9, 9, 255]]);
        folder.colour("image/b.png", [[0, 9, 9, 255], [255, 9, 9, 255], [255, 9, 9, 255], [255, 9, 9, 255]]);
        folder.gray("alpha/b.png", [0, 0, 255, 255]);
        folder.gray("trimap/b.png", [0, 7, 7, 255]);
        folder.colour("foreground/b.png", [[0; 4]; 4]);
        folder
    }

    #[test]
    fn photos_are_measured_and_put_beside_those_of_another_program() {
        let folder = two_photos("whole");
        folder.gray("other/a.png", [0, 255, 255, 128]);
        folder.colour("other/b.png", [[0; 4], [0; 4], [1, 1, 1, 255], [1, 1, 1, 255]]);
        let evaluation = folder.evaluate(&["other"]);
        assert_eq!(evaluation.failures, [""; 0]);
        let document: Value = serde_json::from_str(&scoreboard::json(&evaluation)).unwrap();
        assert_eq!((&document["format"], &document["version"]), (&"offcut-eval".into(), &1.into()));
        let [offcut, other] = [&document["programs"][0], &document["programs"][1]];
        assert_eq!((&offcut["photos"], &offcut["time_ms"], &offcut["folder"]), (&2.into(), &5.0.into(), &Value::Null));
        assert_eq!((&offcut["files"][1]["photo"], &offcut["files"][1]["mae"]), (&"b".into(), &0.25.into()));
        assert_eq!((&offcut["files"][1]["everywhere"]["mse"], &offcut["files"][1]["in_band"]["mse"]), (&250.0.into(), &500.0.into()));
        assert_eq!(offcut["total"]["everywhere"]["mse"], 125.0);
        // Only a has a soft pixel: its red is half the subject's.
        let fringe = offcut["total"]["fringe"].as_f64().unwrap();
        assert!((fringe - 128.0 / 255.0 * 126.0 / 3.0).abs() < 1e-9, "{fringe}");
        assert_eq!((&other["total"]["everywhere"]["sad"], &other["total"]["fringe"], &other["time_ms"]), (&0.0.into(), &Value::Null, &Value::Null));

        let table = scoreboard::table(&evaluation);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].contains("mask") && lines[0].contains("alpha in the open band"), "{table}");
        assert!(lines[1].contains("MAE ↓") && lines[1].contains("max F ↑"), "{table}");
        assert!(lines[2].starts_with("a") && lines[2].contains("offcut") && lines[3].starts_with("a") && lines[3].contains("other"), "{table}");
        assert!(lines[6].starts_with("total of 2") && lines[7].starts_with("total of 2"), "{table}");
        assert_eq!(lines[0].chars().take_while(|c| *c == ' ').count(), lines[1].find("MAE").unwrap() - 1, "{table}");
    }

    #[test]
    fn what_fails_is_told_and_does_not_stop_the_rest() {
        let folder = two_photos("failures");
        folder.gray("image/c.png", [0; 4]);
        folder.gray("alpha/d.png", [0; 4]);
        folder.colour("alpha/e.png", [[1, 2, 3, 255]; 4]);
        folder.gray("image/e.png", [0; 4]);
        std::fs::write(folder.0.join("alpha/f.png"), [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0]).unwrap();
        folder.gray("image/f.png", [0; 4]);
        folder.write("image/g.png", &Pixels::Mask(Plane::new(Size { width: 1, height: 3 }, vec![0; 3]).unwrap()));
        folder.gray("alpha/g.png", [0; 4]);
        folder.gray("image/b.PNG", [0; 4]);
        folder.write("other/a.png", &Pixels::Mask(Plane::new(Size { width: 1, height: 1 }, vec![0]).unwrap()));
        std::fs::remove_file(folder.0.join("trimap/b.png")).unwrap();
        let evaluation = folder.evaluate(&["other"]);
        let told = |part: &str| evaluation.failures.iter().filter(|sentence| sentence.contains(part)).count();
        assert_eq!(told("b.png: has the same name as"), 1, "{:#?}", evaluation.failures);
        assert_eq!(told("d.png: there is no picture of that name in"), 1);
        assert_eq!(told("c.png: there is no picture of that name in"), 1);
        assert_eq!(told("e.png: is neither a cut-out"), 1);
        assert_eq!(told("f.png: the PNG file is damaged"), 1);
        assert_eq!(told("g.png: has 1 × 3 pixels where the truth has 2 × 2"), 1);
        assert_eq!(told("a.png: has 1 × 1 pixels where the truth has 2 × 2"), 1);
        let scores = |place: usize| evaluation.contestants[place].scores.iter().map(|score| score.photo.as_str()).collect::<Vec<_>>();
        assert_eq!((scores(0), scores(1)), (vec!["a", "b"], vec![]));
        assert!(scoreboard::table(&evaluation).contains("total of 0"));
        assert_eq!(evaluation.failures.len(), 9);
    }

    #[test]
    fn a_data_set_without_its_folders_is_not_begun() {
        let nowhere = PathBuf::from("nowhere-at-all");
        let cut = |_: &[u8]| Err(matting::Error::EmptyFile);
        assert!(matches!(evaluate(&nowhere, &[], String::new(), &cut, &ProgressBar::hidden()), Err(Failure::Read { .. })));
    }
}
