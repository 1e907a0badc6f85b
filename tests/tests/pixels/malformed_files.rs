//! Malformed and unusual files: each is decoded or refused with a sentence, and no decoder panics.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use matting::{Error, InputFormat, Limit, Limits, Photo, Samples, Size, Source};
use tests::{panics, program};

fn read(bytes: &[u8]) -> Result<Photo, Error> {
    matting::read(Source::File(bytes), &Limits::default())
}

fn pixel(photo: &Photo, x: usize, y: usize) -> [u8; 4] {
    let at = (y * photo.picture.size().width as usize + x) * 4;
    match photo.picture.samples() {
        Samples::Eight(values) => [0, 1, 2, 3].map(|channel| values[at + channel]),
        Samples::Sixteen(values) => [0, 1, 2, 3].map(|channel| (values[at + channel] / 257) as u8),
    }
}

fn close(a: [u8; 4], b: [u8; 4], by: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= by)
}

/// Four coloured quarters: red, green / blue, white.
fn quarters() -> DynamicImage {
    RgbImage::from_fn(32, 16, |x, y| match (x < 16, y < 8) {
        (true, true) => Rgb([250, 10, 10]),
        (false, true) => Rgb([10, 250, 10]),
        (true, false) => Rgb([10, 10, 250]),
        (false, false) => Rgb([250, 250, 250]),
    })
    .into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

#[test]
fn format_is_recognised_by_content() {
    let image = quarters();
    for (format, ours, tolerance) in [
        (ImageFormat::Png, InputFormat::Png, 0),
        (ImageFormat::Jpeg, InputFormat::Jpeg, 60),
        (ImageFormat::WebP, InputFormat::WebP, 0),
        (ImageFormat::Gif, InputFormat::Gif, 8),
        (ImageFormat::Bmp, InputFormat::Bmp, 0),
        (ImageFormat::Tiff, InputFormat::Tiff, 0),
        (ImageFormat::Qoi, InputFormat::Qoi, 0),
        (ImageFormat::Pnm, InputFormat::Pnm, 0),
    ] {
        let photo = read(&encoded(&image, format)).unwrap();
        assert_eq!(photo.format, ours);
        assert_eq!(photo.picture.size(), Size { width: 32, height: 16 });
        assert!(close(pixel(&photo, 4, 2), [250, 10, 10, 255], tolerance), "{format:?} {:?}", pixel(&photo, 4, 2));
        assert!(close(pixel(&photo, 28, 13), [250, 250, 250, 255], tolerance), "{format:?}");
    }
}

/// A JPEG with an EXIF block that holds one tag, Orientation.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut file = jpeg[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend((exif.len() as u16 + 2).to_be_bytes());
    file.extend(exif);
    file.extend(&jpeg[2..]);
    file
}

/// The eight orientations of EXIF 2.32, 4.6.4: what is stored so that the upright picture has red at the top left.
#[test]
fn exif_orientation_is_applied() {
    let upright = quarters();
    for orientation in 1..=8 {
        let stored = match orientation {
            2 => upright.fliph(),
            3 => upright.rotate180(),
            4 => upright.flipv(),
            5 => upright.rotate90().fliph(),
            6 => upright.rotate270(),
            7 => upright.rotate270().fliph(),
            8 => upright.rotate90(),
            _ => upright.clone(),
        };
        let photo = read(&with_orientation(&encoded(&stored, ImageFormat::Jpeg), orientation)).unwrap();
        assert_eq!(photo.picture.size(), Size { width: 32, height: 16 }, "orientation {orientation}");
        for (x, y, expected) in [(4, 2, [250, 10, 10, 255]), (28, 2, [10, 250, 10, 255]), (4, 13, [10, 10, 250, 255])] {
            assert!(close(pixel(&photo, x, y), expected, 60), "orientation {orientation} at {x}, {y}: {:?}", pixel(&photo, x, y));
        }
    }
}

#[test]
fn limit_error_comes_from_header_and_names_both_numbers() {
    let png = encoded(&quarters(), ImageFormat::Png);
    let with = |limits: Limits| matting::read(Source::File(&png), &limits).unwrap_err();
    let default = Limits::default();
    assert_eq!(with(Limits { max_side: 31, ..default }), Error::OverLimit { limit: Limit::Side, allowed: 31, found: 32 });
    assert_eq!(with(Limits { max_pixels: 511, ..default }), Error::OverLimit { limit: Limit::Pixels, allowed: 511, found: 512 });
    let bytes = png.len() as u64;
    assert_eq!(with(Limits { max_file_bytes: bytes - 1, ..default }), Error::OverLimit { limit: Limit::FileBytes, allowed: bytes - 1, found: bytes });
    let sentence = with(Limits { max_pixels: 511, ..default }).to_string();
    assert!(sentence.contains("511") && sentence.contains("512"), "{sentence}");

    // A header that promises 60 000 × 60 000 pixels, with no pixel behind it.
    let mut bomb = png[..16].to_vec();
    bomb.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0]);
    bomb.extend(crc32(&bomb[12..]).to_be_bytes());
    bomb.extend(&png[33..]);
    assert!(matches!(read(&bomb), Err(Error::OverLimit { limit: Limit::Pixels, .. })), "{:?}", read(&bomb).err());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }))
}

#[test]
fn unreadable_file_error_names_its_kind() {
    assert_eq!(read(b""), Err(Error::EmptyFile));
    assert_eq!(read(b"Dear all, the picture is in the other attachment."), Err(Error::NotAPicture));
    assert_eq!(read(b"\xff\x0a"), Err(Error::UnsupportedFormat { format: InputFormat::JpegXl }));
}

