//! Checks that image-webp 0.2.4 leaves out or makes too late. Pixels of another size than their frame of an animation make it panic where the frame has
//! an alpha of its own, and a panic ends a WebAssembly worker; those of another size than the canvas, and lengths of metadata, take memory before it
//! compares. And a width that it cannot read.

use std::borrow::Cow;

/// Flags of a VP8X chunk (WebP container specification, "Extended File Format").
const ANIMATION: u8 = 0b10;
const ALPHA: u8 = 0b1_0000;

/// Largest side of lossless pixels, whose header has it less one in 14 bits.
const MAX_LOSSLESS_SIDE: u32 = 1 << 14;

/// True unless the canvas of a still picture, or the first frame of an animation (chunk "ANMF"), announces another size than its lossy pixels have.
pub fn sizes_agree(bytes: &[u8]) -> bool {
    let file = bytes.get(12..).unwrap_or_default();
    let canvas = chunks(file).next().filter(|(name, content)| name == b"VP8X" && content.first().is_some_and(|flags| flags & ANIMATION == 0));
    let still = canvas.and_then(|(_, content)| Some((sides(content, 4)?, lossy_size(file)?)));
    let frame = chunks(file).find(|(name, _)| name == b"ANMF").map(|(_, content)| content);
    let frame = frame.and_then(|frame| Some((sides(frame, 6)?, lossy_size(frame.get(16..)?)?)));
    [still, frame].iter().flatten().all(|(announced, actual)| announced == actual)
}

/// Size of the first lossy pixels among these chunks.
fn lossy_size(bytes: &[u8]) -> Option<(u32, u32)> {
    chunks(bytes).find(|(name, _)| name == b"VP8 ").and_then(|(_, pixels)| key_frame_size(pixels))
}

/// The file with a canvas of its own where it is lossless and a side of [`MAX_LOSSLESS_SIDE`], which image-webp takes for 0 unless a canvas says it.
pub fn with_canvas(file: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let Some((flags, width, height)) = lossless_header(&file).filter(|(_, width, height)| *width.max(height) == MAX_LOSSLESS_SIDE) else {
        return file;
    };
    let [width, height] = [width, height].map(|side| (side - 1).to_le_bytes());
    let canvas = [b"VP8X\x0a\0\0\0", &[flags, 0, 0, 0][..], &width[..3], &height[..3]].concat();
    let length = u32::from_le_bytes([file[4], file[5], file[6], file[7]]).saturating_add(canvas.len() as u32);
    Cow::Owned([b"RIFF", &length.to_le_bytes()[..], b"WEBP", &canvas, &file[12..]].concat())
}

/// Flags that a canvas would have, width and height of a file that is lossless pixels alone (WebP lossless specification, 3).
fn lossless_header(file: &[u8]) -> Option<(u8, u32, u32)> {
    let (name, pixels) = chunks(file.get(12..)?).next()?;
    let header = u32::from_le_bytes(*pixels.strip_prefix(b"\x2f")?.first_chunk()?);
    let side = |bits: u32| (bits & 0x3fff) + 1;
    (name == *b"VP8L").then(|| (if header >> 28 & 1 == 1 { ALPHA } else { 0 }, side(header), side(header >> 14)))
}

/// The file with zeros up to the length that its header says, where it is cut; what little of the header is wrong by custom does not count.
pub fn padded(bytes: &[u8]) -> Option<Vec<u8>> {
    let said = u32::from_le_bytes(*bytes.get(4..8)?.first_chunk()?) as usize + 8;
    let missing = said.checked_sub(bytes.len()).filter(|missing| *missing > 1)?;
    // A small piece is no picture, whatever it says.
    (missing / 64 < bytes.len()).then(|| [bytes, &vec![0; missing]].concat())
}

/// True if the file has more than one frame.
pub fn has_animation(bytes: &[u8]) -> bool {
    chunks(bytes.get(12..).unwrap_or_default()).filter(|(name, _)| name == b"ANMF").nth(1).is_some()
}

/// The file with the announced length of profile, EXIF and XMP no longer than what is there: image-webp takes memory for all that is announced, up to
/// 4 GB for a file of some bytes.
pub fn with_metadata_inside(file: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let Some((at, left)) = metadata_beyond_the_end(&file) else { return file };
    let mut file = file.into_owned();
    file[at..at + 4].copy_from_slice(&left.to_le_bytes());
    Cow::Owned(file)
}

/// Place of the length of a metadata chunk that is longer than the file, and the length that is left for it. Only the last chunk can be so.
fn metadata_beyond_the_end(file: &[u8]) -> Option<(usize, u32)> {
    let mut at = 12_usize;
    loop {
        let (name, rest) = file.get(at..)?.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        if length > rest.len() {
            let is_metadata = [b"ICCP", b"EXIF", b"XMP "].contains(&name);
            return is_metadata.then(|| u32::try_from(rest.len()).ok()).flatten().map(|left| (at + 4, left));
        }
        at = at.checked_add(8)?.checked_add(length.checked_next_multiple_of(2)?)?;
    }
}

/// Names and contents of RIFF chunks, each padded to an even length. The last one may be cut short.
fn chunks(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let content = rest.get(..length).unwrap_or(rest);
        bytes = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
        Some((*name, content))
    })
}

/// Width and height of a canvas or frame, stored from `at` on as 24 bits less one.
fn sides(content: &[u8], at: usize) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_le_bytes([*content.get(at)?, *content.get(at + 1)?, *content.get(at + 2)?, 0]) + 1);
    Some((side(at)?, side(at + 3)?))
}

