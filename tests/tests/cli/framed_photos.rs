//! The command with frames, outlines and presets.

use std::path::{Path, PathBuf};

use image::{GrayImage, Luma, Rgb, RgbImage};
use matting::{Limits, PRESETS, Resolution, Source, Unit};
use serde_json::Value;
use tempfile::TempDir;
use tests::offcut_command::{fill_small, offcut, stderr, text};

/// A photo of 400 × 300 pixels and the mask of its subject: a box of 120 × 200 pixels, red on gray.
struct Case {
    folder: TempDir,
    photo: PathBuf,
    mask: PathBuf,
}

impl Case {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let (photo, mask) = (folder.path().join("photo.png"), folder.path().join("mask.png"));
        let is_subject = |x: u32, y: u32| (100..220).contains(&x) && (50..250).contains(&y);
        RgbImage::from_fn(400, 300, |x, y| Rgb(if is_subject(x, y) { [200, 30, 20] } else { [90, 110, 120] })).save(&photo).unwrap();
        GrayImage::from_fn(400, 300, |x, y| Luma([if is_subject(x, y) { 255 } else { 0 }])).save(&mask).unwrap();
        Self { folder, photo, mask }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, output: &Path, flags: &[&str]) -> std::process::Output {
        offcut(&[&["i", text(&self.photo), text(output), "--mask", text(&self.mask), "--quality", "raw", "--force"], flags].concat())
    }

    /// Bytes of the cut-out, and the notes of its report.
    fn cut(&self, name: &str, flags: &[&str]) -> (Vec<u8>, Value, String) {
        let out = self.path(name);
        let told = self.run(&out, &[flags, &["--json"]].concat());
        assert!(told.status.success(), "{flags:?}: {}", stderr(&told));
        let report: Value = serde_json::from_slice(&told.stdout).unwrap();
        let file = std::fs::read(&out).unwrap();
        let size = image::load_from_memory(&file).unwrap();
        assert_eq!((&report["width"], &report["height"]), (&size.width().into(), &size.height().into()));
        (file, report["notes"].clone(), stderr(&told))
    }
}

/// Ends of the pixels that are so.
fn ends(image: &image::RgbaImage, is_so: impl Fn([u8; 4]) -> bool) -> [u32; 4] {
    let places = image.enumerate_pixels().filter(|(_, _, pixel)| is_so(pixel.0)).map(|(x, y, _)| (x, y));
    places.fold([u32::MAX, u32::MAX, 0, 0], |[left, top, right, bottom], (x, y)| [left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)])
}

fn assert_near(found: [u32; 4], expected: [u32; 4]) {
    assert!(found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) <= 1), "{found:?} is not {expected:?}");
}

fn rgba(file: &[u8]) -> image::RgbaImage {
    image::load_from_memory(file).unwrap().into_rgba8()
}

const IS_RED: fn([u8; 4]) -> bool = |pixel| pixel[3] > 127 && pixel[0] > 150 && pixel[1] < 130;

#[test]
fn square_preset_fills_white_and_says_that_it_enlarges() {
    let case = Case::new();
    let (file, notes, said) = case.cut("square.png", &["--preset", "square"]);
    let image = rgba(&file);
    assert_eq!(image.dimensions(), (2000, 2000));
    assert!(image.pixels().all(|pixel| pixel.0[3] == 255) && image.get_pixel(0, 0).0 == [255; 4]);
    assert_near(ends(&image, IS_RED), [490, 150, 1510, 1850]);
    assert_eq!(notes, serde_json::json!(["enlarged"]));
    assert!(said.contains("enlarges the subject beyond the photo's own pixels"), "{said}");
    // Flags beside a preset come first.
    let (file, notes, said) = case.cut("small.png", &["--preset", "square", "--frame", "200x200", "--frame-fill", "50", "--bgcolor", "0,0,255"]);
    let image = rgba(&file);
    assert_eq!((image.dimensions(), image.get_pixel(0, 0).0), ((200, 200), [0, 0, 255, 255]));
    assert_near(ends(&image, IS_RED), [70, 50, 130, 150]);
    assert_eq!((notes, said.as_str()), (serde_json::json!([]), ""));
}

#[test]
fn frame_flags_place_the_subject() {
    let case = Case::new();
    let flags = ["--frame", "4:5", "--frame-fill", "80", "--frame-align", "left", "--frame-margin", "10px", "--frame-ground", "95", "--save-mask"];
    let mask = case.path("framed-mask.png");
    let (file, _, _) = case.cut("framed.png", &[&flags[..], &[text(&mask)]].concat());
    let image = rgba(&file);
    assert_eq!(image.dimensions(), (200, 250));
    assert_near(ends(&image, |pixel| pixel[3] > 127), [10, 38, 130, 238]);
    let alpha = GrayImage::from_fn(200, 250, |x, y| Luma([image.get_pixel(x, y).0[3]]));
    assert_eq!(image::open(&mask).unwrap().into_luma8(), alpha);
}