/// Formats that the core decodes and the `image` crate writes.
const FORMATS: [ImageFormat; 8] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::WebP,
    ImageFormat::Gif,
    ImageFormat::Bmp,
    ImageFormat::Tiff,
    ImageFormat::Qoi,
    ImageFormat::Pnm,
];

/// True if a decoder panicked on the bytes: the core makes an error of it, which a test of results alone could not tell from a careful refusal.
fn panic_on(bytes: &[u8]) -> Option<String> {
    let (_, panics) = panics::recorded(|| read(bytes));
    panics.into_iter().next()
}

/// Decodes `whole` cut off before each of `positions`, and with the byte there changed by each of `flips`.
fn assert_no_decoder_panics(name: &str, whole: &[u8], positions: impl Iterator<Item = usize>, flips: &[u8]) {
    let mut found = Vec::new();
    for position in positions {
        found.extend(panic_on(&whole[..position]).map(|panic| format!("{name} cut at {position}: {panic}")));
        for flip in flips {
            let mut changed = whole.to_vec();
            changed[position] ^= flip;
            found.extend(panic_on(&changed).map(|panic| format!("{name} with byte {position} ^ {flip:#04x}: {panic}")));
        }
    }
    assert!(found.is_empty(), "{} panics of decoders, the first of them:\n{}", found.len(), found[..found.len().min(10)].join("\n"));
}

#[test]
fn cut_or_changed_file_makes_no_decoder_panic() {
    for format in FORMATS {
        let whole = encoded(&quarters(), format);
        assert_no_decoder_panics(&format!("{format:?}"), &whole, (0..whole.len()).step_by(7), &[0xa5]);
    }
}

#[test]
#[ignore = "tens of thousands of decodes: cargo xtask test --thorough"]
fn cut_or_changed_file_makes_no_decoder_panic_at_any_position() {
    const FLIPS: [u8; 5] = [0x01, 0x10, 0x80, 0xa5, 0xff];
    for format in FORMATS {
        let whole = encoded(&quarters(), format);
        assert_no_decoder_panics(&format!("{format:?}"), &whole, 0..whole.len(), &FLIPS);
    }
    for file in ["basn3p02.png", "basn6a16.png", "basi6a08.png", "progressive.jpg", "gray.jpg", "animated.webp"] {
        let whole = std::fs::read(program::root().join("tests/malformed").join(file)).unwrap();
        // Headers and tables are at the beginning; of the pixels behind them a thousand positions are enough.
        let header = whole.len().min(2000);
        let positions = (0..header).chain((header..whole.len()).step_by((whole.len() / 1000).max(1)));
        assert_no_decoder_panics(file, &whole, positions, &FLIPS);
    }
}

/// The files of the shared folder, as its manifest says: decode (at the stated upright size), refuse, or either.
#[test]
fn shared_odd_files_match_manifest() {
    let Some(folder) = program::shared("odd", "shared_odd_files_match_manifest") else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in manifest.lines().skip(1) {
        let fields = comma_separated(row);
        let (file, expected, width, height) = (&fields[0], &fields[3], fields[5].parse::<u32>(), fields[6].parse::<u32>());
        let (result, panics) = panics::recorded(|| read(&std::fs::read(folder.join(file)).unwrap()));
        match &result {
            Ok(photo) => println!("{file}: {} × {} {}", photo.picture.size().width, photo.picture.size().height, photo.format),
            Err(error) => println!("{file}: {error}"),
        }
        let as_stated = match (&result, expected.as_str()) {
            (Ok(photo), "decode" | "either") => match (width, height) {
                (Ok(width), Ok(height)) => photo.picture.size() == Size { width, height },
                _ => true,
            },
            (Err(_), "clear_error" | "either") => true,
            _ => false,
        };
        rows += 1;
        if !as_stated || !panics.is_empty() {
            wrong.push(format!("{file}: {expected} {:?}, got {:?} {panics:?}", (&fields[5], &fields[6]), result.map(|photo| photo.picture.size())));
        }
    }
    assert!(rows > 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn comma_separated(row: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for character in row.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

/// Files that the project carries itself, so that a clone alone covers them.
#[test]
fn committed_odd_files_decode_to_their_size() {
    let folder = program::root().join("tests/malformed");
    for (file, width, height) in [
        ("basn0g01.png", 32, 32),
        ("basn0g16.png", 32, 32),
        ("basn2c16.png", 32, 32),
        ("basn3p02.png", 32, 32),
        ("basn4a08.png", 32, 32),
        ("basn6a16.png", 32, 32),
        ("basi6a08.png", 32, 32),
        ("tbbn3p08.png", 32, 32),
        ("s33n3p04.png", 33, 33),
        ("cmyk.jpg", 256, 256),
        ("progressive.jpg", 320, 240),
        ("gray.jpg", 32, 32),
        ("animated.webp", 200, 200),
        ("animated.gif", 1000, 1000),
    ] {
        let photo = read(&std::fs::read(folder.join(file)).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(photo.picture.size(), Size { width, height }, "{file}");
    }
    let deep = read(&std::fs::read(folder.join("basn6a16.png")).unwrap()).unwrap();
    assert!(matches!(deep.picture.samples(), Samples::Sixteen(_)));
    for file in ["xcrn0g04.png", "xc1n0g08.png"] {
        assert!(matches!(read(&std::fs::read(folder.join(file)).unwrap()), Err(Error::Damaged { .. } | Error::UnsupportedVariant { .. })), "{file}");
    }
}