/// Width and height in the header of a VP8 key frame (RFC 6386, 9.1), 14 bits each.
fn key_frame_size(pixels: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from(u16::from_le_bytes([*pixels.get(at)?, *pixels.get(at + 1)?]) & 0x3fff));
    Some((side(6)?, side(8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let padding = &[0][..content.len() % 2];
        [name, &(content.len() as u32).to_le_bytes()[..], content, padding].concat()
    }

    fn animation(frame: [u8; 6], pixels: [u8; 4]) -> Vec<u8> {
        let header = [&[0; 6][..], &frame, &[0; 4]].concat();
        let key_frame = [&[0, 0, 0, 0x9d, 0x01, 0x2a][..], &pixels].concat();
        let frame = [header, chunk(b"ALPH", &[0, 1, 2]), chunk(b"VP8 ", &key_frame)].concat();
        [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8X", &[ANIMATION, 0, 0, 0, 0, 0, 0, 0, 0, 0]), &chunk(b"ANMF", &frame)].concat()
    }

    #[test]
    fn canvas_and_pixels_of_one_size_fit() {
        let still = |canvas: [u8; 6], pixels: [u8; 4]| {
            let key_frame = [&[0, 0, 0, 0x9d, 0x01, 0x2a][..], &pixels].concat();
            [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8X", &[&[0; 4][..], &canvas].concat()), &chunk(b"ALPH", &[0, 1, 2]), &chunk(b"VP8 ", &key_frame)]
                .concat()
        };
        assert!(sizes_agree(&still([199, 0, 0, 99, 0, 0], [200, 0, 100, 0])));
        assert!(!sizes_agree(&still([199, 0, 0, 99, 0, 0], [200, 0, 101, 0])));
        assert!(!sizes_agree(&still([199, 0, 0, 99, 0, 0], [0xff, 0x3f, 0xff, 0x3f])));
    }

    #[test]
    fn widest_lossless_file_gets_a_canvas() {
        for (width, height, has_alpha) in [(16_384, 1, false), (1, 16_384, true)] {
            let colour = if has_alpha { image::ExtendedColorType::Rgba8 } else { image::ExtendedColorType::Rgb8 };
            let channels = if has_alpha { 4 } else { 3 };
            let values: Vec<u8> = (0..16_384 * channels).map(|at| (at / 64) as u8).collect();
            let mut file = Vec::new();
            image::codecs::webp::WebPEncoder::new_lossless(&mut file).encode(&values, width, height, colour).unwrap();
            let with = with_canvas(Cow::Borrowed(&file));
            assert_eq!(with.len(), file.len() + 18);
            let decoded = image::load_from_memory_with_format(&with, image::ImageFormat::WebP).unwrap();
            assert_eq!((decoded.width(), decoded.height(), decoded.as_bytes()), (width, height, &values[..]));
            for length in 0..64 {
                assert!(with_canvas(Cow::Borrowed(&file[..length])).len() >= length, "cut at {length}");
            }
        }
        let mut file = Vec::new();
        image::codecs::webp::WebPEncoder::new_lossless(&mut file).encode(&[7; 300], 100, 1, image::ExtendedColorType::Rgb8).unwrap();
        assert!(matches!(with_canvas(Cow::Borrowed(&file)), Cow::Borrowed(_)));
    }

    #[test]
    fn frame_and_pixels_of_one_size_fit() {
        assert!(sizes_agree(&animation([199, 0, 0, 99, 0, 0], [200, 0, 100, 0])));
        assert!(!sizes_agree(&animation([199, 0, 0, 99, 0, 0], [201, 0, 100, 0])));
        assert!(!sizes_agree(&animation([199, 0, 0, 99, 1, 0], [200, 0, 100, 0])));
    }

    #[test]
    fn cut_file_is_padded_to_its_length() {
        let mut whole = chunk(b"RIFF", &[7; 90]);
        assert_eq!(padded(&whole), None);
        assert_eq!(padded(&whole[..97]), None, "a byte that makes the length even");
        assert_eq!(padded(&whole[..60]).map(|padded| (padded.len(), padded[60])), Some((98, 0)));
        whole[7] = 0x40;
        assert_eq!(padded(&whole), None, "a length that nobody believes");
    }

    #[test]
    fn metadata_is_no_longer_than_the_file() {
        let profile = chunk(b"ICCP", &[7; 5]);
        let file = [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8X", &[0; 10]), &profile, &chunk(b"VP8L", &[1; 20])].concat();
        let bounded = |file: &[u8]| with_metadata_inside(Cow::Borrowed(file)).into_owned();
        assert_eq!(bounded(&file), file);
        let mut long = file.clone();
        long[34..38].copy_from_slice(&u32::MAX.to_le_bytes());
        let bounded_length = u32::from_le_bytes(bounded(&long)[34..38].try_into().unwrap()) as usize;
        assert_eq!(38 + bounded_length, long.len());
        for length in 0..file.len() {
            let cut = bounded(&file[..length]);
            assert!(cut.len() == length && metadata_beyond_the_end(&cut).is_none(), "cut at {length}");
        }
    }

    #[test]
    fn files_without_such_a_frame_are_left_to_the_decoder() {
        let whole = animation([199, 0, 0, 99, 0, 0], [200, 0, 100, 0]);
        for length in 0..whole.len() {
            assert!(sizes_agree(&whole[..length]), "cut at {length}");
        }
        assert!(sizes_agree(&[&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8 ", &[0; 10])].concat()));
    }
}
