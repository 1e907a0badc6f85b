//! Golden cases: real photos, real weights, natively.

use std::sync::LazyLock;

use matting::{CutOut, Options, Output, Quality, Saliency, Source, U2Net, catalogue};
use tests::golden_case::{GoldenCase, alpha_of};
use tests::program;

static NETWORK: LazyLock<U2Net> = LazyLock::new(|| {
    let onnx = std::fs::read(program::root().join("models").join(catalogue::BUNDLED.file)).unwrap();
    catalogue::BUNDLED.verify(&onnx).unwrap();
    U2Net::load(&onnx, Some(catalogue::BUNDLED.input)).unwrap()
});

#[test]
fn golden_case_gives_expected_alpha() {
    let bless = std::env::var_os("OFFCUT_BLESS").is_some();
    let cases = GoldenCase::all().unwrap();
    assert!(cases.len() >= 5);
    let mut failures = Vec::new();
    for case in &cases {
        let photo = std::fs::read(&case.photo).unwrap();
        let result = cut_out(&photo, &Options::default());
        let alpha = alpha_of(&result.file).unwrap();
        if bless {
            case.bless(&alpha).unwrap();
        } else if let Err(error) = case.check("native", &alpha) {
            failures.push(error.to_string());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn mask_equals_alpha_of_cut_out() {
    let case = &GoldenCase::all().unwrap()[0];
    let photo = std::fs::read(&case.photo).unwrap();
    let options = Options { output: Output::Mask, ..Options::default() };
    let mask = cut_out(&photo, &options);
    let mask = image::load_from_memory(&mask.file).unwrap();
    assert!(matches!(mask, image::DynamicImage::ImageLuma8(_)));
    case.check("mask", &mask.into_luma8()).unwrap();
}

/// The U²-Net authors' own u2netp results, made with their PyTorch code and their resize.
#[test]
fn saliency_map_agrees_with_authors() {
    let Some(folder) = program::shared("parity", "saliency_map_agrees_with_authors") else { return };
    let photos: Vec<_> = std::fs::read_dir(folder.join("image")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(photos.len() >= 3, "{photos:?}");
    for photo in photos {
        let bytes = std::fs::read(&photo).unwrap();
        let options = Options { quality: Quality::Raw, output: Output::Mask, ..Options::default() };
        let ours = cut_out(&bytes, &options);
        let ours = image::load_from_memory(&ours.file).unwrap().into_luma8();
        let theirs = folder.join("u2netp_reference").join(photo.file_stem().unwrap()).with_extension("png");
        let theirs = image::open(theirs).unwrap().into_luma8();
        assert_eq!(ours.dimensions(), theirs.dimensions());
        let pairs = || ours.pixels().zip(theirs.pixels()).map(|(a, b)| (a.0[0], b.0[0]));
        let difference = pairs().map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>() / 255.0 / pairs().count() as f64;
        let both = pairs().filter(|(a, b)| *a >= 128 && *b >= 128).count() as f64;
        let any = pairs().filter(|(a, b)| *a >= 128 || *b >= 128).count() as f64;
        println!("{}: mean absolute difference {difference:.4}, IoU at 0.5 {:.4}", photo.display(), both / any);
        assert!(difference <= 0.02, "{}: mean absolute difference {difference}", photo.display());
        assert!(both / any >= 0.97, "{}: IoU {}", photo.display(), both / any);
    }
}

#[test]
fn flat_picture_has_no_clear_subject() {
    for (name, colour) in [("white", [255; 3]), ("black", [0; 3]), ("gray", [127; 3])] {
        let png = encoded(&image::RgbImage::from_pixel(64, 48, image::Rgb(colour)));
        let result = cut_out(&png, &Options::default());
        assert_eq!(result.confidence.verdict, matting::Verdict::NoClearSubject, "{name}");
    }
}

#[test]
fn extreme_shapes_keep_their_size() {
    for (width, height) in [(1, 1), (4000, 20), (20, 4000), (3, 500)] {
        let png = encoded(&image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])));
        let result = cut_out(&png, &Options::default());
        assert_eq!((result.area.size.width, result.area.size.height), (width, height));
        assert_eq!(alpha_of(&result.file).unwrap().dimensions(), (width, height));
    }
}

#[test]
fn damaged_network_file_is_refused() {
    for bytes in [&b""[..], b"not onnx at all", &[0x08; 64]] {
        assert!(matches!(U2Net::load(bytes, None), Err(matting::Error::ModelUnusable { .. })));
    }
}

#[test]
fn input_side_comes_from_file_without_catalogue_row() {
    let onnx = std::fs::read(program::root().join("models/u2netp.onnx")).unwrap();
    assert_eq!(U2Net::load(&onnx, None).unwrap().input().side, 320);
}

fn cut_out(photo: &[u8], options: &Options) -> CutOut {
    matting::cut_out(Source::File(photo), &*NETWORK, options, &matting::Inputs::default(), &mut ()).unwrap()
}

fn encoded(picture: &image::RgbImage) -> Vec<u8> {
    let mut png = Vec::new();
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    png
}
