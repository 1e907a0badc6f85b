//! AVIF and HEIC: files of other programs, read as those programs read them, and cut out as the same photo in a PNG.

use std::path::Path;
use std::process::Command;

use axum::http::Method;
use image::{DynamicImage, Rgba, RgbaImage};
use matting::{Error, InputFormat, Limits, Metadata, Photo, Samples, Size, Source, Warning};
use tempfile::TempDir;
use tests::api_service::Service;
use tests::golden_case::alpha_of;
use tests::offcut_command::{case, command, stderr, text};
use tests::services;

fn read(path: &Path) -> Result<Photo, Error> {
    matting::read(Source::File(&std::fs::read(path).unwrap()), &Limits::default())
}

fn run(program: &str, arguments: &[&str]) {
    services::output(Command::new(program).args(arguments)).unwrap();
}

/// Smooth and sharp changes of colour, and where it is wanted of alpha.
fn picture(width: u32, height: u32, has_alpha: bool) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let alpha = if has_alpha { (x * 255 / width) as u8 } else { 255 };
        match (x * 4 / width, y * 4 / height) {
            (1, 1) => Rgba([230, 20, 40, alpha]),
            (2, 1) => Rgba([20, 40, 230, alpha]),
            _ => Rgba([(x * 255 / width) as u8, (y * 255 / height) as u8, (((x / 7 + y / 5) % 9) * 28) as u8, alpha]),
        }
    })
}

/// Values as floats, so that 8 and 16 bits compare.
fn values(photo: &Photo) -> Vec<f64> {
    match photo.picture.samples() {
        Samples::Eight(values) => values.iter().map(|value| f64::from(*value) / 255.0).collect(),
        Samples::Sixteen(values) => values.iter().map(|value| f64::from(*value) / 65_535.0).collect(),
    }
}

fn floats(image: &DynamicImage) -> Vec<f64> {
    image.to_rgba16().into_raw().into_iter().map(|value| f64::from(value) / 65_535.0).collect()
}

/// Largest difference in steps of 8 bits.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs() * 255.0).fold(0.0, f64::max)
}

/// A folder with `photo.png`, and the paths of files in it.
struct Files(TempDir);

impl Files {
    fn new(picture: &RgbaImage) -> Self {
        let files = Self(TempDir::new().unwrap());
        // An alpha that is 255 everywhere is no alpha for avifenc, but for heif-enc.
        if picture.pixels().all(|pixel| pixel.0[3] == 255) {
            DynamicImage::from(picture.clone()).to_rgb8().save(files.0.path().join("photo.png")).unwrap();
        } else {
            picture.save(files.0.path().join("photo.png")).unwrap();
        }
        files
    }

    fn path(&self, name: &str) -> String {
        text(&self.0.path().join(name)).to_owned()
    }

    /// An AVIF of the photo, by avifenc with these options.
    fn avif(&self, options: &[&str]) -> String {
        let (photo, avif) = (self.path("photo.png"), self.path("photo.avif"));
        run("avifenc", &[&["-s", "10", "-j", "1"], options, &[&photo, &avif]].concat());
        avif
    }

    /// The same decoded by avifdec.
    fn by_libavif(&self, avif: &str) -> DynamicImage {
        let png = self.path("libavif.png");
        // At 16 bits, since its way to 8 is quick and off by up to 20.
        run("avifdec", &["-j", "1", "-d", "16", "-u", "bilinear", avif, &png]);
        image::open(png).unwrap()
    }
}

#[test]
fn avif_pixels_are_those_of_libavif() {
    if services::is_skipped("avif_pixels_are_those_of_libavif") {
        return;
    }
    let mut worst: f64 = 0.0;
    for has_alpha in [false, true] {
        let files = Files::new(&picture(101, 67, has_alpha));
        for depth in ["8", "10", "12"] {
            for (layout, points) in [("444", "1/13/6"), ("444", "1/13/0"), ("444", "9/13/9"), ("422", "1/13/1"), ("420", "2/2/2"), ("400", "1/13/6")]
            {
                for range in ["full", "limited"] {
                    let avif = files.avif(&["-d", depth, "-y", layout, "-r", range, "--cicp", points]);
                    let photo = read(avif.as_ref()).unwrap();
                    assert_eq!(photo.picture.size(), Size { width: 101, height: 67 });
                    assert_eq!(matches!(photo.picture.samples(), Samples::Sixteen(_)), depth != "8");
                    let difference = difference(&values(&photo), &floats(&files.by_libavif(&avif)));
                    worst = worst.max(difference);
                    // Half a step of rounding.
                    assert!(
                        difference <= if depth == "8" { 0.51 } else { 0.01 },
                        "alpha {has_alpha}, {depth} bits, {layout}, {points}, {range}: {difference}"
                    );
                }
            }
        }
    }
    println!("largest difference: {worst} of 255");
}

