//! Chunks of a PNG (third edition, 5) that a decoder of its pixels does not look at: those after the pixels, and the end.

use std::io::Cursor;

use crate::Resolution;
use crate::extras::Extras;

const SIGNATURE: usize = 8;
/// The last chunk.
pub const END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];
/// A chunk of pixels without any.
const NO_PIXELS: [u8; 12] = [0, 0, 0, 0, b'I', b'D', b'A', b'T', 0x35, 0xaf, 0x06, 0x1e];
/// Keyword of an XMP packet.
const XMP: &str = "XML:com.adobe.xmp";
/// Most bytes of a text.
const MAX_TEXT: usize = 1 << 20;
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

/// Header of a PNG with all chunks but its pixels, wherever they stand; `None` if it is none.
pub fn header(bytes: &[u8]) -> Option<png::Info<'static>> {
    let mut file = bytes.get(..SIGNATURE)?.to_vec();
    for chunk in chunks(bytes).filter(|chunk| !matches!(&chunk[4..8], b"IDAT" | b"fdAT" | b"fcTL" | b"IEND")) {
        file.extend(chunk);
    }
    file.extend(NO_PIXELS);
    png::Decoder::new(Cursor::new(file)).read_info().ok().map(|reader| reader.info().clone())
}

/// Adds texts, XMP, IPTC, resolution, and whether there are several frames.
pub fn add_extras(bytes: &[u8], extras: &mut Extras) {
    let Some(mut info) = header(bytes) else { return };
    extras.has_more_pictures = info.animation_control.is_some_and(|control| control.num_frames > 1);
    let dimensions = info.pixel_dims.filter(|dimensions| dimensions.unit == png::Unit::Meter);
    extras.resolution = dimensions.and_then(|dimensions| Resolution::of_metre((dimensions.xppu, dimensions.yppu)));
    if extras.exif.is_none() {
        extras.exif = info.exif_metadata.take().map(|exif| exif.into_owned());
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
                extras.iptc = extras.iptc.take().or_else(|| raw_profile(&text).map(|bytes| crate::extras::iptc_of_resources(&bytes).unwrap_or(bytes)))
            }
            Some(_) => {}
            None if keyword == XMP => extras.xmp = Some(text.into_bytes()),
            None => extras.texts.push((keyword, text)),
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