#[test]
fn passport_preset_is_stated_at_300_dpi() {
    let case = Case::new();
    for name in ["passport.png", "passport.jpg"] {
        let (file, _, _) = case.cut(name, &["--preset", "passport"]);
        let photo = matting::read(Source::File(&file), &Limits::default()).unwrap();
        assert_eq!((photo.picture.size().width, photo.picture.size().height), (413, 531));
        assert_eq!(photo.metadata.resolution, Resolution::new((300, 1), (300, 1), Unit::Inch), "{name}");
        assert_near(ends(&rgba(&file), IS_RED), [60, 42, 353, 531]);
    }
}

#[test]
fn sticker_preset_has_an_outline_of_its_width() {
    let case = Case::new();
    let (file, _, _) = case.cut("sticker.png", &["--preset", "sticker", "--frame", "1000x1000", "--shadow=0"]);
    let image = rgba(&file);
    let subject = ends(&image, IS_RED);
    assert_near(subject, [230, 50, 770, 950]);
    let outlined = ends(&image, |pixel| pixel[3] > 127);
    assert_near(outlined, [subject[0] - 25, subject[1] - 25, subject[2] + 25, subject[3] + 25]);
    assert_eq!((image.get_pixel(210, 500).0, image.get_pixel(100, 500).0), ([255; 4], [0; 4]));
}

#[test]
fn preset_of_ones_own_is_a_json_file() {
    let case = Case::new();
    let preset = case.path("shop.json");
    std::fs::write(&preset, r##"{"frame": "300x300", "frame_fill": 90, "bgc": "#0f0", "format": "jpeg", "encode_quality": 95}"##).unwrap();
    let (file, _, _) = case.cut("shop", &["--preset", text(&preset)]);
    assert!(file.starts_with(b"\xff\xd8"), "the preset sets the type where the output's name does not");
    let image = rgba(&file);
    assert!(image.dimensions() == (300, 300) && image.get_pixel(0, 0).0[1] > 250 && image.get_pixel(0, 0).0[0] < 5);
    assert!(case.cut("shop.png", &["--preset", text(&preset)]).0.starts_with(b"\x89PNG"), "the output's name comes first");

    let (photos, out) = (case.path("photos"), case.path("out"));
    fill_small(&photos, &["a.png", "b.png"]);
    let told = offcut(&["p", text(&photos), text(&out), "--quality", "raw", "--preset", text(&preset)]);
    assert!(told.status.success() && stderr(&told).contains("2 of them enlarged"), "{}", stderr(&told));
    assert!(std::fs::read(out.join("a.jpg")).unwrap().starts_with(b"\xff\xd8"));
}

#[test]
fn wrong_presets_and_frames_are_refused_in_one_sentence() {
    let case = Case::new();
    let (preset, out) = (case.path("shop.json"), case.path("out.png"));
    for (json, sentence) in [
        (r#"{"frame": "300x300", "fill": 90}"#, "shop.json: \"fill\" is no option of a preset; these are: frame, frame_fill"),
        (r#"{"frame": "300x300", "frame_fill": 900}"#, "shop.json: frame_fill: 900 per cent is out of range: 1 to 400 is allowed"),
        (r#"{"frame": "300x"}"#, "shop.json: frame: \"300x\" is not a frame"),
        (r#"{"frame": "1:1""#, "shop.json: this is no JSON object of options ("),
        ("\u{0}", "shop.json: this is no JSON object of options ("),
    ] {
        std::fs::write(&preset, json).unwrap();
        let refused = case.run(&out, &["--preset", text(&preset)]);
        assert_eq!(refused.status.code(), Some(2), "{json}");
        assert!(stderr(&refused).contains(sentence) && stderr(&refused).lines().count() == 1, "{json}: {}", stderr(&refused));
    }
    for (flags, code, sentence) in [
        (&["--preset", "round"][..], 2, "there is no preset \"round\": use one of square, 4x5, 16x9, passport, sticker"),
        (&["--preset", "nowhere.json"], 1, "nowhere.json: cannot be read"),
        (&["--frame-fill", "50"], 2, "frame_fill needs a frame"),
        (&["--frame", "1:1", "--frame-margin", "50%"], 2, "no room for the subject"),
        (&["--frame", "20000x20000"], 2, "20000 × 20000 pixels, more than the limits allow"),
        (&["--frame", "1:60000"], 1, "over a limit"),
        (&["--frame", "1:1", "--trim"], 2, "cannot be used with"),
        (&["--frame", "0x5"], 2, "is not a frame"),
    ] {
        let refused = case.run(&out, flags);
        assert_eq!(refused.status.code(), Some(code), "{flags:?}: {}", stderr(&refused));
        assert!(stderr(&refused).contains(sentence), "{flags:?}: {}", stderr(&refused));
        assert!(!out.exists());
    }
}

#[test]
fn help_lists_the_presets() {
    for of in ["i", "p"] {
        let help = String::from_utf8(offcut(&[of, "--help"]).stdout).unwrap();
        let line = help.split("--preset <NAME|FILE>").nth(1).unwrap().split("--frame <").next().unwrap();
        for preset in PRESETS {
            assert!(line.contains(preset.name), "{} in {line}", preset.name);
        }
    }
}
