//! CMYK pictures: converted by their profile, in JPEG and TIFF, at 8 and 16 bits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use offcut_matting::{Limits, Photo, Samples, Source, read};

const JPEG: &[u8] = include_bytes!("../../tests/malformed/cmyk.jpg");

/// A profile of an invented press: no ink is white, each ink alone is a gray of its own lightness, more of them are black.
fn profile() -> Vec<u8> {
    let numbered = |number: u32| number.to_be_bytes().to_vec();
    let fixed = |values: [i32; 9]| values.iter().flat_map(|value| (value << 16).to_be_bytes()).collect::<Vec<u8>>();
    let identity: Vec<u8> = (0..=255).collect();
    let colours = (0..16_u32).flat_map(|inks| {
        let lightness = match inks {
            0b0000 => 255,
            0b1000 => 128,
            0b0100 => 100,
            0b0010 => 80,
            0b0001 => 60,
            _ => 0,
        };
        [lightness, 128, 128]
    });
    let table =
        [b"mft1\0\0\0\0\x04\x03\x02\0".to_vec(), fixed([1, 0, 0, 0, 1, 0, 0, 0, 1]), identity.repeat(4), colours.collect(), identity.repeat(3)]
            .concat();
    let white = [b"XYZ \0\0\0\0".to_vec(), numbered(0xf6d6), numbered(0x1_0000), numbered(0xd32d)].concat();
    let (first, length) = (128 + 4 + 3 * 12, table.len() as u32);
    let entry = |name: &[u8; 4], at: u32, length: u32| [name.to_vec(), numbered(at), numbered(length)].concat();
    let tags = [numbered(3), entry(b"A2B0", first, length), entry(b"A2B1", first, length), entry(b"wtpt", first + length, white.len() as u32)];
    let size = first + length + white.len() as u32;
    let mut header =
        [numbered(size), numbered(0), numbered(0x0240_0000), b"prtrCMYKLab ".to_vec(), vec![0; 12], b"acsp".to_vec(), vec![0; 28]].concat();
    header.extend([numbered(0xf6d6), numbered(0x1_0000), numbered(0xd32d)].concat());
    header.resize(128, 0);
    [header, tags.concat(), table, white].concat()
}

/// A TIFF of one row of pixels, with the inks in 8 or 16 bits.
fn tiff(inks: &[[u8; 4]], is_deep: bool, icc: Option<&[u8]>) -> Vec<u8> {
    let bytes = if is_deep { inks.concat().into_iter().flat_map(|ink| [ink, ink]).collect() } else { inks.concat() };
    let bits: u16 = if is_deep { 16 } else { 8 };
    let mut values = vec![(256_u16, 3_u16, 1_u32, inks.len() as u32), (257, 3, 1, 1), (258, 3, 1, bits.into()), (262, 3, 1, 5), (277, 3, 1, 4)];
    let count = values.len() + 2 + usize::from(icc.is_some());
    let after = 8 + 2 + count as u32 * 12 + 4;
    values.extend([(273, 4, 1, after), (279, 4, 1, bytes.len() as u32)]);
    if let Some(icc) = icc {
        values.push((34_675, 7, icc.len() as u32, after + bytes.len() as u32));
    }
    values.sort_unstable();
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend((count as u16).to_le_bytes());
    for (tag, kind, count, value) in values {
        file.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat());
    }
    [&file[..], &[0; 4], &bytes, icc.unwrap_or_default()].concat()
}

fn photo(bytes: &[u8]) -> Photo {
    read(Source::File(bytes), &Limits::default()).unwrap()
}

/// Red, green and blue of a pixel in 8 bits.
fn pixel(photo: &Photo, at: usize) -> [u8; 3] {
    match photo.picture.samples() {
        Samples::Eight(values) => [0, 1, 2].map(|channel| values[at * 4 + channel]),
        Samples::Sixteen(values) => [0, 1, 2].map(|channel| (values[at * 4 + channel] / 257) as u8),
    }
}

/// Lightness 50.2 and 39.2 as sRGB.
const GRAYS: [u8; 2] = [119, 93];

#[test]
fn inks_of_tiff_are_converted_by_their_profile() {
    let inks = [[0, 0, 0, 0], [255, 0, 0, 0], [0, 255, 0, 0], [255, 255, 0, 0]];
    for is_deep in [false, true] {
        let with = photo(&tiff(&inks, is_deep, Some(&profile())));
        assert_eq!(with.colour.icc(), None);
        for (at, expected) in [255, GRAYS[0], GRAYS[1], 0].into_iter().enumerate() {
            let found = pixel(&with, at);
            assert!(found.iter().all(|value| value.abs_diff(expected) <= 2), "{found:?} for {expected}, 16 bits {is_deep}");
        }
        let without = photo(&tiff(&inks, is_deep, None));
        let found = [0, 1, 2, 3].map(|at| pixel(&without, at));
        assert_eq!(found, [[255, 255, 255], [0, 255, 255], [255, 0, 255], [0, 0, 255]]);
        let broken = photo(&tiff(&inks, is_deep, Some(&profile()[..200])));
        assert_eq!([0, 1, 2, 3].map(|at| pixel(&broken, at)), found);
    }
}

#[test]
fn inks_of_jpeg_are_converted_by_their_profile() {
    let profile = profile();
    let segment = [&b"ICC_PROFILE\0\x01\x01"[..], &profile].concat();
    let with = [&JPEG[..2], b"\xff\xe2", &(segment.len() as u16 + 2).to_be_bytes(), &segment, &JPEG[2..]].concat();
    let (with, without) = (photo(&with), photo(JPEG));
    let size = with.picture.size();
    assert_eq!(size, without.picture.size());
    let pixels = size.pixels() as usize;
    let most_colourful = |photo: &Photo| {
        let spread = |[red, green, blue]: [u8; 3]| red.max(green).max(blue) - red.min(green).min(blue);
        (0..pixels).map(|at| pixel(photo, at)).max_by_key(|pixel| spread(*pixel)).map(|pixel| (spread(pixel), pixel)).unwrap()
    };
    assert!(most_colourful(&without).0 > 200);
    let (spread, pixel) = most_colourful(&with);
    assert!(spread <= 8, "an ink kept its colour: {pixel:?}");
    assert_eq!(with.colour.icc(), None);
}