#[test]
fn layouts_of_avif_files_are_read() {
    if services::is_skipped("layouts_of_avif_files_are_read") {
        return;
    }
    let files = Files::new(&picture(256, 192, true));
    let plain = values(&read(files.avif(&["--lossless"]).as_ref()).unwrap());
    assert_eq!(difference(&plain, &floats(&image::open(files.path("photo.png")).unwrap())), 0.0);

    // Tiles, whose chroma meets where they do.
    let grid = files.avif(&["--grid", "2x2", "-y", "420"]);
    assert!(std::fs::read(&grid).unwrap().windows(4).any(|word| word == b"grid"));
    let photo = read(grid.as_ref()).unwrap();
    assert!(difference(&values(&photo), &floats(&files.by_libavif(&grid))) <= 0.51);
    assert_eq!(photo.warnings, []);

    // Colours multiplied by alpha: as they were, within what low alpha leaves of them.
    let premultiplied = values(&read(files.avif(&["--lossless", "--premultiply"]).as_ref()).unwrap());
    for (a, b) in premultiplied.chunks_exact(4).zip(plain.chunks_exact(4)).filter(|(_, pixel)| pixel[3] > 0.2) {
        assert!(difference(a, b) <= 4.0, "{a:?} where {b:?} was");
    }

    let crop = read(files.avif(&["--lossless", "--crop", "16,8,100,50"]).as_ref()).unwrap();
    assert_eq!(crop.picture.size(), Size { width: 100, height: 50 });
    assert_eq!(values(&crop)[..4], plain[(8 * 256 + 16) * 4..][..4]);

    // irot turns anticlockwise, imir exchanges top and bottom (0) or left and right (1) after that.
    let original = DynamicImage::from(picture(256, 192, true));
    for (options, expected) in [
        (&["--irot", "1"][..], original.rotate270()),
        (&["--irot", "2"], original.rotate180()),
        (&["--irot", "3"], original.rotate90()),
        (&["--imir", "0"], original.flipv()),
        (&["--imir", "1"], original.fliph()),
        (&["--irot", "1", "--imir", "0"], original.rotate270().flipv()),
        (&["--irot", "3", "--imir", "1"], original.rotate90().fliph()),
    ] {
        let photo = read(files.avif(&[&["--lossless"], options].concat()).as_ref()).unwrap();
        assert_eq!(difference(&values(&photo), &floats(&expected)), 0.0, "{options:?}");
    }
}

