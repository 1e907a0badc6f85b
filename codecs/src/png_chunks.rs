//! Chunks of a PNG (third edition, 5) that a decoder of its pixels does not read: those after the pixels, and the end.

use std::borrow::Cow;
use std::io::Cursor;

use crate::Resolution;
use crate::file_metadata::FileMetadata;

const SIGNATURE: usize = 8;
/// The last chunk.
pub const END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];
/// A chunk of pixels without any.
const NO_PIXELS: [u8; 12] = [0, 0, 0, 0, b'I', b'D', b'A', b'T', 0x35, 0xaf, 0x06, 0x1e];
/// Keyword of an XMP packet.
const XMP: &str = "XML:com.adobe.xmp";
/// Most bytes of a text.
const MAX_TEXT: usize = 1 << 20;
/// Most bytes of an ICC profile: several times the longest in use for RGB and gray, which are all that PNG has.
const MAX_PROFILE: usize = 8 << 20;
/// Most bytes that one of deflate unpacks to (RFC 1951: 258 bytes for two bits).
const MAX_RATIO: usize = 1032;
/// Keywords of IPTC records and image resources in ImageMagick's notation.
const RAW_PROFILES: &str = "Raw profile type ";

/// The same file with the last chunk.
pub fn with_end(bytes: &[u8]) -> Vec<u8> {
    // Part of it may be there.
    let whole = SIGNATURE + chunks(bytes).map(<[u8]>::len).sum::<usize>();
    [bytes.get(..whole).unwrap_or(bytes), &END].concat()
}

/// Whole chunks up to the last one, each with its length and checksum.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        rest = if chunk[4..8] == *b"IEND" { &[] } else { after };
        Some(chunk)
    })
}

/// The file without an ICC profile that unpacks to more than [`MAX_PROFILE`]: the decoder takes that memory twice before anyone can refuse.
pub fn with_bounded_profile(file: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if !chunks(&file).any(|chunk| chunk[4..8] == *b"iCCP" && is_long_profile(&chunk[8..chunk.len() - 4])) {
        return file;
    }
    let mut rest = Vec::with_capacity(file.len());
    let mut whole = SIGNATURE;
    rest.extend(&file[..SIGNATURE]);
    for chunk in chunks(&file) {
        whole += chunk.len();
        if chunk[4..8] != *b"iCCP" {
            rest.extend(chunk);
        }
    }
    // Part of a chunk may follow.
    rest.extend(&file[whole..]);
    Cow::Owned(rest)
}

/// True if the content of an iCCP chunk (PNG, third edition, 11.3.2.3: name, zero, method, zlib) unpacks to more than [`MAX_PROFILE`].
fn is_long_profile(content: &[u8]) -> bool {
    let Some(name) = content.iter().position(|byte| *byte == 0).filter(|_| content.len() > MAX_PROFILE / MAX_RATIO) else { return false };
    let zlib = content.get(name + 2..).unwrap_or_default();
    matches!(fdeflate::decompress_to_vec_bounded(zlib, MAX_PROFILE), Err(fdeflate::BoundedDecompressionError::OutputTooLarge { .. }))
}

/// Header of a PNG with all chunks but its pixels and its ICC profile, wherever they stand; `None` if it is none.
pub fn header(bytes: &[u8]) -> Option<png::Info<'static>> {
    let mut file = bytes.get(..SIGNATURE)?.to_vec();
    for chunk in chunks(bytes).filter(|chunk| !matches!(&chunk[4..8], b"IDAT" | b"fdAT" | b"fcTL" | b"iCCP" | b"IEND")) {
        file.extend(chunk);
    }
    file.extend(NO_PIXELS);
    png::Decoder::new(Cursor::new(file)).read_info().ok().map(|reader| reader.info().clone())
}

/// Adds texts, XMP, IPTC, resolution, and whether there are several frames.
pub fn add_metadata(bytes: &[u8], metadata: &mut FileMetadata) {
    let Some(mut info) = header(bytes) else { return };
    metadata.has_more_pictures = info.animation_control.is_some_and(|control| control.num_frames > 1);
    let dimensions = info.pixel_dims.filter(|dimensions| dimensions.unit == png::Unit::Meter);
    metadata.resolution = dimensions.and_then(|dimensions| Resolution::of_metre((dimensions.xppu, dimensions.yppu)));
    if metadata.exif.is_none() {
        metadata.exif = info.exif_metadata.take().map(|exif| exif.into_owned());
    }
    let plain = info.uncompressed_latin1_text.into_iter().map(|chunk| (chunk.keyword, chunk.text));
    let compressed = info.compressed_latin1_text.into_iter().filter_map(|mut chunk| {
        chunk.decompress_text_with_limit(MAX_TEXT).ok()?;
        let text = chunk.get_text().ok()?;
        Some((chunk.keyword, text))
    });
    let international = info.utf8_text.into_iter().filter_map(|mut chunk| {
        chunk.decompress_text_with_limit(MAX_TEXT).ok()?;
        let text = chunk.get_text().ok()?;
        Some((chunk.keyword, text))
    });
    for (keyword, text) in plain.chain(compressed).chain(international) {
        match keyword.strip_prefix(RAW_PROFILES) {
            Some("iptc" | "8bim") => {
                metadata.iptc =
                    metadata.iptc.take().or_else(|| raw_profile(&text).map(|bytes| crate::file_metadata::iptc_of_resources(&bytes).unwrap_or(bytes)))
            }
            Some(_) => {}
            None if keyword == XMP => metadata.xmp = Some(text.into_bytes()),
            None => metadata.texts.push((keyword, text)),
        }
    }
}

/// Bytes in ImageMagick's notation: a name, a length, and hexadecimal digits, each on lines of their own.
fn raw_profile(text: &str) -> Option<Vec<u8>> {
    let mut lines = text.trim_start().lines();
    lines.next()?;
    let length: usize = lines.next()?.trim().parse().ok()?;
    let digits: Vec<u8> = lines.flat_map(str::bytes).filter_map(|digit| char::from(digit).to_digit(16)).map(|digit| digit as u8).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one pixel whose profile is so many zeros, and its length without it.
    fn with_profile(length: usize) -> Vec<u8> {
        let mut file = Vec::new();
        let mut info = png::Info::with_size(1, 1);
        info.icc_profile = Some(vec![0; length].into());
        let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
        writer.write_image_data(&[7]).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn profile_that_unpacks_to_more_than_any_in_use_is_left_out() {
        let pixel = |file: &[u8]| {
            let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
            let (has_profile, mut values) = (reader.info().icc_profile.is_some(), [0]);
            reader.next_frame(&mut values).unwrap();
            (has_profile, values[0])
        };
        for (length, is_kept) in [(1000, true), (MAX_PROFILE, true), (MAX_PROFILE + 1, false)] {
            let file = with_profile(length);
            let bounded = with_bounded_profile(Cow::Borrowed(&file));
            assert_eq!((pixel(&bounded), matches!(bounded, Cow::Borrowed(_))), ((is_kept, 7), is_kept), "{length}");
        }
        let long = with_profile(MAX_PROFILE + 1);
        for cut in [8, 20, 33, 45, long.len() - 1] {
            assert!(with_bounded_profile(Cow::Borrowed(&long[..cut])).len() <= cut, "cut at {cut}");
        }
    }
}
