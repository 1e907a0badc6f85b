//! Photos: header and pixels of any file.

use matting::{Error, InputFormat, Limits, Photo, Samples, Size, Source};

use super::check_sentence;
use crate::Target;
use crate::allocation::peak_of;
use crate::pictures::{all, with_checksums};

/// Limits of the photos here: small, so that an execution takes no time over large pictures.
pub const LIMITS: Limits = Limits { max_file_bytes: 1 << 20, max_side: 4096, max_pixels: 1 << 16 };

/// Most memory that a file of any content may take under [`LIMITS`], in bytes. Pixels are a small part of it: the core lets decoders take 64 MiB for
/// tables and frames of their own, and an unpacked ICC profile of a PNG may take 8 MiB, twice over while it is copied.
pub const MAX_MEMORY: usize = 80 << 20;

/// Signatures and names of chunks, markers and tags.
const WORDS: &[&[u8]] = &[
    b"\xff\xd8\xff",
    b"\xff\xc0",
    b"\xff\xc1",
    b"\xff\xc2",
    b"\xff\xc3",
    b"\xff\xc4",
    b"\xff\xc9",
    b"\xff\xda",
    b"\xff\xdb",
    b"\xff\xdd",
    b"\xff\xd0",
    b"\xff\xd9",
    b"\xff\xee\0\x0eAdobe",
    b"\xff\xe1",
    b"\xff\xe2",
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"cICP",
    b"eXIf",
    b"zTXt",
    b"iTXt",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"RIFF",
    b"WEBP",
    b"VP8 ",
    b"VP8L",
    b"VP8X",
    b"ALPH",
    b"ANIM",
    b"ANMF",
    b"ICCP",
    b"EXIF",
    b"GIF87a",
    b"GIF89a",
    b"\x21\xf9\x04",
    b"\x21\xff\x0b",
    b"\x2c",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"qoif",
    b"ftypavif",
    b"ftypavis",
    b"mif1",
    b"meta",
    b"pitm",
    b"iloc",
    b"iinf",
    b"infe",
    b"iref",
    b"dimg",
    b"auxl",
    b"prem",
    b"iprp",
    b"ipco",
    b"ipma",
    b"ispe",
    b"av01",
    b"av1C",
    b"grid",
    b"clap",
    b"irot",
    b"imir",
    b"colrnclx",
    b"colrprof",
    b"a1op",
    b"idat",
    b"P1 ",
    b"P2 ",
    b"P5 ",
    b"P6 ",
    b"P7\n",
    b"\x01\x01",
    b"\x02\x01",
    b"\x03\x01",
    b"\x06\x01",
    b"\x11\x01",
    b"\x15\x01",
    b"\x16\x01",
    b"\x17\x01",
    b"\x1c\x01",
    b"\x3d\x01",
    b"\x40\x01",
    b"\x42\x01",
    b"\x43\x01",
    b"\x44\x01",
    b"\x45\x01",
    b"\x52\x01",
    b"\x53\x01",
    b"\x73\x87",
    b"DEPTH 65535\n",
    b"MAXVAL 65535\n",
];

/// Type, size and limits from the first bytes.
pub const HEADER_PROBE: Target =
    Target { name: "header_probe", function: header_probe, seeds: all, words: WORDS, catches_panics: false, smoke: 60_000 };

/// A whole file to pixels.
pub const DECODE: Target = Target { name: "decode", function: decode, seeds: all, words: WORDS, catches_panics: false, smoke: 40_000 };

/// Takes any file. Its header is read within the memory of the limits; a size that it gives is inside the limits, and no error is more than a sentence.
pub fn header_probe(bytes: &[u8]) {
    for file in [Some(bytes.to_vec()), with_checksums(bytes)].into_iter().flatten() {
        let (size, peak) = peak_of(|| matting::stored_size(&file, &LIMITS));
        assert!(peak <= MAX_MEMORY, "the header took {peak} bytes");
        match size {
            Ok(size) => {
                check_size(size);
                assert!(InputFormat::detect(&file).is_some_and(InputFormat::is_decoded_here));
            }
            Err(error) => check_error(&error, &file),
        }
    }
}

/// Takes any file. It is decoded within the memory of the limits to a picture of the size that its header has, upright, or refused in a sentence.
pub fn decode(bytes: &[u8]) {
    for file in [Some(bytes.to_vec()), with_checksums(bytes)].into_iter().flatten() {
        let (photo, peak) = peak_of(|| matting::read(Source::File(&file), &LIMITS));
        assert!(peak <= MAX_MEMORY, "the photo took {peak} bytes");
        match photo {
            Ok(photo) => check_photo(&photo, &file),
            Err(error) => check_error(&error, &file),
        }
    }
}

fn check_photo(photo: &Photo, file: &[u8]) {
    let Size { width, height } = photo.picture.size();
    check_size(Size { width, height });
    let stored = matting::stored_size(file, &LIMITS).expect("a photo that is read has a header that is read");
    assert!([(width, height), (height, width)].contains(&(stored.width, stored.height)), "{width} × {height} of {stored:?}");
    let values = match photo.picture.samples() {
        Samples::Eight(values) => values.len(),
        Samples::Sixteen(values) => values.len(),
    };
    assert_eq!(values, width as usize * height as usize * 4);
    assert_eq!(Some(photo.format), InputFormat::detect(file));
}

fn check_size(size: Size) {
    assert!(size.width > 0 && size.height > 0 && size.longer() <= LIMITS.max_side && size.pixels() <= LIMITS.max_pixels, "{size:?}");
}

fn check_error(error: &Error, file: &[u8]) {
    check_sentence(error);
    assert_eq!(*error == Error::EmptyFile, file.is_empty());
}