#[test]
fn what_avif_files_say_of_themselves_is_kept() {
    if services::is_skipped("what_avif_files_say_of_themselves_is_kept") {
        return;
    }
    let files = Files::new(&picture(64, 48, false));
    let (exif, xmp) = (files.path("exif"), files.path("xmp"));
    std::fs::copy(tests::program::root().join("matting/tests/phone.exif"), &exif).unwrap();
    std::fs::write(&xmp, r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="attic"/></rdf:RDF></x:xmpmeta>"#).unwrap();
    let photo = read(files.avif(&["--exif", &exif, "--xmp", &xmp]).as_ref()).unwrap();
    let kept = photo.metadata.kept(Metadata::All, matting::OutputFormat::Png, photo.picture.size());
    assert!(kept.exif.unwrap().windows(8).any(|word| word == b"Phone 12"));
    assert!(String::from_utf8(kept.xmp.unwrap()).unwrap().contains("attic"));

    assert!(read(files.avif(&["--cicp", "1/13/6"]).as_ref()).unwrap().colour.profile().is_none());
    let wide = read(files.avif(&["--cicp", "12/13/6"]).as_ref()).unwrap();
    let profile = wide.colour.profile().unwrap().into_owned();
    std::fs::write(files.path("p3.icc"), &profile).unwrap();
    let photo = read(files.avif(&["--icc", &files.path("p3.icc")]).as_ref()).unwrap();
    assert_eq!(photo.colour.icc(), Some(profile.as_slice()));
    for curve in ["16", "18"] {
        let error = read(files.avif(&["-d", "10", "--cicp", &format!("9/{curve}/9")]).as_ref()).unwrap_err();
        assert!(matches!(&error, Error::UnsupportedVariant { format: InputFormat::Avif, detail } if detail.contains("HDR")), "{error}");
    }

    let (first, film) = (files.path("photo.png"), files.path("film.avif"));
    let second = files.path("second.png");
    image::open(&first).unwrap().fliph().save(&second).unwrap();
    run("avifenc", &["-s", "10", "--lossless", &first, &second, &film]);
    let photo = read(film.as_ref()).unwrap();
    assert_eq!(photo.warnings, [Warning::FirstPictureOnly]);
    assert_eq!(difference(&values(&photo), &floats(&image::open(&first).unwrap())), 0.0);
}

#[test]
fn cut_short_avif_is_refused_or_noted() {
    if services::is_skipped("cut_short_avif_is_refused_or_noted") {
        return;
    }
    let files = Files::new(&picture(256, 256, false));
    let read_part = |file: &[u8], tenths: usize| matting::read(Source::File(&file[..file.len() * tenths / 10]), &Limits::default());
    let single = std::fs::read(files.avif(&[])).unwrap();
    for tenths in 0..10 {
        assert!(matches!(read_part(&single, tenths), Err(Error::Damaged { .. } | Error::EmptyFile)), "{tenths} tenths");
    }
    let whole = read(files.avif(&["--grid", "2x2"]).as_ref()).unwrap();
    let grid = std::fs::read(files.path("photo.avif")).unwrap();
    let part = read_part(&grid, 8).unwrap();
    assert_eq!(part.warnings, [Warning::Truncated]);
    let first_tile = |photo: &Photo| values(photo).chunks_exact(256 * 4).take(120).flat_map(|row| row[..120 * 4].to_vec()).collect::<Vec<_>>();
    assert_eq!(first_tile(&part), first_tile(&whole));
}

/// A photo without loss in an AVIF has the alpha of the same photo in a PNG, from the command and from the API.
#[tokio::test]
async fn golden_photo_as_avif_has_the_alpha_of_its_png() {
    if services::is_skipped("golden_photo_as_avif_has_the_alpha_of_its_png") {
        return;
    }
    let case = case("portrait");
    let files = Files::new(&image::open(&case.photo).unwrap().to_rgba8());
    let avif = files.avif(&["--lossless"]);
    let out = files.path("out.png");
    let output = command().args(["i", "--json", &avif, &out]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["format"], "avif");
    let file = std::fs::read(&out).unwrap();
    case.check("avif", &alpha_of(&file).unwrap()).unwrap();
    let response = Service::real().send(Method::POST, "/api/remove", &[("content-type", "image/avif")], std::fs::read(&avif).unwrap()).await;
    assert!(response.body == file, "{}: the API's file differs from the command's", response.status);

    // With loss, a value may be another where the matte is in doubt.
    files.avif(&["-d", "10", "-y", "420", "--min", "2", "--max", "8"]);
    assert!(command().args(["i", "-f", &avif, &out]).output().unwrap().status.success());
    let (lossy, expected) = (alpha_of(&std::fs::read(&out).unwrap()).unwrap(), alpha_of(&file).unwrap());
    let sum: f64 = lossy.pixels().zip(expected.pixels()).map(|(a, b)| f64::from(a.0[0].abs_diff(b.0[0]))).sum();
    let mean = sum / f64::from(lossy.width() * lossy.height());
    println!("mean difference of alpha with loss: {mean:.3} of 255");
    assert!(mean <= 1.0, "{mean}");
}

/// A HEIC of the photo, by heif-enc.
fn heic(files: &Files, options: &[&str]) -> String {
    let (photo, heic) = (files.path("photo.png"), files.path("photo.heic"));
    run("heif-enc", &[options, &[&photo, "-o", &heic]].concat());
    heic
}

#[test]
fn heic_is_read_by_libheif() {
    if services::is_skipped("heic_is_read_by_libheif") {
        return;
    }
    for has_alpha in [false, true] {
        let picture = picture(256, 192, has_alpha);
        let files = Files::new(&picture);
        for bits in ["8", "10"] {
            if bits == "10" {
                DynamicImage::from(picture.clone()).into_rgba16().save(files.path("photo.png")).unwrap();
            }
            let photo = read(heic(&files, &["-q", "95", "-b", bits, "-p", "chroma=444"]).as_ref()).unwrap();
            assert_eq!((photo.format, photo.warnings.as_slice()), (InputFormat::Heic, [].as_slice()));
            assert_eq!(matches!(photo.picture.samples(), Samples::Sixteen(_)), bits == "10");
            let (found, expected) = (values(&photo), floats(&picture.clone().into()));
            let mean = found.iter().zip(&expected).map(|(a, b)| (a - b).abs() * 255.0).sum::<f64>() / found.len() as f64;
            assert!(mean < 2.0, "alpha {has_alpha}, {bits} bits: {mean}");
        }
    }
    // The file ends early, in its table of contents and in its picture.
    let files = Files::new(&picture(256, 192, false));
    let whole = std::fs::read(heic(&files, &[])).unwrap();
    for tenths in 1..10 {
        let part = matting::read(Source::File(&whole[..whole.len() * tenths / 10]), &Limits::default());
        assert!(matches!(&part, Err(Error::Damaged { format: InputFormat::Heic, .. })), "{tenths} tenths: {part:?}");
    }
    let limits = Limits { max_pixels: 256 * 192 - 1, ..Limits::default() };
    assert!(matches!(matting::read(Source::File(&whole), &limits), Err(Error::OverLimit { .. })));
}

#[test]
fn heic_without_libheif_is_a_sentence_with_its_package() {
    if services::is_skipped("heic_without_libheif_is_a_sentence_with_its_package") {
        return;
    }
    let files = Files::new(&picture(64, 64, false));
    let heic = heic(&files, &[]);
    // The loader takes what stands first, and cannot use it.
    std::fs::write(files.path("libheif.so.1"), b"no library").unwrap();
    let cut = |folder: &Path| command().env("LD_LIBRARY_PATH", folder).args(["i", &heic, &files.path("out.png")]).output().unwrap();
    let output = cut(files.0.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("apt-get install libheif1"), "{}", stderr(&output));
    let output = cut("/nonexistent".as_ref());
    assert!(output.status.success(), "{}", stderr(&output));
}
