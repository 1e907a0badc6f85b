//! Check of a WebP animation's first frame, which image-webp 0.2.4 leaves out where the frame has an alpha of its own: pixels of another size than
//! the frame's make it panic, and a panic ends a WebAssembly worker. And of the lengths that it takes memory for before it reads.

use std::borrow::Cow;

/// True unless the first frame of an animation announces another size than its lossy pixels have (WebP container specification, "ANMF" chunk).
pub fn first_frame_fits(bytes: &[u8]) -> bool {
    let file = bytes.get(12..).unwrap_or_default();
    let Some(frame) = chunks(file).find(|(name, _)| name == b"ANMF").map(|(_, content)| content) else { return true };
    let Some((_, pixels)) = chunks(frame.get(16..).unwrap_or_default()).find(|(name, _)| name == b"VP8 ") else { return true };
    let (Some(announced), Some(actual)) = (frame_size(frame), key_frame_size(pixels)) else { return true };
    announced == actual
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

/// Width and height of an ANMF chunk, stored as 24 bits less one.
fn frame_size(frame: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_le_bytes([*frame.get(at)?, *frame.get(at + 1)?, *frame.get(at + 2)?, 0]) + 1);
    Some((side(6)?, side(9)?))
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
        [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8X", &[0; 10]), &chunk(b"ANMF", &frame)].concat()
    }

    #[test]
    fn frame_and_pixels_of_one_size_fit() {
        assert!(first_frame_fits(&animation([199, 0, 0, 99, 0, 0], [200, 0, 100, 0])));
        assert!(!first_frame_fits(&animation([199, 0, 0, 99, 0, 0], [201, 0, 100, 0])));
        assert!(!first_frame_fits(&animation([199, 0, 0, 99, 1, 0], [200, 0, 100, 0])));
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
            assert!(first_frame_fits(&whole[..length]), "cut at {length}");
        }
        assert!(first_frame_fits(&[&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8 ", &[0; 10])].concat()));
    }
}
