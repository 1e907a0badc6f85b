//! `offcut eval`: quality of cut-outs where the ground truth is known.

use indicatif::{ProgressBar, ProgressStyle};
use matting::{Inputs, Options, Quality, Source, Threads, cut_out};

use crate::arguments::Eval;
use crate::console::{report, say};
use crate::eval_table;
use crate::evaluation::{TimedCutOut, evaluate};
use crate::failure::Failure;
use crate::network::load;
use crate::stopwatch;
use crate::threads::on_threads;

/// Evaluates a folder and prints what came of it.
///
/// # Errors
/// [`Failure::SomeFailed`] when anything could not be measured; another [`Failure`] when nothing could be begun.
pub fn run(arguments: &Eval) -> Result<(), Failure> {
    on_threads(arguments.network.threads, || run_on_pool(arguments))
}

fn run_on_pool(arguments: &Eval) -> Result<(), Failure> {
    let network = load(&arguments.network, &Threads::of_rayon())?;
    let options = Options { quality: arguments.network.quality.map_or_else(Quality::default, Quality::from), ..Options::default() };
    // What is measured is what is written: the file's own values, decoded again after the clock has stopped.
    let cut = |photo: &[u8]| {
        let mut watch = stopwatch::start();
        let result = cut_out(Source::File(photo), network.as_saliency(), &options, &Inputs::default(), &mut watch);
        let time_ms = watch.total().as_secs_f64() * 1e3;
        let result = result?;
        Ok(TimedCutOut { picture: matting::read(Source::File(&result.file), &options.limits)?.picture, time_ms })
    };
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} · {eta} left") {
        bar.set_style(style);
    }
    let name = format!("offcut {} {}", network.name, options.quality.as_str());
    let evaluation = evaluate(&arguments.folder, &arguments.compare, name, &cut, &bar)?;
    bar.finish_and_clear();
    report(if arguments.json { eval_table::json(&evaluation) } else { eval_table::table(&evaluation) });
    match evaluation.failures.len() {
        0 => Ok(()),
        failed => {
            say(format_args!("{failed} could not be measured"));
            Err(Failure::SomeFailed)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use matting::{Limits, Picture, Pixels, Plane, Samples, Size};
    use serde_json::Value;

    use super::*;
    use crate::evaluation::Evaluation;

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
            std::fs::write(
                self.0.join(place),
                matting::encode(picture, &matting::ColourSpace::srgb(), &matting::KeptMetadata::default(), matting::Encoding::Png).unwrap(),
            )
            .unwrap();
        }

        /// Evaluation of cut-outs whose alpha is the photo's red.
        fn evaluate(&self, compare: &[&str]) -> Evaluation {
            let cut = |photo: &[u8]| {
                let mut picture = matting::read(Source::File(photo), &Limits::default())?.picture;
                if let matting::SamplesMut::Eight(values) = picture.samples_mut() {
                    values.chunks_exact_mut(4).for_each(|pixel| pixel[3] = pixel[0]);
                }
                Ok(TimedCutOut { picture, time_ms: 5.0 })
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
    fn evaluation_compares_programs() {
        let folder = two_photos("whole");
        folder.gray("other/a.png", [0, 255, 255, 128]);
        folder.colour("other/b.png", [[0; 4], [0; 4], [1, 1, 1, 255], [1, 1, 1, 255]]);
        let evaluation = folder.evaluate(&["other"]);
        assert_eq!(evaluation.failures, [""; 0]);
        let document: Value = serde_json::from_str(&eval_table::json(&evaluation)).unwrap();
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

        let table = eval_table::table(&evaluation);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].contains("mask") && lines[0].contains("alpha in the open band"), "{table}");
        assert!(lines[1].contains("MAE ↓") && lines[1].contains("max F ↑"), "{table}");
        assert!(lines[2].starts_with("a") && lines[2].contains("offcut") && lines[3].starts_with("a") && lines[3].contains("other"), "{table}");
        assert!(lines[6].starts_with("total of 2") && lines[7].starts_with("total of 2"), "{table}");
        assert_eq!(lines[0].chars().take_while(|c| *c == ' ').count(), lines[1].find("MAE").unwrap() - 1, "{table}");
    }

    #[test]
    fn failures_are_reported_and_others_measured() {
        let folder = two_photos("failures");
        folder.gray("image/c.png", [0; 4]);
        folder.gray("alpha/d.png", [0; 4]);
        folder.colour("alpha/e.png", [[1, 2, 3, 255]; 4]);
        folder.gray("image/e.png", [0; 4]);
        // A file that macOS keeps beside a picture is no picture, and nothing fails for it.
        std::fs::write(folder.0.join("image/._a.png"), [0, 5, 22, 7]).unwrap();
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
        let scores = |place: usize| evaluation.programs[place].scores.iter().map(|score| score.photo.as_str()).collect::<Vec<_>>();
        assert_eq!((scores(0), scores(1)), (vec!["a", "b"], vec![]));
        assert!(eval_table::table(&evaluation).contains("total of 0"));
        assert_eq!(evaluation.failures.len(), 9);
    }

    #[test]
    fn missing_data_set_is_an_error() {
        let nowhere = PathBuf::from("nowhere-at-all");
        let cut = |_: &[u8]| Err(matting::Error::EmptyFile);
        assert!(matches!(evaluate(&nowhere, &[], String::new(), &cut, &ProgressBar::hidden()), Err(Failure::Read { .. })));
    }
}
