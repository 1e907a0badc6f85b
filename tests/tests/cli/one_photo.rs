//! The command with one photo.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tests::golden_case::alpha_of;
use tests::offcut_command::{case, command, fill, offcut, stderr, text};
use tests::program;

#[test]
fn single_photo_gives_golden_cut_out_and_report() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let out = folder.path().join("cat.png");
    let output = offcut(&["i", text(&case.photo), text(&out), "--json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    case.check("cli", &alpha_of(&std::fs::read(&out).unwrap()).unwrap()).unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["width"], &report["height"], &report["verdict"]), (&451.into(), &300.into(), &"fine".into()));
    assert_eq!((&report["model"], &report["quality"], &report["format"]), (&"u2netp".into(), &"balanced".into(), &"png".into()));
    let times = report["times_ms"].as_object().unwrap();
    assert_eq!(times.keys().collect::<BTreeSet<_>>(), ["read", "find", "refine", "compose", "encode", "total"].map(String::from).iter().collect());
    let (stages, total): (Vec<_>, Vec<_>) = times.iter().map(|(stage, ms)| (stage, ms.as_f64().unwrap())).partition(|(stage, _)| *stage != "total");
    assert!(stages.iter().all(|(_, ms)| *ms > 0.0), "{times:?}");
    // Each of five numbers is rounded to a thousandth.
    assert!(stages.iter().map(|(_, ms)| ms).sum::<f64>() <= total[0].1 + 0.005, "the stages are longer than the whole: {times:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished is left behind");
}

#[test]
fn standard_input_and_output_carry_picture() {
    let case = case("rocket");
    let mut child = command().args(["i", "-", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(&case.photo).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    case.check("cli-pipe", &alpha_of(&output.stdout).unwrap()).unwrap();
    assert!(serde_json::from_str::<Value>(&stderr(&output)).is_ok(), "the report goes to standard error");
}

#[test]
fn only_mask_is_gray_and_background_is_opaque() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let (mask, white) = (folder.path().join("mask.png"), folder.path().join("white.png"));
    assert!(offcut(&["i", "--only-mask", text(&case.photo), text(&mask)]).status.success());
    let mask = image::open(mask).unwrap();
    assert!(matches!(mask, image::DynamicImage::ImageLuma8(_)));
    case.check("cli-mask", &mask.into_luma8()).unwrap();
    assert!(offcut(&["i", "-bgc", "255", "255", "255", "255", text(&case.photo), text(&white)]).status.success());
    let white = image::open(white).unwrap().into_rgba8();
    assert!(white.pixels().all(|pixel| pixel.0[3] == 255));
    assert!(white.get_pixel(0, 0).0.iter().all(|value| *value >= 253), "the corner shows the background");
}

#[test]
fn output_name_sets_file_type() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let cut = |name: &str, options: &[&str]| {
        let path = folder.path().join(name);
        let output = offcut(&[&["i", text(&case.photo), text(&path), "--json"], options].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(report["bytes"], bytes.len());
        (report["file_type"].as_str().unwrap().to_owned(), bytes)
    };
    for (name, options) in [("cat.webp", &[][..]), ("small.webp", &["--encode-quality", "60"])] {
        let (output_format, bytes) = cut(name, options);
        assert_eq!((output_format.as_str(), image::guess_format(&bytes).unwrap()), ("webp", image::ImageFormat::WebP));
        case.check("cli-webp", &alpha_of(&bytes).unwrap()).unwrap();
    }
    let (_, jpeg) = cut("cat.JPG", &[]);
    let jpeg = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8();
    assert!(jpeg.get_pixel(0, 0).0.iter().all(|value| *value >= 250), "what would be transparent is white");
    let (output_format, avif) = cut("cat.avif", &[]);
    assert_eq!((output_format.as_str(), &avif[4..12]), ("avif", &b"ftypavif"[..]));
    assert_eq!(cut("cat.webp.bin", &["--format", "webp"]).0, "webp");

    for (name, options, sentence) in [("cat.gif", &[][..], "cannot be written"), ("more.png", &["--encode-quality", "60"], "always lossless")] {
        let path = folder.path().join(name);
        let output = offcut(&[&["i", text(&case.photo), text(&path)], options].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(sentence) && !path.exists(), "{}", stderr(&output));
    }
}

#[test]
fn exif_is_removed_unless_kept() {
    let folder = TempDir::new().unwrap();
    let exif = std::fs::read(program::root().join("matting/tests/phone.exif")).unwrap();
    let jpeg = std::fs::read(case("portrait").photo).unwrap();
    let length = u16::try_from(exif.len() + 8).unwrap().to_be_bytes();
    let photo = folder.path().join("phone.jpg");
    std::fs::write(&photo, [&jpeg[..2], b"\xff\xe1", &length, b"Exif\0\0", &exif, &jpeg[2..]].concat()).unwrap();
    let place = [52_u32, 1, 31, 1].map(u32::to_be_bytes).concat();
    for (keep, camera, has_place) in [(None, false, false), (Some("no-place"), true, false), (Some("all"), true, true)] {
        for extension in ["png", "webp", "jpg", "avif"] {
            let out = folder.path().join("out").with_extension(extension);
            let mut arguments = vec!["i", "-f", "--quality", "raw", text(&photo), text(&out)];
            arguments.extend(keep.iter().flat_map(|keep| ["--metadata", keep]));
            let output = offcut(&arguments);
            assert!(output.status.success(), "{}", stderr(&output));
            let bytes = std::fs::read(&out).unwrap();
            let holds = |word: &[u8]| bytes.windows(word.len()).any(|found| found == word);
            assert_eq!((holds(b"Phone 12"), holds(&place)), (camera, has_place), "{keep:?} in {extension}");
            assert!(!holds(b"THUMBNAIL") && !holds(b"MAKERNOTE"), "{keep:?} in {extension}");
        }
    }
}

#[test]
fn truncated_jpeg_is_please_check() {
    let folder = TempDir::new().unwrap();
    let whole = std::fs::read(case("portrait").photo).unwrap();
    let photo = folder.path().join("cut.jpg");
    std::fs::write(&photo, &whole[..whole.len() * 8 / 10]).unwrap();
    let output = offcut(&["i", "--json", text(&photo), text(&folder.path().join("out.png"))]);
    assert!(output.status.success() && stderr(&output).contains("the file is cut short"), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["verdict"], &report["notes"]), (&"please_check".into(), &serde_json::json!(["cut_short"])));
}

#[test]
fn masks_and_trimaps_are_read_and_written() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let at = |name: &str| folder.path().join(name);
    let gray = |name: &str| image::open(at(name)).unwrap().into_luma8();
    let told =
        offcut(&["i", text(&case.photo), text(&at("cut.png")), "--save-mask", text(&at("mask.png")), "--save-trimap", text(&at("trimap.png"))]);
    assert!(told.status.success(), "{}", stderr(&told));
    assert_eq!(gray("mask.png"), alpha_of(&std::fs::read(at("cut.png")).unwrap()).unwrap());
    assert!(gray("trimap.png").pixels().all(|pixel| matches!(pixel.0[0], 0 | 128 | 255)));
    let from_mask = offcut(&["i", text(&case.photo), text(&at("again.png")), "--mask", text(&at("mask.png")), "--quality", "raw", "--only-mask"]);
    assert!(from_mask.status.success(), "{}", stderr(&from_mask));
    assert_eq!(gray("again.png"), gray("mask.png"), "a mask that is taken as it is");
    image::GrayImage::from_fn(90, 60, |x, _| {
        image::Luma([if x < 30 {
            255
        } else if x < 40 {
            128
        } else {
            0
        }])
    })
    .save(at("left.png"))
    .unwrap();
    let from_trimap = offcut(&["i", text(&case.photo), text(&at("left-cut.png")), "--trimap", text(&at("left.png")), "--only-mask"]);
    assert!(from_trimap.status.success(), "{}", stderr(&from_trimap));
    let left = gray("left-cut.png");
    assert_eq!((left.get_pixel(100, 150).0[0], left.get_pixel(300, 150).0[0]), (255, 0));
    let nowhere = offcut(&["i", text(&case.photo), text(&at("no.png")), "--trimap", text(&at("nowhere.png"))]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(stderr(&nowhere).contains("nowhere.png"), "{}", stderr(&nowhere));
    assert!(!at("no.png").exists());
}

#[test]
fn background_flags_are_applied() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let out = folder.path().join("out.png");
    let cut = |options: &[&str]| {
        let told = offcut(&[&["i", text(&case.photo), text(&out), "--force"], options].concat());
        assert!(told.status.success(), "{options:?}: {}", stderr(&told));
        image::open(&out).unwrap().into_rgba8()
    };
    assert!(cut(&["--bgblur"]).pixels().all(|pixel| pixel.0[3] == 255));
    let backdrop = folder.path().join("red.png");
    image::RgbImage::from_pixel(3, 3, image::Rgb([255, 0, 0])).save(&backdrop).unwrap();
    assert_eq!(cut(&["--bgpicture", text(&backdrop)]).get_pixel(2, 2).0, [255, 0, 0, 255]);
    let wrong = offcut(&["i", text(&case.photo), text(&out), "--force", "--trim=abc"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn trimmed_cut_out_and_its_mask_have_one_size() {
    let (folder, photo) = (TempDir::new().unwrap(), case("rocket").photo);
    let (out, mask) = (folder.path().join("out.png"), folder.path().join("mask.png"));
    let sizes = |options: &[&str]| {
        let told = offcut(&[&["i", text(&photo), text(&out), "--save-mask", text(&mask), "--force"], options].concat());
        assert!(told.status.success(), "{options:?}: {}", stderr(&told));
        (image::image_dimensions(&out).unwrap(), image::image_dimensions(&mask).unwrap())
    };
    let (whole, _) = sizes(&[]);
    let (tight, of_mask) = sizes(&["--trim=0px"]);
    assert!(tight.0 < whole.0 && tight.1 < whole.1 && tight == of_mask, "{whole:?} {tight:?} {of_mask:?}");
    let (wide, of_mask) = sizes(&["--trim=10px", "--shadow=50"]);
    assert!(wide.0 > tight.0 && wide.1 > tight.1 && wide == of_mask, "{tight:?} {wide:?} {of_mask:?}");
}

#[test]
fn existing_output_needs_force() {
    let folder = TempDir::new().unwrap();
    fill(folder.path(), &["photo.png", "taken.png"]);
    let (photo, taken) = (folder.path().join("photo.png"), folder.path().join("taken.png"));
    let before = std::fs::read(&taken).unwrap();
    let refused = offcut(&["i", text(&photo), text(&taken)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(std::fs::read(&taken).unwrap(), before);
    let itself = offcut(&["i", text(&photo), text(&folder.path().join("./photo.png")), "--force"]);
    assert_eq!(itself.status.code(), Some(1));
    assert_eq!(std::fs::read(&photo).unwrap(), before, "the photo is never overwritten, not even with --force");
    assert!(offcut(&["i", text(&photo), text(&taken), "--force"]).status.success());
    assert_ne!(std::fs::read(&taken).unwrap(), before);
}

#[test]
fn bad_input_gives_sentence_and_exit_code_and_no_output() {
    let folder = TempDir::new().unwrap();
    let (bad, out) = (folder.path().join("bad.jpg"), folder.path().join("out.png"));
    let cases: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (b"hello there, no picture here", "not a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    ];
    for (bytes, word) in cases {
        std::fs::write(&bad, bytes).unwrap();
        let output = offcut(&["i", text(&bad), text(&out)]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(word) && stderr(&output).lines().count() == 1, "{}", stderr(&output));
        assert!(!out.exists());
    }
    assert_eq!(offcut(&["i", text(&folder.path().join("none.jpg")), text(&out)]).status.code(), Some(1));
    let photo = case("cat").photo;
    let nowhere = offcut(&["i", text(&photo), text(&folder.path().join("no/such/folder.png"))]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(stderr(&nowhere).contains("cannot be written, there is no folder"), "{}", stderr(&nowhere));
    let mut nothing = command().args(["i", "-", text(&out)]).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(nothing.wait().unwrap().code(), Some(1));
    let mut said = String::new();
    nothing.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("standard input: ") && said.contains("empty"), "{said}");
    let large = offcut(&["i", "--max-pixels", "1000", text(&photo), text(&out)]);
    assert_eq!(large.status.code(), Some(1));
    assert!(stderr(&large).contains("1000") && stderr(&large).contains("135300"), "{}", stderr(&large));
    assert_eq!(offcut(&["i", text(&photo)]).status.code(), Some(2), "a missing argument is the command's own error");
    let no_command = offcut(&[text(&photo), text(&out)]);
    assert_eq!(no_command.status.code(), Some(2));
    assert!(stderr(&no_command).contains("`offcut i PHOTO OUTPUT`"), "{}", stderr(&no_command));
}

#[test]
fn models_are_listed_and_verified() {
    let (folder, photo) = (TempDir::new().unwrap(), case("cat").photo);
    let out = folder.path().join("out.png");
    let run = |model: &str| offcut(&["i", "--model", model, "--models", text(folder.path()), text(&photo), text(&out), "--force"]);
    let unknown = run("u3net");
    assert_eq!(unknown.status.code(), Some(3));
    assert!(stderr(&unknown).contains("silueta"), "{}", stderr(&unknown));
    let absent = run("u2net");
    assert_eq!(absent.status.code(), Some(3));
    assert!(stderr(&absent).contains("u2net.onnx") && stderr(&absent).contains("176 MB"), "{}", stderr(&absent));
    std::fs::write(folder.path().join("u2net.onnx"), b"something else").unwrap();
    let damaged = run("u2net");
    assert_eq!(damaged.status.code(), Some(3));
    assert!(stderr(&damaged).contains("60024c5c889badc19c04ad937298a77b"), "{}", stderr(&damaged));
    let own = folder.path().join("my-own.onnx");
    std::fs::copy(program::root().join("models/u2netp.onnx"), &own).unwrap();
    let own = run(text(&own));
    assert!(own.status.success(), "{}", stderr(&own));
    case("cat").check("cli-own-model", &alpha_of(&std::fs::read(&out).unwrap()).unwrap()).unwrap();

    let list = offcut(&["models", "--json", "--models", text(folder.path())]);
    let rows: Vec<Value> = serde_json::from_slice(&list.stdout).unwrap();
    let state = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["state"].as_str().unwrap().to_owned();
    assert_eq!(
        (state("u2netp").as_str(), state("u2net").as_str(), state("silueta").as_str()),
        ("bundled, verified", "here, damaged or changed", "not here")
    );
    let table = String::from_utf8(offcut(&["models"]).stdout).unwrap();
    assert!(table.contains("isnet-general-use") && table.contains("Apache-2.0"), "{table}");
}

#[test]
fn folder_continues_after_failures() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fill(folder.path(), &["a.png", "deep/er/b.png", "same.jpg", "same.png"]);
    std::fs::write(folder.path().join("broken.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    std::fs::write(folder.path().join("notes.txt"), b"not a picture").unwrap();
    let output = offcut(&["p", "--recursive", "--json", text(folder.path()), text(out.path())]);
    assert_eq!(output.status.code(), Some(1), "one photo is broken");
    let names = |folder: &Path| -> Vec<PathBuf> {
        let all = ["a.png", "deep/er/b.png", "same.jpg.png", "same.png.png", "broken.png", "notes.png", "same.png"];
        all.iter().map(|name| folder.join(name)).filter(|path| path.exists()).collect()
    };
    assert_eq!(names(out.path()), ["a.png", "deep/er/b.png", "same.jpg.png", "same.png.png"].map(|name| out.path().join(name)));
    let said = stderr(&output);
    for word in ["broken.jpg", "notes.txt", "same.jpg.png", "4 cut out", "1 skipped", "1 failed"] {
        assert!(said.contains(word), "{word} in {said}");
    }
    let lines: Vec<Value> = String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines.iter().filter(|line| line["error"].is_object()).count(), 1);

    let again = offcut(&["p", text(folder.path()), text(out.path())]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("--force") && stderr(&again).contains("--resume"), "{}", stderr(&again));
    std::fs::remove_file(folder.path().join("broken.jpg")).unwrap();
    let forced = offcut(&["p", "--force", "--threads", "1", text(folder.path()), text(out.path())]);
    assert!(forced.status.success(), "{}", stderr(&forced));
    assert_eq!(offcut(&["p", text(&folder.path().join("a.png")), text(out.path())]).status.code(), Some(1), "a file is not a folder");
}

#[test]
fn output_folder_is_not_input() {
    let folder = TempDir::new().unwrap();
    fill(folder.path(), &["a.png"]);
    let out = folder.path().join("cut");
    for _ in 0..2 {
        let output = offcut(&["p", "--recursive", "--force", text(folder.path()), text(&out)]);
        assert!(output.status.success() && stderr(&output).contains("1 cut out"), "{}", stderr(&output));
    }
}

#[test]
fn photo_without_subject_is_reported() {
    let folder = TempDir::new().unwrap();
    let (white, out) = (folder.path().join("white.png"), folder.path().join("out.png"));
    image::RgbImage::from_pixel(80, 60, image::Rgb([255; 3])).save(&white).unwrap();
    let output = offcut(&["i", text(&white), text(&out), "--json"]);
    assert!(output.status.success());
    assert!(stderr(&output).contains("no clear subject"), "{}", stderr(&output));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["verdict"], "no_clear_subject");
    assert!(alpha_of(&std::fs::read(out).unwrap()).unwrap().pixels().all(|pixel| pixel.0[0] < 128));
}
