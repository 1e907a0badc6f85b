//! Truncated files: read as far as they go, with a warning.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ndarray::{Array2, Array4};
use offcut_matting::{
    Error, Inputs, Limits, NetworkInput, Options, Photo, Picture, Plane, Saliency, Samples, Size, Source, Verdict, Warning, cut_out, read,
};

const SIZE: Size = Size { width: 96, height: 80 };

/// Without a plain corner, which could be taken for what a decoder leaves behind.
fn picture() -> DynamicImage {
    RgbImage::from_fn(SIZE.width, SIZE.height, |x, y| Rgb([(x * 2 + 30) as u8, (y * 2 + 40) as u8, ((x * y) % 89 + 60) as u8])).into()
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn photo(bytes: &[u8]) -> Result<Photo, Error> {
    read(Source::File(bytes), &Limits::default())
}

fn rgba(picture: &Picture) -> &[u8] {
    match picture.samples() {
        Samples::Eight(values) => values,
        Samples::Sixteen(_) => panic!("8 bits were expected"),
    }
}

#[test]
fn cut_file_is_read_as_far_as_it_goes() {
    // Places of rows that are surely there: BMP has them from the bottom up.
    for (format, row, tolerance) in [
        (ImageFormat::Png, 20, 0),
        (ImageFormat::Jpeg, 10, 60),
        (ImageFormat::Bmp, 70, 0),
        (ImageFormat::Pnm, 20, 0),
        (ImageFormat::Qoi, 20, 0),
        (ImageFormat::WebP, 20, 0),
        (ImageFormat::Gif, 10, 40),
    ] {
        let whole = encoded(format);
        assert_eq!(photo(&whole).unwrap().warnings, [], "{format:?}");
        let cut = photo(&whole[..whole.len() * 6 / 10]).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        assert_eq!((cut.warnings.as_slice(), cut.picture.size()), ([Warning::Truncated].as_slice(), SIZE), "{format:?}");
        let from = row * SIZE.width as usize * 4;
        let (found, expected) = (rgba(&cut.picture), picture().into_rgba8().into_raw());
        for (found, expected) in found[from..from + 40].iter().zip(&expected[from..]) {
            assert!(found.abs_diff(*expected) <= tolerance, "{format:?}: {found} {expected}");
        }
    }
}

#[test]
fn cut_file_is_read_with_note_or_refused_at_every_length() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::Pnm, ImageFormat::Qoi, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encoded(format);
        let pixels = rgba(&photo(&whole).unwrap().picture).to_vec();
        for length in (0..whole.len()).step_by(whole.len() / 60) {
            match photo(&whole[..length]) {
                Ok(photo) => assert!(photo.warnings == [Warning::Truncated] || rgba(&photo.picture) == pixels, "{format:?} cut at {length}"),
                Err(Error::EmptyFile | Error::NotAPicture | Error::Damaged { .. } | Error::UnsupportedVariant { .. }) => {}
                Err(other) => panic!("{format:?} cut at {length}: {other}"),
            }
        }
    }
}

#[test]
fn file_without_its_end_marker_is_whole() {
    for (format, marker) in [(ImageFormat::Png, 12), (ImageFormat::Png, 5), (ImageFormat::Jpeg, 2), (ImageFormat::Jpeg, 1)] {
        let whole = encoded(format);
        let without = photo(&whole[..whole.len() - marker]).unwrap();
        assert_eq!(without.warnings, [], "{format:?} without {marker} bytes");
        assert_eq!(without, photo(&whole).unwrap(), "{format:?} without {marker} bytes");
    }
}

#[test]
fn jpeg_that_was_given_an_end_after_the_cut_is_noted() {
    let whole = encoded(ImageFormat::Jpeg);
    for part in [3, 5, 9] {
        let mut cut = whole[..whole.len() * part / 10].to_vec();
        cut.extend([0xff, 0xd9]);
        assert_eq!(photo(&cut).unwrap().warnings, [Warning::Truncated], "{part} tenths");
    }
}

struct NoNetwork;

impl Saliency for NoNetwork {
    fn input(&self) -> NetworkInput {
        NetworkInput { side: 1, mean: [0.0; 3], std: [1.0; 3] }
    }

    fn map(&self, _: Array4<f32>) -> Result<Array2<f32>, Error> {
        Err(Error::Inference { detail: "there is none".to_owned() })
    }
}

#[test]
fn cut_out_of_cut_file_is_to_be_checked() {
    let whole = encoded(ImageFormat::Png);
    let values = (0..SIZE.width * SIZE.height).map(|at| if at % SIZE.width < 40 { 255 } else { 0 }).collect();
    let trimap = Plane::new(SIZE, values).unwrap();
    let inputs = Inputs { trimap: Some(&trimap), ..Inputs::default() };
    let result = |bytes: &[u8]| cut_out(Source::File(bytes), &NoNetwork, &Options::default(), &inputs, &mut ()).unwrap();
    assert_eq!((result(&whole).confidence.verdict, result(&whole).warnings), (Verdict::Fine, vec![]));
    let cut = result(&whole[..whole.len() / 2]);
    assert_eq!((cut.confidence.verdict, cut.warnings), (Verdict::PleaseCheck, vec![Warning::Truncated]));
}
